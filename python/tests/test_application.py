# mypy: disable-error-code="empty-body"
"""Functions and the engine together, with a request that is none of a framework's."""

from __future__ import annotations

import dataclasses
import datetime as dt
import importlib
import json
import subprocess
import sys
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from mizan._mizan import Refused
from mizan_core import registry
from mizan_core.application import Application
from mizan_core.client import Context, client, compose
from mizan_core.current import Current, current, entered, item_of, set_outside
from mizan_core.error import DeclarationError, Error
from mizan_core.file import File, FileRule
from mizan_core.guard import guard_of
from mizan_core.signature import add_preparer, complaints
from pydantic import BaseModel, Field, ValidationError, field_validator

SECRETS = [b"a secret of thirty-two bytes, for tests"]


@dataclasses.dataclass
class Request:
    """What a host would bring."""

    user: str


class User(BaseModel):
    user_id: int
    name: str
    score: float = 0.0


class UserContext(Context):
    """One user."""

    user_id: int


class NumbersContext(Context):
    size: int = 20


USERS: dict[int, User] = {}


@client(context=UserContext)
def user_profile(request: Request, user_id: int) -> User:
    """Who someone is."""
    return USERS[user_id]


@client(affects=UserContext)
def rename(request: Request, user_id: int, name: Annotated[str, Field(min_length=1)]) -> User:
    USERS[user_id] = User(user_id=user_id, name=name)
    return user_profile(request, user_id)


@client(affects=UserContext.at(user_id=lambda args, result: result.user_id))
def create(request: Request, name: str) -> User:
    return rename(request, len(USERS) + 1, name)


@client
def divide(request: Request, by: float) -> User:
    return User(user_id=1, name="a", score=1 / by if by else float("nan"))


@client(context=NumbersContext)
def page(request: Request, size: int = 20) -> list[int]:
    return list(range(size))


def application(*functions: Callable[..., Any]) -> Application:
    """What is registered, if these are."""
    with registry.isolated():
        for function in functions:
            registry.register(function)
        return Application(registry.functions(), secrets=SECRETS)


@pytest.fixture(scope="module")
def whole() -> Application:
    return application(user_profile, rename, create, divide, page)


@pytest.fixture(autouse=True)
def _users() -> Iterator[None]:
    USERS.clear()
    USERS[5] = User(user_id=5, name="Ada")
    before = set_outside(None)
    yield
    set_outside(before)


def called(whole: Application, function: str, /, **args: Any) -> Any:
    """The answer of a call, by the steps that a host takes."""
    call = whole.engine.call(json.dumps({"fn": function, "args": args}).encode())
    handler = whole.functions[call.function]
    arguments = handler.arguments(call.arguments())
    result = handler.function.callable(Request("ada"), **arguments)
    written = handler.encode(result)
    if call.kind == "call":
        return call.answer(written)
    return call.settle(written, given=handler.given(arguments, result))


def test_a_mutation_says_what_it_affects_by_the_names_of_its_arguments(whole: Application) -> None:
    answer = json.loads(called(whole, "rename", user_id=5, name="Bea").body)
    assert answer["result"] == {"user_id": 5, "name": "Bea", "score": 0.0}
    assert answer["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]


def test_a_mutation_says_what_it_affects_by_its_result(whole: Application) -> None:
    answer = json.loads(called(whole, "create", name="Cy").body)
    assert answer["invalidate"] == [{"context": "user", "params": {"user_id": 2}}]


def test_at_that_fails_widens(whole: Application, caplog: pytest.LogCaptureFixture) -> None:
    (handler,) = [handler for handler in whole.functions if handler.name == "create"]
    assert handler.given({}, None) == [None]
    assert "all of `user` is" in caplog.text
    assert handler.not_given() == [None]


def test_nan_is_an_error_that_names_its_place(whole: Application) -> None:
    reply = called(whole, "divide", by=0.0)
    assert reply.status == 500
    assert json.loads(reply.body)["error"]["code"] == "internal_error"
    ((_, function, cause),) = reply.faults
    assert function == "divide"
    assert cause.startswith("score: ")
    assert called(whole, "divide", by=2).status == 200


def test_the_engine_judges_before_pydantic(whole: Application) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"user_id": "5", "name": "a"}, "user_id"),
        ({"user_id": 5, "name": ""}, "name"),
    ]
    for args, path in wrong:
        with pytest.raises(Refused) as raised:
            called(whole, "rename", **args)
        assert raised.value.status == 422
        assert raised.value.code == "invalid_args"
        assert path in raised.value.message or path in raised.value.body.decode()


def test_a_context_is_read_with_its_defaults(whole: Application) -> None:
    engine = whole.engine
    contexts = [context["name"] for context in json.loads(engine.schema())["contexts"]]
    read = engine.read(contexts.index("numbers"), "", position=engine.position())
    ((index, arguments),) = read.queries
    assert whole.functions[index].arguments(arguments) == {"size": 20}


def test_what_is_wrong_with_the_whole_is_told_with_pythons_words() -> None:
    @client(context=UserContext)
    def user_orders(request: Request, user_id: int, session: str) -> list[int]: ...

    with pytest.raises(DeclarationError) as raised:
        application(user_orders)
    (mistake,) = raised.value.mistakes
    assert mistake.place.file == __file__
    assert "take it from `request`" in mistake.mend
    assert "#[" not in str(raised.value)


def test_an_own_validator_is_told_at_its_place() -> None:
    class Even(BaseModel):
        count: int

        @field_validator("count")
        @classmethod
        def _is_even(cls, count: int) -> int:
            if count % 2:
                msg = "an even number is wanted"
                raise ValueError(msg)
            return count

    class Odd(BaseModel):
        other: str

    @client
    def put(request: Request, lines: list[Even | Odd]) -> None: ...

    handler = application(put).functions[0]
    arguments = b'{"lines":[{"count":2},{"count":3}]}'
    with pytest.raises(ValidationError) as raised:
        handler.arguments(arguments)
    found = complaints(raised.value, json.loads(arguments))
    assert found[0] == ("lines[1].count", "invalid", "an even number is wanted")


def test_an_item_narrows_by_values_of_every_type() -> None:
    key = uuid.UUID(int=5)
    assert item_of(UserContext, {"user_id": key}).params == {"user_id": str(key)}
    # What no param can be leaves the item broader, and is no error after the fact.
    for value in (object(), float("nan"), "\ud800", [1]):
        assert item_of(UserContext, {"user_id": value}).params == {}


class NameTaken(Error, status=409):
    """{name} is taken."""

    name: str
    until: dt.timedelta | None = None


class Other(Error):
    """Something else."""


def test_a_declared_error_is_written_by_its_types() -> None:
    @client(affects=UserContext, errors=[NameTaken])
    def take(request: Request, user_id: int) -> None: ...

    whole = application(take, user_profile)
    handler = next(handler for handler in whole.functions if handler.name == "take")
    error = NameTaken(name="a", until=dt.timedelta(days=400))
    assert handler.error_data(error) == b'{"name":"a","until":"P400D"}'
    with pytest.raises(TypeError, match="`take` raised `Other`"):
        handler.error_data(Other())
    with pytest.raises(ValidationError):
        handler.error_data(NameTaken(name=5))  # type: ignore[arg-type]


def test_a_result_is_prepared_by_its_type() -> None:
    class Rows(list[int]):
        pass

    def prepare(hint: Any) -> Any:
        return (lambda rows: [row * 2 for row in rows]) if hint == list[int] else None

    add_preparer(prepare)

    @client
    def rows(request: Request) -> list[int]:
        return Rows([1, 2])

    assert application(rows).functions[0].encode(Rows([1, 2])) == b"[2,4]"


def test_a_file_is_there_once_a_call_is_let_through() -> None:
    class Picture:
        name, content_type, size = "a.png", "image/png", 3

        def bytes(self) -> bytes:
            return b"png"

        def descriptor(self) -> int | None:
            return None

    @client
    def put(
        request: Request, picture: Annotated[File, FileRule("2MB", ["image/png"])], note: str = ""
    ) -> None: ...

    whole = application(put)
    (function,) = json.loads(whole.engine.schema())["functions"]
    assert function["args"][0]["schema"] == {
        "type": "string",
        "format": "binary",
        "max_bytes": 2_000_000,
        "accept": ["image/png"],
    }
    files: dict[str, Any] = {}
    arguments = whole.functions[0].arguments(b'{"picture":{"$file":"p"}}', files)
    with pytest.raises(LookupError):
        arguments["picture"].read()
    files["p"] = Picture()
    picture = arguments["picture"]
    assert (picture.read(), picture.open().read(), picture.name) == (b"png", b"png", "a.png")


def test_a_file_does_not_leave() -> None:
    @client
    def get(request: Request) -> File: ...

    with pytest.raises(DeclarationError, match="only arrives"):
        application(get)


def test_composed_functions_are_read_together() -> None:
    @client
    def unread(request: Request, user_id: int) -> int: ...
    @client(context="local")
    def latest(request: Request, user_id: int) -> list[int]: ...

    with registry.isolated():
        compose(unread, latest, name="dashboard")
        registry.register(unread)
        registry.register(latest)
        whole = Application(registry.functions(), secrets=SECRETS)
    (context,) = json.loads(whole.engine.schema())["contexts"]
    assert (context["name"], context["functions"]) == ("dashboard", ["latest", "unread"])


def test_current_is_the_call_that_runs() -> None:
    with pytest.raises(LookupError):
        current()
    set_outside(lambda: Current(user="job"))
    assert current().user == "job"
    with entered(Current(user="ada")) as call:
        assert current() is call
        current().invalidate(UserContext(user_id=5))
        current().invalidate(user_profile, {"user_id": 6})
        current().invalidate(UserContext, user="42", server_only=True)
        current().affects_nothing()
    assert [(item.context, item.function, item.params, item.user) for item in call.added] == [
        ("user", None, {"user_id": 5}, None),
        ("user", "user_profile", {"user_id": 6}, None),
        ("user", None, {}, "42"),
    ]
    assert call.withdrawn
    with registry.isolated():
        registry.register(user_profile, "profile")
        assert item_of(user_profile).function == "profile"
        assert item_of("user").function is None
        assert item_of("profile").function == "profile"
        assert item_of("user/profile").function == "profile"
        assert item_of("*").params == {}
        with pytest.raises(LookupError, match="did you mean `profile`"):
            item_of("profle")
    with pytest.raises(TypeError, match="no query"):
        current().invalidate(divide)
    with pytest.raises(TypeError, match="did you mean `user_id`"):
        UserContext(userid=5)  # type: ignore[call-arg]


class Identity:
    """Who asks."""

    def __init__(self, **flags: bool) -> None:
        self.is_authenticated = flags.get("authenticated", False)
        self.is_staff = flags.get("staff", False)
        self.is_superuser = flags.get("superuser", False)


@pytest.mark.parametrize(
    ("auth", "flags", "verdict"),
    [
        (False, {}, True),
        (True, {}, False),
        (True, {"authenticated": True}, True),
        ("staff", {"authenticated": True}, False),
        ("staff", {"authenticated": True, "staff": True}, True),
        ("staff", {"staff": True}, False),
        ("superuser", {"authenticated": True, "staff": True}, False),
        ("superuser", {"authenticated": True, "superuser": True}, True),
    ],
)
def test_a_declarative_guard_judges_who_asks(
    auth: Any, flags: dict[str, bool], verdict: bool
) -> None:
    assert guard_of(auth).verdict(Request("a"), Identity(**flags), {}) is verdict


def test_a_guard_is_called_by_its_arity() -> None:
    class Guarded:
        def __call__(self, request: Any, args: Any) -> Any:
            return args

        def one(self, request: Any) -> Any:
            return request

    args = {"user_id": 5}
    for check, seen in [
        (lambda request: request, "r"),
        (lambda request, args: args, args),
        (lambda request, verbose=False: request, "r"),
        (lambda request, args=None: args, args),
        (lambda *everything: everything[1], args),
        (Guarded(), args),
        (Guarded().one, "r"),
    ]:
        assert guard_of(check).verdict("r", Identity(), args) == seen
    with pytest.raises(TypeError, match="takes 3 arguments"):
        guard_of(lambda request, args, more: True)
    with pytest.raises(TypeError, match="takes 0 arguments"):
        guard_of(lambda: True)


def test_a_module_that_is_loaded_again_takes_its_place(tmp_path: Path, monkeypatch: Any) -> None:
    module = tmp_path / "again_clients.py"
    body = "from mizan_core.client import client\n\n@client\ndef f(request, x: {}) -> int: ...\n"
    module.write_text(body.format("int"))
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    with registry.isolated():
        registry.discover("again_clients")
        loaded = importlib.import_module("again_clients")
        first = registry.function("f")
        generation = registry.generation()
        module.write_text(body.format("str") + "# longer\n")
        importlib.reload(loaded)
        assert registry.function("f") is not first
        assert registry.generation() > generation
        module.write_text(body.format("int") + body.format("str"))
        with pytest.raises(DeclarationError, match="two functions `f`"):
            importlib.reload(loaded)
    monkeypatch.delitem(sys.modules, "again_clients")


def test_a_registry_of_a_test_is_gone_afterwards() -> None:
    with registry.isolated():
        registry.register(divide)
        with registry.isolated(empty=False):
            registry.register(page)
            assert [function.name for function in registry.functions()] == ["divide", "page"]
        assert [function.name for function in registry.functions()] == ["divide"]


def test_neither_django_nor_pydantic_is_imported_with_mizan() -> None:
    code = """
import sys
import mizan
assert not {"django", "pydantic", "mizan_core"} & set(sys.modules), sorted(sys.modules)
import mizan.client, mizan_core.application, mizan.setup.registry
assert "django" not in sys.modules
assert mizan.NotFound.code == "not_found" and mizan.current and mizan.BigInt
"""
    folder = Path(__file__).parent.parent
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
