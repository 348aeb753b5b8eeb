"""What arrived for a form, as Django's widgets find it: what a browser would have posted, but with
values of Python's own where that spares a text's reading in the formats of the place.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy

from . import kind as kinds
from .field import Named, is_composed, parts
from .kind import Json, UnreadableError

INVALID = gettext_lazy("Enter a valid value.")


@dataclass(slots=True)
class Bound:
    """The data and files of a form, as Django takes them."""

    uploads: Mapping[str, Any]
    """The files that came along, by the names of their parts."""
    data: MultiValueDict[str, Any] = field(default_factory=MultiValueDict)
    files: MultiValueDict[str, Any] = field(default_factory=MultiValueDict)
    unreadable: dict[str, tuple[str, str]] = field(default_factory=dict)
    """What is of another type than its field's, by path: a code, and words for people."""
    lists: set[str] = field(default_factory=set)
    """The paths of lists that came and are empty."""

    def fill(
        self,
        named: Sequence[Named],
        values: Mapping[str, Json],
        at: str,
        html_name: Callable[[str], str],
    ) -> None:
        """Takes the values of a form's fields; other members are nothing."""
        for one in named:
            if not one.field.disabled:
                self.put(one, values.get(one.name), at + one.name, html_name(one.own))

    def put(self, named: Named, value: Json, path: str, html_name: str) -> None:
        """Takes the value of one field; an empty text is nothing, as null is."""
        if value is None or value == "":
            return
        try:
            if is_composed(named.field):
                self.compose(named, value, path, html_name)
            else:
                self.place(named.field, value, path, html_name)
        except UnreadableError as error:
            for index in error.items:
                self.unreadable[f"{path}[{index}]"] = complaint(named.field, value[index])
            if not error.items:
                self.unreadable[path] = complaint(named.field, value)

    def compose(self, named: Named, value: Json, path: str, html_name: str) -> None:
        """Takes the parts of a group."""
        if not isinstance(value, dict):
            raise UnreadableError
        for part, ending in parts(named.field):
            self.put(part, value.get(part.name), f"{path}.{part.name}", html_name + ending)

    def place(self, field: Any, value: Json, path: str, html_name: str) -> None:
        """Takes a value where the field's widget looks for it."""
        kind = kinds.of(field)
        native = kind.read(value)
        if kind.is_list and not native:
            self.lists.add(path)
        if isinstance(field, forms.FileField):
            self.files.setlist(html_name, self.uploaded(native if kind.is_list else [native]))
        else:
            self.enter(field.widget, native, html_name)

    def uploaded(self, parts: Sequence[str]) -> list[Any]:
        """The files of these parts."""
        if any(part not in self.uploads for part in parts):
            raise UnreadableError
        return [self.uploads[part] for part in parts]

    def enter(self, widget: Any, value: Any, html_name: str) -> None:
        """Enters a value into a control, or into each of those that it has."""
        if is_multiple(widget):
            for part, ending, one in zip(
                widget.widgets, widget.widgets_names, widget.decompress(value), strict=False
            ):
                if one is not None:
                    self.enter(part, one, html_name + ending)
        elif isinstance(value, list):
            self.data.setlist(html_name, value)
        else:
            self.data[html_name] = value


def complaint(field: Any, value: Json) -> tuple[str, str]:
    """What is said of a value of another type: of a choice, that it is none of them."""
    is_choice = (
        isinstance(field, forms.ChoiceField)
        and not isinstance(field, forms.ModelChoiceField)
        and bool(kinds.of(field).choices)
    )
    words = field.error_messages.get("invalid_choice")
    if is_choice and words is not None and not isinstance(value, list | dict):
        return "invalid_choice", str(words) % {"value": value}
    return "invalid", str(field.error_messages.get("invalid", INVALID))


def is_multiple(widget: Any) -> bool:
    """Whether it has several controls."""
    return isinstance(widget, forms.MultiWidget)
