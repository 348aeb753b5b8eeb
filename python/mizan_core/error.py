"""The errors of §9: those of the framework, and those that a function declares.

```python
class NameTaken(mizan.Error, status=409):
    \"\"\"{name} is taken.\"\"\"

    name: str

@client(affects=UserContext, errors=[NameTaken])
def rename(request, user_id: int, name: str) -> User:
    raise NameTaken(name=name)
```
"""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias, dataclass_transform

from mizan_core import name as names
from mizan_core.context import MISSING
from mizan_core.place import DeclarationError, Mistake, Place, nearest

__all__ = [
    "BadRequest",
    "Conflict",
    "DeclarationError",
    "Error",
    "Forbidden",
    "InvalidArgs",
    "Mistake",
    "NotFound",
    "PayloadTooLarge",
    "RateLimited",
    "Unauthenticated",
    "Unavailable",
    "ValidationFailed",
]

Complaints: TypeAlias = Mapping[str, Sequence[tuple[str, str] | str]]
"""Of each field, code and message; a message alone has the code `invalid`."""

FORM = "__all__"
"""The field of what concerns a form as a whole."""


@dataclass_transform(kw_only_default=True)
class Error(Exception):
    """The base of what a function refuses with; a subclass of its own is a declared error.

    Class keywords: `code` (else the class's name in snake_case), `status` (4xx, else 422),
    `message` (for people, with the fields as `{field}`; else the first paragraph of the docstring),
    `nothing_changed` (a mutation that fails so has written nothing). Annotated fields are its
    `data` on the wire.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    nothing_changed: ClassVar[bool] = False
    __mizan_error__: ClassVar[bool] = False
    """Whether a function declares it; those of the framework are everyone's."""
    __mizan_params__: ClassVar[Mapping[str, Any]] = {}
    """The defaults of its data's fields, `MISSING` where there is none."""
    __mizan_message__: ClassVar[str] = "something went wrong"
    __mizan_place__: ClassVar[Place] = Place(__file__, 0)

    def __init_subclass__(
        cls,
        *,
        code: str | None = None,
        status: int | None = None,
        message: str | None = None,
        nothing_changed: bool | None = None,
        framework: bool = False,
    ) -> None:
        super().__init_subclass__()
        own = cls.__dict__
        cls.__mizan_place__ = Place.of_caller()
        cls.__mizan_error__ = not framework
        cls.code = code or own.get("code") or names.of_class(cls.__name__, "Error")
        inherited = cls.status if cls.__bases__ != (Error,) else 422
        cls.status = status or own.get("status") or inherited
        if nothing_changed is not None:
            cls.nothing_changed = nothing_changed
        doc = inspect.cleandoc(cls.__doc__ or "").split("\n\n")[0].replace("\n", " ")
        cls.__mizan_message__ = message or doc or cls.code.replace("_", " ")
        cls.__mizan_params__ = {**cls.__mizan_params__, **_take_params(cls)}

    def __init__(self, message: str | None = None, /, **data: Any) -> None:
        fields = type(self).__mizan_params__
        for name in data:
            if name not in fields:
                msg = f"`{type(self).__name__}` has no field `{name}`{nearest(name, fields)}"
                raise TypeError(msg)
        for name, default in fields.items():
            if (value := data.get(name, default)) is MISSING:
                msg = f"`{type(self).__name__}` needs its field `{name}`"
                raise TypeError(msg)
            setattr(self, name, value)
        self.message = message if message is not None else self._words()
        super().__init__(self.message)

    def _words(self) -> str:
        words = type(self).__mizan_message__
        try:
            return words.format_map({name: getattr(self, name) for name in self.__mizan_params__})
        except (KeyError, IndexError, ValueError, AttributeError):
            return words

    @property
    def data(self) -> dict[str, Any] | None:
        """Its fields; `None` where it has none."""
        fields = type(self).__mizan_params__
        return {name: getattr(self, name) for name in fields} if fields else None


def _take_params(cls: type) -> dict[str, Any]:
    annotations = inspect.get_annotations(cls)
    own = {
        name: cls.__dict__.get(name, MISSING)
        for name, annotation in annotations.items()
        if "ClassVar" not in str(annotation) and not name.startswith("_")
    }
    return {name: default for name, default in own.items() if name not in ("code", "status")}


class BadRequest(Error, code="bad_request", status=400, framework=True):
    """The request cannot be understood."""


class Unauthenticated(Error, code="unauthenticated", status=401, framework=True):
    """Sign in first."""


class Forbidden(Error, code="forbidden", status=403, framework=True):
    """You may not do this."""


class NotFound(Error, code="not_found", status=404, framework=True):
    """There is no such thing."""


class Conflict(Error, code="conflict", status=409, framework=True):
    """It conflicts with something else."""


class PayloadTooLarge(Error, code="payload_too_large", status=413, framework=True):
    """It is too large."""


class _Refusal(Error, code="invalid_args", status=422, framework=True):
    """An error with complaints about fields."""

    def __init__(self, fields: Complaints | str | None = None, message: str | None = None) -> None:
        complaints = {FORM: [fields]} if isinstance(fields, str) else dict(fields or {})
        self.fields = [
            (field, *(complaint if isinstance(complaint, tuple) else ("invalid", complaint)))
            for field, found in complaints.items()
            for complaint in found
        ]
        super().__init__(message)


class InvalidArgs(_Refusal, code="invalid_args", status=422, framework=True):
    """The arguments are not valid."""


class ValidationFailed(
    _Refusal,
    code="validation_failed",
    status=422,
    framework=True,
    message="some values are not acceptable",
):
    """What was entered is not valid."""


class _Later(Error, code="unavailable", status=503, framework=True):
    """An error that passes."""

    def __init__(self, message: str | None = None, *, retry_after: int = 1) -> None:
        self.retry_after = retry_after
        super().__init__(message)


class RateLimited(_Later, code="rate_limited", status=429, framework=True):
    """Too many calls."""


class Unavailable(_Later, code="unavailable", status=503, framework=True):
    """Not now."""
