"""The request as a query of a public context sees it: without whoever asks (§7, B13).

Start at `hide`. What such a query answers is everyone's, and is stored under its URL and what its
context varies by; so it sees nothing else of a request.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, NoReturn

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone, translation

#: What tells who asks, and so never reaches a public query, even where its context varies by it.
CREDENTIALS = frozenset({"HTTP_COOKIE", "HTTP_AUTHORIZATION", "HTTP_PROXY_AUTHORIZATION"})

#: What a request has beside its headers and is the same for everyone who asks at one URL.
SHARED = (
    "REQUEST_METHOD",
    "SCRIPT_NAME",
    "PATH_INFO",
    "QUERY_STRING",
    "SERVER_NAME",
    "SERVER_PORT",
    "SERVER_PROTOCOL",
    "HTTP_HOST",
)


class IdentityHiddenError(RuntimeError):
    """A query of a public context asked who is asking."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"a query of a public context does not see `request.{name}`: remove `public=True` from "
            "the context, or what reads it from the query"
        )


class Nobody:
    """Stands in for the user in `mizan.current()`."""

    def __getattr__(self, name: str) -> NoReturn:
        raise IdentityHiddenError("user")


NOBODY = Nobody()


class HiddenMeta(dict[str, Any]):
    """`request.META` with the headers that a public query may see."""

    def __missing__(self, name: str) -> NoReturn:
        if name.startswith("HTTP_"):
            header = name.removeprefix("HTTP_").replace("_", "-").lower()
            hint = (
                ""
                if name in CREDENTIALS
                else f', or let the context vary by it: `vary=["{header}"]`'
            )
            raise KeyError(
                f"a query of a public context does not see the header {header!r}: remove "
                f"`public=True`{hint}"
            )
        raise KeyError(name)


class HiddenRequest(HttpRequest):
    """A request of nobody's: its URL, `Host` and what its context varies by are real, everything
    else is absent and says so.
    """

    def __init__(self, request: HttpRequest, vary: Sequence[str]) -> None:
        self.META = HiddenMeta(
            {name: request.META[name] for name in SHARED if name in request.META}
        )
        for header in vary:
            name = "HTTP_" + header.upper().replace("-", "_")
            if name in request.META and name not in CREDENTIALS:
                self.META[name] = request.META[name]
        self.META["wsgi.url_scheme"] = request.scheme
        self.GET = request.GET
        self.path = request.path
        self.path_info = request.path_info
        self.method = request.method
        self.resolver_match = request.resolver_match
        self.content_type = None
        self.content_params = None
        self._read_started = False
        self._body = b""

    def _get_scheme(self) -> str:
        return str(self.META["wsgi.url_scheme"])

    def __getattr__(self, name: str) -> NoReturn:
        raise AttributeError(
            f"a query of a public context does not see `request.{name}`, where middleware may have "
            "put who asks: remove `public=True` from the context, or what reads it from the query",
            name=name,
            obj=self,
        )


def _hidden(name: str) -> property:
    def refuse(_: HiddenRequest) -> NoReturn:
        raise IdentityHiddenError(name)

    return property(refuse)


for _name in ("user", "auser", "session", "COOKIES", "get_signed_cookie"):
    setattr(HiddenRequest, _name, _hidden(_name))


@contextmanager
def hide(request: HttpRequest, vary: Sequence[str]) -> Iterator[HiddenRequest]:
    """The request that a public query gets. Inside, language and time zone are nobody's either.

    The language follows `Accept-Language` where the context varies by it, and never a cookie.
    """
    hidden = HiddenRequest(request, vary)
    with translation.override(_language_of(hidden)), timezone.override(None):
        yield hidden


def _language_of(hidden: HiddenRequest) -> str:
    if not settings.USE_I18N or "HTTP_ACCEPT_LANGUAGE" not in hidden.META:
        return str(settings.LANGUAGE_CODE)
    asking = HttpRequest()
    asking.META = {"HTTP_ACCEPT_LANGUAGE": hidden.META["HTTP_ACCEPT_LANGUAGE"]}
    return translation.get_language_from_request(asking)
