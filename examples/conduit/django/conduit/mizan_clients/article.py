"""Articles: the lists, the page of one, favourites."""

from __future__ import annotations

from typing import Annotated

from django.db import models as db
from django.http import HttpRequest
from pydantic import BaseModel, ConfigDict, Field

import mizan
from conduit import models
from mizan.client import Context, Shape, client
from mizan.shapes import annotate, source

from .caller import caller_of, is_followed, is_own, viewer_id
from .text import Count, Moment

#: Articles on a page of a list.
PAGE = 10

# `favorited` is whose favourites these are; that of `favorite_article` is whether it is one, and
# says nothing of a list.


class ArticlesContext(Context, scope=["tag", "author"]):
    """One page of a list of articles; each filter that is given narrows it."""

    tag: Annotated[str | None, Field(description="Only those with this tag.")] = None
    author: Annotated[str | None, Field(description="Only those that this user wrote.")] = None
    favorited: Annotated[
        str | None, Field(description="Only those that this user favourited.")
    ] = None
    page: Annotated[Count, Field(description="From 1.")]


class ArticleContext(Context):
    """One article."""

    slug: Annotated[str, Field(description="What names it in its URL.")]


class FeedContext(Context):
    """One page of what the caller follows."""

    page: Annotated[Count, Field(description="From 1.")]


class Author(Shape[models.User]):
    """Somebody who wrote something, as the caller sees them."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    username: str
    """Names them in URLs."""
    bio: str | None
    """What they say of themselves."""
    image: str | None
    """URL of a picture."""
    following: bool = annotate(is_followed)
    """Whether the caller follows them."""


def favorites() -> db.QuerySet[db.Model, db.Model]:
    """Return who favourited an article."""
    fans = models.Article.fans.through.objects
    return fans.filter(article=db.OuterRef("pk"))


def is_favorited() -> db.Exists:
    """Whether the viewer favourited an article."""
    return db.Exists(favorites().filter(user=viewer_id()))


class ArticlePreview(Shape[models.Article]):
    """An article as a list shows it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    slug: str
    """Names it in its URL."""
    title: str
    """Plain text."""
    description: str
    """What it is about, in a sentence; plain text."""
    tags: list[str] = source("tags.name")
    """In the author's order."""
    created: Moment
    """When it was published (RFC 3339)."""
    author: Author
    """Who wrote it."""
    favorited: bool = annotate(is_favorited)
    """Whether the caller favourited it."""
    favorites: Count = annotate(db.Count("fans"))
    """How many favourited it."""


class Article(Shape[models.Article]):
    """A whole article."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    slug: str
    """Names it in its URL."""
    title: str
    """Plain text."""
    description: str
    """What it is about, in a sentence; plain text."""
    tags: list[str] = source("tags.name")
    """In the author's order."""
    created: Moment
    """When it was published (RFC 3339)."""
    author: Author
    """Who wrote it."""
    favorited: bool = annotate(is_favorited)
    """Whether the caller favourited it."""
    favorites: Count = annotate(db.Count("fans"))
    """How many favourited it."""
    body: str
    """Markdown, as written."""
    html: str = source(needs=["body"])
    """The body rendered: sanitised HTML that may stand in a page."""
    own: bool = annotate(lambda: is_own("author"))
    """Whether the caller wrote it."""


class ArticlePage(BaseModel):
    """One page of a list."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    articles: list[ArticlePreview]
    """At most ten, newest first."""
    total: Count
    """Articles on all pages."""


@client(context=ArticlesContext)
def articles_page(
    _request: HttpRequest,
    tag: str | None = None,
    author: str | None = None,
    favorited: str | None = None,
    *,
    page: Count,
) -> ArticlePage:
    """A page of ten articles, newest first."""
    return listed(models.Article.objects.listed(tag, author, favorited), page)


@client(context=FeedContext, auth=True)
def feed_page(request: HttpRequest, page: Count) -> ArticlePage:
    """A page of ten articles of the people whom the caller follows, newest first."""
    return listed(models.Article.objects.of_followed(caller_of(request)), page)


def listed(articles: models.Articles, page: int) -> ArticlePage:
    """Return one page, in as many queries as any."""
    first = max(page - 1, 0) * PAGE
    rows = articles.newest()[first : first + PAGE]
    return ArticlePage(articles=ArticlePreview.from_models(rows), total=articles.count())


@client(context=ArticleContext)
def article_detail(_request: HttpRequest, slug: str) -> Article:
    """The article with its text, as Markdown and rendered."""
    return read(slug)


def read(slug: str) -> Article:
    """Return an article as the caller sees it. Raises `NotFound`."""
    found = Article.from_models(models.Article.objects.filter(slug=slug))
    if not found:
        raise no_such_article()
    return found[0]


@client(affects=[ArticleContext, ArticlesContext], auth=True)
def favorite_article(request: HttpRequest, slug: str, favorited: bool) -> None:
    """Makes an article a favourite of the caller's, or no longer."""
    article = models.Article.objects.filter(slug=slug).only("pk").first()
    if article is None:
        raise no_such_article()
    if favorited:
        article.fans.add(caller_of(request))
    else:
        article.fans.remove(caller_of(request))


def no_such_article() -> mizan.NotFound:
    """Return the error of a slug that nothing has."""
    return mizan.NotFound("there is no such article")
