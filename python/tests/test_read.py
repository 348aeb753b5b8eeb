"""Reads: `docs/protocol.md` §4, §7."""

from __future__ import annotations

import pytest
from browser import Browser, make_user


def test_each_query_has_an_outcome_of_its_own(browser: Browser) -> None:
    ada = make_user()
    read = browser.get(f"ctx/user/?user_id={ada.pk}")
    assert read.status == 200
    assert read.json["data"] == {"user_profile": {"name": "ada"}}
    assert read.json["errors"]["user_notes"] == {
        "code": "unauthenticated",
        "message": "sign in to do this",
    }
    assert read.json["version"] == read.header("mizan-version")
    none = browser.get("ctx/user/?user_id=0")
    assert none.told == (401, "unauthenticated"), "the first of 401, 403, 404"
    assert none.json["errors"]["user_profile"] == {"code": "not_found", "message": "no such user"}
    only = browser.get("ctx/user/?user_id=0&_only=user_profile")
    assert only.told == (404, "not_found")


def test_an_answer_that_is_known_is_not_sent_again(browser: Browser) -> None:
    read = browser.get("ctx/greet/?name=Ada")
    etag = read.header("etag") or ""
    again = browser.get("ctx/greet/?name=Ada", if_none_match=etag)
    assert (again.status, again.text, again.header("mizan-version") is not None) == (304, "", True)
    browser.sign_in(make_user())
    assert browser.get("ctx/greet/?name=Ada", if_none_match=etag).status == 200, "another's"


def test_a_head_has_the_headers_of_its_get(browser: Browser) -> None:
    head = browser.send("HEAD", "ctx/greet/?name=Ada")
    assert (head.status, head.text, head.header("etag")) == (
        200,
        "",
        browser.get("ctx/greet/?name=Ada").header("etag"),
    )


@pytest.mark.parametrize(
    "query",
    ["", "user_id=x", "user_id=05", "user_id=5&user_id=5", "user_id=5&utm_source=x", "user_id=1.0"],
)
def test_b01_b05_b06_params_have_one_spelling(browser: Browser, query: str) -> None:
    assert browser.get(f"ctx/user/?{query}").told == (422, "invalid_args")


def test_b07_a_body_or_an_override_changes_nothing(browser: Browser) -> None:
    read = browser.send(
        "GET",
        "ctx/greet/?name=Ada",
        b'{"name":"Grace"}',
        content_type="application/json",
        x_http_method_override="POST",
    )
    assert read.json["data"] == {"greet": "Hello, Ada"}
    assert (
        browser.send("POST", "ctx/greet/?name=Ada", b"", x_http_method_override="GET").status == 405
    )


@pytest.mark.parametrize(
    ("page", "says"),
    [
        (1, "request.user"),
        (2, "request.session"),
        (3, "request.COOKIES"),
        (4, "'cookie'"),
        (5, "USER_AGENT"),
        (6, "request.user"),
        (7, "request.tenant"),
    ],
)
def test_b13_a_public_query_does_not_see_who_asks(
    browser: Browser, page: int, says: str, caplog: pytest.LogCaptureFixture
) -> None:
    browser.sign_in(make_user())
    read = browser.get(f"ctx/pages/?page={page}", user_agent="x")
    error = read.json["errors"]["identity_of_page"]
    assert (read.status, error["code"], error["message"]) == (
        200,
        "internal_error",
        "internal error",
    )
    assert read.json["data"]["page_list"] == [f"None-{page}"]
    failed = [record for record in caplog.records if record.name == "mizan"]
    assert len(failed) == 1
    assert error["id"] in failed[0].getMessage()
    if page != 5:
        assert failed[0].exc_info
        assert says in str(failed[0].exc_info[1])


def test_what_is_everyone_s_is_offered_to_caches(browser: Browser) -> None:
    browser.sign_in(make_user())
    read = browser.get("ctx/pages/?page=8")
    assert read.json["data"]["identity_of_page"] == "app.example GET 8"
    assert read.header("cdn-cache-control") == "public, max-age=300"
    assert read.header("mizan-as") is None
    assert "Cookie" not in (read.header("vary") or "")


def test_b12_a_public_query_speaks_the_language_that_its_context_varies_by(
    browser: Browser,
) -> None:
    browser.client.cookies["django_language"] = "fr"
    assert browser.get("ctx/language/", accept_language="de").json["data"] == {"spoken": "de"}
    assert browser.get("ctx/language/").json["data"] == {"spoken": "en-us"}


def test_c06_a_refused_query_leaves_the_others_and_its_data_out(browser: Browser) -> None:
    ada = make_user()
    browser.sign_in(ada)
    read = browser.get(f"ctx/user/?user_id={ada.pk}")
    assert set(read.json["data"]) == {"user_profile"}
    assert read.json["errors"]["user_notes"]["code"] == "forbidden"
    assert "notes of" not in read.text
