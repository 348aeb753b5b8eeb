"""What a call says while it runs: `mizan.current()`."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from typing import Any

from mizan._mizan import Item

from mizan_core import registry
from mizan_core.client.function import Function
from mizan_core.codec import loose
from mizan_core.context import Context, options_of
from mizan_core.place import nearest

__all__ = ["Current", "current", "entered", "item_of", "set_outside"]


class Current:
    """The call's own object."""

    def __init__(self, *, user: Any = None, request: Any = None) -> None:
        self.user = user
        """Who is signed in, as the host has it; `None` of nobody."""
        self.request = request
        self.added: list[Item] = []
        """What it invalidates beside what is declared."""
        self.withdrawn = False
        """Whether what is declared did not happen."""

    def invalidate(
        self,
        target: Any,
        params: Mapping[str, Any] | None = None,
        *,
        user: str | int | None = None,
        server_only: bool = False,
    ) -> None:
        """Invalidates a context, one read of it (an instance), a query, or what has that name;
        `params` narrow it, `user` to what that one sees. What is `server_only` goes to caches
        alone.
        """
        self.added.append(item_of(target, params, user=user, server_only=server_only))

    def affects_nothing(self) -> None:
        """What is declared did not happen: nothing of it is invalidated."""
        self.withdrawn = True


_current: ContextVar[Current | None] = ContextVar("mizan_current", default=None)
_outside: Callable[[], Current] | None = None


def current() -> Current:
    """The object of the call that runs here. Outside of any: what the host keeps for jobs and
    commands; `LookupError` where it keeps none.
    """
    found = _current.get()
    if found is not None:
        return found
    if _outside is None:
        msg = "no call of Mizan runs here"
        raise LookupError(msg)
    return _outside()


def set_outside(make: Callable[[], Current] | None) -> Callable[[], Current] | None:
    """Tells what `current` answers outside of calls; returns what told it before."""
    global _outside
    before, _outside = _outside, make
    return before


@contextlib.contextmanager
def entered(call: Current) -> Iterator[Current]:
    """Has `current` answer `call` inside."""
    token = _current.set(call)
    try:
        yield call
    finally:
        _current.reset(token)


def item_of(
    target: Any,
    params: Mapping[str, Any] | None = None,
    *,
    user: str | int | None = None,
    server_only: bool = False,
) -> Item:
    """The item of what code names. `TypeError` for what is neither context nor query,
    `LookupError` for a name of neither.
    """
    if isinstance(target, Item):
        return target
    if target == "*" and not params and user is None:
        return Item.everything()
    values = dict(params or {})
    context, function = _named(target)
    if isinstance(target, Context):
        values = {**vars(target), **values}
    return Item(
        context,
        function=function,
        params=narrowing(values),
        user=None if user is None else str(user),
        server_only=server_only,
    )


def narrowing(params: Mapping[str, Any]) -> dict[str, Any]:
    """Values as an item has them. The engine leaves out what no param can be: more is hit then."""
    values = {}
    for name, value in params.items():
        try:
            values[name] = loose(value)
        except ValueError:
            values[name] = value
    return values


def _named(target: Any) -> tuple[str, str | None]:
    """The context that is meant, and the query where it is one."""
    if isinstance(target, str):
        return _of_name(target)
    if isinstance(target, Context):
        return type(target).__mizan_context__.name, None
    declared = getattr(target, "__mizan_function__", None)
    if isinstance(declared, Function):
        known = (found for found in registry.functions() if found.origin is declared.origin)
        return _of_function(next(known, declared))
    if isinstance(target, type):
        return options_of(target).name, None
    msg = f"{target!r} is neither a context nor a query"
    raise TypeError(msg)


def _of_function(function: Function) -> tuple[str, str | None]:
    match function.context:
        case "global":
            return "global", function.name
        case "local":
            return function.name, None
        case None:
            msg = f"`{function.name}` is no query: there is nothing of it to invalidate"
            raise TypeError(msg)
    return options_of(function.context).name, function.name


def _of_name(name: str) -> tuple[str, str | None]:
    queries = {found.name: found for found in registry.functions() if found.context is not None}
    if name in queries:
        return _of_function(queries[name])
    contexts = {_of_function(found)[0] for found in queries.values()}
    context, _, function = name.partition("/")
    if context in contexts | {"*"} and (not function or function in queries):
        return context, function or None
    known = sorted(contexts | set(queries))
    msg = f"there is neither a context nor a query `{name}`{nearest(name, known)}"
    raise LookupError(msg)
