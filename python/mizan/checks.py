"""Django's system checks for Mizan: `manage.py check`, and every start of a development server,
says all at once.

| id | what |
|---|---|
| `mizan.E001` | a declaration is wrong |
| `mizan.E002` | the setting `MIZAN` is wrong |
| `mizan.E003` | a context watches what is not there |
| `mizan.E004` | the contracts cannot be read |
| `mizan.W001` | a declaration is probably not meant |
| `mizan.W002` | `mizan.urls` is in no URLconf |
| `mizan.W003` | functions ask who is signed in, and no middleware says so |
| `mizan.W004` | a trusted origin is a pattern |
| `mizan.W005` | the secret is Django's insecure one (deployment) |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.core.checks import Warning as Doubt
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from mizan_core import registry
from mizan_core.error import DeclarationError

from mizan import conf, host, watch
from mizan._mizan import DeclarationError as EngineDeclarationError

AUTHENTICATION = "django.contrib.auth.middleware.AuthenticationMiddleware"


def check_declarations(app_configs: Sequence[Any] | None = None, **_: object) -> list[CheckMessage]:
    """E001, W001: the functions, contexts and forms, as the core judges them."""
    del app_configs
    try:
        application = host.application()
    except (DeclarationError, EngineDeclarationError) as error:
        return [
            Error(what, hint=mend, obj=f"{file}:{line}", id="mizan.E001")
            for file, line, what, mend in _mistakes(error)
        ]
    except (ImproperlyConfigured, OSError, ValueError):
        return []  # Told by the checks of the setting.
    return [
        Doubt(what, hint=mend, obj=f"{file}:{line}", id="mizan.W001")
        for file, line, what, mend in application.engine.warnings
    ]


def check_setting(app_configs: Sequence[Any] | None = None, **_: object) -> list[CheckMessage]:
    """E002, E004, W004: the setting."""
    del app_configs
    try:
        settings = conf.settings()
    except ImproperlyConfigured as error:
        return [Error(str(error), id="mizan.E002")]
    return [*_unknown(settings), *_secrets(settings), *_contracts(settings), *_patterns()]


def check_watches(app_configs: Sequence[Any] | None = None, **_: object) -> list[CheckMessage]:
    """E003: what contexts watch."""
    del app_configs
    found: list[CheckMessage] = []
    for options in host.contexts():
        try:
            watch.watches_of(options)
        except (LookupError, ValueError) as error:
            hint = (
                '`watch={Model: "field"}` names a model and the field that is the context\'s param'
            )
            found.append(Error(str(error), hint=hint, obj=str(options.place), id="mizan.E003"))
    return found


def check_project(app_configs: Sequence[Any] | None = None, **_: object) -> list[CheckMessage]:
    """W002, W003: what has to stand in the project's own settings."""
    del app_configs
    found: list[CheckMessage] = []
    try:
        reverse("mizan:endpoint")
    except NoReverseMatch:
        hint = 'add `path("api/mizan/", include("mizan.urls"))` to the URLconf'
        found.append(Doubt("Mizan's functions cannot be reached", hint=hint, id="mizan.W002"))
    asking = [
        function.name
        for function in registry.functions()
        if function.guard and function.guard.needs_identity
    ]
    if asking and AUTHENTICATION not in django_settings.MIDDLEWARE:
        what = f"nobody is ever signed in, as `{asking[0]}` demands, and {len(asking) - 1} others"
        hint = f"add {AUTHENTICATION!r} to MIDDLEWARE, or what else sets `request.user`"
        found.append(Doubt(what, hint=hint, id="mizan.W003"))
    return found


def check_deployment(app_configs: Sequence[Any] | None = None, **_: object) -> list[CheckMessage]:
    """W005: what is right for development alone."""
    del app_configs
    secrets = conf.settings().secrets
    if not any(secret.startswith(b"django-insecure-") for secret in secrets):
        return []
    hint = 'set SECRET_KEY, or MIZAN["SECRETS"], to a secret of production\'s own'
    return [
        Doubt("the secret of Mizan's keys is the one of `startproject`", hint=hint, id="mizan.W005")
    ]


def _mistakes(error: Exception) -> Iterator[tuple[str, int, str, str]]:
    for mistake in error.mistakes:  # type: ignore[attr-defined]  # both kinds have them
        if isinstance(mistake, tuple) and len(mistake) == 4:
            yield mistake
        else:
            (file, line), what, mend = mistake
            yield file, line, what, mend


def _unknown(settings: conf.Settings) -> Iterator[CheckMessage]:
    for key in settings.unknown:
        hint = f"there are {', '.join(conf.keys())}"
        yield Error(f'MIZAN["{key}"] is no setting of Mizan', hint=hint, id="mizan.E002")


def _secrets(settings: conf.Settings) -> Iterator[CheckMessage]:
    short = [secret for secret in settings.secrets if len(secret) < conf.SECRET_BYTES]
    if short:
        hint = f'it takes {conf.SECRET_BYTES}: set SECRET_KEY, or MIZAN["SECRETS"], to a longer one'
        yield Error(f"a secret has only {len(short[0])} bytes", hint=hint, id="mizan.E002")


def _contracts(settings: conf.Settings) -> Iterator[CheckMessage]:
    if settings.contracts is None:
        return
    try:
        settings.contracts.read_bytes()
    except OSError as error:
        hint = "run `manage.py mizan_generate`, which keeps it beside the client, and commit it"
        yield Error(
            f"{settings.contracts} cannot be read: {error.strerror}", hint=hint, id="mizan.E004"
        )


def _patterns() -> Iterator[CheckMessage]:
    patterns = [origin for origin in django_settings.CSRF_TRUSTED_ORIGINS if "*" in origin]
    if patterns and "TRUSTED_ORIGINS" not in getattr(django_settings, conf.NAME, {}):
        what = f"CSRF_TRUSTED_ORIGINS has {patterns[0]!r}, and Mizan trusts exact origins alone"
        hint = 'list the origins that may call in MIZAN["TRUSTED_ORIGINS"]'
        yield Doubt(what, hint=hint, id="mizan.W004")


def connect() -> None:
    """Registers the checks."""
    for check in (check_declarations, check_setting, check_watches, check_project):
        register(check, "mizan")
    register(check_deployment, Tags.security, deploy=True)
