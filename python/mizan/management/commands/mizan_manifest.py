"""`manage.py mizan_manifest`: prints the schema document, `mizan.json` (§12)."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from mizan_core.error import DeclarationError

from mizan import host
from mizan._mizan import DeclarationError as EngineDeclarationError


class Command(BaseCommand):
    """Prints the schema."""

    help = "Prints mizan.json, which is all that the generator reads."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`--revision` alone is for scripts."""
        parser.add_argument(
            "--revision", action="store_true", help="print only the revision, 16 hex digits"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        del args
        try:
            engine = host.application().engine
        except (DeclarationError, EngineDeclarationError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(engine.revision if options["revision"] else engine.schema().decode())
