"""The application."""

from __future__ import annotations

from django.apps import AppConfig


class ConduitConfig(AppConfig):
    """Conduit. Its server functions are in `mizan_clients`, which Mizan finds by itself."""

    name = "conduit"
    verbose_name = "Conduit"
    default_auto_field = "django.db.models.BigAutoField"
