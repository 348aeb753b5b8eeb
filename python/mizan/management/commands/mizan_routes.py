"""`manage.py mizan_routes`: what is declared, and where it is reached."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from mizan import host


class Command(BaseCommand):
    """Lists functions and contexts."""

    help = (
        "Lists the server functions: who may call each, what it affects, and where it is reached."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """`--json` is for programs."""
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        del args
        rows = [_row(entry) for entry in host.document()["functions"]]
        if options["json"]:
            self.stdout.write(json.dumps(rows, indent=2))
            return
        columns = ("function", "reached", "auth", "what")
        widths = [
            max(len(column), *(len(row[column]) for row in rows)) if rows else 0
            for column in columns
        ]
        for row in [dict(zip(columns, columns, strict=True)), *rows] if rows else []:
            cells = (
                row[column].ljust(width) for column, width in zip(columns, widths, strict=True)
            )
            self.stdout.write("  ".join(cells).rstrip())
        if not rows:
            self.stdout.write(
                "no function is registered: decorate some in a module `mizan_clients` of an app"
            )


def _row(entry: dict[str, Any]) -> dict[str, str]:
    prefix = host.prefix()
    reached = f"POST {prefix}call/"
    what = ""
    if entry.get("context"):
        reached = f"GET {prefix}ctx/{entry['context']}/"
        what = f"in {entry['context']}"
    if entry.get("view"):
        reached = f"{entry['view']['method']} {prefix}{entry['view']['path']}"
    if entry["kind"] == "mutation":
        what = "affects " + (
            ", ".join(_item(item) for item in entry.get("affects", [])) or "nothing"
        )
    return {
        "function": entry["name"],
        "reached": reached,
        "auth": str(entry.get("guard", "public")),
        "what": what,
    }


def _item(item: Any) -> str:
    if isinstance(item, str):
        return item
    name = f"{item['context']}/{item['function']}" if "function" in item else item["context"]
    return f"{name} by {', '.join(item['by'])}" if item.get("by") else name
