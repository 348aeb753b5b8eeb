"""What the environment says, with defaults that suit a first start."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

HERE = Path(__file__).resolve().parent.parent


def variable(name: str, default: str) -> str:
    """Return a variable; the default where it is empty, too."""
    return os.environ.get(name) or default


def database(url: str) -> dict[str, Any]:
    """Read `DATABASE_URL`: `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST:PORT/NAME`.

    Raises `ImproperlyConfigured`, without repeating the address: it may hold a password.
    """
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = url.removeprefix("sqlite:").removeprefix("//").partition("?")[0]
        if path:
            return {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": path,
                # A writer waits for another, and says so at its beginning; readers go on meanwhile.
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "timeout": 5,
                    "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
                },
            }
    if parts.scheme in ("postgres", "postgresql") and parts.hostname and len(parts.path) > 1:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname,
            "PORT": parts.port or "",
            "CONN_MAX_AGE": 60,
            "CONN_HEALTH_CHECKS": True,
        }
    raise ImproperlyConfigured(
        "DATABASE_URL is no address of a database. Write sqlite:PATH, such as "
        "sqlite:conduit.sqlite, or postgres://conduit:PASSWORD@localhost/conduit."
    )


def folder(found: dict[str, Any]) -> Path:
    """Return where the database's file is, or the working folder."""
    is_file = found["ENGINE"].endswith("sqlite3")
    return Path(found["NAME"]).parent if is_file else Path()


def secret() -> str:
    """Return `MIZAN_SECRET`, or one that is made up at each start of a server of this machine."""
    return os.environ.get("MIZAN_SECRET") or secrets.token_hex(32)


def pages() -> Path:
    """Return where the built front end is."""
    given = os.environ.get("CONDUIT_WEB")
    return Path(given) if given else HERE.parent / "web" / "dist"
