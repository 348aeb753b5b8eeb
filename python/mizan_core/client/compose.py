"""`compose`: a context of functions that are there already."""

from __future__ import annotations

import dataclasses
import types
from collections.abc import Callable
from typing import Any

from mizan_core import registry
from mizan_core.client.function import Function
from mizan_core.context import Context
from mizan_core.place import DeclarationError, Place


def compose(
    *functions: Callable[..., Any], name: str | None = None, **options: Any
) -> type[Context]:
    """Makes a context of functions that have none of their own, or only a `"local"` one: they are
    read together from then on, and its params are their arguments.

    ```python
    Dashboard = compose(unread_count, latest_orders, name="dashboard", max_age="1m")
    ```

    `name`: on the wire, else those of the functions, joined by `_and_`. `options` are those of a
    `Context`. Raises `DeclarationError`.
    """
    place = Place.of_caller()
    if not functions:
        raise DeclarationError.one(place, "`compose()` of no function", "name the functions")
    declared = [_declared(function, place) for function in functions]
    name = name or "_and_".join(function.name for function in declared)
    context: Any = types.new_class(
        "".join(word.capitalize() for word in name.split("_")) + "Context",
        (Context,),
        {**options, "name": name},
    )
    context.__module__ = getattr(declared[0].origin, "__module__", context.__module__)
    context.__mizan_context__ = dataclasses.replace(
        context.__mizan_context__, params=None, place=place, doc="", cls=context
    )
    for function in declared:
        registry.replace(dataclasses.replace(function, context=context))
    composed: type[Context] = context
    return composed


def _declared(function: Any, place: Place) -> Function:
    declared = getattr(function, "__mizan_function__", None)
    if not isinstance(declared, Function):
        what = f"`compose({function!r})` is given what is no server function"
        raise DeclarationError.one(place, what, "decorate it with `@client`")
    if declared.context not in (None, "local"):
        what = f"`{declared.name}` is a query of another context already"
        mend = "a query is read in one context: let another function call it as plain Python"
        raise DeclarationError.one(place, what, mend)
    if declared.is_mutation:
        what = f"`{declared.name}` changes something, and a context is read"
        raise DeclarationError.one(place, what, "compose queries only")
    return declared
