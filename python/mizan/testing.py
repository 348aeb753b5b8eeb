"""Calling functions in tests, as one user: `mizan.testing.Client`.

```python
from mizan.testing import Client

def test_rename(client=Client()):
    res = client.call(rename, user=ada, user_id=5, name="Ada")
    assert res.data is None
    assert res.invalidate == ["user;user_id=5"]
    with pytest.raises(mizan.Forbidden):
        client.call(rename, user=grace, user_id=5, name="Grace")
```

Everything is as in production (middleware, guards, limits, the core's checks), but for tokens and
origins, which `django.test.Client` leaves out too. Inside of a `TestCase` the hooks of `on_commit`
run, and what `watch` saw is told, as if its transaction were not there.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.http.response import HttpResponseBase
from django.test import Client as DjangoClient
from mizan_core import error as errors
from mizan_core import registry
from mizan_core.client.function import Function
from mizan_core.context import Context
from mizan_core.current import item_of
from pydantic_core import to_jsonable_python

from mizan import host

#: What tells the requests of this module from all others; no header can say so.
TESTING: Any = {"mizan.testing": True}


class Answer:
    """What came of a call or read."""

    def __init__(self, response: Any) -> None:
        self.response: HttpResponseBase = response
        """Django's own."""
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        self.content: bytes = (
            b"".join(response.streaming_content) if response.streaming else response.content
        )

    @property
    def body(self) -> Any:
        """The whole JSON; `None` of what is none."""
        try:
            return json.loads(self.content)
        except ValueError:
            return None

    @property
    def data(self) -> Any:
        """The result of a call; of a read, what each query answered by its name."""
        body = self.body or {}
        return body.get("result") if "result" in body else body.get("data")

    @property
    def errors(self) -> dict[str, Any]:
        """Of a read, why each query that failed did."""
        found: dict[str, Any] = (self.body or {}).get("errors", {})
        return found

    @property
    def error(self) -> dict[str, Any] | None:
        """Why all of it failed: `{"code", "message", …}`."""
        found: dict[str, Any] | None = (self.body or {}).get("error")
        return found

    @property
    def invalidate(self) -> list[str]:
        """What a mutation invalidates, each as the header has it: `user;user_id=5`."""
        header = self.headers.get("X-Mizan-Invalidate", "")
        return [item.strip() for item in header.split(", ")] if header else []

    @property
    def version(self) -> str | None:
        """Its version."""
        return self.headers.get("Mizan-Version")


class Client:
    """Calls the functions of this project."""

    def __init__(self, user: Any = None, **defaults: Any) -> None:
        self.user = user
        """Who calls, where a call does not say it."""
        self._django = DjangoClient(raise_request_exception=False, **defaults)

    def call(
        self,
        function: Callable[..., Any] | type | str,
        args: Mapping[str, Any] | None = None,
        /,
        *,
        user: Any = None,
        check: bool = True,
        headers: Mapping[str, str] | None = None,
        **named: Any,
    ) -> Answer:
        """Calls a function, given itself or by its name on the wire. Arguments go by name, as
        Python has them; those called `user`, `check` or `headers` go in `args`.

        Raises the error that the call failed with, a declared one as its own class, with the answer
        as its `answer`; with `check=False` the answer alone tells.
        """
        sent = {**(args or {}), **named}
        body = json.dumps({"fn": name_of(function), "args": sent}, default=_wire)
        response = self._as(user).post(
            f"{host.prefix()}call/",
            body,
            content_type="application/json",
            headers={**(headers or {})},
            **TESTING,
        )
        return _checked(Answer(response), function, check=check)

    def read(
        self,
        context: Any,
        /,
        *,
        user: Any = None,
        check: bool = True,
        headers: Mapping[str, str] | None = None,
        **params: Any,
    ) -> Answer:
        """Reads a context: an instance (`UserContext(user_id=5)`), a class with its params, a query
        of it, or a name. Raises as `call`, where every query failed.
        """
        if isinstance(context, Context):
            params = {**vars(context), **params}
        query = urlencode(
            {name: _text(value) for name, value in params.items() if value is not None}
        )
        path = f"{host.prefix()}ctx/{_context_name(context)}/?{query}"
        response = self._as(user).get(path, headers={**(headers or {})}, **TESTING)
        return _checked(Answer(response), context, check=check)

    def _as(self, user: Any) -> DjangoClient:
        """Django's client, signed in as somebody; its session stays while the user does."""
        user = user or self.user
        signed_in = self._django.session.get(SESSION_KEY) if self._django.cookies else None
        if user is None or not user.is_authenticated:
            if signed_in is not None and user is not None:
                self._django.logout()
        elif signed_in != str(user.pk):
            self._django.force_login(user)
        return self._django


def name_of(function: Any) -> str:
    """The name of a function on the wire."""
    if isinstance(function, str):
        return function
    declared = getattr(function, "__mizan_function__", None)
    if not isinstance(declared, Function):
        raise TypeError(f"{function!r} is no server function: decorate it with `@client`")
    known = [found.name for found in registry.functions() if found.origin is declared.origin]
    if not known:
        raise LookupError(f"`{declared.name}` is not registered")
    return known[0]


def _context_name(context: Any) -> str:
    """The context of what names one; of a query, the one that it is read with."""
    return context if isinstance(context, str) else item_of(context).context


def _checked(answer: Answer, target: Any, *, check: bool) -> Answer:
    told = answer.error
    if not check or told is None:
        return answer
    error = _error(told, getattr(target, "__mizan_function__", None))
    error.answer = answer  # type: ignore[attr-defined]
    raise error


def _error(told: Mapping[str, Any], function: Any) -> errors.Error:
    """The error as Python has it: of the function's own, or of the framework's."""
    code, message = told["code"], told["message"]
    own = [known for known in getattr(function, "errors", ()) if known.code == code]
    if own:
        made: errors.Error = own[0].__new__(own[0])
        Exception.__init__(made, message)
        made.message = message
        for name, value in (told.get("data") or {}).items():
            setattr(made, name, value)
        return made
    fields = {
        field: [(found["code"], found["message"]) for found in complaints]
        for field, complaints in told.get("fields", {}).items()
    }
    match code:
        case "invalid_args":
            return errors.InvalidArgs(fields, message)
        case "validation_failed":
            return errors.ValidationFailed(fields, message)
        case "rate_limited":
            return errors.RateLimited(message)
        case "unavailable":
            return errors.Unavailable(message)
    known: dict[str, type[errors.Error]] = {
        "bad_request": errors.BadRequest,
        "unauthenticated": errors.Unauthenticated,
        "forbidden": errors.Forbidden,
        "not_found": errors.NotFound,
        "conflict": errors.Conflict,
        "payload_too_large": errors.PayloadTooLarge,
    }
    return known.get(code, errors.Error)(f"{message} ({code})" if code not in known else message)


def _wire(value: Any) -> Any:
    """An argument as JSON has it: models by pydantic, dates and the like by their text."""
    return to_jsonable_python(value)


def _text(value: Any) -> str:
    """A param as a client writes it (§4)."""
    plain = _wire(value)
    if isinstance(plain, str):
        return plain
    return json.dumps(plain, separators=(",", ":"))
