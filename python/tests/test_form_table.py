"""The table of Django's fields is what Django says.

`MIZAN_BLESS=1` writes it anew; then `npx biome format --write tests/golden/django`.
"""

from __future__ import annotations

import json
import os
from typing import Any

import form_table
from django.contrib.auth.models import Group
from django.test.utils import override_settings


def kept(name: str, now: Any) -> Any:
    """What is kept in that file; what it is now, where it is to be written."""
    file = form_table.GOLDEN / name
    if os.environ.get("MIZAN_BLESS"):
        file.write_text(json.dumps(now, indent=2) + "\n")
    return json.loads(file.read_text())


@override_settings(LANGUAGE_CODE="en-us", USE_TZ=True)
def test_verdicts() -> None:
    Group.objects.create(pk=1, name="Authors")
    now = form_table.verdicts()
    assert kept("verdicts.json", now) == now


@override_settings(LANGUAGE_CODE="en-us", USE_TZ=True)
def test_document() -> None:
    now = json.loads(form_table.document())
    assert kept("mizan.json", now) == now


def test_each_field_has_values() -> None:
    fields = {field["name"] for field in form_table.form().declaration().fields}
    assert fields == set(form_table.VALUES)


def test_each_reason_is_of_a_value() -> None:
    for name, reasons in form_table.WHY.items():
        values: list[Any] = form_table.VALUES[name]
        for of, _ in reasons:
            assert any(form_table.same(of, value) for value in values), (name, of)
