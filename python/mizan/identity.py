"""Who is asking, as Django's users and sessions say it (§8).

Start at `identify`. The user's id and what tells one sign-in from another go into `Mizan-As`;
neither leaves the server as it is.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest
from django.utils.module_loading import import_string

from mizan.conf import settings

#: In the session of who is signed in: tells this sign-in from every other, of the same user too.
NONCE = "_mizan"


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a request comes from: `user` is the id, `None` of an anonymous caller; `session` tells
    sign-ins apart, and says what the user may do as far as that is known without a query
    (`MIZAN["AUTHORITY"]` says the rest).
    """

    user: str | None = None
    session: str | None = None
    is_staff: bool = False
    is_superuser: bool = False

    @property
    def is_authenticated(self) -> bool:
        """Whether somebody is signed in."""
        return self.user is not None


ANONYMOUS = Identity()


def identify(request: HttpRequest) -> Identity:
    """Who asks: `request.user`, whatever middleware has put it there. Anonymous where none has."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return ANONYMOUS
    is_staff = bool(getattr(user, "is_staff", False))
    is_superuser = bool(getattr(user, "is_superuser", False))
    path = settings().authority
    authority = import_string(path)(request) if path else ""
    session = f"{_sign_in_of(request)} {is_staff:d}{is_superuser:d} {authority}"
    return Identity(str(user.pk), session, is_staff, is_superuser)


def _sign_in_of(request: HttpRequest) -> str:
    """One sign-in: it changes with the password too, as Django's own hash does."""
    session = getattr(request, "session", None)
    if session is None:
        return ""
    own = session.get(NONCE) or session.session_key or ""
    return f"{own} {session.get(HASH_SESSION_KEY, '')}"


def caller_of(request: HttpRequest, identity: Identity) -> str:
    """Whose calls count together against a rate limit: the user, or the address that the connection
    is from.

    A forwarded address is the client's own word and is not believed.
    """
    path = settings().caller
    if path:
        return str(import_string(path)(request))
    return (
        f"user {identity.user}"
        if identity.is_authenticated
        else str(request.META.get("REMOTE_ADDR", ""))
    )


def _remember(*, request: HttpRequest, **_: object) -> None:
    session = getattr(request, "session", None)
    if session is not None:
        session[NONCE] = secrets.token_hex(16)


user_logged_in.connect(_remember, dispatch_uid="mizan.identity")
