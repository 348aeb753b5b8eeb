"""Shapes: what they are made of, what they refuse, and how many queries they ask."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator
from typing import Any

import bookshop.installed  # noqa: F401 - before any model
import pytest
from bookshop.models import Author, Book, Portrait, Review, Shelf, Tag
from django.db import connection
from django.db.models import Count, F, Prefetch, QuerySet, Value
from django.db.models.functions import Upper
from django.test.utils import CaptureQueriesContext, override_settings
from mizan.shapes import Shape, ShapeError, annotate, auto, check, check_shapes, preparer, source
from mizan.shapes.shape import shapes
from pydantic import BaseModel, ConfigDict, ValidationError

MODELS = (Author, Portrait, Tag, Book, Review, Shelf)


class AuthorShape(Shape[Author]):
    """An author."""

    name: str
    born: datetime.date | None


class ReviewShape(Shape[Review]):
    """A review with its writer."""

    stars: int
    writer: AuthorShape


class BookShape(Shape[Book]):
    """A book with everything about it."""

    id: int
    title: str
    author: AuthorShape
    editor: AuthorShape | None
    reviews: list[ReviewShape] = source("review_set")
    tags: list[str] = source("tags.name")
    count: int = annotate(Count("review", distinct=True))


class PortraitShape(Shape[Portrait]):
    """A picture."""

    path: str


class ShelfShape(Shape[Shelf]):
    """Shelves within shelves."""

    name: str
    shelves: list[ShelfShape] = source(depth=2)


@pytest.fixture(scope="module", autouse=True)
def bookshop_tables() -> Iterator[None]:
    """Make the tables, and take them away."""
    there = connection.introspection.table_names()
    with connection.schema_editor() as editor:
        for model in MODELS:
            if model._meta.db_table not in there:
                editor.create_model(model)
    yield
    with connection.schema_editor() as editor:
        for model in reversed(MODELS):
            editor.delete_model(model)


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    """Begin with no rows."""
    yield
    for model in reversed(MODELS):
        model._base_manager.all().delete()


def fill(count: int) -> None:
    """Make so many books, each with an author, reviews and tags of its own."""
    for at in range(count):
        ada = Author.objects.create(name=f"Ada {at}", email=f"ada{at}@example.org")
        bob = Author.objects.create(name=f"Bob {at}", email=f"bob{at}@example.org", rival=ada)
        editor = bob if at % 2 else None
        book = Book.objects.create(title=f"Book {at}", text="long", author=ada, editor=editor)
        book.tags.set([Tag.objects.create(name=f"b{at}"), Tag.objects.create(name=f"a{at}")])
        for stars in (1, 5):
            Review.objects.create(book=book, writer=bob, stars=stars, words="words")


def queries_of(make: Any) -> int:
    """Count the queries that something runs."""
    with CaptureQueriesContext(connection) as seen:
        make()
    return len(seen)


def test_a_queryset_takes_as_many_queries_for_a_hundred_rows_as_for_one() -> None:
    fill(1)
    assert queries_of(lambda: BookShape.from_models(Book.objects.all())) == 3
    fill_more = 99
    for at in range(1, fill_more + 1):
        ada = Author.objects.create(name=f"Ada {at}", email=f"more{at}@example.org")
        book = Book.objects.create(title=f"Book {at}", author=ada, editor=ada)
        book.tags.add(Tag.objects.create(name="x"))
        Review.objects.create(book=book, writer=ada, stars=2, words="w")
    with CaptureQueriesContext(connection) as seen:
        books = BookShape.from_models(Book.objects.all())
    assert (len(books), len(seen)) == (100, 3)
    assert '"text"' not in seen[0]["sql"], "only what the shape names is loaded"
    assert '"email"' not in seen[0]["sql"]


def test_values_are_those_of_the_rows() -> None:
    fill(2)
    first, second = BookShape.from_models(Book.objects.order_by("id"))
    assert first.title == "Book 0"
    assert (first.author.name, first.editor) == ("Ada 0", None)
    assert second.editor is not None
    assert second.editor.name == "Bob 1"
    assert [(one.stars, one.writer.name) for one in second.reviews] == [(1, "Bob 1"), (5, "Bob 1")]
    assert (first.tags, first.count) == (["a0", "b0"], 2)


@pytest.mark.parametrize("count", [2, 100])
def test_rows_that_are_there_are_completed_in_a_constant_number_of_queries(count: int) -> None:
    fill(count)
    rows = list(Book.objects.defer("title"))
    with CaptureQueriesContext(connection) as seen:
        books = BookShape.from_models(rows)
    assert len(books) == count
    # The deferred title, the count, two relations to one, reviews with writers, tags.
    assert len(seen) == 6
    assert queries_of(lambda: BookShape.from_models(rows)) == 0, "nothing is asked for twice"


def test_what_the_caller_loaded_of_a_relation_is_kept() -> None:
    fill(3)
    best = Review.objects.filter(stars=5)
    rows = Book.objects.prefetch_related(Prefetch("review_set", queryset=best)).select_related(
        "author__rival"
    )
    with CaptureQueriesContext(connection) as seen:
        books = BookShape.from_models(rows)
    assert [[review.stars for review in book.reviews] for book in books] == [[5], [5], [5]]
    assert len(seen) == 4


def test_slices_unions_and_evaluated_querysets_work() -> None:
    fill(3)
    assert len(BookShape.from_models(Book.objects.order_by("-id")[:2])) == 2
    first, second = (Book.objects.filter(title=f"Book {at}").order_by() for at in (0, 1))
    both = first.union(second)
    assert {book.title for book in BookShape.from_models(both)} == {"Book 0", "Book 1"}
    evaluated = Book.objects.all()
    assert len(evaluated) == 3
    assert [book.count for book in BookShape.from_models(evaluated)] == [2, 2, 2]
    assert [book.title for book in BookShape.from_models(Book.objects)] == [
        "Book 0",
        "Book 1",
        "Book 2",
    ]
    assert BookShape.from_models(Book.objects.none()) == []


def test_one_that_was_just_made_is_a_shape() -> None:
    ada = Author.objects.create(name="Ada", email="ada@example.org")
    book = BookShape.from_model(Book.objects.create(title="New", author=ada))
    assert (book.title, book.author.name, book.reviews, book.count) == ("New", "Ada", [], 0)


def test_types_come_from_the_model_where_they_are_left_to_it() -> None:
    class Listed(Shape[Book]):
        class Meta:
            fields = ("id", "title", "price", "author_id", "editor_id")

        born: auto = source("author.born")

    types = {name: info.annotation for name, info in Listed.model_fields.items()}
    assert types == {
        "id": int,
        "title": str,
        "price": decimal.Decimal,
        "author_id": int,
        "editor_id": int | None,
        "born": datetime.date | None,
    }
    fill(1)
    (only,) = Listed.from_models(Book.objects.all())
    assert only.model_dump()["price"] == decimal.Decimal("1.00")


def test_a_relation_to_one_from_the_other_side_may_be_missing() -> None:
    class WithPortrait(Shape[Author]):
        name: str
        portrait: PortraitShape | None

    fill(1)
    ada = Author.objects.get(name="Ada 0")
    Portrait.objects.create(author=ada, path="/ada.png")
    shown = WithPortrait.from_models(Author.objects.order_by("name"))
    assert [one.portrait and one.portrait.path for one in shown] == ["/ada.png", None]
    assert queries_of(lambda: WithPortrait.from_models(Author.objects.all())) == 1
    assert WithPortrait.from_model(Author.objects.get(name="Bob 0")).portrait is None


def test_properties_and_methods_say_what_they_need() -> None:
    class Named(Shape[Author]):
        initial: str = source(needs=["name"])
        loud: str = source("shout", needs=["name"])

    class Whole(Shape[Author]):
        initial: str

    fill(1)
    with CaptureQueriesContext(connection) as seen:
        named = Named.from_models(Author.objects.all())
    assert [(one.initial, one.loud) for one in named] == [("A", "ADA 0"), ("B", "BOB 0")]
    assert '"email"' not in seen[0]["sql"]
    with CaptureQueriesContext(connection) as seen:
        Whole.from_models(Author.objects.all())
    assert '"email"' in seen[0]["sql"], "nobody can tell what a property reads"


def test_a_need_may_be_a_relation() -> None:
    class Shelved(Shape[Author]):
        books_text: str = source(needs=["name", "books"])

    fill(3)
    with override_settings(MIZAN={"STRICT_SHAPES": True}):
        assert queries_of(lambda: Shelved.from_models(Author.objects.all())) == 2


def test_a_query_that_hides_in_a_property_is_refused_where_shapes_are_strict() -> None:
    class Hiding(Shape[Author]):
        books_text: str

    fill(1)
    with (
        override_settings(MIZAN={"STRICT_SHAPES": True}),
        pytest.raises(ShapeError, match=r"ran a query.*needs="),
    ):
        Hiding.from_models(Author.objects.all())
    with override_settings(DEBUG=True), pytest.raises(ShapeError):
        Hiding.from_models(Author.objects.all())
    with override_settings(DEBUG=False):
        assert Hiding.from_models(Author.objects.order_by("id"))[0].books_text == "Book 0"


def test_annotations_below_a_relation_and_of_the_moment() -> None:
    names = iter(["first", "second"])

    class Loud(Shape[Author]):
        upper: str = annotate(Upper(F("name")))
        asked: str = annotate(lambda: Value(next(names)))

    class LoudBook(Shape[Book]):
        author: Loud

    fill(2)
    for asked in ("first", "second"):
        with CaptureQueriesContext(connection) as seen:
            books = LoudBook.from_models(Book.objects.all())
        assert [(book.author.upper, book.author.asked) for book in books] == [
            ("ADA 0", asked),
            ("ADA 1", asked),
        ]
        assert len(seen) == 2


def test_a_relation_may_be_narrowed_and_stays_whole_for_others() -> None:
    def good() -> QuerySet[Review, Review]:
        return Review.objects.filter(stars__gt=4)

    class Praised(Shape[Book]):
        praise: list[ReviewShape] = source("review_set", queryset=good)
        reviews: list[ReviewShape] = source("review_set")

    fill(2)
    rows = list(Praised.queryset(Book.objects.all()))
    books = Praised.from_models(rows)
    assert [(len(book.praise), len(book.reviews)) for book in books] == [(1, 2), (1, 2)]
    assert Review.objects.filter(book=rows[0]).count() == 2


def test_a_shape_within_itself_ends_where_it_says() -> None:
    above = None
    for name in "abcdef":
        above = Shelf.objects.create(name=name, within=above)
    roots = Shelf.objects.filter(within=None)
    with CaptureQueriesContext(connection) as seen:
        (root,) = ShelfShape.from_models(roots)
    assert root.shelves[0].shelves[0].name == "c"
    assert root.shelves[0].shelves[0].shelves == []
    assert len(seen) == 3


def test_two_fields_share_a_relation() -> None:
    class Both(Shape[Book]):
        author: AuthorShape
        writer: str = source("author.name")
        mail: str = source("author.email")

    fill(2)
    with CaptureQueriesContext(connection) as seen:
        books = Both.from_models(Book.objects.all())
    assert (books[1].writer, books[1].mail, books[1].author.name) == (
        "Ada 1",
        "ada1@example.org",
        "Ada 1",
    )
    assert len(seen) == 1


def _mistakes(make: Any) -> list[tuple[str, str]]:
    with pytest.raises(ShapeError) as caught:
        make()
    return [(mistake.id, str(mistake)) for mistake in caught.value.mistakes]


def test_every_mistake_is_told_when_the_class_is_made() -> None:
    def make() -> None:
        class Wrong(Shape[Book]):
            titel: str
            editor: AuthorShape
            tags: list[int]
            author: BookShape
            review_set: ReviewShape
            title: AuthorShape

    found = _mistakes(make)
    assert [id_ for id_, _ in found] == ["E060", "E061", "E062", "E063", "E063", "E062"]
    assert "titel: bookshop.Book has no titel. Did you mean title?" in found[0][1]
    assert "editor of bookshop.Book may be missing. Add `| None`" in found[1][1]
    assert 'or say source("tags.…")' in found[2][1]
    assert "BookShape is a shape of bookshop.Book. Name a shape of bookshop.Author." in found[3][1]


def test_more_mistakes_are_told() -> None:
    def born() -> None:
        class Born(Shape[Author]):
            born: datetime.date

    def deep() -> None:
        class Rival(Shape[Author]):
            rivals: list[Rival]

        assert Rival.shape_plan()

    def untyped() -> None:
        class Untyped(Shape[Book]):
            author: auto
            nothing: auto

    def taken() -> None:
        class Taken(Shape[Book]):
            title: int = annotate(Count("review"))

    assert [id_ for id_, _ in _mistakes(born)] == ["E061"]
    assert [id_ for id_, _ in _mistakes(untyped)] == ["E065", "E065"]
    assert [id_ for id_, _ in _mistakes(taken)] == ["E060"]
    with pytest.raises(ValueError, match="at least 1"):
        source(depth=0)
    assert [id_ for id_, _ in _mistakes(deep)] == ["E064"]


class Early(Shape[Author]):
    """Names a shape that is not there yet, which keeps it from being checked at once."""

    rivals: list[Late]


class Late(Shape[Book]):
    """A shape of another model."""

    title: str


# Wrong as it is, it is for one test alone: other tests check the whole project.
shapes.remove(Early)


def test_the_system_check_finds_what_could_not_be_checked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(check, "shapes", [Early, Late])
    found = [(error.id, error.msg) for error in check_shapes() if error.obj is Early]
    assert found == [("mizan.E063", "Early.rivals: Late is a shape of bookshop.Book")]


def test_a_value_of_another_type_is_an_error() -> None:
    class Typed(Shape[Book]):
        title: int

    fill(1)
    with pytest.raises(ValidationError):
        Typed.from_models(Book.objects.all())


class PlainAuthor(BaseModel):
    """Knows nothing of Django."""

    model_config = ConfigDict(from_attributes=True)

    name: str
    nickname: str = "none"


class PlainBook(BaseModel):
    """Nor does this."""

    model_config = ConfigDict(from_attributes=True)

    title: str
    author: PlainAuthor


class Page(BaseModel):
    """A plain model with shapes in it."""

    books: list[BookShape]
    total: int


@pytest.mark.parametrize("count", [1, 100])
def test_results_are_prepared_by_what_the_function_returns(count: int) -> None:
    fill(count)
    rows = Book.objects.all()
    cases: list[tuple[Any, Any, int]] = [
        (list[BookShape], rows, 3),
        (list[BookShape] | None, rows, 3),
        (BookShape, Book.objects.get(title="Book 0"), 4),
        (BookShape | None, None, 0),
        (dict[str, list[BookShape]], {"all": rows}, 3),
        (Page, {"books": rows, "total": count}, 3),
        (list[PlainBook], rows, 1),
        (PlainBook | None, Book.objects.get(title="Book 0"), 1),
    ]
    for annotation, value, queries in cases:
        prepare = preparer(annotation)
        assert prepare is not None
        fresh = value.all() if isinstance(value, QuerySet) else value
        fresh = (
            {key: one.all() if isinstance(one, QuerySet) else one for key, one in fresh.items()}
            if isinstance(fresh, dict)
            else fresh
        )
        with CaptureQueriesContext(connection) as seen:
            made = prepare(fresh)
        assert len(seen) == queries, annotation
        assert "Book 0" in str(made) or value is None


def test_what_is_no_model_is_left_as_it_is() -> None:
    for annotation in (int, str | None, list[int], dict[str, int], Any, PlainBook.__base__):
        assert preparer(annotation) is None
    prepare = preparer(list[PlainAuthor])
    assert prepare is not None
    ready = PlainAuthor(name="Ada")
    ada = Author.objects.create(name="Bob", email="b@example.org")
    assert [one.name for one in prepare([ready, ada])] == ["Ada", "Bob"]
    assert prepare([{"name": "dict"}]) == [{"name": "dict"}]


def test_a_shape_within_a_plain_model_reads_an_instance() -> None:
    fill(1)
    page = Page(books=[Book.objects.get()], total=1)  # type: ignore[list-item]
    assert page.books[0].author.name == "Ada 0"
