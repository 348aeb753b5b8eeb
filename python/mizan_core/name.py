"""Names on the wire (§1)."""

from __future__ import annotations

import re

_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def of_class(name: str, suffix: str = "") -> str:
    """A class's name in snake_case without a final `suffix`: `UserContext` is `user`."""
    if suffix and name.endswith(suffix) and name != suffix:
        name = name.removesuffix(suffix)
    return _HUMP.sub("_", name).lower().strip("_")
