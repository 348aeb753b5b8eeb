"""The page that a form stands on, for browsers without JavaScript. ``docs/protocol.md`` §3.5.

The markup is the core's, the same on every backend; the page around it is the template
``mizan/form.html``, which an application may have one of its own in place of.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.serializers.json import DjangoJSONEncoder
from django.forms.formsets import BaseFormSet
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.template import Context, Engine, TemplateDoesNotExist, loader
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from mizan_core import registry

from mizan import _mizan

from .function import Form
from .judge import ROWS
from .kind import Json
from .outline import drawn

TEMPLATE = "mizan/form.html"
FROM_FIELD = "_from"
LOCAL_LIMIT = 2_000

Complaint = tuple[str, str, str]
"""Path, code, message."""


@dataclass(frozen=True)
class FormPage:
    """A form as a browser without JavaScript shows it: for the first time, or with what was entered
    and what is wrong with it.
    """

    form: str
    """The form's name."""
    title: str
    """What stands above it."""
    html: SafeString
    """The form itself, with labels, help, values and errors; everything in it is escaped."""
    shown_on: str
    """The path of the page that it stands on."""
    values: Json
    """What was entered, without passwords and files."""
    errors: Mapping[str, Sequence[Mapping[str, str]]]
    """What is wrong with it, by path."""
    status: int

    @property
    def is_refused(self) -> bool:
        """Whether it was sent and not taken."""
        return self.status >= 400

    @property
    def language(self) -> str:
        """The language of its texts."""
        return get_language() or "en"

    @property
    def data(self) -> SafeString:
        """The element by which the generated client begins where this page ends, for a page that
        also loads JavaScript. Empty for a form that nobody has sent yet.
        """
        if not self.is_refused:
            return SafeString("")
        said = {"form": self.form, "values": self.values, "errors": self.errors}
        text = json.dumps(said)
        for character in "&<>":
            text = text.replace(character, f"\\u{ord(character):04x}")
        element = f'<script type="application/json" id="__MIZAN_FORM__">{text}</script>\n'
        return mark_safe(element)  # noqa: S308 nothing in it ends the element

    def response(self, request: Any) -> HttpResponse:
        """It as an answer that no cache keeps, since the token in it is one session's."""
        response = HttpResponse(self.document(request), status=self.status)
        response["X-Content-Type-Options"] = "nosniff"
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store"
        return response

    def document(self, request: Any) -> str:
        """The whole page."""
        try:
            return str(loader.render_to_string(TEMPLATE, {"page": self}, request))
        except (TemplateDoesNotExist, ImproperlyConfigured):
            # A site may have no templates at all.
            own = Engine(dirs=[str(Path(__file__).parents[1] / "templates")])
            return own.get_template(TEMPLATE).render(Context({"page": self}))


def first_showing(form: Any, request: Any, values: Mapping[str, Any]) -> FormPage:
    """A form that nobody has filled in yet, on the page that `request` asks for. `LookupError` for
    one that is not registered.
    """
    offered = offered_of(form)
    made = form if not isinstance(form, str | type) else None
    shown = {**initial_of(made), **values}
    return page_of(
        offered,
        request,
        drawn(offered.form_class, offered.meta, request, made),
        action=f"{reverse('mizan:endpoint')}form/{offered.name}/",
        shown_on=request.get_full_path(),
        values=json.dumps(shown, cls=DjangoJSONEncoder).encode(),
        is_new=True,
    )


def offered_of(form: Any) -> Form:
    """The form that is meant by a name, a class or a form of it."""
    if isinstance(form, str):
        found = registry.form(form)
    else:
        form_class = form if isinstance(form, type) else type(form)
        found = next((one for one in registry.all_forms() if one.form_class is form_class), None)
    if not isinstance(found, Form):
        msg = f"{form!r} is no form with `mizanFormMixin` that is registered"
        raise LookupError(msg)
    return found


def initial_of(form: Any) -> dict[str, Any]:
    """What a form that was made by hand begins with is among its fields' own already; of a formset
    its rows are not.
    """
    if isinstance(form, BaseFormSet) and form.initial:
        return {ROWS: list(form.initial)}
    return {}


def page_of(
    offered: Form,
    request: Any,
    live: _mizan.Form,
    *,
    action: str,
    shown_on: str,
    values: bytes,
    is_new: bool,
    errors: Sequence[Complaint] = (),
    status: int = 200,
) -> FormPage:
    """A form with these values and errors."""
    html = live.html(
        action=action,
        token=get_token(request),
        shown_on=shown_on,
        values=values,
        is_new=is_new,
        errors=list(errors),
    )
    by_path: dict[str, list[dict[str, str]]] = {}
    for path, code, message in errors:
        by_path.setdefault(path, []).append({"code": code, "message": message})
    return FormPage(
        form=offered.name,
        title=live.title,
        html=mark_safe(html),  # noqa: S308 the core escapes what it is given
        shown_on=shown_on,
        values=json.loads(live.without_secrets(values)),
        errors=by_path,
        status=status,
    )


def local_path(path: Any) -> str | None:
    """A path of this site and of no other: what a browser would read as another's is none."""
    text = str(path) if path else ""
    is_local = text.startswith("/") and text[1:2] not in ("/", "\\")
    is_plain = len(text) <= LOCAL_LIMIT and all("!" <= character <= "~" for character in text)
    return text if is_local and is_plain else None


def page_behind(request: Any, given: Any = None) -> str:
    """The page that a form stands on: as it says itself, else as the browser says it."""
    own = local_path(given)
    if own is not None:
        return own
    _, _, rest = request.META.get("HTTP_REFERER", "").partition("://")
    host = request.get_host()
    return (local_path(rest.removeprefix(host)) if rest.startswith(host) else None) or "/"
