#!/usr/bin/env python
"""Starts Conduit: migrates its database, fills a new one, and serves it.

`python serve.py` serves it; `python serve.py schema` prints its Mizan schema.
"""

from __future__ import annotations

import os
import sys

USAGE = """\
usage: python serve.py          serve Conduit
       python serve.py schema   print the Mizan schema, for `mizan generate`

environment: CONDUIT_ADDR      where to listen          127.0.0.1:8000
             DATABASE_URL      the database             sqlite:conduit.sqlite, or postgres://…
             CONDUIT_PICTURES  uploaded pictures        pictures, beside the database
             CONDUIT_WEB       the built front end      ../web/dist
             MIZAN_SECRET      32 random bytes or more; made up at each start
"""


def main(words: list[str]) -> int:
    """Run the program. Returns its exit status."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    if words == ["schema"]:
        return print_schema()
    if words in (["--help"], ["-h"]):
        print(USAGE, end="")
        return 0
    if words:
        print(USAGE, end="", file=sys.stderr)
        return 2
    serve()
    return 0


def print_schema() -> int:
    """Print the schema of the Mizan functions."""
    import django

    django.setup()
    from mizan.host import application

    sys.stdout.buffer.write(application().engine.schema().rstrip() + b"\n")
    return 0


def serve() -> None:
    """Serve until the process is told to end. One process, since the invalidation log is its own."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("seed")

    from django.db import connections

    # What serves is a process of its own, and a connection is no two processes'.
    connections.close_all()
    from config.server import Server
    from config.wsgi import application

    Server(application, os.environ.get("CONDUIT_ADDR") or "127.0.0.1:8000").run()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
