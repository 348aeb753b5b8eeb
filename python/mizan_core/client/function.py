"""Server functions as they are declared: the options, and what the signature says.

What a framework answers with itself is told here by its host (`set_framework_response_base`),
before or after functions are decorated: they are looked at when the application is built (§3.4).
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
from collections.abc import Callable, Mapping
from typing import Any, Literal, Protocol

from mizan_core import docstring
from mizan_core.affect import Affect
from mizan_core.guard import Guard
from mizan_core.hint import Hints
from mizan_core.place import Place

_response_bases: tuple[type, ...] = ()


def set_framework_response_base(*bases: type) -> None:
    """Tells the classes of a framework's responses. More than one framework may tell its own."""
    global _response_bases
    _response_bases = tuple(dict.fromkeys((*_response_bases, *bases)))


def is_framework_response(thing: object) -> bool:
    """Whether a value is a framework's own response, or a class one of such."""
    if isinstance(thing, type):
        return issubclass(thing, _response_bases)
    return isinstance(thing, _response_bases)


class Wire(Protocol):
    """Arguments and results between Python and JSON."""

    def decode(self, arguments: bytes, context: Any = None) -> dict[str, Any]: ...
    def encode(self, result: Any) -> bytes: ...


@dataclasses.dataclass(frozen=True)
class Route:
    """The path of a view function's own."""

    method: Literal["GET", "POST"] | None
    """`None` where a function's being a mutation or not says it."""
    path: str


@dataclasses.dataclass(frozen=True)
class Parameter:
    """One argument as the signature has it."""

    name: str
    default: Any
    """`inspect.Parameter.empty` where there is none."""
    doc: str

    @property
    def is_required(self) -> bool:
        """Whether it has no default."""
        return self.default is inspect.Parameter.empty


@dataclasses.dataclass(frozen=True, eq=False)
class Function:
    """A server function: what is called, and what is declared of it."""

    name: str
    callable: Callable[..., Any]
    """Takes the request and the arguments by name."""
    is_async: bool
    doc: str
    place: Place
    origin: Callable[..., Any] | type
    """What was decorated, or the class."""
    parameters: tuple[Parameter, ...]
    hints: Hints
    guard: Guard | None = None
    context: Literal["global", "local"] | type | None = None
    affects: tuple[Affect, ...] | None = None
    rate_limit: tuple[int, int] | None = None
    middleware: tuple[Any, ...] = ()
    errors: tuple[type, ...] = ()
    route: Route | None = None
    internal: bool = False
    deprecated: str | None = None
    wire: Wire | None = None
    """Where arguments and result are not those of the signature, as of a form's functions."""
    declared: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """Members of the declaration that stand in for what the signature says."""

    @property
    def is_mutation(self) -> bool:
        """Whether it affects something, if only nothing of what is declared."""
        return self.affects is not None

    def renamed(self, name: str) -> Function:
        """The same function under another name."""
        return self if name == self.name else dataclasses.replace(self, name=name)


def spec_of(module: str) -> object:
    """What stands for one execution of a module: another one after it was loaded again."""
    return getattr(sys.modules.get(module), "__spec__", None)


def read_signature(
    call: Callable[..., Any], skipped: int, documented: str | None
) -> tuple[tuple[Parameter, ...], docstring.Docstring]:
    """The parameters behind the first `skipped`, and the documentation."""
    doc = docstring.read(documented)
    found = list(inspect.signature(call).parameters.values())[skipped:]
    parameters = tuple(
        Parameter(parameter.name, parameter.default, doc.arguments.get(parameter.name, ""))
        for parameter in found
    )
    return parameters, doc
