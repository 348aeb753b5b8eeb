"""Answers of the core as Django's responses."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse
from django.http.response import HttpResponseBase

from mizan._mizan import Refused, Reply


def of_reply(reply: Reply) -> HttpResponse:
    """The response of a reply."""
    return _response(reply.status, reply.body, reply.headers)


def of_refusal(refused: Refused) -> HttpResponse:
    """The response of an error."""
    return _response(refused.status, refused.body, refused.headers)


def allow(methods: str) -> HttpResponse:
    """What `OPTIONS` is answered with."""
    return _response(204, b"", [("Allow", methods)])


def session(token: str, revision: str) -> HttpResponse:
    """What `session/` answers; both are letters and digits."""
    body = f'{{"csrf":"{token}","revision":"{revision}"}}'.encode()
    return _response(
        200, body, [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
    )


def with_headers(
    response: HttpResponseBase, headers: Iterable[tuple[str, str]]
) -> HttpResponseBase:
    """A view's own response, with what a mutation says of itself in its headers (§3.4)."""
    for name, value in headers:
        response[name] = value
    return response


def _response(status: int, body: bytes, headers: Iterable[tuple[str, str]]) -> HttpResponse:
    """Headers are written by the core: they are ASCII, which Django leaves as it is. Of one name it
    keeps one line.
    """
    kept: dict[str, str] = {}
    for name, value in headers:
        kept[name] = f"{kept[name]}, {value}" if name in kept else value
    response = HttpResponse(body, status=status, headers=kept)
    if "Content-Type" not in kept:
        # Django gives every response a type; an answer without a body has none.
        del response.headers["Content-Type"]
    return response
