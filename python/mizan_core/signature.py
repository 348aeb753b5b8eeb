"""What a signature says, as types: arguments from JSON, results to JSON."""

from __future__ import annotations

import json
import types
from collections.abc import Callable, Mapping
from typing import Any, NotRequired, Union, get_args, get_origin

from pydantic import ConfigDict, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import CoreSchema, PydanticSerializationError
from typing_extensions import TypedDict

from mizan_core.client.function import Function, is_framework_response
from mizan_core.codec import Codec
from mizan_core.place import DeclarationError, Mistake
from mizan_core.schema import ARGUMENTS

Preparer = Callable[[Any], Any]

MEND = "use pydantic models, dataclasses or what JSON has; of a database's model, its `Shape`"

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
        for name, hint in self.types.items():
            mistakes += _misplaced(function, name, hint)
        if mistakes:
            raise DeclarationError(mistakes)
        self.is_view = _is_view(function, self.returned)
        self.arguments = self._arguments()
        self.result = None if self.is_view else codec(function, "the result", self.returned)
        self.defaults = {p.name: p.default for p in function.parameters if not p.is_required}
        made = [make(self.returned) for make in _preparers]
        self._preparers = [prepare for prepare in made if prepare is not None]

    def _arguments(self) -> Codec:
        try:
            return Codec(self._arguments_type())
        except Exception:  # which argument it is, each by itself tells
            for name, hint in self.types.items():
                codec(self.function, f"the argument `{name}`", hint)
            raise

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

    def parts(self) -> Callable[[], Mapping[str, CoreSchema]]:
        """What gives the arguments by what a message calls them."""
        return lambda: {
            f"the argument `{name}` of `{self.function.name}`": Codec(hint).schema
            for name, hint in self.types.items()
        }

    def default_json(self, name: str) -> Any:
        """The default of an argument as JSON has it. Raises where it is of another type."""
        return plain_default(self.types[name], self.defaults[name])


def plain_default(hint: Any, default: Any) -> Any:
    """A default as JSON has it. `ValueError` for one of another type."""
    codec = Codec(hint)
    try:
        brought = codec.validator.validate_python(default)
        json.dumps(plain := codec.plain(brought), allow_nan=False)
    except PydanticSerializationError as error:
        raise ValueError(str(error)) from None
    return plain


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
        said = str(error).split("\n\nFor further")[0].splitlines()[0].split(". Set `")[0]
        raise DeclarationError.one(
            function.place, f"{what} of `{function.name}`: {said}", MEND
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


def _is_view(function: Function, returned: Any) -> bool:
    """Whether a function answers with the framework's own response. `DeclarationError` for one that
    does so only at times.
    """
    origin = get_origin(returned)
    parts = get_args(returned) if origin in (Union, types.UnionType) else (returned,)
    views = [isinstance(part, type) and is_framework_response(part) for part in parts]
    if any(views) and not all(views):
        what = f"`{function.name}` returns a response at times, and something else at others"
        mend = "make two functions of it: a view function is called in another way"
        raise DeclarationError.one(function.place, what, mend)
    return all(views)


def _misplaced(function: Function, name: str, hint: Any) -> list[Mistake]:
    """What `Field(…)` says of an argument that the signature has to say."""
    what = f"the argument `{name}` of `{function.name}`"
    found = []
    for field in getattr(hint, "__metadata__", ()):
        if not isinstance(field, FieldInfo):
            continue
        if not field.is_required():
            mend = f"write it behind the annotation, as in `{name}: … = 5`"
            found.append(Mistake(function.place, f"{what} has its default in `Field(…)`", mend))
        if field.alias is not None or field.validation_alias is not None:
            mend = "an argument goes by its own name: rename it"
            found.append(Mistake(function.place, f"{what} has an alias", mend))
    return found


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
