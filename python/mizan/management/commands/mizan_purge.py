"""`manage.py mizan_purge user:5`: invalidates by hand."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from mizan import host
from mizan._mizan import Item


class Command(BaseCommand):
    """Invalidates reads."""

    help = "Invalidates reads: a context, some of its reads, one of its queries, or everything."

    def add_arguments(self, parser: CommandParser) -> None:
        """One argument for each item."""
        what = "`user`, `user:5`, `user:user_id=5,lang=en`, `user/user_profile:5`, or `*`"
        parser.add_argument("items", nargs="+", metavar="item", help=what)
        parser.add_argument("--user", help="only what that user sees, by id")

    def handle(self, *args: Any, **options: Any) -> None:
        """Runs it."""
        del args
        items = [self._item(text, options["user"]) for text in options["items"]]
        told, version = host.purge(items)
        self.stdout.write(f"{told.header()} at {version}")

    def _item(self, text: str, user: str | None) -> Item:
        name, _, rest = text.partition(":")
        context, _, function = name.partition("/")
        if context == "*":
            return Item("*", user=user)
        types = host.param_types()
        if context not in types:
            raise CommandError(
                f"there is no context `{context}`: there are {', '.join(sorted(types)) or 'none'}"
            )
        params = types[context]
        values = {}
        for at, pair in enumerate(rest.split(",") if rest else ()):
            param, equals, value = pair.partition("=")
            if not equals:
                param, value = next(islice(params, at, None), ""), pair
            if param not in params:
                known = ", ".join(params) or "none"
                raise CommandError(
                    f"the context `{context}` has no param for `{pair}`: its params are {known}"
                )
            values[param] = _read(params[param], value)
        return Item(context, function=function or None, params=values, user=user)


def _read(kind: str, text: str) -> Any:
    """A param's value from its text; what does not read stays text, and narrows nothing that it
    should not.
    """
    try:
        return json.loads(text) if kind in ("integer", "number", "boolean") else text
    except ValueError:
        return text
