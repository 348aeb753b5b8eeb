# mypy: disable-error-code="empty-body"
"""What is declared: functions, contexts, what they affect, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from mizan_core import registry
from mizan_core.client import Context, ServerFunction, client, compose, set_framework_response_base
from mizan_core.declaration import Draft
from mizan_core.error import DeclarationError, Error
from mizan_core.guard import PUBLIC
from pydantic import BaseModel, Field


class Output(BaseModel):
    """What comes back."""

    message: str
    child: Output | None = None


class UserContext(Context, public=True, max_age="5m"):
    """One user."""

    user_id: int
    limit: int = 20


@pytest.fixture(autouse=True)
def _own_registry() -> Iterator[None]:
    with registry.isolated():
        yield


def declared(*functions: Any) -> dict[str, Any]:
    """The declarations of functions, by name."""
    for function in functions:
        registry.register(function)
    draft = Draft.of(registry.functions(), [], PUBLIC)
    return {function["name"]: function for function in draft.json["functions"]}


def mistake(declare: Any) -> str:
    """What is said of a wrong declaration, without its place."""
    with pytest.raises(DeclarationError) as raised:
        declare()
    (found,) = raised.value.mistakes
    assert found.place.file == __file__
    return f"{found.what} | {found.mend}"


def test_a_function_stays_what_it_is_and_is_declared() -> None:
    @client
    def echo(request: Any, text: str) -> Output:
        """Says it again.

        Args:
            text: What to say.

        """
        return Output(message=text)

    assert echo(None, "a").message == "a"
    found = declared(echo)["echo"]
    assert found["doc"] == "Says it again."
    assert found["args"] == [
        {"name": "text", "doc": "What to say.", "schema": {"type": "string"}, "required": True}
    ]
    assert found["result"] == {"$ref": "#/types/Output"}
    assert (found["context"], found["affects"], found["guard"]) == (None, None, None)


def test_a_context_has_its_params_and_its_options() -> None:
    @client(context=UserContext)
    def user_profile(request: Any, user_id: int, limit: int = 20) -> Output: ...

    found = declared(user_profile)["user_profile"]
    context = found["context"]
    assert (context["name"], context["public"], context["max_age_s"]) == ("user", True, 300)
    assert [(param["name"], param["required"]) for param in context["params"]] == [
        ("user_id", True),
        ("limit", False),
    ]
    assert context["params"][1]["schema"] == {"type": "integer", "default": 20}
    # The context's default is there before the function's: it always gets a value.
    assert found["args"][1] == {
        "name": "limit",
        "doc": "",
        "schema": {"type": "integer"},
        "required": True,
    }


def test_a_context_without_a_base_has_the_params_of_its_functions() -> None:
    class OlderContext:
        pass

    @client(context=OlderContext)
    def one(request: Any, user_id: int) -> int: ...
    @client(context=OlderContext)
    def two(request: Any, user_id: int, page: int | None = None) -> int: ...

    found = declared(one, two)
    assert found["one"]["context"] == found["two"]["context"]
    assert [param["name"] for param in found["one"]["context"]["params"]] == ["user_id", "page"]


def test_a_mutation_affects_contexts_and_queries() -> None:
    @client(context=UserContext)
    def user_profile(request: Any, user_id: int) -> Output: ...
    @client(affects=[UserContext, "user_profile", user_profile, UserContext.all(), "user"])
    def rename(request: Any, user_id: int, name: str) -> dict[str, Any]: ...
    @client(affects=UserContext.at(user_id=lambda args, result: result["id"]))
    def create(request: Any) -> dict[str, int]: ...

    found = declared(user_profile, rename, create)
    context, query = {"context": "user"}, {"function": "user_profile"}
    assert [(affect["target"], affect["mode"]) for affect in found["rename"]["affects"]] == [
        (context, "match"),
        (query, "match"),
        (query, "match"),
        (context, "all"),
        (context, "match"),
    ]
    assert found["create"]["affects"] == [{"target": context, "mode": "given"}]


@pytest.mark.parametrize(
    ("auth", "rule", "name"),
    [
        (True, "authenticated", "authenticated"),
        (False, "public", "public"),
        ("staff", "staff", "staff"),
        ("superuser", "superuser", "superuser"),
    ],
)
def test_guards_are_declared(auth: Any, rule: str, name: str) -> None:
    @client(auth=auth)
    def f(request: Any) -> int: ...

    assert declared(f)["f"]["guard"] == {"rule": rule, "name": name, "args": []}


def test_a_guard_that_takes_arguments_sees_all_of_them() -> None:
    def owns(request: Any, args: Any) -> bool:
        return True

    @client(auth=owns)
    def f(request: Any, user_id: int) -> int: ...

    guard = declared(f)["f"]["guard"]
    assert (guard["rule"], guard["name"]) == ("custom", "owns")
    assert [argument["name"] for argument in guard["args"]] == ["user_id"]


def test_a_view_is_told_by_what_it_returns() -> None:
    class Response:
        pass

    set_framework_response_base(Response)

    @client(route="/export")
    def export(request: Any) -> Response: ...
    @client(affects="global")
    def post(request: Any) -> Response: ...
    @client(context="global")
    def me(request: Any) -> int: ...

    found = declared(export, post, me)
    assert found["export"]["view"] == {"route": {"method": "GET", "path": "/export"}}
    assert (found["post"]["view"], found["post"]["result"]) == ({}, None)


def test_a_class_is_a_function_and_has_metadata_of_its_own() -> None:
    class Staff(ServerFunction, auth="staff"):
        pass

    class RenameUser(Staff, rate_limit="10/min"):
        """Gives another name."""

        def call(self, user_id: int, name: str) -> str:
            return f"{self.request}{user_id}{name}"

    class Count(Staff, auth=False):
        def call(self) -> int: ...

    found = declared(RenameUser, Count)
    assert found["rename_user"]["guard"]["name"] == "staff"
    assert found["rename_user"]["rate_limit"] == {"calls": 10, "window_s": 60}
    assert found["rename_user"]["doc"] == "Gives another name."
    assert found["count"]["guard"]["name"] == "public"
    assert "rate_limit" not in found["count"]
    assert RenameUser("r").call(5, "a") == "r5a"
    assert RenameUser.__mizan_function__.callable("r", user_id=5, name="a") == "r5a"


def test_functions_are_composed_into_a_context() -> None:
    @client
    def unread(request: Any, user_id: int) -> int: ...
    @client(context="local")
    def latest(request: Any, user_id: int) -> list[int]: ...

    dashboard = compose(unread, latest, name="dashboard", max_age="1m")

    @client(affects=dashboard)
    def read_all(request: Any, user_id: int) -> None: ...

    found = declared(unread, latest, read_all)
    context = found["unread"]["context"]
    assert (context["name"], context["max_age_s"]) == ("dashboard", 60)
    assert found["latest"]["context"] == context
    assert found["read_all"]["affects"] == [{"target": {"context": "dashboard"}, "mode": "match"}]


def test_errors_are_declared_with_their_data() -> None:
    class NameTaken(Error, status=409):
        """{name} is taken."""

        name: str
        suggestion: str | None = None

    @client(errors=[NameTaken])
    def rename(request: Any, name: str) -> None: ...

    (error,) = declared(rename)["rename"]["errors"]
    assert (error["code"], error["status"]) == ("name_taken", 409)
    assert error["schema"]["required"] == ["name", "suggestion"]
    raised = NameTaken(name="ada")
    assert str(raised) == "ada is taken."
    assert raised.data == {"name": "ada", "suggestion": None}
    with pytest.raises(TypeError, match="did you mean `name`"):
        NameTaken(nam="ada")  # type: ignore[call-arg]


def test_what_is_wrong_with_a_signature_is_said_at_once() -> None:
    def no_request() -> None:
        @client
        def f(text: str) -> str: ...

    def no_hint() -> None:
        @client
        def f(request, text) -> str: ...  # type: ignore[no-untyped-def]

    def no_result() -> None:
        @client
        def f(request: Any, text: str): ...  # type: ignore[no-untyped-def]

    def shared() -> None:
        @client
        def f(request: Any, ids: list[int] = []) -> str: ...  # noqa: B006

    def field() -> None:
        @client
        def f(request: Any, limit: int = Field(5)) -> str: ...

    def stars() -> None:
        @client
        def f(request: Any, **data: int) -> str: ...

    assert "does not take the request" in mistake(no_request)
    assert "the argument `text` of `f` has no annotation" in mistake(no_hint)
    assert "does not say what it returns" in mistake(no_result)
    assert "all calls share" in mistake(shared)
    assert "Annotated" in mistake(field)
    assert "`f` takes `**data`" in mistake(stars)


def test_what_is_wrong_with_options_says_what_there_is() -> None:
    def option(**options: Any) -> Any:
        def declare() -> None:
            @client(**options)
            def f(request: Any) -> int: ...

        return declare

    assert "did you mean `staff`" in mistake(option(auth="staf"))
    assert "did you mean `global`" in mistake(option(context="globl"))
    assert "did you mean `affects`" in mistake(option(affect="user"))
    assert "no rate" in mistake(option(rate_limit="ten"))
    assert "a query reads, a mutation changes" in mistake(option(context="global", affects="user"))
    assert "no method of a path" in mistake(option(route="PUT /a"))


def test_an_unknown_context_is_told_with_the_nearest() -> None:
    @client(context=UserContext)
    def user_profile(request: Any, user_id: int) -> Output: ...
    @client(affects="user_profle")
    def rename(request: Any) -> None: ...

    assert "did you mean `user_profile`" in mistake(lambda: declared(user_profile, rename))


def test_two_functions_of_one_name_are_told_with_both_places() -> None:
    def make() -> Any:
        @client
        def f(request: Any, x: Annotated[int, Field(ge=1)]) -> int: ...

        return f

    first = make()
    registry.register(first)
    registry.register(first, "f")
    with pytest.raises(DeclarationError, match="the other is at .*test_declare.py"):
        registry.register(make())
    registry.register(make(), "g")
    assert [function.name for function in registry.functions()] == ["f", "g"]


def test_decorating_registers_in_a_discovered_module() -> None:
    registry.discover(__name__)

    @client
    def found(request: Any) -> int: ...

    assert registry.function("found") is not None
    registry.register(found, "other")
    assert [function.name for function in registry.functions()] == ["other"]
