"""Lets no query hide: what a shape reads is loaded before, so that a later one is one a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from django.conf import settings
from django.db import connections

from .mistake import Mistake, ShapeError


def is_strict() -> bool:
    """Tell whether such a query raises: `MIZAN["STRICT_SHAPES"]`, by default `DEBUG`."""
    own: dict[str, Any] = getattr(settings, "MIZAN", {})
    return bool(own.get("STRICT_SHAPES", settings.DEBUG))


@contextmanager
def watched(shape: str) -> Iterator[None]:
    """Refuse queries while rows of that shape are read, where shapes are strict."""
    if not is_strict():
        yield
        return

    def refuse(_execute: Callable[..., Any], sql: str, *_: Any) -> Any:
        raise ShapeError(
            Mistake(
                "E067",
                shape,
                f"reading a row ran a query, which is one for each row: {sql[:200]}",
                'Say what the property reads: source(needs=["author.username"]).',
            )
        )

    with ExitStack() as stack:
        for connection in connections.all(initialized_only=True):
            stack.enter_context(connection.execute_wrapper(refuse))
        yield
