"""A URLconf without Mizan."""

from typing import Any

urlpatterns: list[Any] = []
