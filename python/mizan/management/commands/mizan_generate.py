"""`manage.py mizan_generate`: writes the TypeScript client."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import autoreload
from mizan_core.error import DeclarationError

from mizan import generation


class Command(BaseCommand):
    """Generates."""

    help = "Writes the TypeScript client of what is declared."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--watch` and `--check` exclude each other."""
        where = 'where it goes; else MIZAN["CLIENT"], or what mizan.toml says'
        parser.add_argument("--out", type=Path, metavar="DIR", help=where)
        parser.add_argument("--internal", action="store_true", help="with what is marked internal")
        how = parser.add_mutually_exclusive_group()
        how.add_argument("--watch", action="store_true", help="again whenever a module changes")
        how.add_argument("--check", action="store_true", help="write nothing; fail on a difference")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        del args
        if options["watch"]:
            autoreload.run_with_reloader(self._watch, options)
        else:
            self._generate(options)

    def _watch(self, options: dict[str, Any]) -> None:
        """Generates once; the reloader starts it anew when a module changes."""
        autoreload.raise_last_exception()
        try:
            self._generate(options)
        except CommandError as error:
            self.stderr.write(str(error))

    def _generate(self, options: dict[str, Any]) -> None:
        out: Path | None = options["out"]
        if out is None and not generation.has_place():
            raise CommandError(
                "nothing says where the client goes: give `--out DIR`, set "
                'MIZAN = {"CLIENT": "web/src/mizan"}'
                ", or write a mizan.toml"
            )
        try:
            said, is_whole = generation.generate(
                out.absolute() if out else None,
                internal=options["internal"],
                check=options["check"],
            )
        except (DeclarationError, generation.GenerationError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(said.rstrip())
        if not is_whole:
            raise CommandError("the client is not what is declared: run `manage.py mizan_generate`")
