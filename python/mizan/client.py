"""What declares server functions: `client`, `Context`, `ServerFunction`, `compose`, `Shape`."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from mizan_core.client import (
    Affect,
    Context,
    Function,
    ServerFunction,
    client,
    compose,
    is_framework_response,
    set_framework_response_base,
)

if TYPE_CHECKING:
    from mizan.shapes import Shape as Shape

__all__ = [
    "Affect",
    "Context",
    "Function",
    "ServerFunction",
    "client",
    "compose",
    "is_framework_response",
    "set_framework_response_base",
]


def __getattr__(name: str) -> Any:
    if name == "Shape":
        return importlib.import_module("mizan.shapes").Shape
    msg = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(msg)
