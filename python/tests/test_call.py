"""Calls: `docs/protocol.md` §2, §3, §9."""

from __future__ import annotations

import json

import pytest
from browser import Browser, make_user
from library.models import Author, Book


@pytest.fixture
def emma() -> Book:
    """A book."""
    return Book.objects.create(slug="emma", title="Emma", author=Author.objects.create(name="Jane"))


def test_functions_answer_whether_or_not_they_are_coroutines(browser: Browser) -> None:
    for function in ("echo", "echo_async"):
        answer = browser.call(function, text="héllo")
        assert (answer.status, answer.json) == (200, {"result": {"message": "héllo"}})
        assert (answer.header("mizan-as"), answer.header("x-mizan-invalidate")) == ("anon", None)


@pytest.mark.parametrize(
    ("body", "headers", "told"),
    [
        (b"", {}, (400, "bad_request")),
        (b"\xef\xbb\xbf{}", {}, (400, "bad_request")),
        (b'{"fn":"echo","fn":"echo"}', {}, (400, "bad_request")),
        (b'{"fn":"echo","args":{"text":NaN}}', {}, (400, "bad_request")),
        (b'{"fn":"echo","args":{"text":"\xff"}}', {}, (400, "bad_request")),
        (b'{"fn":"nope"}', {}, (404, "not_found")),
        (b'{"fn":"echo","args":{"text":5}}', {}, (422, "invalid_args")),
        (b'{"fn":"echo","args":{}}', {}, (422, "invalid_args")),
        (b'{"fn":"echo","args":{"text":"a","more":1}}', {}, (422, "invalid_args")),
        (b'{"fn":"echo"}', {"content_type": "text/plain"}, (415, "unsupported_media_type")),
        (
            b'{"fn":"echo"}',
            {"content_type": "application/json; charset=utf-16"},
            (415, "unsupported_media_type"),
        ),
        (b'{"fn":"echo"}', {"content_encoding": "gzip"}, (415, "unsupported_media_type")),
        (b"[" * 100_000, {}, (400, "bad_request")),
        (b" " * (1024 * 1024 + 1), {}, (413, "payload_too_large")),
    ],
)
def test_what_is_no_call_is_refused(
    browser: Browser, body: bytes, headers: dict[str, str], told: tuple[int, str]
) -> None:
    assert browser.post(body, **headers).told == told


def test_checks_run_in_their_order(browser: Browser) -> None:
    large = b" " * (1024 * 1024 + 1)
    assert browser.post(large, origin="http://evil.example", x_csrftoken="").told == (
        413,
        "payload_too_large",
    )
    assert browser.post(b"[", content_type="text/plain", origin="http://evil.example").status == 415
    assert browser.post(b"[", origin="http://evil.example").code == "csrf_failed"
    assert browser.post(b"[", x_csrftoken="").code == "csrf_failed"
    assert browser.post(b'{"fn":"rename","args":{"user_id":"x"}}').told == (
        401,
        "unauthenticated",
    ), "the guard before arguments"
    assert browser.post(b'{"fn":"own_secret","args":{"user_id":"x"}}').told == (
        422,
        "invalid_args",
    ), "it sees them"
    for _ in range(2):
        assert browser.call("limited").status == 200
    limited = browser.call("limited", unknown=1)
    assert (limited.told, limited.header("retry-after") is not None) == (
        (429, "rate_limited"),
        True,
    )


def test_e12_only_the_browsers_own_token_passes(browser: Browser) -> None:
    own = browser.session()
    body = json.dumps({"fn": "echo", "args": {"text": "a"}})
    assert browser.post(body, x_csrftoken=own).status == 200
    assert browser.post(body, x_csrftoken="").code == "csrf_failed"
    assert browser.post(body, x_csrftoken=Browser().session()).code == "csrf_failed", "another's"
    fresh = Browser()
    fresh.token = own
    assert fresh.post(body).code == "csrf_failed", "no cookie"
    assert (
        fresh.send(
            "POST", f"call/?csrfmiddlewaretoken={own}", body, content_type="application/json"
        ).status
        == 403
    )
    answer = browser.get("session/")
    assert answer.header("cache-control") == "no-store"
    assert answer.header("access-control-allow-origin") is None


def test_e12_a_token_ends_with_a_sign_in_and_with_a_sign_out(browser: Browser) -> None:
    body = json.dumps({"fn": "echo", "args": {"text": "a"}})
    before = browser.session()
    browser.sign_in(make_user())
    assert browser.post(body, x_csrftoken=before).code == "csrf_failed", "from before the sign-in"
    during = browser.session()
    assert browser.call("sign_out").status == 200
    assert browser.post(body, x_csrftoken=during).code == "csrf_failed", "from before the sign-out"
    browser.session()
    assert browser.post(body).status == 200


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://evil.example",
        "http://app.example.evil.example",
        "http://app.example:81",
        "http://app.example@evil.example",
    ],
)
def test_e13_only_exact_origins_may_call(browser: Browser, origin: str) -> None:
    assert browser.post('{"fn":"echo","args":{"text":"a"}}', origin=origin).told == (
        403,
        "csrf_failed",
    )


def test_e11_another_site_can_neither_read_nor_get_a_token(browser: Browser) -> None:
    for path in ("session/", "ctx/global/"):
        assert browser.get(path, sec_fetch_site="cross-site").told == (403, "csrf_failed")
    assert (
        browser.post(
            '{"fn":"echo","args":{"text":"a"}}', content_type="application/x-www-form-urlencoded"
        ).status
        == 415
    )


def test_a_bearer_alone_needs_no_token() -> None:
    body, kind = '{"fn":"echo","args":{"text":"a"}}', "application/json"
    assert (
        Browser().send("POST", "call/", body, content_type=kind, authorization="Bearer x").status
        == 200
    )
    browser = Browser()
    browser.session()
    beside = browser.send(
        "POST",
        "call/",
        body,
        content_type=kind,
        authorization="Bearer x",
        origin="http://app.example",
    )
    assert beside.told == (403, "csrf_failed"), "the cookie acts, so its token is needed"


def test_a_host_that_is_not_ours_is_refused(browser: Browser) -> None:
    assert browser.get("session/", host="evil.example").status == 400


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("OPTIONS", "call/", 204, "POST, OPTIONS"),
        ("GET", "call/", 405, "POST, OPTIONS"),
        ("POST", "ctx/global/", 405, "GET, HEAD, OPTIONS"),
        ("GET", "nothing/", 404, None),
        ("GET", "ctx/global", 200, None),
        ("GET", "/ctx/global/", 404, None),
        ("GET", "ctx/global/x.css", 404, None),
        ("GET", "ctx/global;x", 404, None),
        ("GET", "ctx/Global/", 404, None),
        ("GET", "ctx/user%2f..%2fglobal/", 404, None),
        ("GET", "ctx/glob%61l/", 404, None),
        ("GET", "ctx/global/%0a", 404, None),
    ],
)
def test_e10_paths_are_exact(
    browser: Browser, method: str, path: str, status: int, allow: str | None
) -> None:
    answer = browser.send(method, path)
    assert (answer.status, answer.header("allow")) == (status, allow), answer.text


def test_guards_are_django_s_users_or_code(browser: Browser) -> None:
    ada, root = make_user("ada"), make_user("root", is_staff=True)
    assert browser.call("own_secret", user_id=ada.pk).told == (401, "unauthenticated")
    assert browser.call("known_secret").told == (401, "unauthenticated")
    assert browser.post('{"fn":"known_secret"}', x_knows="1").json == {"result": "secret"}
    assert browser.call("careless_secret").told == (401, "unauthenticated"), (
        "anything but True refuses"
    )
    browser.sign_in(ada)
    assert browser.call("own_secret", user_id=ada.pk).json == {"result": "secret"}
    assert browser.call("own_secret", user_id=root.pk).told == (403, "forbidden")
    assert (
        browser.get(f"ctx/user/?user_id={ada.pk}").json["errors"]["user_notes"]["code"]
        == "forbidden"
    )
    staff = Browser()
    staff.sign_in(root)
    assert (
        staff.get(f"ctx/user/?user_id={ada.pk}").json["data"]["user_notes"]
        == f"root reads the notes of {ada.pk}"
    )


def test_signing_in_and_out_changes_who_the_answers_are_for(browser: Browser) -> None:
    ada = make_user()
    assert browser.get("ctx/global/").header("mizan-as") == "anon"
    answer = browser.sign_in(ada)
    read = browser.get("ctx/global/")
    assert read.json["data"] == {"current_user": "ada"}
    assert answer.header("mizan-as") == read.header("mizan-as"), "already for who signed in"
    assert browser.get("ctx/notes/").header("mizan-as") == read.header("mizan-as"), (
        "one session, one mark"
    )
    ada.is_staff = True
    ada.save()
    assert browser.get("ctx/global/").header("mizan-as") != read.header("mizan-as"), (
        "who may do more is another"
    )
    out = browser.call("sign_out")
    assert (out.status, out.header("mizan-as")) == (200, "anon")
    browser.token = None
    assert browser.get("ctx/global/").header("mizan-as") == "anon"
    browser.sign_in(ada)
    assert browser.get("ctx/global/").header("mizan-as") != read.header("mizan-as"), (
        "another session of the same user"
    )


def test_a_mutation_says_what_it_changed(browser: Browser) -> None:
    ada = make_user()
    browser.sign_in(ada)
    answer = browser.call("rename", user_id=ada.pk, name="grace")
    assert answer.json == {
        "result": None,
        "invalidate": [{"context": "user", "params": {"user_id": ada.pk}}],
        "version": answer.header("mizan-version"),
    }
    assert answer.header("x-mizan-invalidate") == f"user;user_id={ada.pk}"
    added = browser.call("add_note", text="new")
    assert added.header("x-mizan-invalidate") == f'notes;*user="{ada.pk}", user;user_id={ada.pk}'
    assert (
        browser.call("add_note", text="same").header("x-mizan-invalidate")
        == f"user;user_id={ada.pk}"
    )


def test_errors_travel_as_they_are_declared(browser: Browser, emma: Book) -> None:
    for title, status, error in [
        (
            "taken",
            409,
            {"code": "title_taken", "message": "Emma is taken.", "data": {"title": "Emma"}},
        ),
        ("odd", 422, {"code": "odd", "message": "That is odd."}),
        ("gone", 404, {"code": "not_found", "message": "no such book"}),
        ("denied", 401, {"code": "unauthenticated", "message": "sign in to do this"}),
        (
            "invalid",
            422,
            {
                "code": "validation_failed",
                "message": "some values are not acceptable",
                "fields": {"title": [{"code": "too_long", "message": "Too long."}]},
            },
        ),
    ]:
        answer = browser.call("retitle", slug=emma.slug, title=title)
        told = answer.json["error"]
        told.pop("committed", None)
        assert (answer.status, told) == (status, error), title


def test_what_failed_invalidates_unless_nothing_changed(browser: Browser, emma: Book) -> None:
    for title, invalidates in [
        ("taken", True),
        ("odd", False),
        ("gone", True),
        ("invalid", False),
        ("defect", True),
    ]:
        answer = browser.call("retitle", slug=emma.slug, title=title)
        assert (answer.header("x-mizan-invalidate") is not None) == invalidates, title
        assert ("committed" in answer.json["error"]) == invalidates, title


def multipart(call: str, files: dict[str, tuple[str, bytes]]) -> bytes:
    """The body of a call with files."""
    parts = [b'Content-Disposition: form-data; name="call"\r\n\r\n' + call.encode()]
    for name, (filename, content) in files.items():
        head = f'Content-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
        parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + content)
    return b"".join(b"--limit\r\n" + part + b"\r\n" for part in parts) + b"--limit--\r\n"


def test_files_are_read_once_their_sender_may_send_them(browser: Browser) -> None:
    call = '{"fn":"set_cover","args":{"slug":"emma","cover":{"$file":"f"}}}'
    kind = "multipart/form-data; boundary=limit"
    png = b"\x89PNG\r\n\x1a\n" + b"x" * 1000
    body = multipart(call, {"f": ("../../etc/cover.png", png)})
    assert browser.post(body, content_type=kind).told == (401, "unauthenticated")
    browser.sign_in(make_user())
    answer = browser.post(body, content_type=kind)
    assert (answer.status, answer.json["result"]) == (200, ["cover.png", len(png)]), answer.text
    assert answer.header("x-mizan-invalidate") == 'book;slug="emma"'
    odd = browser.post(multipart(call, {"f": ("a.png", b"%PDF-1.7")}), content_type=kind)
    assert (odd.told, list(odd.json["error"]["fields"])) == ((422, "invalid_args"), ["cover"])
    large = browser.post(multipart(call, {"f": ("a.png", png * 200)}), content_type=kind)
    assert large.json["error"]["fields"]["cover"][0]["code"] == "file_too_large"
    echo = multipart('{"fn":"echo","args":{"text":"a"}}', {})
    assert browser.post(echo, content_type=kind).told == (415, "unsupported_media_type")
    assert browser.post(body[:200], content_type=kind).told == (400, "bad_request")


def test_layers_stand_around_a_function(browser: Browser) -> None:
    assert browser.call("layered", text="a").json == {"result": "A"}
    assert browser.call("layered", text="stop").json["error"]["message"] == "layered is stopped"
