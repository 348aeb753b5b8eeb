"""What a form's author says of it beside its fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class mizanFormMeta:  # noqa: N801 the name is the documented one
    """How a form is offered. Everything may be left out.

    ::

        class ContactForm(mizanFormMixin, forms.Form):
            mizan = mizanFormMeta(name="contact", title="Contact us", rate_limit="10/min")
    """

    name: str | None = None
    """On the wire, ``[a-z][a-z0-9_]{0,63}``; else the class's in snake_case without a final
    ``Form``.
    """
    title: Any = ""
    """What stands above it and on its button; may be lazily translated. Else made of the name."""
    auth: Any = None
    """As ``client``'s: ``True``, ``"staff"``, ``"superuser"``, or what is asked with the request
    and the form's fields."""
    affects: Any = None
    """As ``client``'s: what its submission invalidates. Its fields are the arguments that narrow
    it.
    """
    rate_limit: str | None = None
    """``"10/min"``; counted for its submission and for its validation each."""
    middleware: Sequence[Any] = ()
    """As ``client``'s."""
    redirect_to: str | Callable[[Any], str] | None = None
    """Where a browser without JavaScript goes after success, a path of this site, or what gives
    one for the form; else back to the page that the form stands on."""
    check: Sequence[str] = ()
    """The fields that the server judges while one types."""
    formsets: Mapping[str, Any] = field(default_factory=dict)
    """Formset classes by the names of the repeated groups that they are within this form."""
    result: Any = None
    """The type of the result, where ``on_submit_success`` has no annotation."""
    errors: Sequence[Any] = ()
    """As ``client``'s: errors of its own."""
    page_size: int = 50
    """So many rows a look-up has on one page."""


WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def name_of(form_class: type, meta: mizanFormMeta) -> str:
    """The form's name: ``OrderLineForm`` → ``order_line``."""
    if meta.name is not None:
        return meta.name
    snake = WORD.sub("_", form_class.__name__).lower()
    for ending in ("_form_set", "_formset", "_form"):
        snake = snake.removesuffix(ending) or snake
    return snake


def title_of(name: str, meta: mizanFormMeta) -> str:
    """What stands above it, in the language that is active."""
    return str(meta.title) or name.replace("_", " ").capitalize()
