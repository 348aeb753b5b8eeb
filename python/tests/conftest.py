"""The tests' project, and a browser that calls it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent / "project"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")

import django

django.setup()

from browser import Browser  # noqa: E402
from django.core.management import call_command  # noqa: E402


@pytest.fixture(scope="session")
def tables() -> None:
    """The tables of the tests' project, once."""
    call_command("migrate", run_syncdb=True, verbosity=0)


@pytest.fixture(autouse=True)
def database(tables: None) -> Iterator[None]:
    """An empty database, whose transactions are real."""
    del tables
    yield
    call_command("flush", verbosity=0, interactive=False)


@pytest.fixture
def browser() -> Browser:
    """A browser that has been nowhere yet."""
    return Browser()
