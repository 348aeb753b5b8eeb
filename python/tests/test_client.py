"""`mizan.testing.Client`."""

from __future__ import annotations

import mizan
import pytest
from browser import make_user
from django.test import TestCase
from library.mizan_clients import (
    TitleTaken,
    UserContext,
    current_user,
    echo,
    greet,
    rename,
    retitle,
    saves,
    user_profile,
    viewed,
)
from library.models import Author, Book
from mizan.testing import Client


def test_a_function_is_called_as_somebody() -> None:
    ada, grace = make_user("ada"), make_user("grace")
    client = Client()
    res = client.call(rename, user=ada, user_id=5, name="Ada")
    assert (res.data, res.invalidate) == (None, ["user;user_id=5"])
    assert client.call(echo, text="a").data == {"message": "a"}
    assert client.read(current_user, user=grace).data == {"current_user": "grace"}
    assert client.read("global").data == {"current_user": "grace"}, "as whoever was last"
    read = client.read(UserContext(user_id=ada.pk))
    assert (read.data, read.errors["user_notes"]["code"]) == (
        {"user_profile": {"name": "ada"}},
        "forbidden",
    )
    assert client.read(UserContext, user_id=ada.pk, _only="user_profile").errors == {}
    assert client.read(greet, name="Ada & Bob").data == {"greet": "Hello, Ada & Bob"}
    assert client.call(viewed, slug="a").content == b"<p>a"


def test_an_error_is_raised_as_what_it_is() -> None:
    client = Client()
    with pytest.raises(mizan.Unauthenticated):
        client.call(rename, user_id=5, name="Ada")
    with pytest.raises(mizan.InvalidArgs) as refused:
        client.call(rename, user=make_user(), user_id=5, name="")
    assert refused.value.fields == [("name", "min_length", refused.value.fields[0][2])]
    with pytest.raises(TitleTaken, match="Emma is taken.") as taken:
        client.call(retitle, slug="a", title="taken")
    assert taken.value.title == "Emma"
    with pytest.raises(mizan.NotFound):
        client.read(UserContext, user_id=0, _only="user_profile")
    res = client.call(retitle, {"slug": "a", "title": "taken"}, check=False)
    assert (res.status, res.error, res.invalidate) == (409, res.error, ['book;slug="a"'])
    assert user_profile.__name__ == "user_profile", "and it is still a function"


class InACase(TestCase):
    """As Django's own test cases run: in a transaction that is never committed."""

    def test_what_would_be_committed_is_told(self) -> None:
        Book.objects.create(slug="emma", title="Emma", author=Author.objects.create(name="Jane"))
        client = Client()
        res = client.call(saves, slug="emma", to="persuasion")
        assert [item for item in res.invalidate if item.startswith("book")] == [
            'book;slug="emma"',
            'book;slug="persuasion"',
        ]
        with pytest.raises(mizan.Conflict) as failed:
            client.call(saves, slug="persuasion", to="emma", fails=True)
        assert failed.value.answer.invalidate == []  # type: ignore[attr-defined]
