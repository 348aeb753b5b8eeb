"""The functions of the tests' project: those of the axum host's tests, and what is Django's own."""

from __future__ import annotations

import asyncio
import os
import threading
import time
from typing import Annotated, Any

import mizan_core.error as errors
from django.contrib.auth import get_user_model, login, logout
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from mizan_core.client import Context, client
from mizan_core.current import current
from mizan_core.file import File, FileRule
from pydantic import BaseModel, Field

from library.models import Author, Book


class UserContext(Context):
    """One user."""

    user_id: int


class BookContext(Context, watch={Book: "slug", Author: None}):
    """One book."""

    slug: str


class AuthorContext(Context, watch={Author: "pk", Book: "author"}):
    """One author."""

    author_id: int


class PagesContext(Context, public=True, max_age="5m"):
    """What everyone sees."""

    page: int
    tag: str | None = None


class LanguageContext(Context, public=True, vary="locale"):
    """What everyone of one language sees."""


class NotesContext(Context, owner="self"):
    """One's own notes."""


class Output(BaseModel):
    """What is said."""

    message: str


class Profile(BaseModel):
    """Who somebody is."""

    name: str


@client
def echo(request: HttpRequest, text: str) -> Output:
    """Says it again."""
    return Output(message=text)


@client
async def echo_async(request: HttpRequest, text: str) -> Output:
    """Says it again, a little later."""
    await asyncio.sleep(0)
    return Output(message=text)


@client(context="global")
def current_user(request: HttpRequest) -> str | None:
    """Who is signed in."""
    return request.user.get_username() or None


@client(context="local")
async def greet(request: HttpRequest, name: str) -> str:
    """Greets."""
    return f"Hello, {name}"


@client(context=UserContext)
def user_profile(request: HttpRequest, user_id: int) -> Profile:
    """The profile of one user."""
    user = get_user_model().objects.filter(pk=user_id).first()
    if user is None:
        raise errors.NotFound("no such user")
    return Profile(name=user.get_username())


@client(context=UserContext, auth="staff")
def user_notes(request: HttpRequest, user_id: int) -> str:
    """What staff alone sees."""
    return f"{request.user.get_username()} reads the notes of {user_id}"


@client(affects=UserContext, auth=True)
def rename(
    request: HttpRequest, user_id: int, name: Annotated[str, Field(min_length=1, max_length=20)]
) -> None:
    """Renames a user."""
    get_user_model().objects.filter(pk=user_id).update(username=name)


@client(affects=[user_profile, PagesContext])
def touch(request: HttpRequest, user_id: int) -> int:
    """Changes nothing and says so of everything."""
    return user_id


@client(affects=UserContext)
def never_json(request: HttpRequest, user_id: int) -> float:
    """Writes, and then answers what cannot travel."""
    return float("nan")


@client(affects="global")
def sign_in(request: HttpRequest, user_id: int) -> None:
    """Signs somebody in."""
    login(request, get_user_model().objects.get(pk=user_id))


@client(affects="global")
def sign_out(request: HttpRequest) -> None:
    """Signs out."""
    logout(request)


@client(context=NotesContext, auth=True)
def my_notes(request: HttpRequest) -> str:
    """One's own notes."""
    return f"the notes of {request.user.get_username()}"


@client(affects=NotesContext, auth=True)
def add_note(request: HttpRequest, text: str) -> None:
    """Changes one's own notes."""
    current().invalidate(UserContext(user_id=request.user.pk))
    if text == "same":
        current().affects_nothing()


@client(context=BookContext)
def book_title(request: HttpRequest, slug: str) -> str:
    """The title of one book."""
    book = Book.objects.filter(slug=slug).first()
    if book is None:
        raise Http404("no such book")
    return book.title


@client(context=AuthorContext)
def author_books(request: HttpRequest, author_id: int) -> list[str]:
    """What somebody has written."""
    return list(Book.objects.filter(author_id=author_id).values_list("slug", flat=True))


def owns(request: HttpRequest, args: Any) -> bool:
    """Whether somebody is whom the call is about."""
    return bool(request.user.pk == args.user_id)


async def knows(request: HttpRequest) -> bool:
    """A guard that has to be waited for."""
    await asyncio.sleep(0)
    return "x-knows" in request.headers


def careless(request: HttpRequest) -> Any:
    """A guard that answers what Python takes for true."""
    return "yes"


@client(auth=owns)
def own_secret(request: HttpRequest, user_id: int) -> str:
    """For oneself alone."""
    return "secret"


@client(auth=knows)
async def known_secret(request: HttpRequest) -> str:
    """For those who know."""
    return "secret"


@client(auth=careless)
def careless_secret(request: HttpRequest) -> str:
    """For nobody, as it turns out."""
    return "secret"


class TitleTaken(errors.Error, status=409):
    """{title} is taken."""

    title: str


class Odd(errors.Error, nothing_changed=True):
    """That is odd."""


@client(affects=BookContext, errors=[TitleTaken, Odd])
def retitle(request: HttpRequest, slug: str, title: str) -> None:
    """Gives a book another title, or fails as its title says."""
    match title:
        case "taken":
            raise TitleTaken(title="Emma")
        case "odd":
            raise Odd
        case "gone":
            raise Http404("no such book")
        case "denied":
            raise PermissionDenied
        case "invalid":
            raise ValidationError(
                {"title": ValidationError("Too %(how)s.", code="too_long", params={"how": "long"})}
            )
        case "defect":
            raise RuntimeError("SELECT secret FROM /srv/app/library.py")
    Book.objects.filter(slug=slug).update(title=title)


@client(affects=BookContext)
def rolls_back(request: HttpRequest, slug: str, how: str) -> None:
    """Writes, and fails in one way or another."""
    if how == "before":
        Book.objects.filter(slug=slug).update(title="before")
    with transaction.atomic():
        Book.objects.filter(slug=slug).update(title="inside")
        if how == "hook":
            transaction.on_commit(_fail)
        elif how != "fine":
            raise RuntimeError("rolled back")


def _fail() -> None:
    raise RuntimeError("a hook failed")


@client(affects=BookContext)
def saves(request: HttpRequest, slug: str, to: str, fails: bool = False) -> None:
    """Moves a book, of which its context watches the slug."""
    with transaction.atomic():
        book = Book.objects.get(slug=slug)
        book.slug = to
        book.save()
        if fails:
            raise errors.Conflict("not now")


@client(affects=BookContext)
async def saves_async(request: HttpRequest, slug: str, title: str) -> str:
    """The same from a coroutine."""
    book = await Book.objects.aget(slug=slug)
    book.title = title
    await book.asave()
    return book.title


@client
def saves_plainly(request: HttpRequest, author_id: int) -> None:
    """A plain call that changes something all the same."""
    Author.objects.get(pk=author_id).save()


@client
def process(request: HttpRequest) -> tuple[int, int]:
    """The process and the thread that answer."""
    return os.getpid(), threading.get_ident()


@client
async def loop_of(request: HttpRequest) -> int:
    """The event loop that it runs on."""
    await asyncio.sleep(0)
    return id(asyncio.get_running_loop()) % 2**53


@client(affects=BookContext)
def slow(request: HttpRequest, slug: str, seconds: float) -> None:
    """Takes its time, and writes then."""
    time.sleep(seconds)
    Book.objects.filter(slug=slug).update(title="slow")


@client(route="/stream")
def stream(request: HttpRequest) -> StreamingHttpResponse:
    """A stream."""
    return StreamingHttpResponse(f"{number}\n" for number in range(3))


@client(affects=BookContext, auth=True)
def set_cover(
    request: HttpRequest, slug: str, cover: Annotated[File, FileRule("100kB", ["image/*"])]
) -> tuple[str, int]:
    """Gives a book a cover."""
    return cover.name, len(cover.read())


@client(rate_limit="2/h")
def limited(request: HttpRequest) -> int:
    """Twice an hour."""
    return 1


@client(route="/books/export.csv")
def export(request: HttpRequest, year: int, done: bool | None = None) -> HttpResponse:
    """All books of a year."""
    return HttpResponse(f"{year} {done}", content_type="text/csv", headers={"ETag": '"e"'})


@client(route="/books/retitle", affects=BookContext)
def posted(request: HttpRequest, slug: str, title: str) -> HttpResponse:
    """Posted by a page's own form."""
    if not title:
        raise ValidationError({"title": "can't be blank"})
    return HttpResponseRedirect(f"/books/{slug}", status=303)


@client(affects=BookContext)
def viewed(request: HttpRequest, slug: str) -> HttpResponse:
    """A view of calls alone."""
    return HttpResponse(f"<p>{slug}", status=202, headers={"X-Own": "kept"})


def noting(call: Any, proceed: Any) -> Any:
    """A layer."""
    if call.arguments.get("text") == "stop":
        raise errors.Conflict(f"{call.name} is stopped")
    result = proceed()
    return result.upper() if isinstance(result, str) else result


async def waiting(call: Any, proceed: Any) -> Any:
    """A layer that has to be waited for."""
    await asyncio.sleep(0)
    return await proceed()


@client(middleware=[waiting, noting])
def layered(request: HttpRequest, text: str) -> str:
    """Inside of two layers."""
    return text


@client(context=PagesContext)
def identity_of_page(request: HttpRequest, page: int) -> str:
    """Asks what a public query does not see, by the page's number."""
    match page:
        case 1:
            return str(request.user)
        case 2:
            return str(request.session)
        case 3:
            return str(request.COOKIES)
        case 4:
            return str(request.META["HTTP_COOKIE"])
        case 5:
            return str(request.headers["user-agent"])
        case 6:
            return str(current().user.pk)
        case 7:
            return str(request.tenant)
    return f"{request.get_host()} {request.method} {request.GET['page']}"


@client(context=PagesContext)
def page_list(request: HttpRequest, page: int, tag: str | None = None) -> list[str]:
    """A page of names."""
    return [f"{tag}-{page}"]


@client(context=LanguageContext)
def spoken(request: HttpRequest) -> str:
    """The language of whoever asks."""
    from django.utils.translation import get_language

    return get_language() or ""
