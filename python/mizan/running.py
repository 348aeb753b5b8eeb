"""Running one function: who may, with which arguments, around it what, and its result as JSON.

Start at `Running`. Calls and reads share it. A coroutine runs to its end in this thread: on the
server's own event loop where there is one (`mizan.asgi`), and with its database in this thread's
transaction.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from asgiref.sync import async_to_sync, sync_to_async
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from mizan_core.application import Application, Handler
from mizan_core.client.function import Function, is_framework_response
from mizan_core.context import Options, options_of
from mizan_core.guard import Guard
from mizan_core.signature import complaints
from pydantic import ValidationError

from mizan._mizan import Call, File, Item
from mizan.conf import settings
from mizan.hidden import hide
from mizan.identity import Identity
from mizan.transaction import exempt_of
from mizan.upload import uploaded

Around = Callable[[Callable[[], Any], frozenset[str]], Any]


@dataclass(frozen=True)
class Layered:
    """What a layer sees of a call: `def timing(call, proceed): …; return proceed()`, or the same as
    a coroutine function.
    """

    name: str
    request: HttpRequest
    arguments: dict[str, Any]
    user: str | None
    """The id of who asks, as `Mizan-As` has it; `None` of an anonymous caller."""


class Running:
    """One function that is about to run for one request."""

    def __init__(
        self, application: Application, handler: Handler, request: HttpRequest, identity: Identity
    ) -> None:
        self.engine = application.engine
        self.handler = handler
        self.function = handler.function
        self.request = request
        self.identity = identity
        self.guard: Guard = handler.guard or application.default_guard
        self.arguments: dict[str, Any] = {}
        self.files: dict[str, File] = {}
        self.result: Any = None
        self.public = _public(self.function)

    def decode(self, arguments: bytes) -> None:
        """Reads arguments that the core has judged. Raises `Refused` for those that the
        application's own types refuse.
        """
        try:
            self.arguments = self.handler.arguments(arguments, self.files)
        except ValidationError as error:
            fields = complaints(error, json.loads(arguments))
            words = "; ".join(f"{path}: {message}" for path, _, message in fields)
            raise self.engine.error("invalid_args", words, fields=fields) from None

    def admit_early(self) -> None:
        """The guard, where it does not look at arguments. Raises `Refused`, and what a guard of the
        application's raises.
        """
        if not self.guard.sees_arguments:
            self._admit(None)

    def admit_late(self) -> None:
        """The guard, where it looks at arguments. Raises as `admit_early`."""
        if self.guard.sees_arguments:
            self._admit(self.arguments)

    def attach(self, call: Call) -> None:
        """Reads the files of a call, of which nothing is read before this. Forms have them as
        Django's own, by the names of their parts: `request.mizan_files`. Raises `Refused`.
        """
        self.files.update(call.files())
        files = {name: uploaded(file) for name, file in self.files.items()}
        self.request.mizan_files = files  # type: ignore[attr-defined]

    def _admit(self, arguments: Any) -> None:
        verdict = self.guard.verdict(self.request, self.identity, arguments)
        if verdict is True:
            return
        if inspect.isawaitable(verdict):
            # A coroutine is true by itself: it has to be waited for.
            verdict = async_to_sync(_awaited)(verdict)
        # Anything else that Python takes for true is a mistake, and lets nobody in.
        if verdict is not True:
            raise self.engine.error(
                "forbidden" if self.identity.is_authenticated else "unauthenticated"
            )

    def run(self, around: Around) -> bytes | HttpResponseBase:
        """Runs the function inside its layers and `around`, and writes what it returns as JSON; a
        view's response is itself.

        Raises whatever the function raises, and what pydantic raises for a result of another type
        than the declared one.
        """
        if self.public is None:
            return self._run(self.request, around)
        with hide(self.request, self.public.vary) as request:
            return self._run(request, around)

    def _run(self, request: HttpRequest, around: Around) -> bytes | HttpResponseBase:
        call: Callable[[], Any] = partial(self._call, request)
        layers = [
            import_string(layer) if isinstance(layer, str) else layer for layer in self._layers()
        ]
        if layers:
            seen = Layered(self.handler.name, request, self.arguments, self.identity.user)
            for layer in reversed(layers):
                call = partial(_through, layer, seen, call)
        self.result = around(call, exempt_of(self.function.callable))
        if is_framework_response(self.result):
            response: HttpResponseBase = self.result
            return response
        return self.handler.encode(self.result)

    def _layers(self) -> list[Any]:
        return [*settings().middleware, *self.function.middleware]

    def _call(self, request: HttpRequest) -> Any:
        called = self.function.callable
        result = (
            async_to_sync(called)(request, **self.arguments)
            if self.function.is_async
            else called(request, **self.arguments)
        )
        # A function behind a decorator that hides that it is a coroutine function.
        return async_to_sync(_awaited)(result) if inspect.iscoroutine(result) else result

    def given(self, *, has_result: bool) -> list[Item | None]:
        """The items of `Context.at(…)`; of a function that failed, none is known."""
        return (
            self.handler.given(self.arguments, self.result)
            if has_result
            else self.handler.not_given()
        )


def _public(function: Function) -> Options | None:
    """The context of a query that does not see who asks."""
    options = options_of(function.context) if isinstance(function.context, type) else None
    return options if options is not None and options.public else None


def _through(layer: Callable[..., Any], seen: Layered, call: Callable[[], Any]) -> Any:
    if inspect.iscoroutinefunction(layer):
        return async_to_sync(layer)(seen, sync_to_async(call))
    return layer(seen, call)


async def _awaited(awaitable: Any) -> Any:
    return await awaitable
