"""Django's forms over HTTP: described, judged, submitted, looked up, posted without JavaScript."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from browser import ORIGIN, Answer, Browser, make_user
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.template import Context, Engine
from django.test import RequestFactory
from django.utils.translation import gettext_lazy
from library.models import Author, Book, Tag
from mizan.client import Context as MizanContext
from mizan.client import client
from mizan.forms import create_form_functions, mizanFormMeta, mizanFormMixin
from mizan.forms.function import Form
from mizan_core import registry
from mizan_core.place import DeclarationError

told: list[str] = []

with registry.isolated():

    class ShelfContext(MizanContext):
        """The books of somebody."""

        author: int

    @client(context=ShelfContext)
    def shelf_count(request: HttpRequest, author: int) -> int:
        return Book.objects.filter(author=author).count()

    class ContactForm(mizanFormMixin, forms.Form):
        """A message to us."""

        mizan = mizanFormMeta(name="contact", title="Contact Us", check=["email"])
        name = forms.CharField(max_length=5, label=gettext_lazy("first name"))
        email = forms.EmailField(help_text=gettext_lazy("Email address"), required=False)
        when = forms.DateField(required=False, localize=True)
        secret = forms.CharField(required=False, widget=forms.PasswordInput)

        def clean_name(self) -> str:
            if self.cleaned_data["name"] == "eve":
                raise ValidationError("not you", code="blocked")
            return str(self.cleaned_data["name"])

        def clean(self) -> None:
            if self.cleaned_data.get("email") == "a@b.example":
                raise ValidationError("nobody is there")

        def on_submit_success(self, request: HttpRequest) -> dict[str, Any]:
            if self.cleaned_data["name"] == "late":
                raise ValidationError({"name": ValidationError("too late", code="late")})
            self.redirect_to = "/thanks/" if self.cleaned_data["name"] == "ada" else None
            return {"sent": True, "to": self.cleaned_data["email"]}

        def on_submit_invalid(self, request: HttpRequest) -> None:
            told.append(request.path)

    class BookForm(mizanFormMixin, forms.ModelForm):  # type: ignore[type-arg]
        mizan = mizanFormMeta(auth=True, affects=ShelfContext)

        class Meta:
            model = Book
            fields = ("slug", "title", "author", "tags")

        def on_submit_success(self, request: HttpRequest) -> int:
            return int(self.save().pk)

    class Special(BookForm):
        """No form of its own: it has no `mizan` of its own."""

    class AuthorForm(mizanFormMixin, forms.ModelForm):  # type: ignore[type-arg]
        mizan = mizanFormMeta(
            formsets={
                "books": forms.inlineformset_factory(
                    Author, Book, fields=["slug", "title"], extra=0, max_num=3, validate_max=True
                )
            }
        )

        class Meta:
            model = Author
            fields = ("name",)

        @classmethod
        def mizan_kwargs(cls, request: HttpRequest) -> dict[str, Any]:
            return {"instance": Author.objects.filter(name="Ada").first()}

    class BaseLines(mizanFormMixin, forms.BaseFormSet):  # type: ignore[type-arg]
        mizan = mizanFormMeta(name="lines")

        def clean(self) -> None:
            if sum(form.cleaned_data.get("count", 0) for form in self.forms) > 9:
                raise ValidationError("too many")

        def on_submit_success(self, request: HttpRequest) -> int:
            return len(self.forms)

    class LineForm(forms.Form):
        product = forms.CharField()
        count = forms.IntegerField(min_value=1)

    LineFormSet = forms.formset_factory(LineForm, formset=BaseLines, min_num=1, validate_min=True)

    class PictureForm(mizanFormMixin, forms.Form):
        mizan = mizanFormMeta()
        title = forms.CharField()
        picture = forms.FileField(required=False)

        def on_submit_success(self, request: HttpRequest) -> str:
            picture = self.cleaned_data["picture"]
            return f"{picture.name}: {picture.read().decode()}" if picture else "none"

    class GuardedForm(mizanFormMixin, forms.Form):
        mizan = mizanFormMeta(name="guarded", auth=lambda request, args: args.word == "friend")
        word = forms.CharField()

    class SlowForm(mizanFormMixin, forms.Form):
        mizan = mizanFormMeta(name="slow")
        word = forms.CharField()

        async def on_submit_success(self, request: HttpRequest) -> str:
            return str(self.cleaned_data["word"])

    FORMS = registry.all_forms()
    QUERIES = registry.functions()


@pytest.fixture(autouse=True)
def offered() -> Iterator[None]:
    """An application with these forms alone."""
    with registry.isolated():
        for form in FORMS:
            registry.add_form(form)
        registry.register(shelf_count)
        told.clear()
        yield


def fields(answer: Answer) -> dict[str, list[str]]:
    """The codes of what is wrong, by path, in their order."""
    found = answer.json["error"]["fields"]
    return {path: [one["code"] for one in complaints] for path, complaints in found.items()}


def described(browser: Browser, form: str, **headers: str) -> Any:
    """What a form says of itself."""
    answer = browser.post(json.dumps({"fn": f"{form}.schema"}), **headers)
    assert answer.status == 200, answer.text
    return answer.json["result"]


def test_registered_are_those_that_are_whole() -> None:
    names = [form.name for form in FORMS]
    assert names == ["author", "book", "contact", "guarded", "lines", "picture", "slow"]
    assert {function.name for function in QUERIES if function.name.startswith("book.")} == {
        "book.schema",
        "book.validate",
        "book.submit",
        "book.lookup",
    }


def test_two_forms_of_one_name_are_refused() -> None:
    with pytest.raises(DeclarationError, match="there are two forms `contact`"):
        type("Other", (mizanFormMixin, forms.Form), {"mizan": mizanFormMeta(name="contact")})


def test_functions_of_a_form_without_the_mixin() -> None:
    functions = create_form_functions(LineForm, mizanFormMeta(name="line"))
    assert [function.name for function in functions] == [
        "line.schema",
        "line.validate",
        "line.submit",
    ]


def test_a_form_describes_itself_in_the_language_of_who_asks(browser: Browser) -> None:
    said = described(browser, "contact")
    assert (said["name"], said["title"]) == ("contact", "Contact Us")
    name, email, when, secret = said["fields"]
    assert name["label"] == "first name"
    assert name["required"] is True
    assert (email["help"], email["check"], email["widget"]) == ("Email address", True, "email")
    assert (when["type"], secret["widget"]) == ("date", "password")
    sent = said["schema"]["$defs"]["ContactForm"]["properties"]
    assert sent["name"] == {"type": "string", "maxLength": 5}
    translated = described(browser, "contact", accept_language="de")
    assert translated["fields"][0]["label"] == "Vorname"
    assert translated["fields"][1]["help"] == "E-Mail-Adresse"


def test_what_is_right_is_submitted(browser: Browser) -> None:
    answer = browser.call("contact.submit", data={"name": " bob ", "email": "bob@b.example"})
    assert (answer.status, answer.json) == (200, {"result": {"sent": True, "to": "bob@b.example"}})
    assert told == []


def test_what_is_wrong_is_told_at_once_in_the_order_of_the_form(browser: Browser) -> None:
    answer = browser.call("contact.submit", data={"when": "x", "name": "abcdef", "email": "a"})
    assert answer.told == (422, "validation_failed")
    assert list(fields(answer).items()) == [
        ("name", ["max_length"]),
        ("email", ["invalid_email"]),
        ("when", ["invalid"]),
    ]
    assert told == ["/api/mizan/call/"]


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        ({}, {"name": ["required"]}),
        ({"name": "   "}, {"name": ["required"]}),
        ({"name": 5}, {"name": ["invalid"]}),
        ({"name": "eve"}, {"name": ["blocked"]}),
        ({"name": "late"}, {"name": ["late"]}),
        ({"email": "a@b.example"}, {"__all__": ["invalid"], "name": ["required"]}),
    ],
)
def test_django_judges(browser: Browser, data: Any, wrong: Any) -> None:
    answer = browser.call("contact.submit", data=data)
    assert answer.status == 422, answer.text
    assert list(fields(answer).items()) == list(wrong.items())


def test_messages_are_djangos_in_the_language_of_who_asks(browser: Browser) -> None:
    body = json.dumps({"fn": "contact.submit", "args": {"data": {}}})
    answer = browser.post(body, accept_language="de")
    assert (
        answer.json["error"]["fields"]["name"][0]["message"]
        == "Dieses Feld ist zwingend erforderlich."
    )


def test_validation_answers_what_was_asked(browser: Browser) -> None:
    data = {"name": "abcdef", "email": "a"}
    whole = browser.call("contact.validate", data=data).json["result"]
    assert (whole["valid"], list(whole["errors"])) == (False, ["name", "email"])
    some = browser.call("contact.validate", data=data, only=["email"]).json["result"]
    assert list(some["errors"]) == ["email"]
    none = browser.call("contact.validate", data=data, only=["when"]).json["result"]
    assert none == {"valid": True, "errors": {}}
    assert browser.call("contact.validate", data=data, only=["other"]).told == (422, "invalid_args")
    assert told == []


def test_what_is_no_object_is_no_form(browser: Browser) -> None:
    assert browser.call("contact.submit").told == (422, "invalid_args")
    assert browser.call("contact.submit", data=5).told == (422, "invalid_args")
    assert browser.call("contact.submit", data={}, other=1).told == (422, "invalid_args")


def test_a_form_of_a_model_is_guarded_saved_and_invalidates(browser: Browser) -> None:
    author = Author.objects.create(name="Ada")
    tags = [Tag.objects.create(word=word).pk for word in ("a", "b")]
    data = {"slug": "notes", "title": "Notes", "author": author.pk, "tags": tags}
    assert browser.call("book.submit", data=data).told == (401, "unauthenticated")
    assert browser.call("book.validate", data=data).told == (401, "unauthenticated")
    assert browser.call("book.lookup", field="author").told == (401, "unauthenticated")
    assert browser.call("book.schema").told == (401, "unauthenticated")
    browser.client.force_login(make_user())
    browser.token = None
    answer = browser.call("book.submit", data=data)
    assert answer.status == 200, answer.text
    book = Book.objects.get(pk=answer.json["result"])
    assert sorted(book.tags.values_list("pk", flat=True)) == tags
    assert answer.json["invalidate"] == [{"context": "shelf", "params": {"author": author.pk}}]
    again = browser.call("book.submit", data=data)
    assert fields(again) == {"slug": ["unique"]}
    assert "invalidate" not in again.json
    unknown = browser.call("book.submit", data={**data, "slug": "x", "author": 999, "tags": [999]})
    assert fields(unknown) == {"author": ["invalid_choice"], "tags": ["invalid_choice"]}


def test_rows_are_looked_up_in_pages(browser: Browser) -> None:
    browser.client.force_login(make_user())
    browser.token = None
    authors = Author.objects.bulk_create([Author(name=f"Author {n:03}") for n in range(120)])
    said = described(browser, "book")
    author = said["fields"][2]
    assert (author["name"], author["lookup"]) == ("author", True)
    first = browser.call("book.lookup", field="author").json["result"]
    assert (len(first["items"]), first["more"]) == (50, True)
    last = browser.call("book.lookup", field="author", page=3).json["result"]
    assert (len(last["items"]), last["more"]) == (20, False)
    found = browser.call("book.lookup", field="author", search="author 11").json["result"]
    named = [authors[11], *authors[110:120]]
    assert [item["value"] for item in found["items"]] == [one.pk for one in named]
    named = browser.call("book.lookup", field="author", values=[authors[7].pk, 9999]).json["result"]
    assert [item["value"] for item in named["items"]] == [authors[7].pk]
    assert browser.call("book.lookup", field="title").told == (404, "not_found")
    assert browser.call("book.lookup", field="other").told == (404, "not_found")


def test_rows_of_a_formset_are_judged_each(browser: Browser) -> None:
    right = {"product": "a", "count": 1}
    assert browser.call("lines.submit", data={"forms": [right, right]}).json["result"] == 2
    wrong = browser.call("lines.submit", data={"forms": [right, {"product": "", "count": 0}, 5]})
    assert fields(wrong) == {
        "forms[1].product": ["required"],
        "forms[1].count": ["min"],
        "forms[2]": ["invalid"],
    }
    assert fields(browser.call("lines.submit", data={"forms": []})) == {"forms": ["min_items"]}
    assert fields(browser.call("lines.submit", data={"forms": {}})) == {"forms": ["invalid"]}
    many = browser.call("lines.submit", data={"forms": [{"product": "a", "count": 10}]})
    assert fields(many) == {"__all__": ["invalid"]}


def test_formsets_within_a_form_are_saved_with_it(browser: Browser) -> None:
    ada = Author.objects.create(name="Ada")
    other = Book.objects.create(slug="z", title="Z", author=Author.objects.create(name="Eve"))
    kept = Book.objects.create(slug="a", title="A", author=ada)
    gone = Book.objects.create(slug="b", title="B", author=ada)
    rows = [
        {"slug": "new", "title": "New"},
        {"id": kept.pk, "slug": "a", "title": "Changed"},
        {"id": gone.pk, "slug": "b", "title": "B", "delete": True},
    ]
    answer = browser.call("author.submit", data={"name": "Ada L.", "books": rows})
    assert answer.status == 200, answer.text
    ada.refresh_from_db()
    assert ada.name == "Ada L."
    titles = list(Book.objects.filter(author=ada).values_list("slug", "title"))
    assert titles == [("a", "Changed"), ("new", "New")]
    Author.objects.filter(pk=ada.pk).update(name="Ada")
    foreign = [{"id": other.pk, "slug": "z", "title": "Mine"}]
    refused = browser.call("author.submit", data={"name": "Ada", "books": foreign})
    assert refused.told == (422, "validation_failed")
    wrong = [{"slug": "c d", "title": "C"}, {"id": kept.pk, "slug": "", "title": "A"}]
    refused = browser.call("author.submit", data={"name": "Ada", "books": wrong})
    assert fields(refused) == {"books[1].slug": ["required"], "books[0].slug": ["pattern"]}
    other.refresh_from_db()
    assert other.title == "Z"


def test_a_guard_sees_the_fields(browser: Browser) -> None:
    assert browser.call("guarded.submit", data={"word": "foe"}).told == (401, "unauthenticated")
    assert browser.call("guarded.submit", data={"word": "friend"}).status == 200
    assert browser.call("guarded.validate", data={"word": "foe"}).told == (401, "unauthenticated")
    assert browser.call("guarded.schema").status == 200


def test_success_may_be_a_coroutine(browser: Browser) -> None:
    assert browser.call("slow.submit", data={"word": "a"}).json["result"] == "a"
    assert fields(browser.call("slow.submit", data={})) == {"word": ["required"]}


def upload(browser: Browser, data: Any, **files: tuple[str, bytes]) -> Answer:
    """A call with files, as the generated client sends it."""
    boundary = "a-boundary"
    call = json.dumps({"fn": "picture.submit", "args": {"data": data}})
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="call"\r\n\r\n{call}\r\n'.encode()
    ]
    for part, (name, content) in files.items():
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"'
        parts.append(f"{head}\r\nContent-Type: text/plain\r\n\r\n".encode() + content + b"\r\n")
    body = b"".join(parts) + f"--{boundary}--\r\n".encode()
    return browser.post(body, content_type=f"multipart/form-data; boundary={boundary}")


def test_files_arrive(browser: Browser) -> None:
    answer = upload(
        browser, {"title": "a", "picture": {"$file": "0"}}, **{"0": ("p.txt", b"hello")}
    )
    assert answer.json == {"result": "p.txt: hello"}
    assert browser.call("picture.submit", data={"title": "a"}).json == {"result": "none"}
    empty = upload(browser, {"title": "a", "picture": {"$file": "0"}}, **{"0": ("p.txt", b"")})
    assert fields(empty) == {"picture": ["empty"]}
    none = browser.call("picture.submit", data={"title": "a", "picture": "text"})
    assert fields(none) == {"picture": ["invalid"]}


# Without JavaScript


def send(browser: Browser, form: str, entries: dict[str, Any], **headers: str) -> Answer:
    """A post of the browser's own."""
    token = browser.token or browser.session()
    body = urlencode({"csrfmiddlewaretoken": token, "_from": "/contact?a=b", **entries}, doseq=True)
    told = {"origin": ORIGIN, "content_type": "application/x-www-form-urlencoded"} | headers
    return browser.send("POST", f"form/{form}/", body, **told)


def test_a_post_that_is_right_leads_on(browser: Browser) -> None:
    answer = send(browser, "contact", {"name": "bob"})
    assert (answer.status, answer.header("Location")) == (303, "/contact?a=b")
    assert answer.header("Cache-Control") == "no-store"
    assert send(browser, "contact", {"name": "ada"}).header("Location") == "/thanks/"
    elsewhere = send(browser, "contact", {"name": "bob", "_from": "//evil.example"})
    assert elsewhere.header("Location") == "/"


def test_a_post_that_is_wrong_is_the_form_again(browser: Browser) -> None:
    entries = {"name": "<abcdef>", "email": "c@b.example", "secret": "hunter2"}
    answer = send(browser, "contact", entries)
    assert answer.status == 422
    assert (answer.header("Content-Type") or "").startswith("text/html")
    assert 'value="&lt;abcdef&gt;"' in answer.text
    assert 'value="c@b.example"' in answer.text
    assert 'aria-describedby="contact-name-error"' in answer.text
    assert "Ensure this value has at most 5 characters (it has 8)." in answer.text
    assert "hunter2" not in answer.text
    assert '<input type="hidden" name="_from" value="/contact?a=b">' in answer.text
    assert '"form": "contact"' in answer.text
    german = send(browser, "contact", {"name": ""}, accept_language="de")
    assert "Dieses Feld ist zwingend erforderlich." in german.text
    assert '<html lang="de">' in german.text
    assert "Vorname" in german.text


def test_a_post_needs_its_token(browser: Browser) -> None:
    answer = send(browser, "contact", {"name": "bob", "csrfmiddlewaretoken": "x" * 64})
    assert answer.status == 403
    assert 'value="bob"' in answer.text
    assert "This page was open for too long." in answer.text
    foreign = send(browser, "contact", {"name": "bob"}, origin="https://evil.example")
    assert foreign.status == 403


def test_texts_are_read_in_the_formats_of_the_place(browser: Browser) -> None:
    assert send(browser, "contact", {"name": "bob", "when": "2026-11-21"}).status == 303
    german = send(browser, "contact", {"name": "bob", "when": "21.11.2026"}, accept_language="de")
    assert german.status == 303
    assert send(browser, "contact", {"name": "bob", "when": "soon"}).status == 422


def test_rows_are_posted_with_their_index(browser: Browser) -> None:
    rows = {
        "forms.0.product": "a",
        "forms.0.count": "1",
        "forms.1.product": "",
        "forms.1.count": "",
    }
    assert send(browser, "lines", rows).status == 303
    wrong = send(browser, "lines", {"forms.0.product": "a", "forms.0.count": "0"})
    assert wrong.status == 422
    assert 'id="lines-forms-0-count-error"' in wrong.text


def test_files_are_posted(browser: Browser) -> None:
    token = browser.session()
    boundary = "b"
    text = "".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in (("csrfmiddlewaretoken", token), ("title", "t"))
    )
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="picture"; filename="p.txt"'
    body = f"{text}{head}\r\nContent-Type: text/plain\r\n\r\nhello\r\n--{boundary}--\r\n"
    told_type = f"multipart/form-data; boundary={boundary}"
    answer = browser.send("POST", "form/picture/", body, origin=ORIGIN, content_type=told_type)
    assert answer.status == 303, answer.text


def test_other_media_are_no_post(browser: Browser) -> None:
    answer = send(browser, "contact", {"name": "bob"}, content_type="text/plain")
    assert answer.status == 415
    assert send(browser, "nothing", {}).status == 404


def test_a_choice_of_rows_is_shown_without_javascript(browser: Browser) -> None:
    browser.client.force_login(make_user())
    browser.token = None
    author = Author.objects.create(name="Ada")
    tag = str(Tag.objects.create(word="a").pk)
    answer = send(browser, "book", {"slug": "a b", "title": "T", "author": str(author.pk)})
    assert answer.status == 422
    assert f'<option value="{author.pk}" selected>' in answer.text
    right = send(
        browser, "book", {"slug": "ab", "title": "T", "author": str(author.pk), "tags": [tag]}
    )
    assert right.status == 303, right.text


def test_a_template_shows_the_form_for_the_first_time() -> None:
    request = RequestFactory().get("/contact?x=1")
    engine = Engine(libraries={"mizan": "mizan.templatetags.mizan"})
    template = engine.from_string("{% load mizan %}{% mizan_form form name='A<' %}")
    for form in ("contact", ContactForm, ContactForm()):
        shown = template.render(Context({"request": request, "form": form}))
        assert 'action="/api/mizan/form/contact/"' in shown
        assert 'value="A&lt;"' in shown
        assert '<input type="hidden" name="_from" value="/contact?x=1">' in shown
        assert request.META["CSRF_COOKIE"]
    with pytest.raises(LookupError, match="no form"):
        template.render(Context({"request": request, "form": "other"}))


def test_a_form_says_how_it_is_called() -> None:
    class SignUpForm(forms.Form):
        pass

    assert Form(SignUpForm, mizanFormMeta()).name == "sign_up"
    assert Form(LineFormSet, mizanFormMeta()).name == "line"


def test_two_classes_of_one_name_are_two_types() -> None:
    for name in ("first_note", "second_note"):
        attrs = {"mizan": mizanFormMeta(name=name), "text": forms.CharField()}
        type("NoteForm", (mizanFormMixin, forms.Form), attrs)
    types = [name for form in registry.forms() for name in form.types if "Note" in name]
    assert types == ["FirstNoteForm", "SecondNoteForm"]
