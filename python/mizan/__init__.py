"""Server functions with a generated, typed React client.

What stands here is looked up when it is asked for, so that `import mizan` imports neither Django
nor pydantic.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mizan_core.current import current
    from mizan_core.error import (
        BadRequest,
        Conflict,
        DeclarationError,
        Error,
        Forbidden,
        InvalidArgs,
        NotFound,
        PayloadTooLarge,
        RateLimited,
        Unauthenticated,
        Unavailable,
        ValidationFailed,
    )
    from mizan_core.file import File, FileRule
    from mizan_core.wide import BigInt

    from mizan.asgi import wrap_asgi
    from mizan.host import invalidate

__all__ = [
    "BadRequest",
    "BigInt",
    "Conflict",
    "DeclarationError",
    "Error",
    "File",
    "FileRule",
    "Forbidden",
    "InvalidArgs",
    "NotFound",
    "PayloadTooLarge",
    "RateLimited",
    "Unauthenticated",
    "Unavailable",
    "ValidationFailed",
    "current",
    "invalidate",
    "wrap_asgi",
]

_ELSEWHERE = {
    "BigInt": "mizan_core.wide",
    "File": "mizan_core.file",
    "FileRule": "mizan_core.file",
    "current": "mizan_core.current",
    "invalidate": "mizan.host",
    "wrap_asgi": "mizan.asgi",
}


def __getattr__(name: str) -> Any:
    module = _ELSEWHERE.get(name) or ("mizan_core.error" if name in __all__ else None)
    if module is None:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    found = getattr(importlib.import_module(module), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__, *_ELSEWHERE})
