"""The files that came with a call, as Django's own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def uploads_of(request: Any) -> Mapping[str, Any]:
    """By the names of their parts."""
    found: Mapping[str, Any] = getattr(request, "mizan_files", {})
    return found
