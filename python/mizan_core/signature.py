"""What a signature says, as types: arguments from JSON, results to JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NotRequired

from pydantic import ConfigDict, ValidationError
from typing_extensions import TypedDict

from mizan_core.client.function import Function, is_framework_response
from mizan_core.codec import Codec
from mizan_core.place import DeclarationError, Mistake
from mizan_core.schema import ARGUMENTS

Preparer = Callable[[Any], Any]

_preparers: list[Callable[[Any], Preparer | None]] = []


def add_preparer(make: Callable[[Any], Preparer | None]) -> None:
    """Adds what looks at the type of a result, and may give a function that brings results to it: a
    query of a database to a list of what is read of it.
    """
    if make not in _preparers:
        _preparers.append(make)


class Arguments(dict[str, Any]):
    """The arguments of a call by their names, as members too: `args.user_id`."""

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            msg = f"there is no argument `{name}`"
            raise AttributeError(msg) from None


class Signature:
    """The types of one function."""

    def __init__(self, function: Function) -> None:
        mistakes: list[Mistake] = []
        self.function = function
        self.types: dict[str, Any] = {}
        for parameter in function.parameters:
            self.types[parameter.name] = _resolved(function, parameter.name, mistakes)
        self.returned = _resolved(function, "return", mistakes)
        if mistakes:
            raise DeclarationError(mistakes)
        self.is_view = isinstance(self.returned, type) and is_framework_response(self.returned)
        self.arguments = codec(function, "arguments", self._arguments_type())
        self.result = None if self.is_view else codec(function, "result", self.returned)
        self.defaults = {p.name: p.default for p in function.parameters if not p.is_required}
        made = [make(self.returned) for make in _preparers]
        self._preparers = [prepare for prepare in made if prepare is not None]

    def _arguments_type(self) -> Any:
        members = {
            parameter.name: hint if parameter.is_required else NotRequired[hint]
            for parameter, hint in zip(self.function.parameters, self.types.values(), strict=True)
        }
        return typed_dict(self.function.name, members)

    def decode(self, arguments: bytes, context: Any = None) -> Arguments:
        """The arguments of a call, defaults filled in. Raises pydantic's `ValidationError`."""
        given = self.arguments.read(arguments, context)
        return Arguments({**self.defaults, **given})

    def prepare(self, result: Any) -> Any:
        """What a function returned, with all that has to be asked for; `encode` does it too."""
        for prepare in self._preparers:
            result = prepare(result)
        return result

    def encode(self, result: Any) -> bytes:
        """The JSON of a result. Raises what pydantic raises for one that is not of its type."""
        if self.result is None:
            msg = f"`{self.function.name}` answers with a response, and returned something else"
            raise TypeError(msg)
        return self.result.write(self.prepare(result))

    def default_json(self, name: str) -> Any:
        """The default of an argument as JSON has it."""
        return Codec(self.types[name]).plain(self.defaults[name])


def typed_dict(name: str, members: dict[str, Any]) -> Any:
    """A type of JSON objects with exactly these members."""
    make: Any = TypedDict
    made = make(name, members)
    made.__module__, made.__qualname__ = ARGUMENTS, name
    made.__pydantic_config__ = ConfigDict(extra="forbid")
    return made


def codec(function: Function, what: str, hint: Any) -> Codec:
    """What reads and writes a type. `DeclarationError` for one that pydantic does not know."""
    try:
        return Codec(hint)
    except Exception as error:  # what pydantic raises here has no common base
        said = str(error).split("\n\nFor further")[0].splitlines()[0]
        raise DeclarationError.one(
            function.place,
            f"the {what} of `{function.name}`: {said}",
            "use pydantic models, dataclasses, TypedDicts, or types that JSON has",
        ) from error


def complaints(error: ValidationError, arguments: Any) -> list[tuple[str, str, str]]:
    """What an application's own types refuse: path (`lines[0].count`), the code `invalid`, their
    words.

    `arguments` is the JSON that was read, since pydantic's places also name what a value might have
    been.
    """
    found = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        words = one["msg"].removeprefix("Value error, ").removeprefix("Assertion failed, ")
        found.append((_path(one["loc"], arguments), "invalid", words))
    return found


def _path(location: tuple[int | str, ...], value: Any) -> str:
    path = ""
    for at, part in enumerate(location):
        is_index = isinstance(part, int) and isinstance(value, list)
        is_member = isinstance(value, Mapping) and part in value
        if not (is_index or is_member or at == len(location) - 1):
            continue
        path += f"[{part}]" if isinstance(part, int) else f".{part}" if path else part
        if is_member or (is_index and isinstance(part, int) and part < len(value)):
            value = value[part]
    return path


def _resolved(function: Function, name: str, mistakes: list[Mistake]) -> Any:
    try:
        return function.hints.resolve(name)
    except Exception as error:  # an annotation is any expression
        what = "what it returns" if name == "return" else f"the argument `{name}`"
        mistakes.append(
            Mistake(
                function.place,
                f"{what} of `{function.name}` is annotated with what cannot be found: {error}",
                "import it in the module at run time, not under `TYPE_CHECKING`",
            )
        )
        return Any
