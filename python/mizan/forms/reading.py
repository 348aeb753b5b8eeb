"""What a person wrote into a form without JavaScript, in the formats of his place."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.formsets import BaseFormSet

from . import kind as kinds
from .field import Named, is_composed, named
from .function import Form
from .group import row_fields
from .judge import ROWS, formset_of, made
from .kind import Json, UnreadableError


def as_data(offered: Form, request: Any, data: bytes) -> bytes:
    """The data of a post, in which what Django reads in its own formats is as the wire has it:
    ``21.11.2026`` → ``2026-11-21``, ``1,5`` → ``1.5``. What nobody can read stays, and is refused.
    """
    values: Json = json.loads(data)
    form = made(offered.form_class, request)
    if isinstance(form, BaseFormSet):
        rows(row_fields(form), values.get(ROWS))
    else:
        settle(named(form.fields, {}), values)
        for name, formset_class in offered.meta.formsets.items():
            rows(row_fields(formset_of(form, name, formset_class, request)), values.get(name))
    return json.dumps(values).encode()


def rows(fields: Sequence[Named], values: Json) -> None:
    """Of each row."""
    for row in values if isinstance(values, list) else ():
        settle(fields, row)


def settle(fields: Sequence[Named], values: Json) -> None:
    """Of each field."""
    if not isinstance(values, dict):
        return
    for one in fields:
        if isinstance(values.get(one.name), str) and not is_composed(one.field):
            values[one.name] = read(one, values)


def read(named: Named, values: Mapping[str, Json]) -> Json:
    """A text as the wire has it, if Django can read it."""
    text, kind = values[named.name], kinds.of(named.field)
    try:
        kind.read(text)
    except UnreadableError:
        try:
            value = named.field.to_python(text)
            written = text if value in named.field.empty_values else kind.write(value)
            kind.read(written)
        except (ValidationError, UnreadableError, ValueError, TypeError, ArithmeticError):
            return text
        return written
    return text
