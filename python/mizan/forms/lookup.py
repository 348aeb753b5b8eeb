"""Rows that a field may name, a page at a time: no list of a model is ever sent whole.

Source: ``docs/protocol.md`` §3.5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.db.models import Q

from . import kind as kinds
from .field import Named, named
from .group import row_fields
from .judge import ROWS, formset_of, made
from .kind import Json, Schema
from .meta import mizanFormMeta

ARGUMENTS: dict[str, tuple[Schema, bool]] = {
    "field": ({"type": "string"}, True),
    "search": ({"type": "string", "maxLength": 200}, False),
    "page": ({"type": "integer", "minimum": 1, "maximum": 100_000}, False),
    "values": ({"type": ["array", "null"], "items": {}, "maxItems": 100}, False),
    "data": ({"type": ["object", "null"], "additionalProperties": True}, False),
}

RESULT: Schema = {
    "type": "object",
    "properties": {
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"value": {}, "label": {"type": "string"}},
                "required": ["value", "label"],
            },
        },
        "more": {"type": "boolean"},
    },
    "required": ["items", "more"],
}


def has_lookups(fields: Sequence[Json]) -> bool:
    """Whether any field, or one in a group, is looked up."""
    return any(field.get("lookup") or has_lookups(field.get("fields", ())) for field in fields)


def lookup(
    form_class: Any,
    meta: mizanFormMeta,
    request: Any,
    path: str,
    search: str,
    page: int,
    values: list[Json] | None,
    data: Mapping[str, Json],
) -> Json | None:
    """One page of what a field may name; `values` asks for these alone, to know what they are
    called. `path` is the field's, without indices: ``lines.product``. None where it is no field
    that is looked up.
    """
    form = made(form_class, request)
    form.lookup_data = data
    field = next((one.field for name, one in fields_of(form, meta, request) if name == path), None)
    if not isinstance(field, forms.ModelChoiceField) or field.disabled:
        return None
    searched = getattr(form, "lookup_queryset", None)
    rows = (
        searched(path, search, field.queryset)
        if searched is not None
        else found(field.queryset, search)
    )
    if values is not None:
        return {"items": list(items(field, those(field, values))), "more": False}
    start = (page - 1) * meta.page_size
    listed = list(ordered(rows)[start : start + meta.page_size + 1])
    return {
        "items": list(items(field, listed[: meta.page_size])),
        "more": len(listed) > meta.page_size,
    }


def fields_of(form: Any, meta: mizanFormMeta, request: Any) -> Iterator[tuple[str, Named]]:
    """Every field by its path without indices."""
    if hasattr(form, "empty_form"):
        yield from ((f"{ROWS}.{one.name}", one) for one in row_fields(form))
        return
    yield from ((one.name, one) for one in named(form.fields, {}))
    for name, formset_class in meta.formsets.items():
        rows = row_fields(formset_of(form, name, formset_class, request))
        yield from ((f"{name}.{one.name}", one) for one in rows)


def those(field: Any, values: Iterable[Json]) -> Iterator[models.Model]:
    """The rows of these values, among those that the field allows."""
    key = field.to_field_name or "pk"
    one = kinds.of_key(field)
    native = []
    for value in values:
        try:
            native.append(one.read(value))
        except kinds.UnreadableError:
            continue
    try:
        yield from field.queryset.filter(**{f"{key}__in": native})
    except (ValueError, TypeError, ValidationError):
        return


def items(field: Any, rows: Iterable[models.Model]) -> Iterator[Json]:
    """Each row's value and what it is called."""
    one = kinds.of_key(field)
    for row in rows:
        yield {
            "value": one.write(field.prepare_value(row)),
            "label": str(field.label_from_instance(row)),
        }


def ordered(rows: Any) -> Any:
    """In an order of which pages can be made."""
    return rows if rows.ordered else rows.order_by("pk")


def found(rows: Any, search: str) -> Any:
    """The rows in whose texts each word stands; all of them where nothing is searched."""
    columns = texts(rows.model)
    for word in search.split()[:8]:
        either = Q()
        for column in columns:
            either |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(either) if columns else rows.none()
    return rows


def texts(model: Any) -> list[str]:
    """What a row is searched by: what the model's admin searches, else what its ``search_fields``
    say, else its short texts. A secret is none of them.
    """
    named = getattr(model, "search_fields", None)
    if named:
        return [str(name) for name in named]
    found = [
        column.name
        for column in model._meta.concrete_fields
        if isinstance(column, models.CharField)
        and not column.choices
        and "password" not in column.name
    ]
    try:
        model._meta.get_field("password")
    except FieldDoesNotExist:
        return found
    return [
        name
        for name in found
        if name in (getattr(model, "USERNAME_FIELD", None), "first_name", "last_name")
    ]
