"""Profiles, and following."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from pydantic import ConfigDict, Field

import mizan
from conduit import models
from mizan.client import Context, Shape, client
from mizan.shapes import annotate

from .article import ArticleContext, ArticlesContext, FeedContext
from .caller import caller_of, is_followed, is_own
from .comment import CommentsContext


class ProfileContext(Context):
    """What a user shows of themselves."""

    username: Annotated[str, Field(description="What names them in URLs.")]


class Profile(Shape[models.User]):
    """A user, as the caller sees them."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    username: str
    """Names them in URLs."""
    bio: str | None
    """What they say of themselves."""
    image: str | None
    """URL of a picture."""
    following: bool = annotate(is_followed)
    """Whether the caller follows them."""
    own: bool = annotate(lambda: is_own("pk"))
    """Whether this is the caller."""


@client(context=ProfileContext)
def profile_detail(_request: HttpRequest, username: str) -> Profile:
    """The profile of a user."""
    return Profile.from_model(named(username))


@client(
    affects=[ProfileContext, ArticleContext, ArticlesContext, FeedContext, CommentsContext],
    auth=True,
)
def follow_user(request: HttpRequest, username: str, following: bool) -> Profile:
    """Follows a user, or no longer."""
    caller, other = caller_of(request), named(username)
    if other == caller:
        raise mizan.Forbidden("nobody follows themselves")
    if following:
        caller.followed.add(other)
    else:
        caller.followed.remove(other)
    return Profile.from_model(other)


def named(username: str) -> models.User:
    """Return the user of a name as it is written. Raises `NotFound`."""
    found = models.User.objects.filter(username=username).first()
    if found is None:
        raise mizan.NotFound("there is no such user")
    return found
