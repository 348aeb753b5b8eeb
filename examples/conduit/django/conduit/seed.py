"""What a new database starts with: people, articles, comments, favourites, follows.

Everything but the salt of the password is the same each time and on every backend of Conduit: it
is in `examples/conduit/seed`. There are enough articles for three pages.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from .models import Article, Comment, User

#: The password of every user that is here from the start.
PASSWORD = "conduit-demo"  # noqa: S105 - it is in the README

BEGINNING = "2025-03-01T00:00:00Z"


def if_empty() -> bool:
    """Fill a database that has no user yet, and say whether it did. All or nothing."""
    if User.objects.exists():
        return False
    # One hash for all: a start waits for one instead of five.
    password = make_password(PASSWORD)
    folder = Path(settings.BASE_DIR) / "seed"
    seed = json.loads((folder / "seed.json").read_text("utf-8"))
    with transaction.atomic():
        _alone()
        # Of two processes that start together, the second finds users.
        if User.objects.exists():
            return False
        people = _add_people(seed, password)
        for article in seed["articles"]:
            body = (folder / article["body"]).read_text("utf-8")
            _add_article(people, article, body)
    return True


def _alone() -> None:
    """Wait for every other of its kind; a transaction of SQLite's does so by itself."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE conduit_user IN SHARE ROW EXCLUSIVE MODE")


def _add_people(seed: dict[str, Any], password: str) -> dict[str, User]:
    people: dict[str, User] = {}
    for one in seed["users"]:
        name = one["username"]
        people[name] = User.objects.create(
            username=name,
            email=f"{name}@example.org",
            password=password,
            bio=one["bio"],
            created=_time(BEGINNING),
        )
    for one in seed["follows"]:
        people[one["follower"]].followed.add(people[one["followed"]])
    return people


def _add_article(people: dict[str, User], said: dict[str, Any], body: str) -> None:
    when = _time(said["created"])
    article = Article.objects.create(
        author=people[said["author"]],
        title=said["title"],
        description=said["description"],
        body=body,
        created=when,
        updated=when,
    )
    article.set_tags(said["tags"])
    article.fans.set([people[name] for name in said["favorites"]])
    for comment in said["comments"]:
        Comment.objects.create(
            article=article,
            author=people[comment["author"]],
            body=comment["body"],
            created=_time(comment["created"]),
        )


def _time(rfc3339: str) -> datetime:
    return datetime.fromisoformat(rfc3339)
