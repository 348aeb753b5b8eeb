"""Who may call a function (§2, §4)."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any, Literal, Protocol, TypeAlias

from mizan_core.place import nearest

Rule: TypeAlias = Literal["public", "authenticated", "staff", "superuser", "custom"]
Auth: TypeAlias = (
    bool
    | Literal["public", "authenticated", "staff", "superuser"]
    | Callable[[Any], Any]
    | Callable[[Any, Any], Any]
)

_RULES: dict[str, Rule] = {
    "public": "public",
    "authenticated": "authenticated",
    "staff": "staff",
    "superuser": "superuser",
}


class Identity(Protocol):
    """Who asks, as the host knows."""

    @property
    def is_authenticated(self) -> bool: ...
    @property
    def is_staff(self) -> bool: ...
    @property
    def is_superuser(self) -> bool: ...


@dataclasses.dataclass(frozen=True)
class Guard:
    """What is demanded of who calls."""

    rule: Rule
    name: str
    check: Callable[..., Any] | None = None
    """Of a custom one."""
    sees_arguments: bool = False

    @property
    def needs_identity(self) -> bool:
        """Whether the rule itself looks at who asks."""
        return self.rule in ("authenticated", "staff", "superuser")

    def verdict(self, request: Any, identity: Identity, args: Any) -> Any:
        """What it says: only `True` lets anyone in, and a custom guard may answer with an awaitable
        of that. Raises what the application's own guard raises.
        """
        match self.rule:
            case "public":
                return True
            case "authenticated":
                return bool(identity.is_authenticated)
            case "staff":
                return bool(identity.is_authenticated and identity.is_staff)
            case "superuser":
                return bool(identity.is_authenticated and identity.is_superuser)
        if self.check is None:
            return False
        return self.check(request, args) if self.sees_arguments else self.check(request)


PUBLIC = Guard("public", "public")


def guard_of(auth: Any) -> Guard:
    """What `auth=…` says. `TypeError` or `ValueError` for what is none, with what there is."""
    if isinstance(auth, Guard):
        return auth
    if isinstance(auth, bool):
        rule: Rule = "authenticated" if auth else "public"
        return Guard(rule, rule)
    if isinstance(auth, str):
        if auth in _RULES:
            return Guard(_RULES[auth], auth)
        msg = f"there is no guard {auth!r}{nearest(auth, _RULES)}"
        raise ValueError(msg)
    if callable(auth):
        return Guard("custom", _name(auth), auth, _takes_arguments(auth))
    msg = f"{auth!r} is no guard"
    raise TypeError(msg)


def _name(check: Callable[..., Any]) -> str:
    return getattr(check, "__name__", type(check).__name__)


def _takes_arguments(check: Callable[..., Any]) -> bool:
    """Whether a guard is called as `guard(request, args)`, by its arity."""
    try:
        parameters = inspect.signature(check).parameters.values()
    except (TypeError, ValueError):
        return False
    positional = [
        parameter
        for parameter in parameters
        if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.POSITIONAL_OR_KEYWORD)
    ]
    if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in parameters):
        return True
    required = [parameter for parameter in positional if parameter.default is parameter.empty]
    named = any(parameter.name in ("args", "arguments") for parameter in positional[1:])
    count = 2 if named else len(required)
    if count in (1, 2) and len(required) <= 2:
        return count == 2
    msg = (
        f"the guard `{_name(check)}` takes {len(required)} arguments: "
        "it is called as `guard(request)` or `guard(request, args)`"
    )
    raise TypeError(msg)
