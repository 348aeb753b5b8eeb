"""The one setting of Mizan, `MIZAN = {…}`, read and checked.

Start at `settings`, which honours `override_settings`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed

NAME = "MIZAN"

#: What a secret has at least (§7).
SECRET_BYTES = 32

#: What a change of these changes here too.
SOURCES = frozenset(
    {NAME, "SECRET_KEY", "SECRET_KEY_FALLBACKS", "CSRF_TRUSTED_ORIGINS", "DEBUG", "BASE_DIR"}
)


@dataclass(frozen=True)
class Settings:
    """What `MIZAN` says, with the defaults of what it leaves out; each key is a field's name in
    capitals.
    """

    default_auth: str | bool = "public"
    """Who may call a function that says nothing: `"public"`, `True` (signed in), `"staff"`,
    `"superuser"`.
    """
    secrets: tuple[bytes, ...] = ()
    """Of at least 32 bytes each, the first signs; `SECRET_KEY` and its fallbacks where it is left
    out (§7).
    """
    trusted_origins: tuple[str, ...] = ()
    """Exact origins; those of `CSRF_TRUSTED_ORIGINS` without a pattern where it is left out (§8).
    """
    body_limit: int = 1024 * 1024
    """Of a body without files, in bytes."""
    file_limit: int = 10 * 1024 * 1024
    """Of each file, in bytes."""
    upload_folder: str | None = None
    """Where large files are while a call runs; Django's `FILE_UPLOAD_TEMP_DIR` where it is left
    out.
    """
    contracts: Path | None = None
    """`mizan.contracts.json` as `mizan generate` keeps it, relative to `BASE_DIR` (§11)."""
    client: Path | None = None
    """Where the generated client goes, relative to `BASE_DIR`."""
    single_process: bool = False
    """Whether no other process invalidates (§6)."""
    authority: str | None = None
    """The path of a function `request -> str` that says what its user may do beyond the flags of
    Django's user (§8).
    """
    caller: str | None = None
    """The path of a function `request -> str` that says whose calls count together against a rate
    limit: for sites behind a proxy. The user's id, or else `REMOTE_ADDR`, where it is left out.
    """
    threads: int = 16
    """How many calls `wrap_asgi` runs at once."""
    middleware: tuple[str, ...] = ()
    """Paths of what stands around every function, from the outside in."""
    unknown: tuple[str, ...] = field(default=(), repr=False)
    """Keys that are none: a typo is told, and not passed over."""


_current: Settings | None = None


def settings() -> Settings:
    """The settings of now.

    Raises `ImproperlyConfigured` for a value of another type than its key has; system check
    `mizan.E002` says the same.
    """
    global _current
    if _current is None:
        _current = read(getattr(django_settings, NAME, {}))
    return _current


def read(given: object) -> Settings:
    """Reads the value of `MIZAN`. Raises `ImproperlyConfigured`."""
    if not isinstance(given, Mapping):
        raise ImproperlyConfigured(f"{NAME} is a dictionary, and not {given!r}")
    known = {key: key.lower() for key in keys()}
    values: dict[str, Any] = {}
    for key, value in given.items():
        if key in known:
            values[known[key]] = _READERS[known[key]](key, value)
    unknown = tuple(sorted(str(key) for key in given if key not in known))
    values.setdefault("secrets", _django_secrets())
    values.setdefault("trusted_origins", _django_origins())
    values.setdefault("upload_folder", django_settings.FILE_UPLOAD_TEMP_DIR)
    return Settings(**values, unknown=unknown)


def keys() -> list[str]:
    """The keys that there are."""
    return [field.name.upper() for field in fields(Settings) if field.name != "unknown"]


def _django_secrets() -> tuple[bytes, ...]:
    """`SECRET_KEY` and its fallbacks: Django's own minimum is longer than ours."""
    texts = [django_settings.SECRET_KEY, *django_settings.SECRET_KEY_FALLBACKS]
    return tuple(_bytes_of(text) for text in texts)


def _django_origins() -> tuple[str, ...]:
    return tuple(origin for origin in django_settings.CSRF_TRUSTED_ORIGINS if "*" not in origin)


def _bytes_of(secret: str | bytes) -> bytes:
    return secret if isinstance(secret, bytes) else secret.encode()


def _wrong(key: str, what: str, value: object) -> ImproperlyConfigured:
    return ImproperlyConfigured(f'{NAME}["{key}"] is {what}, and not {value!r}')


def _auth(key: str, value: object) -> str | bool:
    if value is True or value in ("public", "staff", "superuser"):
        return value
    raise _wrong(key, '"public", True, "staff" or "superuser"', value)


def _number(key: str, value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise _wrong(key, "a positive number", value)
    return value


def _flag(key: str, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(key, "True or False", value)
    return value


def _text(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _wrong(key, "a string", value)
    return value


def _texts(key: str, value: object) -> tuple[str, ...]:
    if (
        isinstance(value, str)
        or not isinstance(value, Sequence)
        or any(not isinstance(item, str) for item in value)
    ):
        raise _wrong(key, "a list of strings", value)
    return tuple(value)


def _secrets(key: str, value: object) -> tuple[bytes, ...]:
    if isinstance(value, str | bytes) or not isinstance(value, Sequence) or not value:
        raise _wrong(key, "a list of secrets, the newest first", "something else")
    return tuple(_bytes_of(secret) for secret in value)


def _path(key: str, value: object) -> Path:
    if not isinstance(value, str | Path):
        raise _wrong(key, "a path", value)
    return Path(getattr(django_settings, "BASE_DIR", None) or Path.cwd()) / value


_READERS = {
    "default_auth": _auth,
    "secrets": _secrets,
    "trusted_origins": _texts,
    "body_limit": _number,
    "file_limit": _number,
    "upload_folder": _text,
    "contracts": _path,
    "client": _path,
    "single_process": _flag,
    "authority": _text,
    "caller": _text,
    "threads": _number,
    "middleware": _texts,
}


def _forget(*, setting: str, **_: object) -> None:
    global _current
    if setting in SOURCES:
        _current = None


setting_changed.connect(_forget, dispatch_uid="mizan.conf")
