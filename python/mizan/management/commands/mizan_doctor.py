"""`manage.py mizan_doctor`: what is right and what is not, from the engine to the client."""

from __future__ import annotations

import platform
from collections.abc import Callable
from typing import Any

import django
import pydantic
from django.core import checks
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from django.urls import NoReverseMatch

from mizan import conf, generation, host


class Command(BaseCommand):
    """Examines the project."""

    help = "Says what is right with Mizan in this project and what is not, and how to mend it."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        del args, options
        self.stdout.write(
            f"Python {platform.python_version()}, Django {django.__version__}, "
            f"pydantic {pydantic.VERSION}"
        )
        findings = [
            self._look("settings", lambda: f"{len(conf.settings().secrets)} secret(s)"),
            self._look("declarations", _declarations),
            self._look("mounted", lambda: f"below {host.prefix()}"),
            self._look("transactions", _transactions),
            self._look("client", _client),
        ]
        problems = [
            found for found in checks.run_checks(include_deployment_checks=False) if _is_ours(found)
        ]
        for problem in problems:
            self.stdout.write(f"  {problem}")
        bad = findings.count(False) + sum(problem.is_serious() for problem in problems)
        if bad:
            raise CommandError(f"{bad} thing(s) to mend")

    def _look(self, what: str, how: Callable[[], str]) -> bool:
        try:
            self.stdout.write(self.style.SUCCESS(f"ok   {what}: ") + how())
        except Exception as error:  # Whatever it is, it is what the command is there to say.
            told = 'mizan.urls is in no URLconf: path("api/mizan/", include("mizan.urls"))'
            text = told if isinstance(error, NoReverseMatch) else str(error)
            self.stdout.write(self.style.ERROR(f"bad  {what}: ") + text)
            return False
        return True


def _declarations() -> str:
    document = host.document()
    counted = ("functions", "contexts", "forms", "types")
    found = ", ".join(f"{len(document.get(name, ()))} {name}" for name in counted)
    return f"{found}; revision {document['revision']}"


def _transactions() -> str:
    atomic = [
        alias for alias, database in connections.settings.items() if database["ATOMIC_REQUESTS"]
    ]
    around = (
        f"ATOMIC_REQUESTS around each function on {', '.join(atomic)}"
        if atomic
        else "the functions' own"
    )
    return f"{around}; versions are given after the commit"


def _client() -> str:
    if not generation.has_place():
        return 'no place is configured: MIZAN = {"CLIENT": …}, or a mizan.toml'
    said, is_whole = generation.generate(check=True)
    if not is_whole:
        raise CommandError(f"{said.strip()}; run `manage.py mizan_generate`")
    return "as declared"


def _is_ours(found: checks.CheckMessage) -> bool:
    return bool(found.id and found.id.startswith("mizan."))
