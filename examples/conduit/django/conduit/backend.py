"""Signing in with an e-mail address, regardless of case, and how passwords are kept."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpRequest

from .models import User


class EmailBackend(ModelBackend):
    """Django's own, with Conduit's people."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: Any,
    ) -> User | None:
        """Return the user of an address whose password this is.

        An unknown address takes the same time as a known one.
        """
        if username is None or password is None:
            return None
        user = User.objects.by_email(username)
        if user is None:
            User().set_password(password)
            return None
        right = user.check_password(password)
        return user if right and self.user_can_authenticate(user) else None


class Argon2(Argon2PasswordHasher):
    """argon2id with 19 MiB and two rounds, as OWASP has it; every backend of Conduit the same."""

    memory_cost = 19_456
    time_cost = 2
    parallelism = 1
