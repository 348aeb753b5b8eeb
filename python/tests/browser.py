"""A browser: keeps cookies, says where it comes from, and gets a token when it needs one."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

ORIGIN = "http://app.example"


class Answer:
    """What came back."""

    def __init__(self, response: Any) -> None:
        self.status: int = response.status_code
        self.headers: Mapping[str, str] = response.headers
        content = b"".join(response.streaming_content) if response.streaming else response.content
        self.text: str = content.decode()

    @property
    def json(self) -> Any:
        """The body."""
        return json.loads(self.text)

    @property
    def code(self) -> str:
        """The error's code, `""` where there is none."""
        return str(self.json.get("error", {}).get("code", ""))

    @property
    def told(self) -> tuple[int, str]:
        """Status and code."""
        return self.status, self.code

    def header(self, name: str) -> str | None:
        """A header."""
        return self.headers.get(name)


class Browser:
    """One browser, whose requests go through all of Django's middleware."""

    def __init__(self) -> None:
        self.client = Client(
            enforce_csrf_checks=True, raise_request_exception=False, headers={"host": "app.example"}
        )
        self.token: str | None = None

    def send(self, method: str, path: str, body: str | bytes = b"", **headers: str) -> Answer:
        """Any request; headers are named as in Python: `content_type`. It comes as gunicorn hands
        it on.
        """
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("content-type", "")
        data = body.encode() if isinstance(body, str) else body
        path = f"/api/mizan/{path}"
        environ: Any = {"CONTENT_TYPE": content_type, "RAW_URI": path}
        return Answer(
            self.client.generic(method, path, data, content_type, headers=named, **environ)
        )

    def get(self, path: str, **headers: str) -> Answer:
        """A read."""
        return self.send("GET", path, **headers)

    def session(self) -> str:
        """Gets a token."""
        self.token = self.get("session/").json["csrf"]
        return self.token

    def post(self, body: str | bytes, **headers: str) -> Answer:
        """The body of a call, as the generated client sends it."""
        token = self.token or self.session()
        told = {
            "origin": ORIGIN,
            "content_type": "application/json",
            "x_csrftoken": token,
        } | headers
        return self.send(
            "POST", "call/", body, **{name: value for name, value in told.items() if value}
        )

    def call(self, function: str, /, **args: Any) -> Answer:
        """A call."""
        return self.post(json.dumps({"fn": function, "args": args}))

    def sign_in(self, user: User) -> Answer:
        """Signs in by a call, and so forgets its token."""
        answer = self.call("sign_in", user_id=user.pk)
        assert answer.status == 200, answer.text
        self.token = None
        return answer


def make_user(name: str = "ada", **flags: bool) -> User:
    """Somebody who may sign in."""
    given: Any = flags
    return User.objects.create_user(name, password="-", **given)  # noqa: S106
