"""Django's own protection against cross-site requests, with refusals that a program understands
(§8, §9).

The cookie, the token, its rotation at sign-in and every `CSRF_*` setting are Django's. Where a
request comes from is judged by the core, alike on every backend, and not here.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, RejectRequest, get_token, rotate_token

#: What a call is refused with; the same words on every backend.
REFUSAL = (
    "the CSRF token is missing, or of another session: get one from session/ and send it as "
    "X-CSRFToken"
)


class Presented:
    """What Django's check looks at of a request: with the token that a form said, if the core has
    read one.

    `request.POST` would read the body, and with it files that nobody may send yet (§3.3).
    """

    method = "POST"

    def __init__(self, request: HttpRequest, field: str | None) -> None:
        self.request = request
        has_header = bool(request.META.get(settings.CSRF_HEADER_NAME))
        self.POST = {} if has_header or not field else {"csrfmiddlewaretoken": field}

    def __getattr__(self, name: str) -> Any:
        return getattr(self.request, name)


class Csrf(CsrfViewMiddleware):
    """Checks and gives tokens for one endpoint, whether or not Django's middleware stands before
    it.
    """

    def __init__(self) -> None:
        super().__init__(lambda _: HttpResponse())

    def is_passed(self, request: HttpRequest, field: str | None = None) -> bool:
        """Whether a call brings the token of this browser's cookie: in its header, or else in a
        posted form's `field`.
        """
        if is_unchecked(request) or is_bearer_alone(request):
            return True
        self._introduce(request)
        try:
            self._check_token(Presented(request, field))  # type: ignore[attr-defined]
        except RejectRequest:
            return False
        return True

    def token(self, request: HttpRequest) -> str:
        """The token that calls bring; the answer gets the cookie that it is compared with
        (`process_response`).
        """
        self._introduce(request)
        return get_token(request)

    def rotate(self, request: HttpRequest) -> None:
        """Ends the token where that has not been done: somebody has signed in or out, and Django
        sees to the former alone.
        """
        if not request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            rotate_token(request)

    def _introduce(self, request: HttpRequest) -> None:
        if "CSRF_COOKIE" not in request.META:
            self.process_request(request)


def is_unchecked(request: HttpRequest) -> bool:
    """Whether it is a test's request, which only code of the server can make
    (`django.test.Client`).
    """
    return bool(getattr(request, "_dont_enforce_csrf_checks", False))


def is_bearer_alone(request: HttpRequest) -> bool:
    """Whether a request proves itself by a bearer token and brings no cookie that could act in its
    place (§8).
    """
    authorization: str = request.META.get("HTTP_AUTHORIZATION", "")
    return authorization[:7].lower() == "bearer " and not request.META.get("HTTP_COOKIE")
