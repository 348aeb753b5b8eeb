"""Who calls, as the database knows them."""

from __future__ import annotations

from typing import cast

import mizan
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q
from django.http import HttpRequest

from conduit.models import User


def caller_of(request: HttpRequest) -> User:
    """Return the signed-in user, of a function that lets nobody else in."""
    return cast(User, request.user)


def viewer_id() -> int | None:
    """Return the id of whoever looks on: none when nobody is signed in."""
    user = mizan.current().user
    return None if user is None else user.pk


def is_own(field: str) -> ExpressionWrapper:
    """Whether a column holds the viewer."""
    viewer = viewer_id()
    # Nobody's is nothing: a comparison with null would be.
    own = Q(**{field: viewer}) if viewer is not None else Q(pk__isnull=True)
    return ExpressionWrapper(own, output_field=BooleanField())


def is_followed() -> Exists:
    """Whether the viewer follows a user."""
    follows = User.followed.through.objects
    return Exists(follows.filter(from_user=viewer_id(), to_user=OuterRef("pk")))
