"""The built front end, as files: what is not a call to the server.

| path | answer |
|---|---|
| `/assets/…` | a file whose name has a hash of its content: kept by browsers for a year; else 404 |
| another file of the build | that file, revalidated each time |
| `/api/…` that nobody answers | 404, as JSON |
| anything else | `index.html`, so that a deep link works on first load |
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotFound,
    JsonResponse,
)
from django.http.response import HttpResponseBase
from django.utils._os import safe_join
from django.core.exceptions import SuspiciousFileOperation
from django.views.static import serve

# Only the page's own scripts and styles run; pictures in articles may come from elsewhere.
POLICY = (
    "default-src 'self'; img-src 'self' data: http: https:; font-src 'self' data:; "
    "style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
NOT_BUILT = (
    "<!doctype html><title>Conduit</title><h1>The front end is not built yet</h1>"
    "<p>Run <code>npm run build</code> in <code>examples/conduit/web</code> and reload this page, "
    "or point <code>CONDUIT_WEB</code> to the folder that has its <code>index.html</code>.</p>"
)

Answer = Callable[[HttpRequest], HttpResponseBase]


def headers(get_response: Answer) -> Answer:
    """Middleware: what every answer says beside what it is."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        if not request.path.startswith("/api/mizan/"):
            response.headers.setdefault("Cache-Control", "no-cache")
        return response

    return middleware


def nothing(_request: HttpRequest) -> HttpResponse:
    """Tell a program that asks for what is not there, which a page would not."""
    error = {"error": {"code": "not_found", "message": "nothing is here"}}
    return JsonResponse(error, status=404, json_dumps_params={"separators": (",", ":")})


def asset(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file whose name has a hash of its content. A missing one may come with the next build."""
    try:
        response = serve(request, name, document_root=Path(settings.CONDUIT_WEB) / "assets")
    except Http404:
        return HttpResponseNotFound()
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def file_or_index(request: HttpRequest, name: str) -> HttpResponseBase:
    """Serve a file of the build, or the page that every other URL shows."""
    web = Path(settings.CONDUIT_WEB)
    try:
        found = Path(safe_join(web, name))
    except (SuspiciousFileOperation, ValueError):
        found = web
    if found.is_file() and found.name != "index.html":
        return serve(request, name, document_root=web)
    return page(index())


def index() -> str | None:
    """Return the built front end's page, which is read each time: a build may have come between."""
    try:
        return (Path(settings.CONDUIT_WEB) / "index.html").read_text("utf-8")
    except OSError:
        return None


def page(html: str | None, status: int = 200) -> HttpResponse:
    """Answer with a page, or say how the front end is built."""
    if html is None:
        return HttpResponse(NOT_BUILT, status=503)
    return HttpResponse(html, status=status)


__all__ = ["asset", "file_or_index", "headers", "index", "nothing", "page"]
