"""Mizan under ASGI: its paths answered with one thread hop, everything else by the application
inside.

Start at `wrap_asgi`. Django's async handler crosses threads at each synchronous layer, which costs
more than most calls do. Here all of Django's middleware runs synchronously, in one thread of a pool
whose database connections last as `CONN_MAX_AGE` says; a call runs to its end there, whether or not
its client stays. A coroutine function still runs on the server's own event loop.
"""

from __future__ import annotations

import asyncio
import contextvars
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from io import BytesIO
from typing import IO, Any, TypeVar, cast

from asgiref.sync import SyncToAsync
from django.core import signals
from django.core.handlers.asgi import ASGIRequest, get_script_prefix
from django.core.handlers.base import BaseHandler
from django.http import HttpResponseBadRequest
from django.http.response import HttpResponseBase
from django.urls import NoReverseMatch, reverse, set_script_prefix

from mizan.conf import settings

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Any, Any, Any], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
Result = TypeVar("Result")

#: The close code of a WebSocket that is not wanted: policy (RFC 6455 §7.4.1).
NOT_WANTED = 1008


def wrap_asgi(application: Application) -> Application:
    """Wraps the ASGI application of a Django project: `application =
    wrap_asgi(get_asgi_application())`.
    """
    return Wrapped(application)


class Wrapped:
    """What a server runs: one handler for each process, made when its first request comes."""

    def __init__(self, application: Application) -> None:
        self._inner = application
        self._handler: Handler | None = None
        self._pid = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one connection."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http" and self._is_ours(scope):
            await self._handler_of_now().handle(scope, receive, send)
        elif scope["type"] == "websocket" and self._is_ours(scope):
            await receive()
            await send({"type": "websocket.close", "code": NOT_WANTED})
        else:
            await self._inner(scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        prefix = self._handler_of_now().prefix
        path: str = scope["path"]
        return prefix is not None and path.removeprefix(
            get_script_prefix(scope).rstrip("/")
        ).startswith(prefix)

    def _handler_of_now(self) -> Handler:
        if self._handler is None or self._pid != os.getpid():
            # Threads do not come along when a process forks.
            self._handler, self._pid = Handler(), os.getpid()
        return self._handler


async def _live(receive: Receive, send: Send) -> None:
    """Tells a server that asks that its application has started and stopped, of which Django knows
    nothing.
    """
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


class Body:
    """The body of a request, as a file that another thread reads: no more of it is fetched than is
    asked for (§3.3).

    `read` and `readline` raise `ConnectionError` where the client has gone.
    """

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop, first: Message) -> None:
        self._receive = receive
        self._loop = loop
        self._buffer = BytesIO()
        self._is_whole = False
        self._take(first)

    def read(self, size: int = -1, /) -> bytes:
        """At most `size` bytes, all of them where it is negative; none at the end."""
        if size is None or size < 0:
            return b"".join(iter(lambda: self.read(1 << 16), b""))
        data = self._buffer.read(size)
        while not data and size and not self._is_whole:
            self._take(
                asyncio.run_coroutine_threadsafe(_awaited(self._receive()), self._loop).result()
            )
            data = self._buffer.read(size)
        return data

    def readline(self, size: int = -1, /) -> bytes:
        """One line, or `size` bytes of it."""
        line = bytearray()
        while size < 0 or len(line) < size:
            byte = self.read(1)
            line += byte
            if byte in (b"", b"\n"):
                break
        return bytes(line)

    def close(self) -> None:
        """Lets go of what was fetched."""
        self._buffer.close()

    def _take(self, message: Message) -> None:
        if message["type"] == "http.disconnect":
            raise ConnectionError("the client has gone before its request was whole")
        self._buffer = BytesIO(message.get("body", b""))
        self._is_whole = not message.get("more_body", False)


async def _awaited(awaitable: Awaitable[Result]) -> Result:
    return await awaitable


class Handler(BaseHandler):
    """Django's handling of a request with all middleware synchronous, in threads of its own."""

    #: In bytes, of one message to the server.
    chunk_size = 1 << 16

    def __init__(self) -> None:
        super().__init__()
        self.load_middleware(is_async=False)
        self.prefix = mount()
        self._pool = ThreadPoolExecutor(settings().threads, thread_name_prefix="mizan")

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        first = await receive()
        if first["type"] == "http.disconnect":
            return
        loop = asyncio.get_running_loop()
        body = Body(receive, loop, first)
        context = contextvars.copy_context()
        response = await loop.run_in_executor(
            self._pool, context.run, self._respond, scope, body, loop
        )
        await send(
            {
                "type": "http.response.start",
                "status": response.status_code,
                "headers": headers_of(response),
            }
        )
        if response.streaming:
            try:
                async for chunk in self._chunks(response, loop, context):
                    await send({"type": "http.response.body", "body": chunk, "more_body": True})
                await send({"type": "http.response.body"})
            finally:
                await loop.run_in_executor(self._pool, context.run, response.close)
        else:
            await send({"type": "http.response.body", "body": response.content})  # type: ignore[attr-defined]

    def _respond(
        self, scope: Scope, body: Body, loop: asyncio.AbstractEventLoop
    ) -> HttpResponseBase:
        """Runs everything of Django's, from the first signal to the last; of a streamed answer, all
        but the latter.
        """
        # Where a coroutine that is called from here runs: `async_to_sync` asks for it.
        SyncToAsync.threadlocal.main_event_loop = loop
        SyncToAsync.threadlocal.main_event_loop_pid = os.getpid()
        set_script_prefix(get_script_prefix(scope))
        signals.request_started.send(sender=type(self), scope=scope)
        try:
            request = ASGIRequest(scope, cast(IO[bytes], body))
        except UnicodeDecodeError:
            response: HttpResponseBase = HttpResponseBadRequest()
        else:
            response = self.get_response(request)
        response._handler_class = type(self)  # type: ignore[attr-defined]
        if not response.streaming:
            response.close()
            body.close()
        return response

    async def _chunks(
        self,
        response: HttpResponseBase,
        loop: asyncio.AbstractEventLoop,
        context: contextvars.Context,
    ) -> AsyncIterator[bytes]:
        """The pieces of a streamed answer: an asynchronous iterator on this loop, another in the
        pool's threads.
        """
        streamed: Any = response
        if streamed.is_async:
            async for piece in streamed:
                yield piece
            return
        following = partial(next, iter(streamed), None)
        while piece := await loop.run_in_executor(self._pool, context.run, following):
            yield piece


def headers_of(response: HttpResponseBase) -> Headers:
    """The headers of an answer and its cookies, as a server takes them."""
    headers = [(name.encode("ascii"), value.encode("latin1")) for name, value in response.items()]
    cookies: Iterable[Any] = response.cookies.values()
    headers.extend(
        (b"Set-Cookie", cookie.output(header="").strip().encode("ascii")) for cookie in cookies
    )
    return headers


def mount() -> str | None:
    """The path below which Mizan answers, without the script's own; `None` where `mizan.urls` is in
    no URLconf.
    """
    set_script_prefix("/")
    try:
        return reverse("mizan:endpoint")
    except NoReverseMatch:
        return None
