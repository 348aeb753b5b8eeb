"""The functions of a process, by their names on the wire.

Decorating registers a function of a discovered module (`mizan_clients`); `register` does so
elsewhere, or under another name. What was registered is read when the application is built.
"""

from __future__ import annotations

import contextlib
import dataclasses
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Protocol, TypeVar

from mizan_core.client.function import Function, spec_of
from mizan_core.place import DeclarationError, Place

if TYPE_CHECKING:
    from mizan_core.declaration import FormDeclaration

T = TypeVar("T")


class Form(Protocol):
    """A form as its host knows it."""

    name: str
    form_class: type
    place: Place
    execution: object
    """Of the module that it stands in."""

    def functions(self) -> list[Function]: ...
    def declaration(self) -> FormDeclaration: ...


@dataclasses.dataclass
class _Entry:
    function: Function
    is_named: bool
    """Whether `register` gave the name, and not the function's own."""
    execution: object


@dataclasses.dataclass
class _State:
    entries: dict[str, _Entry] = dataclasses.field(default_factory=dict)
    forms: dict[str, Form] = dataclasses.field(default_factory=dict)
    declared: dict[str, list[Function]] = dataclasses.field(default_factory=dict)
    """The decorated functions by module, whether registered or not."""
    discovered: set[str] = dataclasses.field(default_factory=set)
    generation: int = 0


_state = _State()
_lock = threading.RLock()


def register(function: T, name: str | None = None) -> T:
    """Registers a decorated function, as `name` where one is given, and returns it.

    Twice the same is no error; two different ones with one name are (`DeclarationError`).
    """
    declared = getattr(function, "__mizan_function__", None)
    if not isinstance(declared, Function):
        what = f"`{getattr(function, '__qualname__', repr(function))}` is no server function"
        mend = "decorate it with `@client`, or extend `ServerFunction`"
        raise DeclarationError.one(Place.of_caller(), what, mend)
    with _lock:
        if name is not None:
            _drop_own_name(declared, name)
        add(declared.renamed(name or declared.name), is_named=name is not None)
    return function


def add(function: Function, *, is_named: bool = True) -> None:
    """Registers a function as it is."""
    execution = spec_of(getattr(function.origin, "__module__", ""))
    with _lock:
        known = _state.entries.get(function.name)
        if known is not None and known.function.origin is function.origin:
            known.is_named |= is_named
            return
        if known is not None and not _is_loaded_again(known, function, execution):
            what = (
                f"there are two functions `{function.name}`: the other is at {known.function.place}"
            )
            mend = 'give one of them another name: `@client(name="…")`, or `register(f, "…")`'
            raise DeclarationError.one(function.place, what, mend)
        _state.entries[function.name] = _Entry(function, is_named, execution)
        _state.generation += 1


def declare(function: Function) -> None:
    """Keeps what was decorated; registers it where its module is a discovered one."""
    module = getattr(function.origin, "__module__", "")
    with _lock:
        _state.declared.setdefault(module, []).append(function)
        if is_discovered(module):
            _add_own(function)


def discover(module: str) -> None:
    """Registers what is decorated in a module and below it, now and later."""
    with _lock:
        _state.discovered.add(module)
        for name, declared in list(_state.declared.items()):
            if is_discovered(name):
                for function in declared:
                    _add_own(function)


def is_discovered(module: str) -> bool:
    """Whether decorating registers in a module."""
    return any(module == name or module.startswith(f"{name}.") for name in _state.discovered)


def replace(function: Function) -> None:
    """Puts other options in the place of those that the same function was declared with."""
    origin = function.origin
    with _lock:
        origin.__mizan_function__ = function  # type: ignore[union-attr]
        for found in _state.declared.values():
            found[:] = [function if known.origin is origin else known for known in found]
        for name, entry in _state.entries.items():
            if entry.function.origin is origin:
                entry.function = function.renamed(name)
        _state.generation += 1


def functions() -> list[Function]:
    """What is registered, sorted by name, the functions of forms among it."""
    with _lock:
        found = [entry.function for entry in _state.entries.values()]
        for form in _state.forms.values():
            found += form.functions()
        return sorted(found, key=lambda function: function.name)


def forms() -> list[FormDeclaration]:
    """The forms that are registered, sorted by name."""
    with _lock:
        return [form.declaration() for _, form in sorted(_state.forms.items())]


def all_forms() -> list[Form]:
    """As `forms`, each as its host knows it."""
    with _lock:
        return [form for _, form in sorted(_state.forms.items())]


def form(name: str) -> Form | None:
    """The form of that name."""
    return _state.forms.get(name)


def add_form(form: Form) -> None:
    """Registers a form. Its functions are made when the application is built."""
    execution = spec_of(form.form_class.__module__)
    with _lock:
        known = _state.forms.get(form.name)
        if known is not None and known.form_class is form.form_class:
            return
        if known is not None and not _is_form_again(known, form, execution):
            what = f"there are two forms `{form.name}`: the other is at {known.place}"
            mend = "give one of them another name"
            raise DeclarationError.one(form.place, what, mend)
        form.execution = execution
        _state.forms[form.name] = form
        _state.generation += 1


def function(name: str) -> Function | None:
    """The function of that name."""
    entry = _state.entries.get(name)
    return entry.function if entry else None


def generation() -> int:
    """Grows with each registration: an application that was built at another one is old."""
    return _state.generation


@contextlib.contextmanager
def isolated(*, empty: bool = True) -> Iterator[None]:
    """A registry of its own for a test: what is registered inside is gone afterwards."""
    global _state
    with _lock:
        outer = _state
        _state = _State(generation=outer.generation + 1)
        if not empty:
            _state.entries = {name: dataclasses.replace(e) for name, e in outer.entries.items()}
            _state.forms = dict(outer.forms)
            _state.declared = {name: list(found) for name, found in outer.declared.items()}
            _state.discovered = set(outer.discovered)
    try:
        yield
    finally:
        with _lock:
            outer.generation = _state.generation + 1
            _state = outer


def _add_own(function: Function) -> None:
    """Registers under its own name what has no other."""
    if not any(entry.function.origin is function.origin for entry in _state.entries.values()):
        add(function, is_named=False)


def _drop_own_name(function: Function, name: str) -> None:
    """A function that is given a name loses the one that nobody gave it."""
    known = _state.entries.get(function.name)
    if (
        known
        and known.function.origin is function.origin
        and not known.is_named
        and name != function.name
    ):
        del _state.entries[function.name]


def _is_form_again(known: Form, form: Form, execution: object) -> bool:
    """Whether a module was executed again, so that its form takes the place of the old one."""
    old, new = known.form_class, form.form_class
    return (
        (old.__module__, old.__qualname__) == (new.__module__, new.__qualname__)
        and execution is not None
        and execution is not known.execution
    )


def _is_loaded_again(known: _Entry, function: Function, execution: object) -> bool:
    """Whether a module was executed again, so that its function takes the place of the old one."""
    old, new = known.function.origin, function.origin
    return (
        (old.__module__, old.__qualname__) == (new.__module__, new.__qualname__)
        and execution is not None
        and execution is not known.execution
    )
