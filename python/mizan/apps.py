"""Mizan as an installed application."""

from __future__ import annotations

from django.apps import AppConfig
from django.http import HttpResponseBase
from django.utils.functional import Promise
from mizan_core.client.function import set_framework_response_base
from mizan_core.codec import set_text_types

# Before any module that decorates: Django imports these first.
set_framework_response_base(HttpResponseBase)


class MizanConfig(AppConfig):
    """Finds what the other applications declare, and sees to it that it is checked and watched."""

    name = "mizan"
    verbose_name = "Mizan"
    default = True

    def ready(self) -> None:
        """Runs once all models are there."""
        from mizan import checks, development, host, shapes
        from mizan.setup.discovery import autodiscover

        # Texts that are translated when they are looked at (`gettext_lazy`).
        set_text_types(Promise)
        shapes.connect()
        autodiscover()
        host.watch_models()
        checks.connect()
        development.connect()
