"""Annotations, and where their names are looked up once everything is defined."""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
import typing
from collections.abc import Mapping
from typing import Any


@dataclasses.dataclass(frozen=True)
class Hints:
    """Annotations of a function or class, some of them texts yet."""

    annotations: Mapping[str, Any]
    globals: Mapping[str, Any]
    locals: Mapping[str, Any]

    @classmethod
    def of_class(cls, owner: type, name: str) -> Hints:
        """Those of the class in whose body `name` is annotated."""
        for base in owner.__mro__:
            annotations = inspect.get_annotations(base)
            if name in annotations:
                module = sys.modules.get(base.__module__)
                return cls(annotations, vars(module) if module else {}, dict(vars(base)))
        return cls({}, {}, {})

    def resolve(self, name: str) -> Any:
        """The type that `name` is annotated with. `NameError` and the like where it is a text that
        names nothing.
        """
        holder = types.SimpleNamespace(__annotations__={name: self.annotations[name]})
        found = typing.get_type_hints(
            holder, dict(self.globals), dict(self.locals), include_extras=True
        )
        return found[name]
