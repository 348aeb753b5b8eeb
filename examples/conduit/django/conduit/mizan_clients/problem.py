"""What may be wrong with what people type, beyond what a field says of itself.

A code is for programs, a message for people; it reads on from the field's name.
"""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from conduit.models import User

BLANK = ValidationError("can't be blank", code="required")
INVALID = ValidationError("is invalid", code="invalid")
TAKEN = ValidationError("has already been taken", code="taken")


def check_blank(form: forms.BaseForm, *fields: str) -> None:
    """Say so where a text that is there says nothing."""
    for field in fields:
        text = form.cleaned_data.get(field)
        if text is not None and not text.strip():
            add(form, field, BLANK)


def check_name(form: forms.BaseForm) -> None:
    """Refuse a username that cannot be shown in one line or stand in a URL."""
    check_blank(form, "username")
    name = form.cleaned_data.get("username")
    # A browser resolves dots in a path, however they are escaped, and nobody sees outer spaces.
    if name is not None and (
        name in (".", "..")
        or name.strip() != name
        or any(unicodedata.category(letter) == "Cc" for letter in name)
    ):
        add(form, "username", INVALID)


def check_taken(form: forms.BaseForm, *, but: User | None = None) -> None:
    """Say which of the two another account has than `but`, where they are right otherwise."""
    wrong = form.errors
    if "username" in wrong and "email" in wrong:
        return
    found = form.cleaned_data
    username, email = found.get("username", ""), found.get("email", "")
    for field in User.objects.taken(username, email, but=but):
        if field not in wrong:
            add(form, field, TAKEN)


def add(form: Any, field: str, problem: ValidationError) -> None:
    """Add a problem to a field."""
    form.add_error(field, ValidationError(problem.message, code=problem.code))
