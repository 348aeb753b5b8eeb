"""What a signature says, as types: arguments from JSON, results to JSON."""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import ConfigDict, TypeAdapter
from pydantic_core import to_jsonable_python
from typing_extensions import TypedDict

from mizan_core.client.function import Function, is_framework_response
from mizan_core.place import DeclarationError, Mistake
from mizan_core.schema import ARGUMENTS


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
        self.arguments = adapter(function, "arguments", self._arguments_type())
        self.result = None if self.is_view else adapter(function, "result", self.returned)
        self.defaults = {p.name: p.default for p in function.parameters if not p.is_required}

    def _arguments_type(self) -> Any:
        members = {
            parameter.name: hint if parameter.is_required else NotRequired[hint]
            for parameter, hint in zip(self.function.parameters, self.types.values(), strict=True)
        }
        return typed_dict(self.function.name, members)

    def decode(self, arguments: bytes) -> Arguments:
        """The arguments of a call, defaults filled in. Raises pydantic's `ValidationError`."""
        given = self.arguments.validate_json(arguments, strict=True)
        return Arguments({**self.defaults, **given})

    def encode(self, result: Any) -> bytes:
        """The JSON of a result. Raises what pydantic raises for one that is not of its type."""
        assert self.result is not None
        value = self.result.validate_python(result, from_attributes=True)
        return self.result.dump_json(value, by_alias=True, warnings="error")

    def default_json(self, name: str) -> Any:
        """The default of an argument as JSON has it."""
        default = self.defaults[name]
        return to_jsonable_python(TypeAdapter(self.types[name]).dump_python(default, mode="json"))


def typed_dict(name: str, members: dict[str, Any]) -> Any:
    """A type of JSON objects with exactly these members."""
    make: Any = TypedDict
    made = make(name, members)
    made.__module__, made.__qualname__ = ARGUMENTS, name
    made.__pydantic_config__ = ConfigDict(extra="forbid", arbitrary_types_allowed=False)
    return made


def adapter(function: Function, what: str, hint: Any) -> TypeAdapter[Any]:
    """What reads and writes a type. `DeclarationError` for one that pydantic does not know."""
    try:
        return TypeAdapter(hint)
    except Exception as error:  # what pydantic raises here has no common base
        said = str(error).split("\n\nFor further")[0].splitlines()[0]
        raise DeclarationError.one(
            function.place,
            f"the {what} of `{function.name}`: {said}",
            "use pydantic models, dataclasses, TypedDicts, or types that JSON has",
        ) from error


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
