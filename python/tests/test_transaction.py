"""Invalidation after the commit: `docs/protocol.md` §3.2."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from browser import Browser
from django.conf import settings
from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from library.models import Author, Book
from mizan.signals import invalidated


@pytest.fixture
def emma() -> Book:
    """A book."""
    return Book.objects.create(slug="emma", title="Emma", author=Author.objects.create(name="Jane"))


@pytest.fixture
def atomic_requests() -> Iterator[None]:
    """`ATOMIC_REQUESTS`."""
    connections.settings["default"]["ATOMIC_REQUESTS"] = True
    yield
    connections.settings["default"]["ATOMIC_REQUESTS"] = False


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What `invalidated` tells, and whether a transaction is open meanwhile."""
    heard: list[str] = []

    def hear(items: Any, **_: object) -> None:
        assert not connection.in_atomic_block
        heard.append(items.header())

    invalidated.connect(hear)
    yield heard
    invalidated.disconnect(hear)


def test_a19_a_mutation_that_rolled_back_invalidates_nothing(
    browser: Browser, emma: Book, told: list[str]
) -> None:
    answer = browser.call("rolls_back", slug=emma.slug, how="nothing else")
    assert answer.told == (500, "internal_error")
    assert "committed" not in answer.json["error"]
    assert "invalidate" not in answer.json
    assert (answer.header("x-mizan-invalidate"), answer.header("mizan-version"), told) == (
        None,
        None,
        [],
    )


def test_what_was_written_before_it_counts(browser: Browser, emma: Book, told: list[str]) -> None:
    answer = browser.call("rolls_back", slug=emma.slug, how="before")
    assert (answer.status, answer.json["error"]["committed"]) == (500, None)
    assert answer.header("x-mizan-invalidate") == 'book;slug="emma"'
    assert told == ['book;slug="emma"']
    emma.refresh_from_db()
    assert emma.title == "before"


@pytest.mark.usefixtures("atomic_requests")
def test_a19_atomic_requests_roll_all_of_it_back(browser: Browser, emma: Book) -> None:
    answer = browser.call("rolls_back", slug=emma.slug, how="before")
    assert (answer.status, answer.header("x-mizan-invalidate")) == (500, None)
    gone = browser.call("retitle", slug=emma.slug, title="gone")
    assert (gone.status, gone.header("x-mizan-invalidate")) == (404, None), (
        "nothing had been written, and nothing was"
    )
    emma.refresh_from_db()
    assert emma.title == "Emma"


@pytest.mark.usefixtures("atomic_requests")
@pytest.mark.parametrize("function", ["saves_async", "retitle"])
def test_a_version_is_given_after_the_commit_of_atomic_requests(
    browser: Browser, emma: Book, told: list[str], function: str
) -> None:
    answer = browser.call(function, slug=emma.slug, title="Persuasion")
    assert answer.status == 200, answer.text
    emma.refresh_from_db()
    assert emma.title == "Persuasion"
    assert len(told) == 1, "told once, outside of the transaction"


def test_a18_a_function_that_failed_behind_a_commit_of_its_own_invalidates(
    browser: Browser, emma: Book
) -> None:
    answer = browser.call("rolls_back", slug=emma.slug, how="hook")
    assert (answer.told, answer.json["error"]["committed"]) == ((500, "internal_error"), None)
    assert answer.header("x-mizan-invalidate") == 'book;slug="emma"'
    emma.refresh_from_db()
    assert emma.title == "inside"


@pytest.mark.usefixtures("atomic_requests")
def test_a18_a_failure_behind_the_commit_says_that_it_is_committed(
    browser: Browser, emma: Book
) -> None:
    answer = browser.call("rolls_back", slug=emma.slug, how="hook")
    assert (answer.told, answer.json["error"]["committed"]) == ((500, "internal_error"), True)
    assert answer.header("x-mizan-invalidate") == 'book;slug="emma"'


def test_a18_a_result_that_cannot_travel_is_committed(browser: Browser) -> None:
    answer = browser.call("never_json", user_id=5)
    assert (answer.told, answer.json["error"]["committed"]) == ((500, "internal_error"), True)
    assert answer.json["invalidate"] == [{"context": "user", "params": {"user_id": 5}}]


class OpensTransactions:
    """Middleware that leaves a transaction open around a call, as some projects have."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            return self.get_response(request)


def test_d03_a_mutation_is_not_answered_with_a_transaction_open(
    browser: Browser, emma: Book, caplog: pytest.LogCaptureFixture
) -> None:
    with override_settings(MIDDLEWARE=[f"{__name__}.OpensTransactions", *settings.MIDDLEWARE]):
        answer = browser.call("retitle", slug=emma.slug, title="Persuasion")
        plain = browser.call("echo", text="a")
        read = browser.get("ctx/pages/?page=8")
    assert answer.told == (500, "internal_error")
    assert answer.json["error"]["committed"] is None
    assert answer.header("x-mizan-invalidate") == 'book;slug="emma"', (
        "nobody knows: told all the same"
    )
    assert any(
        "a transaction is open on the database 'default'" in str(record.exc_info)
        for record in caplog.records
    )
    assert plain.status == 200
    assert (read.status, read.header("cdn-cache-control")) == (200, None), (
        "nothing is stored of it (§4)"
    )


def test_what_was_saved_joins_the_answer_by_its_old_and_new_value(
    browser: Browser, emma: Book, told: list[str]
) -> None:
    answer = browser.call("saves", slug="emma", to="persuasion")
    author = emma.author.pk
    assert (
        answer.header("x-mizan-invalidate")
        == f'book;slug="emma", author;author_id={author}, book;slug="persuasion"'
    )
    assert len(told) == 1
    failed = browser.call("saves", slug="persuasion", to="emma", fails=True)
    assert (failed.told, failed.header("x-mizan-invalidate")) == ((409, "conflict"), None), (
        "rolled back"
    )


def test_a_view_says_in_its_headers_what_it_changed(browser: Browser) -> None:
    token = browser.session()
    form = {"content_type": "application/x-www-form-urlencoded", "origin": "http://app.example"}
    posted = browser.send(
        "POST", "books/retitle/", f"slug=emma&title=a+b&csrfmiddlewaretoken={token}", **form
    )
    assert (posted.status, posted.header("location"), posted.header("x-mizan-invalidate")) == (
        303,
        "/books/emma",
        'book;slug="emma"',
    )
    assert (len(posted.header("mizan-version") or ""), posted.header("mizan-as")) == (16, "anon")
    refused = browser.send(
        "POST", "books/retitle", f"slug=emma&title=&csrfmiddlewaretoken={token}", **form
    )
    assert (refused.told, refused.header("x-mizan-invalidate")) == (
        (422, "validation_failed"),
        None,
    )
    assert browser.send("POST", "books/retitle", "slug=emma&title=a", **form).told == (
        403,
        "csrf_failed",
    )
    assert (
        browser.send(
            "POST", "books/retitle", b"{}", **{**form, "content_type": "application/json"}
        ).status
        == 415
    )
    called = browser.call("viewed", slug="emma")
    assert (called.status, called.text, called.header("x-own")) == (202, "<p>emma", "kept")
    assert called.header("x-mizan-invalidate") == 'book;slug="emma"'


def test_a_view_at_its_path_answers_untouched(browser: Browser) -> None:
    answer = browser.get("books/export.csv?year=2026&done=")
    assert (answer.status, answer.text) == (200, "2026 None")
    assert (answer.header("content-type"), answer.header("etag")) == ("text/csv", '"e"')
    assert {
        name: answer.header(name)
        for name in ("mizan-as", "x-mizan-invalidate", "mizan-version", "cache-control")
    } == {
        "mizan-as": None,
        "x-mizan-invalidate": None,
        "mizan-version": None,
        "cache-control": None,
    }
    assert browser.get("books/export.csv?year=x").told == (422, "invalid_args")
    assert (
        browser.get(
            "books/export.csv?year=1", sec_fetch_site="cross-site", sec_fetch_mode="navigate"
        ).status
        == 200
    )
    assert (
        browser.get(
            "books/export.csv?year=1", sec_fetch_site="cross-site", sec_fetch_mode="cors"
        ).status
        == 403
    )
    assert browser.call("export", year=2025).text == "2025 None"
