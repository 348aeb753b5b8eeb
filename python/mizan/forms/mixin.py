"""What makes a form of Django's one of Mizan's."""

from __future__ import annotations

import sys
from typing import Any, ClassVar

from django.forms.formsets import BaseFormSet
from django.forms.models import BaseModelForm
from mizan_core import registry
from mizan_core.place import Place

from .function import Form, default_success
from .meta import mizanFormMeta


class mizanFormMixin:  # noqa: N801 the name is the documented one
    """Stands before ``forms.Form``, ``forms.ModelForm`` or a formset's base; whoever has ``mizan``
    is registered.

    ::

        class ContactForm(mizanFormMixin, forms.Form):
            mizan = mizanFormMeta(name="contact", title="Contact us")
            email = forms.EmailField()

            def on_submit_success(self, request) -> dict[str, bool]:
                return {"sent": True}

    A class without ``mizan`` is a base for others, and so is a model's form without a model. A
    subclass of a form that is registered is another form only if it has a ``mizan`` of its own.
    """

    mizan: ClassVar[mizanFormMeta]
    request: Any = None
    """The request that the form was made for."""
    redirect_to: str | None = None
    """Where a browser without JavaScript goes after success; ``on_submit_success`` may set it."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Registers the form."""
        super().__init_subclass__(**kwargs)
        meta = getattr(cls, "mizan", None)
        if isinstance(meta, mizanFormMeta) and is_whole(cls) and not is_registered_above(cls, meta):
            cls._mizan_registered = meta  # type: ignore[attr-defined]
            registry.add_form(Form(cls, meta, place_of_class()))

    @classmethod
    def mizan_kwargs(cls, request: Any) -> dict[str, Any]:  # noqa: ARG003
        """What the form is made with for a request, as in ``{"instance": …}`` or ``{"user":
        request.user}``.
        """
        return {}

    def formset_kwargs(self, name: str, request: Any) -> dict[str, Any]:  # noqa: ARG002
        """What a formset within the form is made with."""
        return {}

    def on_submit_success(self, request: Any) -> Any:
        """Does what the form is for, once it is right; what it returns is the form's result.
        Unless it is overridden, a model's form is saved.
        """
        return default_success(self, request)

    def on_submit_invalid(self, request: Any) -> None:
        """Hears that the form was sent and is wrong; ``self.errors`` says how."""


def place_of_class() -> Place:
    """Where the class is written that is being made: past Django's metaclasses."""
    frame = sys._getframe(1)
    while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith(
        ("django.", "mizan.")
    ):
        frame = frame.f_back
    return Place(frame.f_code.co_filename, frame.f_lineno)


def is_whole(cls: Any) -> bool:
    """Whether there is enough of the class for a form."""
    if issubclass(cls, BaseFormSet):
        return "form" in cls.__dict__ or hasattr(cls, "form")
    if issubclass(cls, BaseModelForm):
        return getattr(getattr(cls, "Meta", None), "model", None) is not None
    return hasattr(cls, "full_clean")


def is_registered_above(cls: type, meta: mizanFormMeta) -> bool:
    """Whether the form of that meta is a class that this one extends."""
    return any(base.__dict__.get("_mizan_registered") is meta for base in cls.__mro__[1:])
