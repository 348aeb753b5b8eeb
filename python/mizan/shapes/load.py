"""Loads what a plan needs: whole querysets, and what is missing of rows that are there already.

However many rows there are, the number of queries is the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Manager, Model, Prefetch, QuerySet, prefetch_related_objects

from .need import Many, Need


def load(need: Need, rows: QuerySet[Any, Any] | Manager[Any] | Iterable[Any]) -> list[Any]:
    """Return the rows with everything that is needed loaded.

    A queryset that was not evaluated yet is asked for no more than that.
    """
    if isinstance(rows, Manager):
        rows = rows.all()
    if not isinstance(rows, QuerySet):
        found = list(rows)
        complete(need, found)
        return found
    asked: Any = rows  # what Django keeps of it, its stubs do not tell
    is_fresh = asked._result_cache is None and asked._fields is None and not rows.query.combinator
    if not is_fresh:
        found = list(rows)
        complete(need, [row for row in found if isinstance(row, Model)])
        return found
    if not asked._prefetch_related_lookups:
        return list(need.apply(rows))
    # The caller has a say in which rows of relations there are. Theirs are loaded first.
    own, asked._prefetch_related_lookups = asked._prefetch_related_lookups, ()
    found = list(need.joined(rows))
    prefetch_related_objects(found, *own)
    complete(need, found)
    return found


def complete(need: Need, rows: Sequence[Any]) -> None:
    """Load what is missing of rows."""
    rows = list({id(row): row for row in rows}.values())
    if not rows:
        return
    _columns(need, rows)
    _annotations(need, rows)
    for name, branch in need.ones.items():
        _one(name, branch, rows)
    for many in need.manys.values():
        _many(need, many, rows)


def _columns(need: Need, rows: Sequence[Model]) -> None:
    wanted = need.loaded()
    missing = {name for row in rows for name in wanted - row.__dict__.keys()}
    lacking = [row for row in rows if row.pk is not None and not missing <= row.__dict__.keys()]
    if lacking:
        _copy(need.model, lacking, missing, {})


def _annotations(need: Need, rows: Sequence[Model]) -> None:
    lacking = [
        row
        for row in rows
        if row.pk is not None and not need.annotations.keys() <= row.__dict__.keys()
    ]
    if lacking:
        _copy(need.model, lacking, set(need.annotations), need.expressions())


def _copy(
    model: type[Model], rows: Sequence[Model], names: set[str], expressions: dict[str, Any]
) -> None:
    """Ask for some values of rows, and put them where they are missing."""
    ordered = sorted(names)
    manager = model._base_manager.using(rows[0]._state.db)
    found = manager.filter(pk__in={row.pk for row in rows}).annotate(**expressions)
    values = {pk: rest for pk, *rest in found.values_list("pk", *ordered)}
    for row in rows:
        for name, value in zip(ordered, values.get(row.pk, ()), strict=False):
            row.__dict__.setdefault(name, value)


def _one(name: str, branch: Need, rows: Sequence[Model]) -> None:
    """Load a relation to one where it is not there, and complete it where it is."""
    relation: Any = branch_field(rows[0], name)
    there = [row for row in rows if relation.is_cached(row)]
    lacking = [row for row in rows if not relation.is_cached(row) and row.pk is not None]
    complete(
        branch, [other for row in there if (other := relation.get_cached_value(row)) is not None]
    )
    if lacking:
        others = branch.apply(branch.model._base_manager.all())
        prefetch_related_objects(lacking, Prefetch(name, queryset=others))


def branch_field(row: Model, name: str) -> Any:
    """Return a relation to one by the name of its attribute."""
    for one in row._meta.get_fields():
        accessor = one.get_accessor_name() if one.auto_created and not one.concrete else one.name  # type: ignore[union-attr]
        if accessor == name:
            return one
    raise LookupError(name)


def _many(need: Need, many: Many, rows: Sequence[Model]) -> None:
    """Load a relation to many where it is not there, and complete its rows where they are."""

    def cached(row: Model) -> Any:
        if many.attribute:
            return row.__dict__.get(many.attribute)
        return getattr(row, "_prefetched_objects_cache", {}).get(many.accessor)

    there = [(row, others) for row in rows if (others := cached(row)) is not None]
    lacking = [row for row in rows if cached(row) is None and row.pk is not None]
    complete(many.need, [other for _, others in there for other in others])
    if lacking:
        prefetch_related_objects(lacking, need.prefetch(many))
