"""The checked whole of what an application declares, with the engine that judges its requests."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from typing import Any

from mizan import _mizan
from mizan._mizan import Item

from mizan_core.affect import Affect
from mizan_core.client.function import Function, Wire
from mizan_core.codec import Codec
from mizan_core.current import narrowing
from mizan_core.declaration import Draft, FormDeclaration, Target
from mizan_core.error import Error
from mizan_core.guard import Guard, guard_of
from mizan_core.place import DeclarationError, Mistake, Place

_log = logging.getLogger("mizan")


class Handler:
    """A function as a request meets it."""

    def __init__(
        self,
        function: Function,
        wire: Wire,
        given: Sequence[tuple[Affect, Target]],
        errors: Mapping[type, Codec],
    ) -> None:
        self.function = function
        self.name = function.name
        self.guard: Guard | None = function.guard
        """`None` where the application's default holds."""
        self._wire = wire
        self._given = given
        self._errors = errors

    def arguments(
        self, arguments: bytes, files: Mapping[str, _mizan.File] | None = None
    ) -> dict[str, Any]:
        """The arguments of a call, defaults filled in. `files` may be filled once the guard has let
        the call through. Raises `ValidationError`, of which `mizan_core.signature.complaints`
        makes what is told.
        """
        return self._wire.decode(arguments, None if files is None else {"files": files})

    def encode(self, result: Any) -> bytes:
        """The JSON of a result. Raises what pydantic raises for one that is not of its type."""
        return self._wire.encode(result)

    def error_data(self, error: Error) -> bytes | None:
        """The JSON of what a declared error says beside its code; `None` where that is nothing.
        Raises `TypeError` for one that the function does not declare, and as `encode`.
        """
        if type(error) not in self.function.errors:
            raised = type(error).__name__
            msg = f"`{self.name}` raised `{raised}`, which is not among its `errors=[…]`"
            raise TypeError(msg)
        codec = self._errors.get(type(error))
        return None if codec is None else codec.write(error.data)

    def given(self, args: Any, result: Any) -> list[Item | None]:
        """The items of `.at(…)`, in the order of their declaration; `None` for one that its
        function could not tell, so that all of its context is read again.
        """
        return [_item(affect, target, args, result) for affect, target in self._given]

    def not_given(self) -> list[Item | None]:
        """As `given`, of a call that has no result."""
        return [None for _ in self._given]


def _item(affect: Affect, target: Target, args: Any, result: Any) -> Item | None:
    try:
        params = affect.values(args, result)
        known = {name: value for name, value in params.items() if value is not None}
        return Item(target.context, function=target.function, params=narrowing(known))
    except Exception:
        _log.exception("`.at(…)` of what is invalidated failed: all of `%s` is", target.context)
        return None


class Application:
    """Built once when it is first needed, and again when registrations or settings change.

    `secrets` are of 32 bytes at least, the newest first. `engine` are further arguments of the
    engine (`trusted_origins`, `contracts`, `body_limit`, …). Raises `DeclarationError` with every
    mistake at once.
    """

    def __init__(
        self,
        functions: Sequence[Function],
        forms: Sequence[FormDeclaration] = (),
        *,
        default_guard: Any = "public",
        secrets: Sequence[bytes],
        **engine: Any,
    ) -> None:
        self.default_guard: Guard = guard_of(default_guard)
        draft = Draft.of(functions, forms, self.default_guard)
        self.declarations = draft.json
        self.functions = [_handler(function, draft) for function in functions]
        """By the engine's index."""
        declarations = json.dumps(self.declarations).encode()
        try:
            self.engine = _mizan.Engine(declarations, secrets=secrets, **engine)
        except _mizan.DeclarationError as error:
            raise DeclarationError(map(_mistake, error.mistakes)) from None

    @property
    def warnings(self) -> list[Mistake]:
        """What is allowed and probably not meant."""
        return [_mistake(warning) for warning in self.engine.warnings]


_IN_PYTHON = {
    'name = "…"': 'name="…"',
    "auth = Public": "auth=False",
    "mark it `#[extract]` if it comes from the request": "take it from `request`",
    "`UserContext::all()`, `UserContext { … }`": "`UserContext.all()`, `UserContext.at(…)`",
    'with `#[serde(rename = "…")]` on the wire alone': "there and in the client",
    'with `#[serde(rename = "…")]`': "since the client has one file of types",
}
"""How a mend is written here: the engine has the words of every language's declarations in one."""


def _mistake(found: tuple[str, int, str, str]) -> Mistake:
    file, line, what, mend = found
    for there, here in _IN_PYTHON.items():
        mend = mend.replace(there, here)
    return Mistake(Place(file, line), what, mend)


def _handler(function: Function, draft: Draft) -> Handler:
    wire = function.wire or draft.signatures[function.name]
    given = [
        (affect, target)
        for affect in function.affects or ()
        if affect.mode == "given" and (target := draft.target(function, affect)) is not None
    ]
    return Handler(function, wire, given, draft.errors)
