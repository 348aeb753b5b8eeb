"""What changes without a mutation: admin, commands, jobs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mizan
import pytest
from browser import Browser
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from library.mizan_clients import BookContext, UserContext
from library.models import Author, Book, Tag
from mizan import watch
from mizan.signals import invalidated, purged


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What `invalidated` tells."""
    heard: list[str] = []

    def hear(items: Any, version: Any, **_: object) -> None:
        assert len(str(version)) == 16
        heard.append(items.header())

    invalidated.connect(hear)
    yield heard
    invalidated.disconnect(hear)


@pytest.fixture
def jane() -> Author:
    """Somebody who writes."""
    return Author.objects.create(name="Jane")


def test_a_save_tells_once_it_is_committed(jane: Author, told: list[str]) -> None:
    told.clear()
    with transaction.atomic():
        book = Book.objects.create(slug="emma", title="Emma", author=jane)
        assert told == []
    assert told == [f'author;author_id={jane.pk}, book;slug="emma"']
    told.clear()
    with transaction.atomic():
        book.save()
        transaction.set_rollback(True)
    assert told == [], "rolled back"


def test_old_and_new_values_count(jane: Author, told: list[str]) -> None:
    book = Book.objects.create(slug="emma", title="Emma", author=jane)
    ann = Author.objects.create(name="Ann")
    told.clear()
    book.slug, book.author = "persuasion", ann
    book.save()
    assert told == [
        f'author;author_id={jane.pk}, book;slug="emma", '
        f'author;author_id={ann.pk}, book;slug="persuasion"'
    ]
    told.clear()
    book.delete()
    assert told == [f'author;author_id={ann.pk}, book;slug="persuasion"']


def test_a_model_may_say_nothing_of_which_read(jane: Author, told: list[str]) -> None:
    told.clear()
    jane.save()
    assert told == [f"author;author_id={jane.pk}, book"]


def test_relations_change_both_ends(jane: Author, told: list[str]) -> None:
    book = Book.objects.create(slug="emma", title="Emma", author=jane)
    tag: Any = Tag.objects.create(word="wit")
    at_book = f'author;author_id={jane.pk}, book;slug="emma"'
    for change in (
        lambda: book.tags.add(tag),
        lambda: book.tags.remove(tag),
        lambda: tag.books.add(book),
        book.tags.clear,
    ):
        told.clear()
        change()
        assert told == [at_book]
    tag.books.add(book)
    told.clear()
    tag.books.clear()
    assert told == ["author, book"], "which books they were is not asked of the database"


def test_what_django_tells_nobody_of_is_told_by_hand(jane: Author, told: list[str]) -> None:
    book = Book.objects.create(slug="emma", title="Emma", author=jane)
    told.clear()
    assert watch.update(Book.objects.filter(pk=book.pk), slug="persuasion") == 1
    assert told == [f'author;author_id={jane.pk}, book;slug="emma", book;slug="persuasion"']
    told.clear()
    Book.objects.bulk_create(
        [Book(slug="a", title="A", author=jane), Book(slug="b", title="B", author=jane)]
    )
    assert told == []
    watch.changed(Book.objects.filter(slug__in=["a", "b"]))
    assert told == [f'author;author_id={jane.pk}, book;slug="a", book;slug="b"']
    told.clear()
    with transaction.atomic():
        mizan.invalidate(UserContext(user_id=5), BookContext)
        mizan.current().invalidate("pages")
        assert told == []
    assert told == ["user;user_id=5, book", "pages"]


def test_an_async_save_tells_too(jane: Author, told: list[str]) -> None:
    from asgiref.sync import async_to_sync

    told.clear()
    async_to_sync(Book(slug="emma", title="Emma", author=jane).asave)()
    assert told == [f'author;author_id={jane.pk}, book;slug="emma"']


def test_a_command_purges_by_hand(told: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    heard: list[str] = []

    def hear(items: Any, **_: object) -> None:
        heard.append(items.header())

    purged.connect(hear)
    call_command("mizan_purge", "user:5", "book:slug=a b", "user/user_profile:6", "pages")
    expected = 'user;user_id=5, book;slug="a b", user/user_profile;user_id=6, pages'
    assert (told, heard) == ([expected], [expected])
    assert capsys.readouterr().out.startswith(f"{expected} at ")
    call_command("mizan_purge", "*", user="7")
    assert told[-1] == '*;*user="7"'
    with pytest.raises(CommandError, match="there is no context `users`"):
        call_command("mizan_purge", "users:5")
    with pytest.raises(CommandError, match="has no param for `name=x`"):
        call_command("mizan_purge", "user:name=x")


def test_what_a_plain_call_changes_is_told_and_not_in_its_answer(
    browser: Browser, told: list[str], jane: Author
) -> None:
    told.clear()
    answer = browser.call("saves_plainly", author_id=jane.pk)
    assert (answer.json, answer.header("x-mizan-invalidate")) == ({"result": None}, None)
    assert told == [f"author;author_id={jane.pk}, book"]
