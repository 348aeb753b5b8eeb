"""Signing up, in and out, and who is signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import auth
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import HttpRequest
from pydantic import ConfigDict

import mizan
from conduit import models
from mizan.client import Shape, client
from mizan.forms import mizanFormMeta

from . import form
from .problem import TAKEN, check_name, check_taken


class User(Shape[models.User]):
    """The signed-in user, as they see themselves."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    username: str
    """Names them in URLs."""
    email: str
    """Seen by nobody else."""
    bio: str | None
    """What they say of themselves."""
    image: str | None
    """URL of a picture."""


@client(context="global")
def current_user(request: HttpRequest) -> User | None:
    """Who is signed in, or null."""
    return User.from_model(request.user) if request.user.is_authenticated else None


class SignUpForm(form.ConduitForm):
    """Makes an account and signs in to it."""

    # Every letter of a name or an address asks whether it is taken, and no person types so fast.
    mizan = mizanFormMeta(
        title="Sign up",
        affects=current_user,
        rate_limit="300/min",
        check=["username", "email"],
        redirect_to="/",
    )

    username = form.text(max_length=64)
    email = form.email(max_length=254)
    password = form.password(min_length=8, max_length=256)

    def clean(self) -> None:
        """Refuse a name that cannot be one, and what somebody else has."""
        check_name(self)
        check_taken(self)

    def on_submit_success(self, request: HttpRequest) -> User:
        """Make it, and sign in."""
        said = self.cleaned_data
        with refusing_taken(said["username"], said["email"]):
            user = models.User.objects.create_user(
                said["username"], said["email"], said["password"]
            )
        auth.login(request, user, backend=BACKEND)
        return User.from_model(user)


class SignInForm(form.ConduitForm):
    """Signs in with e-mail and password."""

    mizan = mizanFormMeta(title="Sign in", affects=current_user, redirect_to="/")

    email = form.text(widget=form.forms.EmailInput)
    password = form.password()

    def on_submit_success(self, request: HttpRequest) -> User:
        """Look, and sign in."""
        said = self.cleaned_data
        user = auth.authenticate(
            request, username=said["email"].strip(), password=said["password"]
        )
        if user is None:
            # One answer for both, in one time: whether there is an account is nobody's business.
            raise ValidationError("email or password is invalid", code="invalid")
        auth.login(request, user)
        return User.from_model(user)


@client(affects=current_user)
def sign_out(request: HttpRequest) -> None:
    """Signs out."""
    auth.logout(request)


BACKEND = "conduit.backend.EmailBackend"


class refusing_taken:  # noqa: N801 - it stands behind `with`
    """Refuses an account that somebody else has got between the look and this."""

    def __init__(self, username: str, email: str, *, but: models.User | None = None) -> None:
        """Say what was asked for."""
        self.asked, self.but = (username, email), but
        self.work = transaction.atomic()

    def __enter__(self) -> None:
        """Begin: the unique indexes decide."""
        self.work.__enter__()

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        """Tell what is taken."""
        self.work.__exit__(kind, error, trace)
        if isinstance(error, IntegrityError):
            taken = models.User.objects.taken(*self.asked, but=self.but)
            if taken:
                problem = [(TAKEN.code or "", str(TAKEN.message))]
                raise mizan.ValidationFailed({field: problem for field in taken}) from error
