"""What is declared of each field of a form: how it is shown, and the schema of what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.core.files.base import File
from django.db import models
from django.utils.text import capfirst

from . import kind as kinds
from .kind import Json, Kind, Schema, UnreadableError, chosen

CHOICES_LIMIT = 200
"""So many rows a page without JavaScript offers of a model."""


@dataclass(frozen=True, slots=True)
class Named:
    """A field where it stands in a form."""

    name: str
    """On the wire."""
    own: str
    """In the form."""
    field: Any
    initial: Any = None
    """What it begins with; may be what makes that."""
    check: bool = False
    needed: bool | None = None
    """Whether it has to be filled in, where something else than the field says so."""

    @property
    def required(self) -> bool:
        """Whether it has to be filled in."""
        needed = self.field.required if self.needed is None else self.needed
        is_fixed = self.field.disabled or isinstance(self.field, forms.NullBooleanField)
        return bool(needed and not is_fixed)


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as it is declared."""

    declaration: dict[str, Json]
    schema: Schema
    required: bool


def named(
    fields: Mapping[str, Any], initial: Mapping[str, Any], check: Iterable[str] = ()
) -> list[Named]:
    """The fields of a form, in its order."""
    return [
        Named(wire_name(own, fields), own, field, initial.get(own, field.initial), own in check)
        for own, field in fields.items()
    ]


def wire_name(own: str, fields: Mapping[str, Any]) -> str:
    """``DELETE`` and ``ORDER``, which formsets add, in small letters; any other name as it is."""
    small = own.lower()
    return small if own in ("DELETE", "ORDER") and small not in fields else own


def declare(named: Named, *, live: bool) -> Declared:
    """A field as the schema document has it; where it is `live`, with all that may be another at
    each request: choices that are made anew, rows of a model, and an initial value that is
    computed.
    """
    field = named.field
    if is_composed(field):
        return composed(named, live=live)
    kind = kinds.of(field)
    if live and not is_list_of_choices(kind):
        kind = with_choices(field, kind)
    required = named.required
    declaration: dict[str, Json] = {
        "name": named.name,
        "label": label(named),
        "help": str(field.help_text or ""),
    }
    declaration["widget"] = widget_of(field, kind)
    initial = initial_of(named, kind, live=live)
    if initial is not None:
        declaration["initial"] = initial
    if kind.choices and is_list_of_choices(kind):
        declaration["choices"] = [{"value": value, "label": label} for value, label in kind.choices]
    if named.check:
        declaration["check"] = True
    if kind.lookup:
        declaration["lookup"] = True
    if field.disabled:
        declaration["disabled"] = True
    if getattr(field, "strip", False) is True and is_plain_text(kind):
        declaration["strip"] = True
    schema = kind.schema
    is_boolean = schema.get("type") == "boolean" and "enum" not in schema
    if not (required or kind.is_list or is_boolean):
        schema = or_null(schema)
    if kind.is_list and not required:
        schema = schema | {"default": []}
    return Declared(declaration, schema, required and not is_boolean)


def is_plain_text(kind: Kind) -> bool:
    """Whether it is a text and nothing more."""
    return kind.schema.get("type") == "string" and kind.schema.get("format") in (
        None,
        "email",
        "uri",
    )


def is_list_of_choices(kind: Kind) -> bool:
    """Whether its schema lists its values."""
    return "enum" in kind.schema or "enum" in kind.schema.get("items", {})


def with_choices(field: Any, kind: Kind) -> Kind:
    """As a choice of what there is now, where it is one."""
    if kind.lookup:
        keys = [
            (kind_key(field, kind, row), field.label_from_instance(row))
            for row in field.queryset[:CHOICES_LIMIT]
        ]
        choices = tuple((key, str(label)) for key, label in keys)
    else:
        choices = kind.choices
    schema = chosen(choices)
    if schema is None:
        return kind
    if kind.is_list:
        listed = kind.schema | {"items": schema}
        return replace(
            kind, schema=listed, choices=choices, widgets=("checkboxes", "select_multiple")
        )
    return replace(kind, schema=schema, choices=choices, widgets=("select", "radio", "hidden"))


def kind_key(field: Any, kind: Kind, row: models.Model) -> Json:
    """The key of a row, as it travels."""
    key = field.prepare_value(row)
    return kind.write([key])[0] if kind.is_list else kind.write(key)


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    if "enum" in schema:
        return {"anyOf": [schema, {"type": "null"}]}
    return schema | {"type": [schema["type"], "null"]}


def label(named: Named) -> str:
    """What the field is called, as Django calls it."""
    given = named.field.label
    return str(given) if given is not None else capfirst(named.own.replace("_", " "))


def widget_of(field: Any, kind: Kind) -> str:
    """The control that a field is entered with: the widget's, if its kind can have it."""
    widget = field.widget
    if isinstance(widget, forms.MultiWidget):
        hidden = all(part.is_hidden for part in widget.widgets)
        return "hidden" if hidden and "hidden" in kind.widgets else kind.widgets[0]
    found = next((name for of_class, name in WIDGETS if isinstance(widget, of_class)), None)
    asked = str(widget.attrs.get("type", "")) or found or getattr(widget, "input_type", None)
    return asked if asked in kind.widgets else kind.widgets[0]


WIDGETS: list[tuple[Any, str]] = [
    (forms.Textarea, "textarea"),
    (forms.RadioSelect, "radio"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.SelectMultiple, "select_multiple"),
    (forms.NullBooleanSelect, "select"),
    (forms.Select, "select"),
    (forms.SelectDateWidget, "date"),
    # Texts to Django, since their formats are those of the place; what travels has one format.
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.DateTimeInput, "datetime-local"),
]


def initial_of(named: Named, kind: Kind, *, live: bool) -> Json:
    """What it begins with, as it travels; none of a file."""
    value = named.initial
    if callable(value):
        if not live:
            return None
        value = value()
    if value is None or value == "" or isinstance(value, File) or kind.widgets == ("file",):
        return None
    try:
        written = kind.write(value)
        kind.read(written)
    except (UnreadableError, TypeError, ValueError, ArithmeticError, AttributeError):
        # A form may begin with what it would not take; a schema may not.
        return None
    values = [choice for choice, _ in kind.choices]
    if is_list_of_choices(kind):
        held = written if kind.is_list else [written]
        return written if all(one in values for one in held) else as_text(written, values)
    return written


def as_text(written: Json, values: list[Json]) -> Json:
    """A choice by its text: ``1`` for ``"1"``."""
    if isinstance(written, list):
        found = [
            next((value for value in values if str(value) == str(one)), None) for one in written
        ]
        return None if None in found else found
    return next((value for value in values if str(value) == str(written)), None)


# Fields of several parts


def is_composed(field: Any) -> bool:
    """Whether it is a field of several parts that has no type of its own on the wire: then it is a
    group.
    """
    return (
        isinstance(field, forms.MultiValueField)
        and not isinstance(field, forms.SplitDateTimeField)
        and isinstance(field.widget, forms.MultiWidget)
        and len(field.fields) == len(field.widget.widgets)
    )


def parts(field: Any) -> Iterator[tuple[Named, str]]:
    """The parts of a composed field, each with the end of its name in a post."""
    for index, (part, ending) in enumerate(
        zip(field.fields, field.widget.widgets_names, strict=True)
    ):
        own = ending.removeprefix("_")
        name = own if own[:1].isalpha() and own.islower() else f"part_{index}"
        yield (
            Named(name, own if own[:1].isalpha() else f"part {index + 1}", part, part.initial),
            ending,
        )


def composed(named: Named, *, live: bool) -> Declared:
    """A group of parts; which of them have to be there is the whole field's to say."""
    field = named.field
    declared = [
        declare(replace(part, needed=field.require_all_fields or part.field.required), live=live)
        for part, _ in parts(field)
    ]
    schema = object_of(declared)
    declaration = {
        "name": named.name,
        "label": label(named),
        "help": str(field.help_text or ""),
        "fields": [inner.declaration for inner in declared],
    }
    required = named.required
    return Declared(declaration, schema if required else or_null(schema), required)


def object_of(declared: list[Declared]) -> Schema:
    """The schema of an object that has these fields."""
    properties = {one.declaration["name"]: described(one) for one in declared}
    schema: Schema = {"type": "object", "properties": properties}
    needed = [one.declaration["name"] for one in declared if one.required]
    if needed:
        schema["required"] = needed
    return schema


def described(declared: Declared) -> Schema:
    """The schema of a member, with what explains it."""
    explained = declared.declaration.get("help")
    return declared.schema | ({"description": explained} if explained else {})
