"""Has the application among the installed ones, whatever other tests have set up."""

from __future__ import annotations

import django
from django.apps import apps
from django.conf import settings

if not settings.configured:
    settings.configure(
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
django.setup()
if not apps.is_installed("bookshop"):
    apps.set_installed_apps([*settings.INSTALLED_APPS, "bookshop"])
