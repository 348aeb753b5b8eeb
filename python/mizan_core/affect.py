"""What a mutation affects (§5.1)."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

Given: TypeAlias = Any | Callable[[Any, Any], Any]
"""The value of a param, or a function of the call's arguments and its result."""


@dataclasses.dataclass(frozen=True)
class Affect:
    """One thing that a mutation affects, and what says which reads of it."""

    target: Any
    """A context's class, a query, or the name of either."""
    mode: Literal["match", "all", "given"] = "match"
    params: Mapping[str, Given] = dataclasses.field(default_factory=dict)
    """Of the mode `given`."""

    def values(self, args: Any, result: Any) -> dict[str, Any]:
        """The params of one call. Raises what the application's functions raise."""
        return {
            name: given(args, result) if callable(given) else given
            for name, given in self.params.items()
        }


def affects_of(declared: Any) -> tuple[Affect, ...]:
    """What `affects=…` says: one thing or a list of them. `TypeError` for what is none."""
    things = declared if isinstance(declared, list | tuple | set | frozenset) else [declared]
    return tuple(thing if isinstance(thing, Affect) else Affect(_target(thing)) for thing in things)


def _target(thing: Any) -> Any:
    if isinstance(thing, str | type) or hasattr(thing, "__mizan_function__"):
        return thing
    msg = f"{thing!r} is neither a context nor a query"
    raise TypeError(msg)
