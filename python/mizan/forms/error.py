"""What Django found wrong, in the codes of the protocol and in Django's own words.

Source: ``docs/protocol.md`` §3.5; Django's *Raising ValidationError*.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core import validators
from django.core.exceptions import ValidationError

CODES = {
    "min_value": "min",
    "max_value": "max",
    "step_size": "multiple_of",
    "missing": "required",
    "incomplete": "required",
    "too_few_forms": "min_items",
    "too_many_forms": "max_items",
    "invalid_list": "invalid",
    "invalid_pk_value": "invalid",
    "invalid_date": "invalid",
    "invalid_time": "invalid",
    "invalid_image": "file_type",
    "invalid_extension": "file_type",
    "missing_management_form": "invalid",
}
"""Django's codes that §3.5 calls otherwise; any other keeps its name."""

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong."""

    path: str
    code: str
    message: str


def problems(
    path: str, errors: list[ValidationError], field: Any = None, *, is_empty_list: bool = False
) -> Iterator[Problem]:
    """What is wrong with a field, or with the whole of a form where there is none."""
    for error in errors:
        code = code_of(error, field)
        if is_empty_list and code == "required":
            code = "min_items"
        for message in error.messages:
            yield Problem(path, code, message)


def code_of(error: ValidationError, field: Any) -> str:
    """The code of an error; ``invalid`` where it has none."""
    code = error.code or "invalid"
    if code == "invalid" and field is not None:
        return code_of_text(error, field)
    code = CODES.get(code, code)
    return code if NAME.fullmatch(code) else "invalid"


def code_of_text(error: ValidationError, field: Any) -> str:
    """Which of a text's rules it was that says no more than ``invalid``: the one with those
    words.
    """
    for validator in field.validators:
        words = (getattr(validator, "message", None), field.error_messages.get("invalid"))
        if getattr(validator, "code", None) != "invalid" or error.message not in words:
            continue
        if isinstance(validator, validators.EmailValidator):
            return "invalid_email"
        if isinstance(validator, validators.URLValidator):
            return "invalid_url"
        if isinstance(validator, validators.RegexValidator):
            return "pattern"
    return "invalid_url" if isinstance(field, forms.URLField) else "invalid"
