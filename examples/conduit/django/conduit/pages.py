"""The pages with a form, as a browser gets them: before JavaScript has loaded, and without it.

| path | what stands in `#root` |
|---|---|
| `/login`, `/register` | the form |
| `/settings`, `/editor`, `/editor/SLUG` | the form, filled; signed out: leads to `/login` |
| `/article/SLUG` | the article and its comments, and the form for whoever is signed in |

The front end takes their place once it has what it shows. A form that is posted and refused is the
template `mizan/form.html`.
"""

from __future__ import annotations

from typing import Any

from config import site
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from .mizan_clients.text import segment
from .models import Article


@require_safe
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Show the form of signing in."""
    return shown(request, "sign_in")


@require_safe
def sign_up(request: HttpRequest) -> HttpResponseBase:
    """Show the form of signing up."""
    return shown(request, "sign_up")


@require_safe
def settings(request: HttpRequest) -> HttpResponseBase:
    """Show what one may change of one's own account."""
    return shown(request, "settings") if request.user.is_authenticated else leading_to("/login")


@require_safe
def editor(request: HttpRequest, slug: str | None = None) -> HttpResponseBase:
    """Show the form of a new article, or of one of one's own; another's is for reading."""
    if not request.user.is_authenticated:
        return leading_to("/login")
    if slug is None:
        return shown(request, "editor")
    found = article_of(slug)
    if found is None:
        return site.page(site.index(), status=404)
    if found.author_id != request.user.pk:
        return leading_to(f"/article/{segment(slug)}")
    return shown(request, "editor", article=found, tags=found.tag_names())


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Show an article and what was said of it."""
    found = article_of(slug)
    if found is None:
        return site.page(site.index(), status=404)
    return shown(
        request,
        "article",
        article=found,
        html=mark_safe(found.html),  # noqa: S308 - `markdown.render` has sanitised it
        tags=found.tag_names(),
        comments=found.comments.select_related("author"),
    )


def article_of(slug: str) -> Article | None:
    """Return the article of a slug with its author."""
    return Article.objects.filter(slug=slug).select_related("author").first()


def shown(request: HttpRequest, name: str, **context: Any) -> HttpResponseBase:
    """Answer with a template. Somebody's page is nobody else's, and none of yesterday's."""
    if site.index() is None:
        return site.page(None)
    response = render(request, f"conduit/{name}.html", context)
    response["Cache-Control"] = "no-store"
    return response


def leading_to(path: str) -> HttpResponse:
    """Lead to another page, this once."""
    return HttpResponse(status=303, headers={"Location": path, "Cache-Control": "no-store"})
