"""Makes what a function returned into what it says that it returns: models into shapes.

`preparer` looks at a result's type once; what it gives back is called with each result, in the
thread where the database may be asked.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django.db.models import Manager, Model, QuerySet
from pydantic import BaseModel, TypeAdapter

from .load import load
from .plan import Plan, is_shape, plan
from .strict import watched

Preparer = Callable[[Any], Any]


def preparer(annotation: Any) -> Preparer | None:
    """Return what prepares results of a type; `None` where there is nothing in it to prepare."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return preparer(arguments[0])
    if origin in (Union, UnionType):
        return _union([one for one in map(preparer, arguments) if one is not None])
    if inspect.isclass(origin) and issubclass(origin, Mapping) and len(arguments) == 2:
        return _mapping(preparer(arguments[1]))
    if inspect.isclass(origin) and issubclass(origin, Iterable) and arguments:
        return _list(arguments[0])
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        return _model(annotation)
    return None


def _reads_models(type_: Any) -> bool:
    is_model = inspect.isclass(type_) and issubclass(type_, BaseModel)
    return is_model and (is_shape(type_) or bool(type_.model_config.get("from_attributes")))


def _model(type_: type[BaseModel]) -> Preparer | None:
    if _reads_models(type_):
        return lambda value: _made(type_, [value])[0] if isinstance(value, Model) else value
    if not _reaches(type_, set()):
        return None
    if type_ in _begun:
        # A type that contains itself: by the time that a value is prepared, it is known.
        return lambda value: _prepared[type_](value)
    _begun.add(type_)
    try:
        fields = {
            name: made
            for name, info in type_.model_fields.items()
            if (made := preparer(info.annotation))
        }
    finally:
        _begun.discard(type_)

    def prepare(value: Any) -> Any:
        # An instance has been validated already; a dictionary is still to be.
        if not isinstance(value, dict):
            return value
        return {name: fields[name](one) if name in fields else one for name, one in value.items()}

    _prepared[type_] = prepare
    return prepare


_begun: set[type] = set()
_prepared: dict[type, Preparer] = {}


def _reaches(annotation: Any, seen: set[Any]) -> bool:
    """Whether there is something anywhere in a type that is read of models."""
    if inspect.isclass(annotation) and issubclass(annotation, BaseModel):
        if annotation in seen:
            return False
        seen.add(annotation)
        fields = annotation.model_fields.values()
        return _reads_models(annotation) or any(_reaches(one.annotation, seen) for one in fields)
    return any(_reaches(one, seen) for one in get_args(annotation))


def _list(member: Any) -> Preparer | None:
    if _reads_models(member):
        return lambda value: _each(member, value)
    inner = preparer(member)
    if inner is None:
        return None
    return lambda value: [inner(one) for one in value] if _is_many(value) else value


def _is_many(value: Any) -> bool:
    return isinstance(value, Iterable | Manager) and not isinstance(
        value, str | bytes | Mapping | BaseModel
    )


def _each(member: type[BaseModel], value: Any) -> Any:
    if not _is_many(value):
        return value
    if isinstance(value, QuerySet | Manager):
        return _made(member, value)
    values = list(value)
    made = iter(_made(member, [one for one in values if isinstance(one, Model)]))
    return [next(made) if isinstance(one, Model) else one for one in values]


def _mapping(inner: Preparer | None) -> Preparer | None:
    if inner is None:
        return None
    return lambda value: (
        {key: inner(one) for key, one in value.items()} if isinstance(value, Mapping) else value
    )


def _union(members: list[Preparer]) -> Preparer | None:
    if not members:
        return None

    def prepare(value: Any) -> Any:
        for member in members:
            made = member(value)
            if made is not value:
                return made
        return value

    return prepare


def _made(type_: type[BaseModel], rows: QuerySet[Any, Any] | Manager[Any] | list[Any]) -> list[Any]:
    """Make one value of each row, whatever model the rows are of."""
    if is_shape(type_):
        return type_.from_models(rows)  # type: ignore[attr-defined, no-any-return]
    if isinstance(rows, QuerySet | Manager):
        return _plain(type_, rows.model, rows)
    made: list[Any] = [None] * len(rows)
    for model in {type(row) for row in rows}:
        places = [at for at, row in enumerate(rows) if type(row) is model]
        for at, value in zip(
            places, _plain(type_, model, [rows[at] for at in places]), strict=True
        ):
            made[at] = value
    return made


def _plain(type_: type[BaseModel], model: type[Model], rows: Any) -> list[Any]:
    made, adapter = _plan(type_, model)
    loaded = load(made.need, rows)
    with watched(type_.__qualname__):
        values = [made.read(row) if isinstance(row, Model) else row for row in loaded]
    return adapter.validate_python(values, by_name=True)  # type: ignore[no-any-return]


@cache
def _plan(type_: type[BaseModel], model: type[Model]) -> tuple[Plan, TypeAdapter[Any]]:
    return plan(type_, model), TypeAdapter(list[type_])  # type: ignore[valid-type]
