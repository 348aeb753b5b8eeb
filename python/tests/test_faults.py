"""Rows of the faults that are a server's whole behaviour, as `tests/PLAN.md` lists them."""

from __future__ import annotations

import pytest
from browser import Browser, make_user
from django.conf import settings
from django.test import override_settings
from library.models import Author, Book


def test_a01_a03_a_value_stays_inside_one_header_line(browser: Browser) -> None:
    for slug in ("a\r\nSet-Cookie: x=1", "a\nb", 'a,;=%"\\ ', "\x00\x0b\x7f\t", "日本 é", " a "):
        answer = browser.call("viewed", slug=slug)
        assert answer.status == 202
        line = answer.header("x-mizan-invalidate") or ""
        assert line.isascii()
        assert line.isprintable()
        assert "set-cookie" not in {name.lower() for name in answer.headers}


def test_a05_e05_a_lone_surrogate_is_no_request(
    browser: Browser,
) -> None:
    body = b'{"fn":"viewed","args":{"slug":"\\ud800"}}'
    assert browser.post(body).told == (400, "bad_request")


def test_a13_headers_of_ours_in_a_request_have_no_effect(browser: Browser) -> None:
    body = '{"fn":"touch","args":{"user_id":6}}'
    answer = browser.post(body, x_mizan_invalidate="*", mizan_as="0123456789abcdef")
    assert answer.header("x-mizan-invalidate") == "user/user_profile;user_id=6, pages"
    assert answer.header("mizan-as") == "anon"


def test_b09_an_odd_user_is_not_nobody(browser: Browser) -> None:
    user = make_user("anonymous")
    browser.sign_in(user)
    assert browser.get("ctx/global/").header("mizan-as") != "anon"


@pytest.mark.parametrize("cookie", ["garbage", "", "%00", "a=b", "A" * 32])
def test_c03_a_garbled_session_cookie_is_anonymous_and_makes_no_session(
    browser: Browser, cookie: str
) -> None:
    browser.client.cookies[settings.SESSION_COOKIE_NAME] = cookie
    answer = browser.get("ctx/global/")
    assert (answer.status, answer.json["data"]) == (200, {"current_user": None})
    assert answer.header("mizan-as") == "anon"


def test_c01_nobody_sees_what_is_anothers() -> None:
    browsers = [Browser() for _ in range(4)]
    for at, browser in enumerate(browsers):
        browser.sign_in(make_user(f"canary-{at}"))
    for _ in range(20):
        for at, browser in enumerate(browsers):
            text = browser.get("ctx/notes/").text + browser.get("ctx/global/").text
            assert [other for other in range(4) if f"canary-{other}" in text] == [at]


def test_c08_unknown_and_refused_functions_tell_nothing_more(browser: Browser) -> None:
    unknown, refused = browser.call("renames"), browser.call("rename")
    assert (unknown.status, refused.status) == (404, 401)
    for answer in (unknown, refused):
        assert list(answer.json["error"]) == ["code", "message"]
        assert "rename" not in answer.text
        assert "user_id" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["__init__", "constructor", "toString", "../x", "os.system", "echo\x00", "Echo"],
)
def test_c09_a_name_that_is_no_function_is_not_found(browser: Browser, name: str) -> None:
    assert browser.call(name, text="a").told == (404, "not_found")


def test_c10_an_internal_error_says_no_more_than_its_id(
    browser: Browser, caplog: pytest.LogCaptureFixture
) -> None:
    Book.objects.create(slug="emma", title="Emma", author=Author.objects.create(name="Jane"))
    answer = browser.call("retitle", slug="emma", title="defect")
    error = answer.json["error"]
    assert (error["code"], error["message"], len(error["id"])) == (
        "internal_error",
        "internal error",
        16,
    )
    for secret in ("SELECT", ".py", "Traceback", "RuntimeError"):
        assert secret not in answer.text
    [failed] = [record for record in caplog.records if record.name == "mizan"]
    assert error["id"] in failed.getMessage()
    assert failed.exc_info
    with override_settings(DEBUG=True):
        told = browser.call("retitle", slug="emma", title="defect").json["error"]["message"]
    assert told.startswith("RuntimeError: SELECT"), "those who develop it may know"


def test_c12_a_guard_sees_the_arguments_before_the_function_runs(browser: Browser) -> None:
    ada, grace = make_user("ada"), make_user("grace")
    browser.sign_in(ada)
    assert browser.call("own_secret", user_id=grace.pk).told == (403, "forbidden")
