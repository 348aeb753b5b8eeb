"""The engine from Python: what a host makes of it, without a host."""

import json
from typing import Any

import pytest
from mizan._mizan import Call, DeclarationError, Engine, Item, Refused, Reply

SECRET = b"0123456789abcdef0123456789abcdef"
STRING = {"type": "string"}
INTEGER = {"type": "integer"}
USER = {
    "name": "user",
    "place": {"file": "clients.py", "line": 1},
    "params": [{"name": "user_id", "schema": INTEGER, "required": True}],
}


def function(name: str, **options: Any) -> dict[str, Any]:
    """Declare a function with required arguments, `args`, by name and schema."""
    args = options.pop("args", {})
    return {
        "name": name,
        "place": {"file": "clients.py", "line": 5},
        "args": [{"name": arg, "schema": schema, "required": True} for arg, schema in args.items()],
        "result": options.pop("result", STRING),
        **options,
    }


ECHO = function("echo", args={"text": STRING})
PROFILE = function("user_profile", args={"user_id": INTEGER}, context=USER)
ORDERS = function("user_orders", args={"user_id": INTEGER}, context=USER)
RENAME = function(
    "rename",
    args={"user_id": INTEGER, "name": STRING},
    affects=[{"target": {"context": "user"}, "mode": "match"}],
)
MOVE = function(
    "move",
    args={"to": INTEGER},
    affects=[{"target": {"function": "user_profile"}, "mode": "given"}],
)
DECLARED = [ECHO, PROFILE, ORDERS, RENAME, MOVE]


def engine(*functions: dict[str, Any], **options: Any) -> Engine:
    """Make an application of functions, of all above where none is given."""
    declarations = {"functions": functions or DECLARED}
    return Engine(json.dumps(declarations).encode(), secrets=[SECRET], **options)


@pytest.fixture(scope="module")
def app() -> Engine:
    """All that is declared above."""
    return engine()


def call(app: Engine, name: str, /, **args: Any) -> Call:
    """Send a call."""
    return app.call(json.dumps({"fn": name, "args": args}).encode())


def headers(reply: Reply | Refused) -> dict[str, str]:
    """All headers, none of which is there twice."""
    found = dict(reply.headers)
    assert len(found) == len(reply.headers)
    return found


def test_a_plain_call_is_judged_and_answered(app: Engine) -> None:
    """Echo."""
    echo = app.call(b'{"args": {"text": "\\u0061 }" } , "fn": "echo"}')
    assert (echo.function, echo.name, echo.kind) == (0, "echo", "call")
    assert echo.arguments() == b'{"text": "\\u0061 }" }'
    reply = echo.answer(b'"a }"', mark="anon")
    assert (reply.status, reply.body) == (200, b'{"result":"a }"}')
    assert headers(reply) == {
        "Content-Type": "application/json",
        "Cache-Control": "no-store",
        "Mizan-As": "anon",
    }


def test_a_context_is_read(app: Engine) -> None:
    """Two queries, of which one fails, and the same again where nothing has changed."""
    position = app.position()
    route = app.route("GET", "ctx/user/")
    assert route.kind == "context"
    read = app.read(route.index, "user_id=5", position=position)
    assert read.queries == [(2, b'{"user_id":5}'), (1, b'{"user_id":5}')]
    refused = app.error("not_found", "no such user")
    reply = read.answer([b"[1.0]", refused], mark="anon")
    body = json.loads(reply.body)
    assert body == {
        "data": {"user_orders": [1]},
        "errors": {"user_profile": {"code": "not_found", "message": "no such user"}},
        "version": str(position),
    }
    assert reply.status == 200
    told = headers(reply)
    assert told["Vary"] == "Cookie"
    assert told["Cache-Control"] == "private, no-cache"
    assert told["Mizan-Version"] == str(position)
    again = read.answer([b"[1]", refused], mark="anon", if_none_match=told["ETag"])
    assert (again.status, again.body) == (304, b"")
    assert read.answer([b"[1]", refused], mark="a", if_none_match=told["ETag"]).status == 200


def test_a_read_of_which_every_query_failed_has_their_status(app: Engine) -> None:
    """The status is that of the first by §4."""
    read = app.read(0, "user_id=5", position=app.position())
    busy = app.error("unavailable", retry_after=7)
    reply = read.answer([busy, app.error("not_found")])
    assert reply.status == 404
    assert json.loads(reply.body)["error"] == {"code": "not_found", "message": "not found"}
    assert "Retry-After" not in headers(reply)
    assert headers(read.answer([busy, busy]))["Retry-After"] == "7"


def test_a_mutation_invalidates_what_it_declares(app: Engine) -> None:
    """By arguments, by what the call says itself, and by what it added."""
    before = app.position()
    reply = call(app, "rename", user_id=5, name="Ada").settle(b"null", user="1")
    body = json.loads(reply.body)
    assert body["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]
    assert headers(reply)["X-Mizan-Invalidate"] == "user;user_id=5"
    assert reply.version is not None
    assert reply.version > before
    assert body["version"] == headers(reply)["Mizan-Version"] == str(reply.version)

    move = call(app, "move", to=7)
    given = Item("user", function="user_profile", params={"user_id": 7})
    assert (
        headers(move.settle(b"null", given=[given]))["X-Mizan-Invalidate"]
        == "user/user_profile;user_id=7"
    )
    assert headers(move.settle(b"null", given=[None]))["X-Mizan-Invalidate"] == "user/user_profile"
    added = Item("user", params={"user_id": 9})
    assert (
        headers(move.settle(b"null", withdrawn=True, added=[added]))["X-Mizan-Invalidate"]
        == "user;user_id=9"
    )
    assert headers(move.settle(None, withdrawn=True))["X-Mizan-Invalidate"] == ""
    assert move.settle(None).body == b""


def test_a_mutation_that_failed_says_what_may_have_changed(app: Engine) -> None:
    """Unless it was rolled back."""
    rename = call(app, "rename", user_id=5, name="Ada")
    refused = app.error("conflict", "taken")
    reply = rename.fail(refused)
    assert reply.status == 409
    body = json.loads(reply.body)
    assert body["error"] == {"code": "conflict", "message": "taken", "committed": None}
    assert body["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]
    rolled_back = rename.fail(refused, rolled_back=True)
    assert rolled_back.body == refused.body
    assert "X-Mizan-Invalidate" not in headers(rolled_back)


def test_a18_a_result_that_cannot_travel_is_a_fault_and_invalidates(app: Engine) -> None:
    """A plain integer that JavaScript would round, and a number that is none."""
    reply = call(app, "rename", user_id=5, name="Ada").settle(b'{"id":9007199254740993}')
    [(id_, name, cause)] = reply.faults
    assert (reply.status, name) == (500, "rename")
    assert "id: 9007199254740993" in cause
    assert json.loads(reply.body)["error"] == {
        "code": "internal_error",
        "message": "internal error",
        "id": id_,
        "committed": True,
    }
    assert headers(reply)["X-Mizan-Invalidate"] == "user;user_id=5"
    reply = call(app, "echo", text="").answer(b'{"a":[NaN]}')
    assert (reply.status, reply.faults[0][2].split(":")[0]) == (500, "a[0]")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_request"),
        (b"[]", 400, "bad_request"),
        (b'{"fn":"echo","fn":"echo"}', 400, "bad_request"),
        (b'{"fn":"echo","args":{"text":NaN}}', 400, "bad_request"),
        (b'{"fn":"echo","args":{"text":1e400}}', 400, "bad_request"),
        (b'\xef\xbb\xbf{"fn":"echo"}', 400, "bad_request"),
        ('{"fn":"echo"}'.encode("utf-16"), 400, "bad_request"),
        (b'{"fn":"echo","args":{"text":"\\ud800"}}', 400, "bad_request"),
        (b'{"fn":"echo","args":{"text":"\xc0\xaf"}}', 400, "bad_request"),
        (b'{"fn":"echo","args":{"text":' + b"[" * 100_000, 400, "bad_request"),
        (b'{"fn":"__init__"}', 404, "not_found"),
        (b'{"fn":"echo","args":{"text":"' + b"a" * 1024 * 1024 + b'"}}', 413, "payload_too_large"),
    ],
)
def test_e02_e03_e04_e05_bodies_that_are_no_calls(
    app: Engine, body: bytes, status: int, code: str
) -> None:
    """All are refused by the core, before anything of the application's is looked at."""
    with pytest.raises(Refused) as caught:
        app.call(body)
    refused = caught.value
    assert (refused.status, refused.code) == (status, code)
    assert json.loads(refused.body)["error"]["code"] == code
    assert headers(refused) == {"Content-Type": "application/json", "Cache-Control": "no-store"}


def test_paths_are_exact(app: Engine) -> None:
    """E10: nothing but the paths of §2, with one trailing slash or none."""
    assert app.route("POST", "call").kind == app.route("POST", "call/").kind == "call"
    assert app.route("OPTIONS", "call/").allow == "POST, OPTIONS"
    for path in ["", "/call/", "call//", "Call/", "ctx/user/x.css", "ctx/user;x", "ctx/nobody/"]:
        with pytest.raises(Refused) as caught:
            app.route("POST", path)
        assert caught.value.status == 404
    with pytest.raises(Refused) as caught:
        app.route("GET", "call/")
    assert caught.value.status == 405
    assert headers(caught.value)["Allow"] == "POST, OPTIONS"


def test_media_types_are_looked_at_first(app: Engine) -> None:
    """E07, E11: JSON in UTF-8 or multipart, not compressed."""
    json_type = "application/json; charset=utf-8"
    plain: dict[str, Any] = {
        "content_type": json_type,
        "content_encoding": None,
        "content_length": 5,
    }
    assert app.media(**plain) is None
    with_files = plain | {"content_type": "multipart/form-data; boundary=x"}
    assert app.media(**with_files) == "x"
    changes: list[tuple[dict[str, Any], int]] = [
        ({"content_type": None}, 415),
        ({"content_type": "text/plain"}, 415),
        ({"content_type": "application/json; charset=latin-1"}, 415),
        ({"content_encoding": "gzip"}, 415),
        ({"content_length": 1024 * 1024 + 1}, 413),
    ]
    for change, status in changes:
        with pytest.raises(Refused) as caught:
            app.media(**plain | change)
        assert caught.value.status == status


def test_another_sites_call_is_refused(app: Engine) -> None:
    """§8."""
    own: dict[str, Any] = {
        "method": "POST",
        "scheme": "https",
        "host": "a.example",
        "origin": "https://a.example",
        "referer": None,
        "sec_fetch_site": "same-origin",
        "sec_fetch_mode": None,
        "has_cookie": True,
    }
    app.check_origin(**own)
    with pytest.raises(Refused) as caught:
        app.check_origin(**own | {"origin": "https://b.example"})
    assert caught.value.code == "csrf_failed"
    assert "https://b.example" in caught.value.message


def test_a_limit_counts_each_caller() -> None:
    """The call beyond it says when to come back."""
    app = engine(function("echo", rate_limit={"calls": 2, "window_s": 60}), function("free"))
    for _ in range(2):
        app.count(0, "user 1")
    app.count(0, "user 2")
    app.count(1, "user 1")
    with pytest.raises(Refused) as caught:
        app.count(0, "user 1")
    assert caught.value.status == 429
    assert headers(caught.value)["Retry-After"] == "30"


def test_a_mark_tells_sessions_apart(app: Engine) -> None:
    """`Mizan-As`."""
    assert app.mark(None, None) == app.mark("5", None) == "anon"
    marks = {app.mark("5", "a"), app.mark("5", "b"), app.mark("6", "a"), engine().mark("5", "a")}
    assert {len(mark) for mark in marks} == {16}
    assert len(marks) == 3


def test_everything_that_is_declared_wrongly_is_told_at_once() -> None:
    """Each with its place and its mend."""
    with pytest.raises(DeclarationError) as caught:
        engine(
            function("Bad"),
            function("worse", affects=[{"target": {"context": "x"}, "mode": "all"}]),
        )
    mistakes = caught.value.mistakes
    assert [(file, line) for file, line, _, _ in mistakes] == [("clients.py", 5)] * 2
    assert all(
        what in str(caught.value) and mend in str(caught.value) for _, _, what, mend in mistakes
    )
    with pytest.raises(ValueError, match="unknown field `oops`"):
        engine({"oops": 1})
    with pytest.raises(ValueError, match="31 bytes"):
        Engine(b"{}", secrets=[SECRET[1:]])


def test_errors_have_words_of_their_own(app: Engine) -> None:
    """Those of the table by themselves, declared ones with their data, faults with an id."""
    assert app.error("unauthenticated").message == "sign in to do this"
    refused = app.error("validation_failed", fields=[("email", "invalid_email", "no")])
    assert json.loads(refused.body)["error"]["fields"] == {
        "email": [{"code": "invalid_email", "message": "no"}]
    }
    declared = app.error("name_taken", status=409, data=b'{"suggestion":"ada2"}')
    assert declared.status == 409
    assert json.loads(declared.body)["error"]["data"] == {"suggestion": "ada2"}
    fault = app.error("internal_error")
    assert fault.id == json.loads(fault.body)["error"]["id"]
    with pytest.raises(ValueError, match="no code"):
        app.error("name_taken")


def test_views_read_their_arguments_from_urls_and_forms() -> None:
    """§3.4: by their declared types; the token is told before."""
    place = {"route": {"method": "GET", "path": "/export"}}
    app = engine(
        function("export", args={"year": INTEGER}, result=None, view=place),
        function(
            "upload",
            args={"name": STRING},
            result=None,
            view={"route": {"method": "POST", "path": "/up.load"}},
            affects=[],
        ),
    )
    route = app.route("GET", "export/")
    assert (route.kind, route.index) == ("view", 0)
    assert app.visit(0, query="year=2026").call().arguments() == b'{"year":2026}'
    bad = app.visit(0, query="year=02026").call()
    with pytest.raises(Refused) as caught:
        bad.arguments()
    assert caught.value.status == 422
    form: dict[str, Any] = {"query": "", "content_type": "application/x-www-form-urlencoded"}
    visit = app.visit(1, body=b"name=a+b&csrfmiddlewaretoken=t", **form)
    assert visit.token == "t"  # noqa: S105
    assert visit.call().arguments() == b'{"name":"a b"}'
    with pytest.raises(Refused) as caught:
        app.visit(1, body=b"{}", query="", content_type="application/json")
    assert caught.value.status == 415
