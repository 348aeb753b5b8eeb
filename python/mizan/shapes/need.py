"""What has to be loaded of a model: a tree of columns, annotations and relations.

Two shapes that read through one relation share its branch, so that it is loaded once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Prefetch, QuerySet

from .source import Annotation, Expression


@dataclass
class Many:
    """A relation to many that is to be loaded."""

    #: The attribute of the model that names it.
    accessor: str
    need: Need
    #: Which rows, where it is not all of them; they are then kept under `attribute`.
    queryset: Callable[[], QuerySet[Any, Any]] | None = None
    attribute: str = ""


@dataclass
class Need:
    """What is loaded of one model."""

    model: type[Model]
    #: Attribute names of columns beside the key.
    columns: set[str] = field(default_factory=set)
    #: Whether the whole row is loaded, since something reads who knows what of it.
    whole: bool = False
    annotations: dict[str, Annotation] = field(default_factory=dict)
    ones: dict[str, Need] = field(default_factory=dict)
    manys: dict[str, Many] = field(default_factory=dict)

    def one(self, name: str, model: type[Model]) -> Need:
        """Return the branch of a relation to one."""
        return self.ones.setdefault(name, Need(model))

    def many(self, accessor: str, model: type[Model]) -> Need:
        """Return the branch of a relation to many, of all its rows."""
        return self.manys.setdefault(accessor, Many(accessor, Need(model))).need

    def is_empty(self) -> bool:
        """Tell whether nothing but the key is asked for."""
        return not (self.columns or self.whole or self.annotations or self.ones or self.manys)

    def expressions(self) -> dict[str, Expression]:
        """Return what the database computes, as this query has it."""
        return {name: annotation.resolve() for name, annotation in self.annotations.items()}

    def apply(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Return the queryset such that its rows come with all of this."""
        queryset = self.joined(queryset)
        lookups = list(self._lookups(""))
        # With none it would take away those of the caller.
        return queryset.prefetch_related(*lookups) if lookups else queryset

    def joined(self, queryset: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
        """Return the queryset with what one query brings."""
        if self.annotations:
            queryset = queryset.annotate(**self.expressions())
        joined = list(self._joined(""))
        # What the caller joined and nobody reads would ask for columns that are left out.
        queryset = queryset.select_related(None)
        if joined:
            queryset = queryset.select_related(*(path for path, _ in joined))
        only = self._only(joined)
        return queryset.only(*only) if only else queryset.defer(None)

    def _joined(self, prefix: str) -> Iterator[tuple[str, Need]]:
        """Yield the relations to one that a join brings, with their paths."""
        for name, need in self.ones.items():
            if not need.annotations:
                yield prefix + name, need
                yield from need._joined(f"{prefix}{name}__")

    def _only(self, joined: list[tuple[str, Need]]) -> list[str]:
        """Return the columns to load, or none where every one is loaded anyway."""
        branches = [("", self), *((path + "__", need) for path, need in joined)]
        if all(need.is_all() for _, need in branches):
            return []
        return [prefix + name for prefix, need in branches for name in need.loaded()]

    def is_all(self) -> bool:
        """Tell whether no column is left out."""
        return self.whole or self.loaded() == {
            one.attname for one in self.model._meta.concrete_fields
        }

    def loaded(self) -> set[str]:
        """Return the attribute names of all columns that are loaded."""
        meta = self.model._meta
        if self.whole:
            return {one.attname for one in meta.concrete_fields}
        columns = {meta.pk.attname, *self.columns}
        for name in self.ones:
            relation = meta.get_field(name)
            if relation.concrete:
                columns.add(relation.attname)
        return columns

    def _lookups(self, prefix: str) -> Iterator[Prefetch[Any]]:
        """Yield what is loaded with queries of its own, below joined relations too."""
        for name, need in self.ones.items():
            if need.annotations:
                yield Prefetch(prefix + name, queryset=need.apply(need.model._base_manager.all()))
            else:
                yield from need._lookups(f"{prefix}{name}__")
        for many in self.manys.values():
            yield self.prefetch(many, prefix)

    def prefetch(self, many: Many, prefix: str = "") -> Prefetch[Any]:
        """Return what loads a relation to many."""
        rows = many.queryset() if many.queryset else many.need.model._default_manager.all()
        many.need.columns |= back_columns(self.model, many.accessor)
        lookup = prefix + many.accessor
        if many.queryset:
            return Prefetch(lookup, queryset=many.need.apply(rows), to_attr=many.attribute)
        return Prefetch(lookup, queryset=many.need.apply(rows))


def back_columns(model: type[Model], accessor: str) -> set[str]:
    """Return the columns by which rows of a relation to many find their way back to the model."""
    for one in model._meta.get_fields():
        name = one.get_accessor_name() if one.auto_created and not one.concrete else one.name  # type: ignore[union-attr]
        if name != accessor:
            continue
        if one.one_to_many and one.auto_created:
            return {one.field.attname}  # type: ignore[union-attr]
        if one.one_to_many:  # a generic relation
            related = one.related_model._meta  # type: ignore[union-attr]
            kind = related.get_field(one.content_type_field_name)  # type: ignore[union-attr]
            return {kind.attname, one.object_id_field_name}  # type: ignore[union-attr]
    return set()
