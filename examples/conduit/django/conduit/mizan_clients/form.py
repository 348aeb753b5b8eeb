"""What Conduit's forms have in common: fields that keep what was typed as it was, and their words.

Nothing is trimmed that a person may mean, and what is wrong is said as every backend of Conduit
says it: words that read on from the field's name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import (
    EmailValidator,
    MaxLengthValidator,
    MinLengthValidator,
    ProhibitNullCharactersValidator,
    RegexValidator,
)

from mizan.forms import mizanFormMixin

BLANK = "can't be blank"


class ConduitForm(mizanFormMixin, forms.Form):
    """A form of Conduit's."""


def text(*, max_length: int | None = None, min_length: int | None = None, **more: Any) -> Any:
    """Text; null where it is empty and need not be there."""
    more.setdefault("empty_value", "" if more.get("required", True) else None)
    made = forms.CharField(
        strip=False, max_length=max_length, min_length=min_length, **_worded(more)
    )
    return _told(made)


def email(*, max_length: int, **more: Any) -> Any:
    """An e-mail address."""
    made = forms.EmailField(max_length=max_length, **_worded(more))
    made.strip = False
    return _told(made)


def pattern(expression: str, **more: Any) -> Any:
    """Text of a form, or null."""
    more.setdefault("empty_value", None)
    made = forms.CharField(strip=False, **_worded(more))
    words = "does not have the expected form"
    # As in browsers, a space is what it is in ASCII.
    made.validators.append(RegexValidator(expression, words, "pattern", flags=re.ASCII))
    return _told(made)


def hidden(**more: Any) -> Any:
    """Text that no person types."""
    return text(widget=forms.HiddenInput, **more)


def textarea(**more: Any) -> Any:
    """Text of several lines."""
    return text(widget=forms.Textarea, **more)


def password(**more: Any) -> Any:
    """A secret, which no page shows again."""
    return text(widget=forms.PasswordInput, **more)


class Lines(forms.Textarea):
    """Any number of texts, one on a line."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return every one of them."""
        return data.getlist(name) if hasattr(data, "getlist") else data.get(name)

    def format_value(self, value: Any) -> str:
        """Write them one on a line."""
        return "\n".join(value or [])


class Texts(forms.MultipleChoiceField):
    """Any number of texts; without JavaScript one on a line."""

    widget = Lines

    def __init__(self, **more: Any) -> None:
        """Take any text."""
        super().__init__(choices=list, **_worded(more))

    def to_python(self, value: Any) -> list[str]:
        """Read a list, or lines."""
        lines = value.splitlines() if isinstance(value, str) else value or []
        return [str(line) for line in lines]

    def valid_value(self, value: Any) -> bool:
        """Take any text."""
        return isinstance(value, str)


class Picture(forms.FileField):
    """A file of one of these media types, not larger than so many bytes."""

    def __init__(self, *, accept: Sequence[str], max_bytes: int, **more: Any) -> None:
        """Say to the browser, too, what is accepted."""
        widget = forms.FileInput(attrs={"accept": ",".join(accept)})
        super().__init__(widget=widget, **_worded(more))
        self.accept, self.max_bytes = tuple(accept), max_bytes

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """Return the file; nothing where none was sent."""
        return cast("UploadedFile | None", super().to_python(data))


def _worded(more: dict[str, Any]) -> dict[str, Any]:
    messages = {"required": BLANK, "invalid": "is not valid"}
    return {"label_suffix": "", "error_messages": messages, **more}


_WORDS = {
    MinLengthValidator: "needs at least %(limit_value)d characters",
    MaxLengthValidator: "has more than %(limit_value)d characters",
}


def _told(field: forms.Field) -> forms.Field:
    """Give a field's rules the words of Conduit, and not those of everyone's validators.

    A character that a database does not have is one that stands in for it (`models.CleanText`).
    """
    kept = (one for one in field.validators if not isinstance(one, ProhibitNullCharactersValidator))
    field.validators = [_said(validator) for validator in kept]
    return field


def _said(validator: Any) -> Any:
    if isinstance(validator, EmailValidator):
        return check_email
    words = _WORDS.get(type(validator))
    return validator if words is None else type(validator)(validator.limit_value, words)


_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@"
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)*"
)


def check_email(value: str) -> None:
    """Take what browsers take in an input of type `email`, as every backend of Conduit does."""
    if not _EMAIL.fullmatch(value):
        raise ValidationError("is not an e-mail address", code="invalid_email")
