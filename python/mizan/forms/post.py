"""``POST form/<form>/``: a form that the browser posts by itself. ``docs/protocol.md`` §3.5.

It becomes the ``data`` of the form's function ``submit`` and goes the way of every call. Whatever
comes of it is a page for a person: the next one, or the form again with what was entered and what
is wrong with it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from mizan_core import registry
from mizan_core.application import Application

from mizan._mizan import Refused

from .function import Form
from .judge import FORM_LEVEL
from .kind import Json
from .outline import drawn
from .page import FROM_FIELD, Complaint, local_path, page_behind, page_of
from .reading import as_data

TOKEN_FIELD = "csrfmiddlewaretoken"  # noqa: S105 the name of a field
KEPT = (
    "X-Mizan-Invalidate",
    "Mizan-Version",
    "Mizan-As",
    "Retry-After",
    "Cache-Group-Invalidation",
)
"""What an answer says beside its body, that a page says too."""

MEDIA = ("application/x-www-form-urlencoded", "multipart/form-data")


def post(
    endpoint: Any, application: Application, request: HttpRequest, index: int, host_name: str
) -> HttpResponseBase:
    """Answers a post of the form whose function `submit` has that index. Raises what an
    application's own code raises before the form is read.
    """
    offered = registry.form(application.functions[index].name.partition(".")[0])
    if not isinstance(offered, Form):
        raise application.engine.error("not_found")
    return Posted(endpoint, application, request, offered, index, host_name).answer()


class Posted:
    """One post."""

    def __init__(
        self,
        endpoint: Any,
        application: Application,
        request: HttpRequest,
        offered: Form,
        index: int,
        host_name: str,
    ) -> None:
        """`offered` is the form that is posted, `index` that of its function."""
        self.endpoint, self.application, self.engine = endpoint, application, application.engine
        self.request, self.host_name = request, host_name
        self.offered, self.index = offered, index
        self.live = drawn(offered.form_class, offered.meta, request)
        self.values = b"{}"
        self.uploads: dict[str, Any] = {}

    def answer(self) -> HttpResponseBase:
        """Reads it, submits it, and leads on or shows the form again."""
        try:
            self.read()
            response = self.submit()
        except Refused as refused:
            return self.again(refused.status, refused.body, dict(refused.headers))
        if response.status_code >= 300:
            body = getattr(response, "content", b"")
            return self.again(response.status_code, body, response.headers)
        to = local_path(getattr(self.request, "mizan_redirect", None)) or self.shown_on()
        leading = HttpResponse(status=303, headers={"Location": to, "Cache-Control": "no-store"})
        keep_headers(response.headers, leading)
        return leading

    def read(self) -> None:
        """Reads what the post says. Raises `Refused`."""
        from mizan.endpoint import check_origin

        if self.request.content_type not in MEDIA or "HTTP_CONTENT_ENCODING" in self.request.META:
            words = f"a browser posts a form as {' or '.join(MEDIA)}, not compressed"
            raise self.engine.error("unsupported_media_type", words)
        check_origin(self.engine, self.request, self.host_name)
        try:
            entries = list(self.entries())
        except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent) as error:
            raise self.engine.error("payload_too_large", str(error)) from None
        except (MultiPartParserError, UnreadablePostError, OSError):
            raise self.engine.error("bad_request", "the form could not be read") from None
        try:
            self.values = as_data(self.offered, self.request, self.live.read_post(entries))
        except ValueError as error:
            raise self.engine.error("bad_request", str(error)) from None
        if not self.endpoint.csrf.is_passed(self.request, self.request.POST.get(TOKEN_FIELD)):
            words = gettext("This page was open for too long. Please send it again.")
            raise self.engine.error("csrf_failed", words)
        self.check_sizes(entries)

    def entries(self) -> Iterator[tuple[str, str | None, str | None]]:
        """The names of the post with what each is: text, or the part that is its file."""
        for name, texts in self.request.POST.lists():
            if name not in (TOKEN_FIELD, FROM_FIELD):
                yield from ((name, str(text), None) for text in texts)
        for name, files in self.request.FILES.lists():
            for file in files:
                part = str(len(self.uploads))
                self.uploads[part] = file
                yield name, None, part

    def check_sizes(self, entries: list[tuple[str, str | None, str | None]]) -> None:
        """Raises `Refused` for a file beyond the limit of all."""
        from mizan.conf import settings

        limit = settings().file_limit
        for name, _, part in entries:
            if part is not None and self.uploads[part].size > limit:
                words = gettext("The file is larger than any may be.")
                fields = [(name, "file_too_large", words)]
                raise self.engine.error("payload_too_large", words, fields=fields)

    def submit(self) -> HttpResponseBase:
        """The answer of the form's function ``submit``. Raises `Refused`."""
        from mizan.invocation import Invocation

        self.request.mizan_files = self.uploads  # type: ignore[attr-defined]
        call = self.engine.plain_call(self.index, b'{"data":' + self.values + b"}")
        return Invocation(self.application, self.request, call, self.endpoint.csrf).answer()

    def shown_on(self) -> str:
        """The path of the page that the form stands on."""
        try:
            given = self.request.POST.get(FROM_FIELD)
        except Exception:  # what cannot be read says nothing
            given = None
        return page_behind(self.request, given)

    def again(self, status: int, body: bytes, headers: Any) -> HttpResponseBase:
        """The form again; status and headers are those of the answer that refused it."""
        page = page_of(
            self.offered,
            self.request,
            self.live,
            action=self.request.path,
            shown_on=self.shown_on(),
            values=self.values,
            is_new=self.values == b"{}",
            errors=complaints(body),
            status=status,
        )
        response = page.response(self.request)
        keep_headers(headers, response)
        self.endpoint.csrf.process_response(self.request, response)
        return response


def complaints(body: bytes) -> list[Complaint]:
    """What is wrong, from the body of §9: by field, or as a sentence about the whole."""
    try:
        error: Json = json.loads(body)["error"]
    except (ValueError, KeyError, TypeError):
        return [(FORM_LEVEL, "internal_error", gettext("Something went wrong."))]
    found = [
        (path.removeprefix("data."), one["code"], one["message"])
        for path, told in (error.get("fields") or {}).items()
        for one in told
    ]
    if found:
        return found
    trace = f" ({error['id']})" if error.get("id") else ""
    return [(FORM_LEVEL, str(error["code"]), f"{error['message']}{trace}")]


def keep_headers(given: Any, response: HttpResponse) -> None:
    """Keeps what a page says too."""
    known = {str(name).lower(): value for name, value in given.items()}
    for name in KEPT:
        if name.lower() in known:
            response[name] = known[name.lower()]
