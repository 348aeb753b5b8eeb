"""Starts a project and says what that took, in milliseconds of CPU: a process of its own each time.

With `MIZAN_BENCH_WITHOUT=1` it is the project without Mizan, with Django and pydantic.
"""

import os
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "echo.settings")

import django

django.setup()

from django.urls import get_resolver  # noqa: E402
from echo import view  # noqa: E402, F401

if os.environ.get("MIZAN_BENCH_WITHOUT") != "1":
    import mizan.urls  # noqa: F401
get_resolver("echo.view").url_patterns  # noqa: B018
print(time.process_time() * 1000)
