"""A form as it is declared: its fields and the JSON Schema of what it sends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.forms.formsets import BaseFormSet
from django.utils.text import capfirst

from mizan import _mizan

from .field import Declared, Named, declare, named, object_of
from .group import declare_group
from .judge import ROWS, formset_of, made
from .kind import Json, Schema
from .meta import mizanFormMeta, name_of, title_of


def outline(form_class: Any, meta: mizanFormMeta) -> tuple[dict[str, Json], Schema]:
    """What the schema document says of a form: its declaration, and the schema of its type. Texts
    are in the language that is active; whatever may be another at each request is left out. It
    asks no database.
    """
    declared = list(at_rest(form_class, meta))
    return declaration(form_class, meta, declared), object_of(declared)


def live_outline(
    form_class: Any, meta: mizanFormMeta, request: Any, form: Any = None
) -> tuple[dict[str, Json], Schema]:
    """The same for one request: with its choices, its rows, and what its form begins with. `form`
    is that form, where it is made already.
    """
    declared = list(for_request(form_class, meta, request, form))
    return declaration(form_class, meta, declared), object_of(declared)


def drawn(form_class: Any, meta: mizanFormMeta, request: Any, form: Any = None) -> _mizan.Form:
    """That, as the core shows it and reads posts of it."""
    declared, schema = live_outline(form_class, meta, request, form)
    place = {"file": form_class.__module__, "line": 0}
    said = {**declared, "doc": "", "place": place, "schema": schema}
    return _mizan.Form(json.dumps(said, cls=DjangoJSONEncoder).encode())


def declaration(form_class: Any, meta: mizanFormMeta, declared: list[Declared]) -> dict[str, Json]:
    """The members of a form's declaration that Python fills in."""
    name = name_of(form_class, meta)
    return {
        "name": name,
        "title": title_of(name, meta),
        "fields": [one.declaration for one in declared],
    }


def at_rest(form_class: Any, meta: mizanFormMeta) -> Iterator[Declared]:
    """The fields as the class has them."""
    if issubclass(form_class, BaseFormSet):
        yield declare_group(ROWS, capfirst(ROWS), form_class(), live=False)
        return
    for one in fields_at_rest(form_class, meta):
        yield declare(one, live=False)
    for name, formset_class in meta.formsets.items():
        yield declare_group(name, label_of(name), formset_class(), live=False)


def fields_at_rest(form_class: Any, meta: mizanFormMeta) -> list[Named]:
    """The fields of the class; of a model's form with the defaults of the model."""
    return named(form_class.base_fields, {}, meta.check)


def for_request(
    form_class: Any, meta: mizanFormMeta, request: Any, form: Any = None
) -> Iterator[Declared]:
    """The fields of a form that is made for a request."""
    form = made(form_class, request) if form is None else form
    if isinstance(form, BaseFormSet):
        yield declare_group(ROWS, capfirst(ROWS), form, live=True)
        return
    for one in named(form.fields, form.initial, meta.check):
        yield declare(one, live=True)
    for name, formset_class in meta.formsets.items():
        formset = formset_of(form, name, formset_class, request)
        yield declare_group(name, label_of(name), formset, live=True)


def label_of(name: str) -> str:
    """``order_lines`` → ``Order lines``."""
    return str(capfirst(name.replace("_", " ")))
