"""The expression that a text is held to, as JSON Schema writes it.

An expression of Python's travels only where every engine reads it alike; another is left to Django
alone.
"""

from __future__ import annotations

import re
from typing import Any

from django.core import validators

OF_UNICODE = re.compile(r"\\[wWdDsSbB]")
"""What stands for other characters in Python than in JavaScript."""

OF_PYTHON = re.compile(r"\(\?(?!:|=|!)|\\[0-9]|\\[AbBN]|[*+?}][+]|\(\?\(")
"""What JavaScript writes otherwise or not at all."""


def pattern_of(field: Any) -> str | None:
    """The first of the field's expressions that can travel."""
    found = (
        pattern(validator.regex)
        for validator in field.validators
        if isinstance(validator, validators.RegexValidator)
        and not isinstance(validator, validators.URLValidator)
        and not validator.inverse_match
    )
    return next((text for text in found if text is not None), None)


def pattern(expression: Any) -> str | None:
    r"""An expression as JSON Schema has it: ``^[a-z]+\\Z`` → ``^[a-z]+$``; `None` for one that
    cannot travel.
    """
    is_ascii = bool(expression.flags & re.ASCII)
    others = expression.flags & ~(re.UNICODE | re.ASCII)
    text = expression.pattern
    if text.startswith("\\A"):
        text = "^" + text[2:]
    if text.endswith("\\Z"):
        text = text[:-2] + "$"
    if others or "\\Z" in text or OF_PYTHON.search(text):
        return None
    return text if is_ascii or not OF_UNICODE.search(text) else None
