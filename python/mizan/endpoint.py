"""The one view: what a request asks for, and the checks of §2 in their order.

Start at `Endpoint.__call__`. The core judges what came; Django says who asks, and keeps sessions,
tokens and transactions; the function itself runs in `mizan.invocation`.
"""

from __future__ import annotations

from importlib import import_module

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, UnreadablePostError
from django.http.response import HttpResponseBase
from mizan_core.application import Application

from mizan import answer, csrf, host, transaction
from mizan._mizan import Engine, Refused, Route
from mizan.invocation import Invocation
from mizan.reading import Reading

#: What a body is fetched in, in bytes.
CHUNK_BYTES = 1 << 16


class Endpoint:
    """Answers every path below where `mizan.urls` is included."""

    # Its own check is stricter and speaks JSON; versions are given after the commit (§3.2).
    csrf_exempt = True
    _non_atomic_requests = transaction.EveryAlias()

    def __init__(self) -> None:
        # Django takes views for functions where it names them.
        self.__name__ = self.__qualname__ = "endpoint"
        self.csrf = csrf.Csrf()

    def __call__(self, request: HttpRequest, path: str = "") -> HttpResponseBase:
        """Answers one request."""
        application = host.application()
        try:
            response = self._dispatch(application, request, path)
        except Refused as refused:
            response = answer.of_refusal(refused)
        if request.META.get("CSRF_COOKIE_NEEDS_UPDATE"):
            self.csrf.process_response(request, response)
        return response

    def _dispatch(
        self, application: Application, request: HttpRequest, path: str
    ) -> HttpResponseBase:
        engine = application.engine
        host_name = _host_of(engine, request)
        position = engine.position()
        route = engine.route(request.method or "", path if is_plain(request, path) else "%")
        match route.kind:
            case "options":
                return answer.allow(route.allow)
            case "session":
                check_origin(engine, request, host_name)
                return answer.session(self.csrf.token(request), engine.revision)
            case "context":
                check_origin(engine, request, host_name)
                return Reading(application, request, route.index, position).answer()
            case "call":
                return self._call(application, request, host_name)
            case "view":
                return self._visit(application, request, route, host_name)
        # Forms are many modules, which a site without them need not have in its memory.
        post = import_module("mizan.forms.post").post
        response: HttpResponseBase = post(self, application, request, route.index, host_name)
        return response

    def _call(
        self, application: Application, request: HttpRequest, host_name: str
    ) -> HttpResponseBase:
        engine, meta = application.engine, request.META
        length = length_of(request)
        boundary = engine.media(
            content_type=meta.get("CONTENT_TYPE") or None,
            content_encoding=meta.get("HTTP_CONTENT_ENCODING"),
            content_length=length,
        )
        check_origin(engine, request, host_name)
        self.check_token(engine, request)
        revision = meta.get("HTTP_MIZAN_REVISION")
        if boundary is None:
            call = engine.call(body_of(engine, request), revision=revision)
        else:
            call = engine.upload(boundary, request.read, content_length=length, revision=revision)
        invocation = Invocation(application, request, call, self.csrf)
        return invocation.answer(with_files=boundary is not None)

    def _visit(
        self, application: Application, request: HttpRequest, route: Route, host_name: str
    ) -> HttpResponseBase:
        engine, meta = application.engine, request.META
        query = meta.get("QUERY_STRING", "")
        if request.method != "POST":
            check_origin(engine, request, host_name, is_view_path=True)
            call = engine.visit(route.index, query=query).call()
            # A link's answer may be stored by whom it is for: it says nothing of who asked.
            return Invocation(application, request, call, self.csrf).answer(is_marked=False)
        visit = engine.visit(
            route.index,
            query=query,
            body=body_of(engine, request),
            content_type=meta.get("CONTENT_TYPE") or None,
            content_encoding=meta.get("HTTP_CONTENT_ENCODING"),
        )
        check_origin(engine, request, host_name)
        self.check_token(engine, request, visit.token)
        return Invocation(application, request, visit.call(), self.csrf).answer()

    def check_token(self, engine: Engine, request: HttpRequest, field: str | None = None) -> None:
        """Raises `Refused` for a request without its browser's token (§8)."""
        if not self.csrf.is_passed(request, field):
            raise engine.error("csrf_failed", csrf.REFUSAL)


def check_origin(
    engine: Engine, request: HttpRequest, host_name: str, *, is_view_path: bool = False
) -> None:
    """Raises `Refused` for another site's request (§8). Scheme and host are what Django's settings
    say of them.
    """
    if csrf.is_unchecked(request):
        return
    meta = request.META
    engine.check_origin(
        method=request.method or "",
        scheme=request.scheme or "http",
        host=host_name,
        origin=meta.get("HTTP_ORIGIN"),
        referer=meta.get("HTTP_REFERER"),
        sec_fetch_site=meta.get("HTTP_SEC_FETCH_SITE"),
        sec_fetch_mode=meta.get("HTTP_SEC_FETCH_MODE"),
        has_cookie=bool(meta.get("HTTP_COOKIE")),
        is_view_path=is_view_path,
    )


def _host_of(engine: Engine, request: HttpRequest) -> str:
    """The host, if it is one of `ALLOWED_HOSTS`. Raises `Refused`."""
    try:
        return request.get_host()
    except DisallowedHost:
        raise engine.error("bad_request", "this server does not answer for that host") from None


def is_plain(request: HttpRequest, path: str) -> bool:
    """Whether a path came as it is. Servers decode it, and what was escaped is another (E10)."""
    sent = request.META.get("RAW_URI") or request.META.get("REQUEST_URI")
    if sent is None:
        scope = getattr(request, "scope", None)
        raw = scope.get("raw_path") if scope else None
        sent = raw.decode("latin1") if raw is not None else None
    return sent is None or sent.partition("?")[0].endswith(path)


def length_of(request: HttpRequest) -> int | None:
    """How long a body is by its own word."""
    text = request.META.get("CONTENT_LENGTH") or ""
    return int(text) if text.isascii() and text.isdigit() else None


def body_of(engine: Engine, request: HttpRequest) -> bytes:
    """A body without files; one that is too large is fetched no further than to know it. Raises
    `Refused`.

    `request.body` has it then, for functions and middleware that look at it.
    """
    kept: bytes | None = getattr(request, "_body", None)
    if kept is not None:
        return kept
    limit = engine.body_limit
    try:
        body = request.read(limit + 1)
        while 0 < len(body) <= limit and (more := request.read(limit + 1 - len(body))):
            body += more
    except (UnreadablePostError, OSError):
        raise engine.error("bad_request", "the body ended early") from None
    if len(body) <= limit:
        request._body = body
    return body


endpoint = Endpoint()
