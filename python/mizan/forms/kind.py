"""What a stock field of Django's is on the wire: the JSON Schema of its value, and the value both
ways.

Start at :func:`of`. A kind says three things of a field: what may travel (:attr:`Kind.schema`),
what Django is given for what travelled (:attr:`Kind.read`), and what travels of a value of
Python's (:attr:`Kind.write`).

What arrives is of the type that the schema says and is not coerced from another (§1); whether it
is *right* is Django's to judge, and only what a browser can judge as Django does is in the schema
beside the type.

Source: ``docs/protocol.md`` §1, §3.5; Django's ``forms/fields.py``.
"""

from __future__ import annotations

import datetime
import decimal
import json
import math
import re
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from django import forms
from django.core import validators
from django.db import models
from django.utils import timezone
from django.utils.dateparse import parse_duration
from django.utils.duration import duration_iso_string

from .pattern import pattern_of

Json: TypeAlias = Any
T = TypeVar("T")
Schema: TypeAlias = dict[str, Any]

MAX_SAFE_INTEGER = 2**53 - 1


class UnreadableError(ValueError):
    """A value of another type than its field's."""

    def __init__(self, items: Sequence[int] = ()) -> None:
        """Of a list, the places of the items that are."""
        super().__init__()
        self.items = tuple(items)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a field holds."""

    schema: Schema
    """Of its value, without ``null``."""
    read: Callable[[Json], Any]
    """What Django's widget would have found; `UnreadableError` for another type. Is given no
    ``None``.
    """
    write: Callable[[Any], Json]
    """What travels of a value that a form begins with."""
    widgets: tuple[str, ...]
    """The controls that it may have, its own first; as the core has them."""
    choices: tuple[tuple[Json, str], ...] = ()
    """The values of a choice with their labels, in the language that is active."""
    is_list: bool = False
    """Whether nothing of it is an empty list."""
    lookup: bool = False
    """Whether its values are looked up in pages."""
    accept: tuple[str, ...] = ()
    """The media types of a file."""


TEXTS = ("text", "textarea", "email", "url", "password", "tel", "search", "color", "hidden")
NUMBERS = ("number", "range", "text", "hidden")


def of(field: Any) -> Kind:
    """The kind of a field. One that is nobody's stock field is text, as its widget's are."""
    for classes, make in KINDS:
        if isinstance(field, classes):
            return make(field)
    return text(field)


# Texts


def text(field: Any) -> Kind:
    """Any text, with the lengths and the expression that Django holds it to."""
    schema: Schema = {"type": "string"} | lengths(field)
    if (pattern := pattern_of(field)) is not None:
        schema["pattern"] = pattern
    return Kind(schema, read_text, write_text, TEXTS)


def lengths(field: Any) -> Schema:
    """``minLength`` and ``maxLength``, the narrowest of the field's own and its validators'."""
    least = list(limits(field, validators.MinLengthValidator)) + given(field, "min_length")
    most = list(limits(field, validators.MaxLengthValidator)) + given(field, "max_length")
    found: Schema = {}
    if least and max(least) > 0:
        found["minLength"] = max(least)
    if most and min(most) >= 0:
        found["maxLength"] = min(most)
    return found


def given(field: Any, name: str) -> list[Any]:
    """The field's own limit of that name, where it has one that is known before a request."""
    limit = getattr(field, name, None)
    return [] if limit is None or callable(limit) else [limit]


def limits(field: Any, of_class: type[validators.BaseValidator]) -> Iterator[Any]:
    """The limits of the field's validators of that class; those that are made anew each time are
    left out.
    """
    for validator in field.validators:
        if type(validator) is of_class and not callable(validator.limit_value):
            yield validator.limit_value


def email(field: Any) -> Kind:
    """An address."""
    return Kind(
        {"type": "string", "format": "email"} | lengths(field),
        read_text,
        write_text,
        ("email", *TEXTS),
    )


def url(field: Any) -> Kind:
    """An address of the web."""
    return Kind(
        {"type": "string", "format": "uri"} | lengths(field), read_text, write_text, ("url", *TEXTS)
    )


def json_text(field: Any) -> Kind:
    """JSON, written as text: that it is JSON is Django's to judge."""
    encoder = field.encoder
    return Kind(
        {"type": "string"},
        read_text,
        lambda value: json.dumps(value, ensure_ascii=False, cls=encoder),
        ("textarea", *TEXTS),
    )


def combined(field: Any) -> Kind:
    """A text that several fields judge, one after the other: it is held to what all of them say."""
    parts = [of(part) for part in field.fields]
    schema: Schema = {"type": "string"}
    for part in parts:
        for name, value in part.schema.items():
            narrower = {"minLength": max, "maxLength": min}.get(name)
            schema[name] = narrower(schema[name], value) if narrower and name in schema else value
    first = parts[0] if parts else text(field)
    return Kind(schema, first.read, first.write, first.widgets)


def unique(_field: Any) -> Kind:
    """A UUID, with hyphens."""

    def read(value: Json) -> uuid.UUID:
        text = read_text(value)
        try:
            found = uuid.UUID(text)
        except ValueError as error:
            raise UnreadableError from error
        return kept(found, str(found) == text.lower())

    return Kind({"type": "string", "format": "uuid"}, read, str, ("text", "hidden"))


def read_text(value: Json) -> str:
    """A text as it came."""
    return str(kept(value, isinstance(value, str)))


def write_text(value: Any) -> str:
    """A text, also one that is made when it is asked for."""
    return str(value)


def kept(value: T, is_right: bool) -> T:
    """The value if it is right."""
    if not is_right:
        raise UnreadableError
    return value


# Numbers


def integer(field: Any) -> Kind:
    """An integer within ±(2^53-1)."""

    def read(value: Json) -> int:
        is_integer = isinstance(value, int) and not isinstance(value, bool)
        return int(kept(value, is_integer and abs(value) <= MAX_SAFE_INTEGER))

    return Kind({"type": "integer"} | bounds(field, int), read, int, NUMBERS)


def number(field: Any) -> Kind:
    """A double."""

    def read(value: Json) -> float:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return float(kept(value, is_number and math.isfinite(value)))

    return Kind({"type": "number"} | bounds(field, float), read, float, NUMBERS)


def bounds(field: Any, of_type: type[int] | type[float]) -> Schema:
    """``minimum``, ``maximum``, and ``multipleOf`` where Django counts steps from zero as JSON
    Schema does.
    """
    found: Schema = {}
    if least := list(limits(field, validators.MinValueValidator)):
        found["minimum"] = of_type(math.ceil(max(least)) if of_type is int else max(least))
    if most := list(limits(field, validators.MaxValueValidator)):
        found["maximum"] = of_type(math.floor(min(most)) if of_type is int else min(most))
    steps = [
        validator
        for validator in field.validators
        if type(validator) is validators.StepValueValidator
    ]
    for step in steps:
        limit = step.limit_value
        if not callable(limit) and limit and not (step.offset or 0) and of_type(limit) == limit:
            found["multipleOf"] = of_type(limit)
    return found


def exact(_field: Any) -> Kind:
    """A decimal number, as text without an exponent."""

    def read(value: Json) -> decimal.Decimal:
        text = read_text(value)
        digits = text.removeprefix("-")
        whole, _, fraction = digits.partition(".")
        is_plain = bool(whole) and (whole + fraction).isascii() and (whole + fraction).isdigit()
        return decimal.Decimal(kept(text, is_plain and not digits.endswith(".")))

    return Kind(
        {"type": "string", "format": "decimal"}, read, write_decimal, ("text", "number", "hidden")
    )


def write_decimal(value: Any) -> str:
    """``1E+2`` → ``100``."""
    return format(decimal.Decimal(str(value)), "f")


# Yes and no


def boolean(_field: Any) -> Kind:
    """Yes or no; a box that has to be ticked is Django's to judge."""
    return Kind({"type": "boolean"}, read_boolean, bool, ("checkbox", "hidden"))


def maybe(field: Any) -> Kind:
    """Yes, no, or nothing."""
    labels = {str(value): str(label) for value, label in getattr(field.widget, "choices", ())}
    choices = ((True, labels.get("true", "Yes")), (False, labels.get("false", "No")))
    schema = {"type": "boolean", "enum": [True, False]}
    return Kind(schema, read_boolean, bool, ("select", "radio", "hidden"), choices)


def read_boolean(value: Json) -> bool:
    """True or false."""
    return bool(kept(value, isinstance(value, bool)))


# Dates and times


def date(_field: Any) -> Kind:
    """A calendar date."""

    def read(value: Json) -> datetime.date:
        text = read_text(value)
        return parsed(datetime.date.fromisoformat, kept(text, len(text) == len("2026-11-21")))

    return Kind({"type": "string", "format": "date"}, read, write_date, ("date", "text", "hidden"))


def write_date(value: Any) -> str:
    """Of a date, or of the date of a point in time."""
    value = value.date() if isinstance(value, datetime.datetime) else value
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def time(_field: Any) -> Kind:
    """A time of day."""

    def read(value: Json) -> datetime.time:
        text = read_text(value)
        found = parsed(datetime.time.fromisoformat, kept(text, text[2:3] == ":"))
        return kept(found, found.tzinfo is None)

    return Kind({"type": "string", "format": "time"}, read, write_time, ("time", "text", "hidden"))


def write_time(value: Any) -> str:
    """Of a time of day, or of that of a point in time."""
    value = value.time() if isinstance(value, datetime.datetime) else value
    return value.isoformat() if isinstance(value, datetime.time) else str(value)


def moment(_field: Any) -> Kind:
    """A point in time, with an offset."""

    def read(value: Json) -> datetime.datetime:
        text = read_text(value)
        found = parsed(datetime.datetime.fromisoformat, kept(text, text[10:11] == "T"))
        return in_django(kept(found, found.tzinfo is not None))

    widgets = ("datetime-local", "text", "hidden")
    return Kind({"type": "string", "format": "date-time"}, read, write_moment, widgets)


def in_django(value: datetime.datetime) -> datetime.datetime:
    """A point in time as Django's settings have them: with a zone, or without one in the time of
    the place.
    """
    from django.conf import settings

    if settings.USE_TZ:
        return value
    return timezone.make_naive(value, timezone.get_default_timezone())


def write_moment(value: Any) -> str:
    """With an offset: a time without one is in the zone that is active."""
    if not isinstance(value, datetime.datetime):
        if not isinstance(value, datetime.date):
            return str(value)
        value = datetime.datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if timezone.is_naive(value):
        value = timezone.make_aware(value)
    return str(value.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z"))


DURATION = re.compile(
    r"-?P(?:(?P<weeks>\d+)W|(?=\d|T)(?:\d+D)?(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d{1,9})?S)?)?)",
    re.ASCII,
)


def duration(_field: Any) -> Kind:
    """An ISO 8601 duration of days, hours, minutes and seconds."""

    def read(value: Json) -> datetime.timedelta:
        text = read_text(value)
        written = DURATION.fullmatch(text)
        if written is None:
            raise UnreadableError
        weeks = written["weeks"]
        if weeks:
            return datetime.timedelta(weeks=int(weeks)) * (-1 if text.startswith("-") else 1)
        return kept(parse_duration(text) or datetime.timedelta(), is_right=True)

    schema = {"type": "string", "format": "duration"}
    return Kind(schema, read, lambda value: duration_iso_string(value), ("text", "hidden"))


def parsed(read: Callable[[str], T], text: str) -> T:
    """What a text says; `UnreadableError` where it says nothing."""
    try:
        return read(text)
    except ValueError as error:
        raise UnreadableError from error


# Choices


def choice(field: Any) -> Kind:
    """One of several values; of choices that are made anew for each request, any text."""
    choices = tuple(flat(field.choices))
    if is_made_anew(field.choices):
        return Kind(
            {"type": "string"},
            reader_anew(choices),
            write_key,
            ("text", "textarea", "hidden"),
            choices,
        )
    schema = chosen(choices)
    if schema is None:
        # Of no choices nothing is right.
        return Kind({"type": "string", "maxLength": 0}, read_key, write_key, ("text", "hidden"))
    return Kind(schema, reader_of(schema), write_key, ("select", "radio", "hidden"), choices)


def choices(field: Any) -> Kind:
    """Any number of several values."""
    one = choice(field)
    schema: Schema = {"type": "array", "items": one.schema}
    if field.required:
        schema["minItems"] = 1
    widgets = ("checkboxes", "select_multiple") if "enum" in one.schema else ("textarea",)
    return Kind(
        schema, read_list(one.read), write_list(write_key), widgets, one.choices, is_list=True
    )


def chosen(choices: Iterable[tuple[Json, str]]) -> Schema | None:
    """The schema of one of these values."""
    values = [value for value, _ in choices]
    if not values:
        return None
    if all(isinstance(value, int) and not isinstance(value, bool) for value in values):
        return {"type": "integer", "enum": values}
    if all(isinstance(value, bool) for value in values):
        return {"type": "boolean", "enum": values}
    return {"type": "string", "enum": [str(value) for value in values]}


def is_made_anew(choices: Any) -> bool:
    """Whether what may be chosen is asked for each time: a schema cannot list it."""
    return type(choices).__name__ == "CallableChoiceIterator"


def flat(choices: Iterable[Any]) -> Iterator[tuple[Json, str]]:
    """The choices without their groups, and without the one that is none; each value once."""
    seen: set[str] = set()
    listed = list(leaves(choices))
    is_text = not all(
        isinstance(value, int) and not isinstance(value, bool) for value, _ in listed
    ) and not all(isinstance(value, bool) for value, _ in listed)
    for value, label in listed:
        if str(value) not in seen:
            seen.add(str(value))
            yield (str(value) if is_text else value), label


def leaves(choices: Iterable[Any]) -> Iterator[tuple[Any, str]]:
    """Every value with its label, as Django has it."""
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from leaves(label)
        elif value not in (None, ""):
            yield value, str(label)


def read_key(value: Json) -> Json:
    """The value of a choice: a text, a number or a boolean."""
    return kept(value, isinstance(value, str | int))


def reader_of(schema: Schema) -> Callable[[Json], Any]:
    """What reads a value of a choice that has that schema."""
    of_type: type = {"integer": int, "boolean": bool}.get(schema["type"], str)
    return lambda value: kept(value, type(value) is of_type)


def reader_anew(choices: Iterable[tuple[Json, str]]) -> Callable[[Json], Any]:
    """What reads a value of choices that are made anew: a text, as the schema says, or what they
    are at the time.
    """
    live = reader_of(chosen(choices) or {"type": "string"})
    return lambda value: value if isinstance(value, str) else live(value)


def write_key(value: Any) -> Json:
    """As it stands among the choices."""
    value = getattr(value, "value", value)
    return value if isinstance(value, str | int) else str(value)


def read_list(one: Callable[[Json], Any]) -> Callable[[Json], Any]:
    """Of each item of a list."""

    def read(value: Json) -> list[Any]:
        found, wrong = [], []
        for index, item in enumerate(kept(value, isinstance(value, list))):
            try:
                found.append(one(item))
            except UnreadableError:
                wrong.append(index)
        if wrong:
            raise UnreadableError(wrong)
        return found

    return read


def write_list(one: Callable[[Any], Json]) -> Callable[[Any], Json]:
    """Of each item of a list."""
    return lambda value: [one(item) for item in value]


# Rows of a model


def row(field: Any) -> Kind:
    """A row of a model, by its key; which ones there are is looked up in pages."""
    key = of_key(field)
    widgets = ("text", "number", "hidden") if key.schema["type"] == "string" else NUMBERS
    return Kind(
        key.schema, key.read, lambda value: write_row(field, key, value), widgets, lookup=True
    )


def rows(field: Any) -> Kind:
    """Any number of rows."""
    one = row(field)
    schema: Schema = {"type": "array", "items": one.schema}
    if field.required:
        schema["minItems"] = 1
    return Kind(
        schema, read_list(one.read), write_list(one.write), ("textarea",), is_list=True, lookup=True
    )


def write_row(field: Any, key: Kind, value: Any) -> Json:
    """The key of a row, or of what stands for one."""
    return key.write(field.prepare_value(value) if isinstance(value, models.Model) else value)


def of_key(field: Any) -> Kind:
    """What tells the rows apart: the primary key, or the field that ``to_field_name`` names."""
    if field.queryset is None:
        # Of which rows is said when the form is made.
        return Kind({"type": "string"}, read_key, write_key, ("text", "hidden"))
    model = field.queryset.model
    name = field.to_field_name
    column = model._meta.get_field(name) if name and name != "pk" else model._meta.pk
    while column.remote_field is not None:
        column = column.target_field
    if isinstance(column, models.IntegerField):
        plain = forms.IntegerField()
        return Kind({"type": "integer"}, integer(plain).read, int, NUMBERS)
    if isinstance(column, models.UUIDField):
        return unique(field)
    return Kind({"type": "string"}, read_text, str, ("text", "hidden"))


# Files


def file(field: Any) -> Kind:
    """A file, or any number of them where the control takes several."""
    accept = str(field.widget.attrs.get("accept", ""))
    media = tuple(part.strip() for part in accept.split(",") if "/" in part)
    schema: Schema = {"type": "string", "format": "binary"}
    if media:
        schema["accept"] = list(media)
    if (most := getattr(field, "max_bytes", None)) is not None:
        schema["max_bytes"] = most
    if not getattr(field.widget, "allow_multiple_selected", False):
        return Kind(schema, read_file, str, ("file",), accept=media)
    several: Schema = {"type": "array", "items": schema}
    if field.required:
        several["minItems"] = 1
    return Kind(several, read_list(read_file), str, ("file",), is_list=True, accept=media)


def read_file(value: Json) -> str:
    """The name of the part that a file came in."""
    is_file = (
        isinstance(value, dict) and value.keys() == {"$file"} and isinstance(value["$file"], str)
    )
    return str(kept(value, is_file)["$file"])


KINDS: list[tuple[Any, Callable[[Any], Kind]]] = [
    (forms.ModelMultipleChoiceField, rows),
    (forms.ModelChoiceField, row),
    (forms.MultipleChoiceField, choices),
    (forms.ChoiceField, choice),
    (forms.NullBooleanField, maybe),
    (forms.BooleanField, boolean),
    (forms.DecimalField, exact),
    (forms.FloatField, number),
    (forms.IntegerField, integer),
    (forms.SplitDateTimeField, moment),
    (forms.DateTimeField, moment),
    (forms.DateField, date),
    (forms.TimeField, time),
    (forms.DurationField, duration),
    (forms.UUIDField, unique),
    (forms.EmailField, email),
    (forms.URLField, url),
    (forms.JSONField, json_text),
    (forms.ComboField, combined),
    (forms.FileField, file),
]
"""The first that a field is one of."""
