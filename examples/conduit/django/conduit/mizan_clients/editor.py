"""Writing articles: publish, edit, delete."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest

import mizan
from conduit import models
from mizan.client import client
from mizan.forms import mizanFormMeta

from . import form
from .article import Article, ArticleContext, ArticlesContext, FeedContext, no_such_article, read
from .caller import caller_of
from .comment import CommentsContext
from .problem import add, check_blank
from .tag import TagsContext
from .text import segment

#: The longest tag, in characters.
MAX_TAG = 40
#: The most tags of one article.
MAX_TAGS = 20


class EditorForm(form.ConduitForm):
    """Publishes an article, or changes one of one's own. Its slug, and so its address, stays."""

    mizan = mizanFormMeta(
        title="Publish Article",
        affects=[ArticleContext.all(), ArticlesContext, FeedContext, TagsContext],
        auth=True,
    )

    # Which article; a new one without it.
    slug = form.hidden(required=False)
    title = form.text(max_length=200)
    description = form.text(max_length=500)
    # Markdown.
    body = form.textarea(label="Text", max_length=100_000)
    tags = form.Texts(required=False, help_text="One on a line.")

    def clean(self) -> None:
        """Let nobody change what is another's, and say all that is wrong."""
        if slug := self.cleaned_data.get("slug"):
            own(slug, caller_of(self.request))
        check_blank(self, "title", "description", "body")
        if problem := tags_problem(tidy(self.cleaned_data.get("tags", []))):
            add(self, "tags", problem)

    def on_submit_success(self, request: HttpRequest) -> Article:
        """Keep it."""
        caller, said = caller_of(request), self.cleaned_data
        current = mizan.current()
        # Of articles it is this one alone, and a new one has been read by nobody.
        current.affects_nothing()
        if said["slug"]:
            article = own(said["slug"], caller)
            current.invalidate(ArticleContext(slug=article.slug))
        else:
            article = models.Article(author=caller)
        article.title, article.body = said["title"].strip(), said["body"]
        article.description = said["description"].strip()
        article.updated = models.now()
        if article.pk is None:
            article.created = article.updated
        article.save()
        article.set_tags(tidy(said["tags"]))
        for context in (ArticlesContext, FeedContext, TagsContext):
            current.invalidate(context)
        self.redirect_to = f"/article/{segment(article.slug)}"
        return read(article.slug)


@client(
    affects=[ArticleContext, CommentsContext, ArticlesContext, FeedContext, TagsContext], auth=True
)
def delete_article(request: HttpRequest, slug: str) -> None:
    """Deletes an article of one's own, with all that was said about it."""
    own(slug, caller_of(request)).delete()


def own(slug: str, caller: models.User) -> models.Article:
    """Return an article, when it is the caller's. Raises `NotFound`, `Forbidden`."""
    article = models.Article.objects.filter(slug=slug).first()
    if article is None:
        raise no_such_article()
    if article.author_id != caller.pk:
        raise mizan.Forbidden("this article is somebody else's")
    return article


def tidy(tags: list[str]) -> list[str]:
    """Return the tags without outer spaces and without empty ones."""
    return [tag.strip() for tag in tags if tag.strip()]


def tags_problem(tags: list[str]) -> ValidationError | None:
    """Tell what is wrong with tags."""
    if len(tags) > MAX_TAGS:
        return _wrong("too_many", f"are too many (maximum is {MAX_TAGS})")
    # A browser resolves these in a path, however they are escaped.
    if any(tag in (".", "..") for tag in tags):
        return _wrong("invalid", "are invalid")
    if any(len(tag) > MAX_TAG for tag in tags):
        return _wrong("too_long", f"are too long (maximum is {MAX_TAG} characters each)")
    return None


def _wrong(code: str, message: str) -> ValidationError:
    return ValidationError(message, code=code)
