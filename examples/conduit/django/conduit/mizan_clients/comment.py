"""Comments under an article."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from pydantic import ConfigDict, Field

import mizan
from conduit import models
from mizan.client import Context, Shape, client
from mizan.forms import mizanFormMeta
from mizan.shapes import annotate

from . import form
from .article import Author, no_such_article
from .caller import caller_of, is_own
from .problem import check_blank
from .text import Count, Moment


class CommentsContext(Context):
    """The comments under one article."""

    slug: Annotated[str, Field(description="Which article.")]


class Comment(Shape[models.Comment]):
    """A comment, as the caller sees it."""

    model_config = ConfigDict(use_attribute_docstrings=True)

    id: Count
    """Names the comment."""
    body: str
    """Plain text, as written."""
    created: Moment
    """When it was posted (RFC 3339)."""
    author: Author
    """Who wrote it."""
    own: bool = annotate(lambda: is_own("author"))
    """Whether the caller wrote it, and so may delete it."""


@client(context=CommentsContext)
def comment_list(_request: HttpRequest, slug: str) -> list[Comment]:
    """The comments of an article, newest first."""
    return Comment.from_models(commented(slug).comments.all())


class CommentForm(form.ConduitForm):
    """Posts a comment under an article."""

    mizan = mizanFormMeta(title="Post Comment", affects=CommentsContext, auth=True)

    slug = form.hidden()
    body = form.textarea(label="Comment", max_length=10_000)

    def clean(self) -> None:
        """Refuse a comment without words."""
        check_blank(self, "body")

    def on_submit_success(self, request: HttpRequest) -> Comment:
        """Keep it."""
        said = models.Comment.objects.create(
            article=commented(self.cleaned_data["slug"]),
            author=caller_of(request),
            body=self.cleaned_data["body"].strip(),
        )
        return Comment.from_model(said)


@client(affects=CommentsContext, auth=True)
def delete_comment(request: HttpRequest, slug: str, id: Count) -> None:  # noqa: A002
    """Deletes a comment of one's own."""
    said = commented(slug).comments.filter(pk=id).first()
    if said is None:
        raise mizan.NotFound("there is no such comment")
    if said.author_id != caller_of(request).pk:
        raise mizan.Forbidden("this comment is somebody else's")
    said.delete()


def commented(slug: str) -> models.Article:
    """Return the article of a slug. Raises `NotFound`."""
    article = models.Article.objects.filter(slug=slug).only("pk").first()
    if article is None:
        raise no_such_article()
    return article
