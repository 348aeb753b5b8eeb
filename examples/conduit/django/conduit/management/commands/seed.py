"""`manage.py seed`: fills a new database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from conduit import seed


class Command(BaseCommand):
    """Fill a database that has no user yet with articles and five people."""

    help = __doc__

    def handle(self, *_: Any, **__: Any) -> None:
        """Fill it."""
        if seed.if_empty():
            said = f'a new database; sign in as mira@example.org with "{seed.PASSWORD}"'
            self.stderr.write(said)
