"""From a pydantic model and a Django model to what is loaded (`Need`) and how a row is read.

Nothing here asks the database. Every mistake is found at once, when the plan is made.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from operator import attrgetter
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Field, Model
from pydantic import BaseModel

from .mistake import Mistake, ShapeError
from .need import Many, Need
from .source import Annotation, Source

Reader = Callable[[Any], Any]

_LISTS = (list, tuple, set, frozenset)
_PLAIN = Source(path=None, needs=None, queryset=None, depth=None)


@dataclass(frozen=True)
class Plan:
    """How rows of a model become values of a pydantic model."""

    need: Need
    #: Reads a row that is loaded: a dictionary by the names of fields.
    read: Reader


def plan(shape: type[BaseModel], model: type[Model]) -> Plan:
    """Make the plan. Raises `ShapeError` with every mistake."""
    need = Need(model)
    compiler = _Compiler(is_strict=is_shape(shape))
    read = compiler.shape(shape, need, _Way())
    if compiler.mistakes:
        raise ShapeError(*compiler.mistakes)
    return Plan(need, read)


def is_shape(type_: object) -> bool:
    """Tell whether a type is a `Shape` with a model."""
    return getattr(type_, "__shape_model__", None) is not None


def attributes(model: type[Model]) -> dict[str, Any]:
    """Return the fields and relations of a model by the names that its attributes have."""
    found: dict[str, Any] = {}
    for field in model._meta.get_fields(include_hidden=False):
        name = field.name
        if field.auto_created and not field.concrete:
            name = field.get_accessor_name() or name  # type: ignore[union-attr]
        found[name] = field
    found["pk"] = model._meta.pk
    return found


@dataclass(frozen=True)
class _Wish:
    """A field's annotation, taken apart."""

    #: The pydantic model within, if there is one.
    model: type[BaseModel] | None
    #: What makes the list, where it is one.
    is_many: bool
    is_optional: bool


def wish(annotation: Any) -> _Wish:
    """Take an annotation apart: `list[A] | None`, `A | None`, `A`."""
    is_optional = is_many = False
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in (Union, UnionType):
            members = [one for one in get_args(annotation) if one is not type(None)]
            is_optional = is_optional or len(members) < len(get_args(annotation))
            if len(members) != 1:
                return _Wish(None, is_many, is_optional)
            annotation = members[0]
        elif not is_many and inspect.isclass(origin) and issubclass(origin, _LISTS):
            is_many = True
            annotation = next(iter(get_args(annotation)), Any)
        else:
            is_optional = is_optional or (annotation is Any and not is_many)
            is_model = inspect.isclass(annotation) and issubclass(annotation, BaseModel)
            return _Wish(annotation if is_model else None, is_many, is_optional)


@dataclass(frozen=True)
class _Way:
    """How a nested shape was come to, so that one within itself ends."""

    #: Levels that are left of fields with a depth.
    left: Mapping[str, int] = dataclasses.field(default_factory=dict)
    #: Shapes that were opened since the last such field.
    open: frozenset[type] = frozenset()


class _Compiler:
    """Makes one plan. `is_strict`: what a shape names has to be there; others have defaults."""

    def __init__(self, *, is_strict: bool) -> None:
        self.mistakes: list[Mistake] = []
        self.is_strict = is_strict

    def shape(self, shape: type[BaseModel], need: Need, way: _Way) -> Reader:
        """Add what a shape needs of one model, and return what reads a row."""
        if not shape.__pydantic_complete__:
            shape.model_rebuild()
        way = _Way(way.left, way.open | {shape})
        readers: dict[str, Reader] = {}
        sources: Mapping[str, Source | Annotation] = getattr(shape, "__shape_sources__", {})
        for name, info in shape.model_fields.items():
            place = f"{shape.__qualname__}.{name}"
            from_ = sources.get(name, _PLAIN)
            wanted = wish(info.annotation)
            if isinstance(from_, Annotation):
                readers[name] = self._annotation(need, place, name, from_, wanted)
                continue
            asked = _Field(self, place, wanted, from_, way, info.is_required())
            reader = asked.compile(need, from_.path or (name,))
            if reader is not None:
                readers[name] = reader
        items = tuple(readers.items())
        return lambda row: {name: read(row) for name, read in items}

    def _annotation(
        self, need: Need, place: str, name: str, made: Annotation, wanted: _Wish
    ) -> Reader:
        if wanted.model is not None:
            self._wrong("E063", place, "an annotation is no relation", "Give it a plain type.")
        if hasattr(need.model, name):
            mend = "Give the annotation another name, or leave it out."
            self._wrong("E060", place, f"{_title(need.model)} has an attribute of that name", mend)
        elif need.annotations.setdefault(name, made) is not made:
            mend = "Give one of them another name."
            self._wrong(
                "E060", place, f"two annotations of {_title(need.model)} have that name", mend
            )
        return attrgetter(name)

    def _wrong(self, id_: str, place: str, what: str, mend: str) -> None:
        mistake = Mistake(id_, place, what, mend)
        if mistake not in self.mistakes:
            self.mistakes.append(mistake)


@dataclass
class _Field:
    """One field of a shape while its plan is made."""

    compiler: _Compiler
    place: str
    wanted: _Wish
    source: Source
    way: _Way
    is_required: bool

    def compile(
        self, need: Need, path: tuple[str, ...], *, through_null: bool = False
    ) -> Reader | None:
        """Add what the path needs below a model, and return what reads it."""
        name, *rest = path
        found = attributes(need.model).get(name)
        if found is None:
            found = need.model._meta._forward_fields_map.get(name)  # type: ignore[attr-defined]
            if found is None:
                return self._computed(need, name, rest)
            return self._column(need, found, rest, through_null)
        if getattr(found, "is_relation", False) and name != "pk":
            return self._relation(need, name, found, tuple(rest), through_null)
        return self._column(need, found, rest, through_null)

    def _column(
        self, need: Need, field: Field[Any, Any], rest: list[str], through_null: bool
    ) -> Reader | None:
        if rest:
            return self._refuse(
                "E060",
                f"{field.name} of {_title(need.model)} is no relation",
                "End the path there.",
            )
        if self.wanted.model is not None and field.get_internal_type() != "JSONField":
            return self._refuse(
                "E062",
                f"{field.name} of {_title(need.model)} is a plain column",
                "Give it a plain type.",
            )
        if (field.null or through_null) and not self.wanted.is_optional and not self.wanted.is_many:
            self._wrong(
                "E061",
                f"{field.name} of {_title(need.model)} may be null",
                "Add `| None` to its type, or give it a validator that takes null.",
            )
        need.columns.add(field.attname)
        read = attrgetter(field.attname)
        if field.get_internal_type() in ("FileField", "ImageField"):
            return lambda row: _url(read(row))
        return read

    def _computed(self, need: Need, name: str, rest: list[str]) -> Reader | None:
        """Read a property or a method of the model, or what a queryset may have annotated."""
        try:
            static = inspect.getattr_static(need.model, name)
        except AttributeError:
            if not self.compiler.is_strict and not self.is_required:
                return None
            return self._unknown(need, name)
        if rest:
            return self._refuse(
                "E060", f"{name} of {_title(need.model)} is no relation", "End the path there."
            )
        if self.source.needs is None:
            need.whole = True
        else:
            for path in self.source.needs:
                self._add_need(need, tuple(path.replace("__", ".").split(".")))
        if isinstance(static, staticmethod | classmethod) or inspect.isfunction(static):
            return self._method(need, name)
        return attrgetter(name)

    def _method(self, need: Need, name: str) -> Reader | None:
        method = getattr(need.model, name)
        bound = 0 if inspect.ismethod(method) else 1
        parameters = list(inspect.signature(method).parameters.values())[bound:]
        if any(
            one.default is one.empty and one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
            for one in parameters
        ):
            return self._refuse(
                "E060",
                f"the method {name} of {_title(need.model)} takes arguments",
                "Name one that takes none.",
            )
        return lambda row: getattr(row, name)()

    def _add_need(self, need: Need, path: tuple[str, ...]) -> None:
        """Load a column, or a relation whole, that a property reads."""
        any_ = _Wish(None, is_many=False, is_optional=True)
        name, *rest = path
        found = attributes(need.model).get(name)
        if found is not None and found.is_relation and name != "pk":
            target = found.related_model
            branch = need.many(name, target) if _is_many(found) else need.one(name, target)
            if rest:
                self._add_need(branch, tuple(rest))
            else:
                branch.whole = True
            return
        _Field(self.compiler, self.place, any_, _PLAIN, _Way(), is_required=True).compile(
            need, path
        )

    def _relation(
        self, need: Need, name: str, relation: Any, rest: tuple[str, ...], through_null: bool
    ) -> Reader | None:
        target = relation.related_model
        if target is None:
            return self._refuse(
                "E062",
                f"{name} of {_title(need.model)} leads to any model",
                "Have a property of the model make the value.",
            )
        if self.wanted.model is None and not rest:
            mend = (
                "Name a shape"
                if _is_many(relation) or not relation.concrete
                else f"Name a shape, or {relation.attname}"
            )
            return self._refuse(
                "E062",
                f"{name} of {_title(need.model)} is a relation",
                f'{mend}, or say source("{name}.…").',
            )
        if _is_many(relation):
            return self._many(need, name, target, rest)
        may_lack = not relation.concrete or relation.null
        branch = need.one(name, target)
        inner = self._inner(branch, rest, through_null=through_null or may_lack)
        if (
            not rest
            and (may_lack or through_null)
            and not (self.wanted.is_optional or self.wanted.is_many)
        ):
            self._wrong(
                "E061",
                f"{name} of {_title(need.model)} may be missing",
                "Add `| None` to its type.",
            )
        if inner is None:
            return self._ended(need, name, _nothing)
        return _one(name, inner)

    def _many(
        self, need: Need, name: str, target: type[Model], rest: tuple[str, ...]
    ) -> Reader | None:
        if not self.wanted.is_many:
            return self._refuse(
                "E063", f"{name} of {_title(need.model)} is a relation to many", "Make it a list."
            )
        key, queryset = name, self.source.queryset
        if queryset is not None:
            key = f"_shape_{self.place.replace('.', '_')}"
            need.manys.setdefault(key, Many(name, Need(target), queryset, attribute=key))
        branch = need.many(key, target)
        read = _all(name) if queryset is None else attrgetter(key)
        inner = self._inner(branch, rest, through_null=False)
        if inner is None:
            if branch.is_empty():
                del need.manys[key]
            return _no_rows
        return lambda row: [inner(one) for one in read(row)]

    def _ended(self, need: Need, name: str, reader: Reader) -> Reader:
        """Take away the branch of a relation that is not followed any more."""
        if need.ones[name].is_empty():
            del need.ones[name]
        return reader

    def _inner(self, branch: Need, rest: tuple[str, ...], *, through_null: bool) -> Reader | None:
        """Read what is behind a relation; nothing where a recursion ends, or where it is wrong."""
        if rest:
            return self.compile(branch, rest, through_null=through_null and not self.wanted.is_many)
        shape = self.wanted.model
        if shape is None:
            return None
        wanted_model = getattr(shape, "__shape_model__", None)
        if wanted_model is not None and not issubclass(branch.model, wanted_model):
            return self._refuse(
                "E063",
                f"{shape.__qualname__} is a shape of {_title(wanted_model)}",
                f"Name a shape of {_title(branch.model)}.",
            )
        return self._nested(shape, branch)

    def _nested(self, shape: type[BaseModel], branch: Need) -> Reader | None:
        """Read a shape within; one that is within itself ends after as many levels as were said."""
        way = self.way
        if self.source.depth is not None:
            left = way.left.get(self.place, self.source.depth)
            if left == 0:
                return None
            way = _Way({**way.left, self.place: left - 1})
        elif shape in way.open:
            return self._refuse(
                "E064", f"{shape.__qualname__} contains itself", "Say how deep: source(depth=3)."
            )
        return self.compiler.shape(shape, branch, way)

    def _unknown(self, need: Need, name: str) -> Reader | None:
        known = [
            *attributes(need.model),
            *(one for one in dir(need.model) if not one.startswith("_")),
        ]
        near = get_close_matches(name, known, 1)
        fields = ", ".join(sorted(attributes(need.model)))
        mend = f"Did you mean {near[0]}?" if near else f"It has: {fields}."
        return self._refuse("E060", f"{_title(need.model)} has no {name}", mend)

    def _refuse(self, id_: str, what: str, mend: str) -> Reader | None:
        """Note a mistake, where there is nothing to read."""
        self._wrong(id_, what, mend)
        return None

    def _wrong(self, id_: str, what: str, mend: str) -> None:
        self.compiler._wrong(id_, self.place, what, mend)


def _is_many(relation: Any) -> bool:
    return bool(relation.one_to_many or relation.many_to_many)


def _title(model: type[Model]) -> str:
    return model._meta.label


def _one(name: str, inner: Reader) -> Reader:
    def read(row: Any) -> Any:
        try:
            other = getattr(row, name)
        except ObjectDoesNotExist:  # the other side of a one-to-one has none
            return None
        return None if other is None else inner(other)

    return read


def _all(accessor: str) -> Reader:
    return lambda row: getattr(row, accessor).all()


def _url(file: Any) -> str | None:
    return file.url if file else None


def _nothing(_row: Any) -> None:
    return None


def _no_rows(_row: Any) -> list[Any]:
    return []
