"""Formsets: a group any number of times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.forms.formsets import BaseFormSet
from django.forms.models import BaseModelFormSet, InlineForeignKeyField

from .data import INVALID, Bound
from .field import Declared, Named, declare, named, object_of
from .kind import Json


def row_fields(formset: BaseFormSet[Any]) -> list[Named]:
    """What one row asks for, with the key of a model's row and what formsets add; of a formset
    without data.
    """
    form = formset.empty_form
    fields = {
        own: field
        for own, field in form.fields.items()
        if not isinstance(field, InlineForeignKeyField)
    }
    return named(fields, form.initial)


def declare_group(name: str, label: str, formset: BaseFormSet[Any], *, live: bool) -> Declared:
    """A formset as a repeated group."""
    rows = [declare(one, live=live) for one in row_fields(formset)]
    schema: dict[str, Json] = {"type": "array", "items": object_of(rows)}
    if formset.validate_min and formset.min_num > 0:
        schema["minItems"] = formset.min_num
    schema["maxItems"] = formset.max_num if formset.validate_max else formset.absolute_max
    declaration = {"name": name, "label": label, "fields": [row.declaration for row in rows]}
    return Declared(declaration, schema, required=True)


def key_of(formset: Any) -> str | None:
    """The name of the field that says which of a model's rows a row is."""
    return str(model_of(formset)._meta.pk.name) if isinstance(formset, BaseModelFormSet) else None


class Rows:
    """The rows of a formset that arrived, in the order in which Django wants them: first those
    that there are already.
    """

    def __init__(self, blank: BaseFormSet[Any], values: Json, path: str, bound: Bound) -> None:
        """Takes the rows; `blank` is the formset without data, at the same prefix."""
        self.path = path
        self.order: list[int] = []
        self.named = row_fields(blank)
        rows: Sequence[Json] = values if isinstance(values, list) else []
        if not isinstance(values, list) and values not in (None, ""):
            bound.unreadable[path] = ("invalid", str(INVALID))
        key = key_of(blank)
        known = [
            index
            for index, row in enumerate(rows)
            if key and isinstance(row, dict) and row.get(key)
        ]
        self.order = known + [index for index in range(len(rows)) if index not in set(known)]
        manage = {
            "TOTAL_FORMS": len(rows),
            "INITIAL_FORMS": len(known),
            "MIN_NUM_FORMS": "",
            "MAX_NUM_FORMS": "",
        }
        for what, count in manage.items():
            bound.data[f"{blank.prefix}-{what}"] = count
        for position, index in enumerate(self.order):
            self._row(bound, rows[index], f"{path}[{index}]", f"{blank.prefix}-{position}")

    def _row(self, bound: Bound, row: Json, path: str, prefix: str) -> None:
        if not isinstance(row, dict):
            bound.unreadable[path] = ("invalid", str(INVALID))
            return
        values: Mapping[str, Json] = row
        bound.fill(self.named, values, f"{path}.", lambda own: f"{prefix}-{own}")

    def is_deleted(self, formset: Any, form: Any) -> bool:
        """Whether a row is to go, so that nothing of it has to be right."""
        return bool(formset.can_delete and formset._should_delete_form(form))


def model_of(formset: Any) -> Any:
    """The model of a formset's rows."""
    return formset.model
