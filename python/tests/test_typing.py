"""What type checkers make of declared functions: mypy judges, and running shows that it is so."""

from __future__ import annotations

from typing import Any, assert_type

from mizan_core import registry
from mizan_core.client import Context, ServerFunction, client
from mizan_core.error import Error
from pydantic import BaseModel


class User(BaseModel):
    name: str


class UserContext(Context):
    user_id: int


class NameTaken(Error):
    name: str


@client
def plain(request: Any, name: str, times: int = 1) -> User:
    return User(name=name * times)


@client(context=UserContext, auth=lambda request, args: args["user_id"] == 5)
async def coroutine(request: Any, user_id: int) -> list[User]:
    return [plain(request, str(user_id))]


class Rename(ServerFunction, affects=UserContext, errors=[NameTaken]):
    def call(self, user_id: int, name: str) -> User:
        if name == "Ada":
            raise NameTaken(name=name)
        return User(name=name)


def test_a_function_keeps_its_type() -> None:
    assert_type(plain(None, "a", times=2), User)
    assert plain(None, "a", times=2).name == "aa"
    with registry.isolated():
        assert_type(registry.register(plain, "other")(None, "a"), User)
    if wrong():
        plain(None, 5)  # type: ignore[arg-type]
        plain(None, "a", other=1)  # type: ignore[call-arg]


async def result() -> list[User]:
    """What a coroutine function gives."""
    return assert_type(await coroutine(None, user_id=5), list[User])


def test_a_class_keeps_its_type() -> None:
    assert_type(Rename(None).call(5, "a"), User)
    if wrong():
        Rename(None).call("5", "a")  # type: ignore[arg-type]


def test_contexts_and_errors_know_their_members() -> None:
    assert_type(UserContext(user_id=5).user_id, int)
    assert_type(NameTaken(name="a").name, str)
    if wrong():
        UserContext(user_id="5")  # type: ignore[arg-type]
        UserContext()  # type: ignore[call-arg]
        client(plain, auth=True)  # type: ignore[call-overload]
        client(context="globl")  # type: ignore[call-overload]


def wrong() -> bool:
    """What stands behind it is for the type checker alone."""
    return False
