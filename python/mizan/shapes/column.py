"""The Python type of a model's field, for fields of shapes that leave it to the model."""

from __future__ import annotations

import datetime
import decimal
import uuid
from typing import Any

from django.db import models

#: By class; the first that a field is an instance of counts, so that the narrower stands first.
_TYPES: tuple[tuple[type[models.Field[Any, Any]], Any], ...] = (
    (models.BooleanField, bool),
    (models.DateTimeField, datetime.datetime),
    (models.DateField, datetime.date),
    (models.TimeField, datetime.time),
    (models.DurationField, datetime.timedelta),
    (models.DecimalField, decimal.Decimal),
    (models.FloatField, float),
    (models.IntegerField, int),
    (models.UUIDField, uuid.UUID),
    (models.BinaryField, bytes),
    (models.JSONField, Any),
    (models.FileField, str),
    (models.CharField, str),
    (models.TextField, str),
    (models.GenericIPAddressField, str),
)


def python_type(field: models.Field[Any, Any]) -> Any:
    """Return the type of a column's values, `| None` where the column may be null.

    Of a foreign key's column it is that of the key. A file is its URL, null where there is none.

    Raises `LookupError` for a field of a class that is none of Django's: its type is to be written.
    """
    plain = _plain(field)
    optional = field.null or (isinstance(field, models.FileField) and field.blank)
    return plain | None if optional and plain is not Any else plain


def _plain(field: models.Field[Any, Any]) -> Any:
    if isinstance(field, models.ForeignKey):
        return _plain(field.target_field)
    base = getattr(field, "base_field", None)
    if isinstance(base, models.Field):  # an array of PostgreSQL
        return list[python_type(base)]  # type: ignore[misc]
    for known, plain in _TYPES:
        if isinstance(field, known):
            return plain
    raise LookupError(type(field).__name__)
