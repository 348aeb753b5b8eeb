"""What a development server does beside serving: the generated client follows the code.

`manage.py runserver` starts its process anew whenever a module changes, so that generating at each
start is enough. It is done with `DEBUG` on, and where something says a place for the client
(`MIZAN["CLIENT"]`, or a `mizan.toml`); what is wrong is said, and stops nothing.
"""

from __future__ import annotations

import logging
from typing import Any

from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.autoreload import autoreload_started
from mizan_core.error import DeclarationError

logger = logging.getLogger("mizan")


def connect() -> None:
    """Has the client generated whenever a process that reloads itself starts."""
    autoreload_started.connect(regenerate, dispatch_uid="mizan.development")


def regenerate(**_: Any) -> None:
    """Writes the client, where it has a place."""
    from mizan import generation

    try:
        if django_settings.DEBUG and generation.has_place():
            said, _is_whole = generation.generate()
            logger.info("%s", said.strip())
    except (DeclarationError, ImproperlyConfigured, OSError, generation.GenerationError) as error:
        logger.warning("the client was not generated: %s", error)
