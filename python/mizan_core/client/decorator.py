"""`client`: declares a function that the browser calls."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeVar, overload

from mizan_core import affect, duration, registry
from mizan_core.client import function as functions
from mizan_core.client.function import Function, Route
from mizan_core.context import Context
from mizan_core.error import Error
from mizan_core.guard import Auth, guard_of
from mizan_core.hint import Hints
from mizan_core.place import DeclarationError, Place, nearest

F = TypeVar("F", bound=Callable[..., Any])

Membership = Literal["global", "local"] | type
_REQUESTS = {"request", "_request", "req", "_req", "_"}
_MUTABLE = (list, dict, set, bytearray)


@overload
def client(function: F, /) -> F: ...
@overload
def client(
    *,
    name: str | None = None,
    auth: Auth | None = None,
    context: Membership | None = None,
    affects: Any = None,
    rate_limit: str | None = None,
    middleware: Sequence[Any] = (),
    errors: Sequence[type[Error]] = (),
    route: str | None = None,
    internal: bool = False,
    deprecated: str | bool | None = None,
) -> Callable[[F], F]: ...
def client(function: Any = None, /, **options: Any) -> Any:
    """Declares a server function: `request` first, then the arguments, all annotated.

    `auth`: `True` (signed in), `"staff"`, `"superuser"`, or a callable of the request (and the
    parsed arguments) that answers `True`, sync or async; `False` for everyone. `context`:
    `"global"`, `"local"` or a context's class, for what reads. `affects`: what a mutation changes:
    contexts, queries, their names, `UserContext.all()`, `UserContext.at(…)`, or a list of such.
    `rate_limit`: `"10/min"`. `middleware`: what wraps the function. `errors`: those of its own.
    `route`: the path of a view function's own, `"/export"` or `"POST /import"`. `internal`: left
    out of what is generated for everyone. `name`: on the wire, else the function's.

    The function stays what it is, and code calls it as ever. Raises `DeclarationError`.
    """
    place = Place.of_caller()
    frame = sys._getframe(1)

    def declare(target: Any) -> Any:
        declared = build(target, options, place, frame.f_locals)
        target.__mizan_function__ = declared
        registry.declare(declared)
        return target

    if function is None:
        return declare
    if not callable(function):
        what = f"`@client({function!r})`: options are named"
        raise DeclarationError.one(place, what, "write them as in `@client(context='global')`")
    return declare(function)


OPTIONS = [
    "name",
    "auth",
    "context",
    "affects",
    "rate_limit",
    "middleware",
    "errors",
    "route",
    "internal",
    "deprecated",
]


def build(
    target: Any, options: dict[str, Any], place: Place, namespace: dict[str, Any]
) -> Function:
    """The function with its options. Raises `DeclarationError` for what is wrong by itself."""
    if not inspect.isfunction(target):
        what = f"`{target!r}` is decorated with `client` and is no function"
        mend = "put `@client` above a `def`, outermost; as a class it extends `ServerFunction`"
        raise DeclarationError.one(place, what, mend)
    check_signature(target, Place.of(target))
    skipped = 1
    parameters, doc = functions.read_signature(target, skipped, target.__doc__)
    return with_options(
        Function(
            name=target.__name__,
            callable=target,
            is_async=inspect.iscoroutinefunction(target),
            doc=doc.text,
            place=Place.of(target),
            origin=target,
            parameters=parameters,
            hints=hints_of(target, namespace),
        ),
        options,
    )


def hints_of(target: Callable[..., Any], namespace: dict[str, Any]) -> Hints:
    """The annotations; of a function in another one, with what stands beside it."""
    target = inspect.unwrap(target)
    is_nested = "<locals>" in target.__qualname__
    has_texts = any(isinstance(hint, str) for hint in target.__annotations__.values())
    return Hints(
        target.__annotations__, target.__globals__, namespace if is_nested and has_texts else {}
    )


def with_options(function: Function, options: dict[str, Any]) -> Function:
    """The function with what the decorator's or the class's keywords say."""
    import dataclasses

    said = _Options(function, options)
    return dataclasses.replace(
        function,
        name=options.get("name") or function.name,
        guard=said.guard(),
        context=said.context(),
        affects=said.affects(),
        rate_limit=said.rate_limit(),
        middleware=tuple(options.get("middleware") or ()),
        errors=said.errors(),
        route=said.route(),
        internal=bool(options.get("internal", False)),
        deprecated=said.deprecated(),
    )


class _Options:
    """Reads the keywords of one function."""

    def __init__(self, function: Function, options: dict[str, Any]) -> None:
        self.name, self.place, self.given = function.name, function.place, options
        self.marked = getattr(function.origin, "__deprecated__", None)
        for option in options:
            if option not in OPTIONS:
                what = f"`{self.name}`: there is no option `{option}`{nearest(option, OPTIONS)}"
                raise DeclarationError.one(self.place, what, f"there are {', '.join(OPTIONS)}")

    def wrong(self, what: str, mend: str) -> DeclarationError:
        return DeclarationError.one(self.place, f"`{self.name}`: {what}", mend)

    def guard(self) -> Any:
        auth = self.given.get("auth")
        try:
            return None if auth is None else guard_of(auth)
        except (TypeError, ValueError) as error:
            mend = "`auth` is True, False, 'staff', 'superuser' or a function of the request"
            raise self.wrong(str(error), mend) from None

    def context(self) -> Any:
        context = self.given.get("context")
        if context is None:
            return None
        if context is Context:
            raise self.wrong("`context=Context`", "extend it: `class UserContext(Context): …`")
        if isinstance(context, type) or context in ("global", "local"):
            return context
        near = nearest(context, ("global", "local")) if isinstance(context, str) else ""
        mend = "`context` is 'global', 'local' or a class"
        raise self.wrong(f"there is no context {context!r}{near}", mend)

    def affects(self) -> Any:
        declared = self.given.get("affects")
        if declared is None:
            return None
        if self.given.get("context") is not None:
            what = "both `context` and `affects`: a query reads, a mutation changes"
            raise self.wrong(what, "make two functions of it; one may call the other")
        try:
            return affect.affects_of(declared)
        except TypeError as error:
            mend = "`affects` is a context, a decorated function, a name, or a list of such"
            raise self.wrong(str(error), mend) from None

    def rate_limit(self) -> Any:
        limit = self.given.get("rate_limit")
        try:
            return None if limit is None else duration.rate(limit)
        except ValueError as error:
            raise self.wrong(str(error), 'write it as in "10/min"') from None

    def errors(self) -> tuple[type, ...]:
        errors: Iterable[Any] = self.given.get("errors") or ()
        if isinstance(errors, type):
            errors = [errors]
        for error in errors:
            if not (isinstance(error, type) and issubclass(error, Error)):
                mend = "list classes that extend `mizan.Error`"
                raise self.wrong(f"`errors` has {error!r}", mend)
            if not error.__mizan_error__:
                mend = "leave it out: every function may raise those of the framework"
                raise self.wrong(f"`errors` has `{error.__name__}`", mend)
        return tuple(errors)

    def route(self) -> Route | None:
        text = self.given.get("route")
        if text is None:
            return None
        method, path = text.split(" ", 1) if " " in text else (None, text)
        if method not in (None, "GET", "POST"):
            mend = "a path answers GET, whose arguments are in the URL, or POST, a form"
            raise self.wrong(f"`{method}` is no method of a path", mend)
        if not path.startswith("/"):
            mend = 'write it below where Mizan is mounted, as in "/export" or "POST /import"'
            raise self.wrong(f"the path {path!r} begins with no slash", mend)
        return Route(method, path)

    def deprecated(self) -> str | None:
        note = self.given.get("deprecated", self.marked)
        return None if not note else ("" if note is True else str(note))


def check_signature(target: Callable[..., Any], place: Place) -> None:
    """Refuses signatures that cannot be called by name over a wire."""
    name = target.__name__
    parameters = list(inspect.signature(target).parameters.values())
    if not parameters or not _is_request(parameters[0]):
        what = f"`{name}` does not take the request"
        raise DeclarationError.one(
            place, what, f"let its first parameter be `request`: `def {name}(request, …)`"
        )
    for parameter in parameters[1:]:
        check_parameter(name, parameter, place)
    if inspect.isgeneratorfunction(target) or inspect.isasyncgenfunction(target):
        raise DeclarationError.one(place, f"`{name}` yields", "return a list of what it yields")
    if "return" not in target.__annotations__:
        what = f"`{name}` does not say what it returns"
        raise DeclarationError.one(
            place, what, "annotate it: `-> None` where it is nothing; the client's types need it"
        )


def check_parameter(name: str, parameter: inspect.Parameter, place: Place) -> None:
    """Refuses a parameter that has no one JSON value."""
    argument = f"the argument `{parameter.name}` of `{name}`"
    if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
        star = "*" if parameter.kind is parameter.VAR_POSITIONAL else "**"
        what = f"`{name}` takes `{star}{parameter.name}`"
        raise DeclarationError.one(place, what, "name each argument, or take a list or a dict")
    if parameter.kind is parameter.POSITIONAL_ONLY:
        what = f"{argument} is positional-only"
        raise DeclarationError.one(place, what, "arguments go by name: drop the `/`")
    if parameter.annotation is parameter.empty:
        what = f"{argument} has no annotation"
        mend = f"say its type: `{parameter.name}: str`"
        raise DeclarationError.one(place, what, mend)
    if isinstance(parameter.default, _MUTABLE):
        what = f"{argument} has a default that all calls share: `{parameter.default!r}`"
        mend = f"write `{parameter.name}: … | None = None`, and make it in the function"
        raise DeclarationError.one(place, what, mend)
    if type(parameter.default).__name__ == "FieldInfo":
        what = f"{argument} has `Field(…)` as its default, which code that calls it would get"
        mend = f"write `{parameter.name}: Annotated[…, Field(…)]`, and a default behind it"
        raise DeclarationError.one(place, what, mend)


def _is_request(parameter: inspect.Parameter) -> bool:
    if parameter.kind not in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD):
        return False
    if parameter.name in _REQUESTS:
        return True
    hint = parameter.annotation
    text = hint if isinstance(hint, str) else getattr(hint, "__name__", str(hint))
    return hint is parameter.empty or "Request" in text
