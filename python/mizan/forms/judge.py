"""Django's judgement of what arrived for a form.

A form is made with data, and ``full_clean`` does the rest: fields, ``clean_…``, ``clean``, a
model's own validation. Only what is of another type than its field's never reaches Django, which
would read more than the wire allows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.forms.formsets import BaseFormSet
from django.forms.models import BaseInlineFormSet

from .data import Bound
from .error import Problem, problems
from .field import Named, is_composed, named
from .group import Rows
from .kind import Json
from .meta import mizanFormMeta

FORM_LEVEL = "__all__"
"""Where errors stand that are no single field's (§3.5)."""

ROWS = "forms"
"""The name of the rows of a formset that is a form by itself."""

OF_ROWS = ("too_few_forms", "too_many_forms", "missing_management_form")


class IllTypedError(ValidationError):
    """A value of another type than its field's."""

    def __init__(self, code: str, message: str, path: str) -> None:
        """At that path."""
        super().__init__(message, code=code)
        self.path = path


@dataclass(slots=True)
class Judged:
    """A form and what is wrong with it."""

    form: Any
    formsets: dict[str, Any]
    named: list[Named]
    rows: dict[str, Rows]
    bound: Bound
    extra: list[Problem] = field(default_factory=list)
    """What was found by no form."""

    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the form: what is wrong with the whole of it first."""
        found = [
            problem for problem in self._found() if not self._is_below_extra(problem)
        ] + self.extra
        order = {
            name: at
            for at, name in enumerate([one.name for one in self.named] + list(self.rows), start=1)
        }
        return sorted(found, key=lambda problem: order.get(first_of(problem.path), 0))

    def _is_below_extra(self, problem: Problem) -> bool:
        """Whether it is of rows that are none."""
        return any(
            problem.path == one.path or problem.path.startswith(f"{one.path}.")
            for one in self.extra
            if one.path != FORM_LEVEL
        )

    def _found(self) -> Iterator[Problem]:
        if not isinstance(self.form, BaseFormSet):
            yield from self._of_form(self.form, self.named, "")
        for name, formset in self.formsets.items():
            rows = self.rows[name]
            yield from self._of_rows(formset, rows, is_whole=formset is self.form)
            for position, form in enumerate(formset.forms):
                if not rows.is_deleted(formset, form):
                    yield from self._of_form(form, rows.named, f"{name}[{rows.order[position]}].")

    def _of_rows(self, formset: Any, rows: Rows, *, is_whole: bool) -> Iterator[Problem]:
        for error in formset.non_form_errors().as_data():
            of_whole = is_whole and error.code not in OF_ROWS
            yield from problems(FORM_LEVEL if of_whole else rows.path, [error])

    def _of_form(self, form: Any, fields: Sequence[Named], at: str) -> Iterator[Problem]:
        by_own = {one.own: one for one in fields}
        for own, errors in form.errors.as_data().items():
            one = by_own.get(own)
            if own == NON_FIELD_ERRORS or one is None:
                yield from problems(at.removesuffix(".") or FORM_LEVEL, errors)
                continue
            path = at + one.name
            is_empty_list = path in self.bound.lists
            for error in errors:
                where = error.path if isinstance(error, IllTypedError) else path
                yield from problems(where, [error], one.field, is_empty_list=is_empty_list)

    def add(self, error: ValidationError) -> None:
        """Takes what was found once everything else was right."""
        if isinstance(self.form, BaseFormSet):
            self.extra.extend(problems(FORM_LEVEL, error.error_list))
        else:
            self.form.add_error(None, error)


def first_of(path: str) -> str:
    """The name of the field that a path begins with."""
    return path.split(".", 1)[0].split("[", 1)[0]


def made(form_class: Any, request: Any, **given: Any) -> Any:
    """A form, made as its class says that it is made for a request."""
    kwargs: Callable[[Any], Mapping[str, Any]] | None = getattr(form_class, "mizan_kwargs", None)
    form = form_class(**given, **(kwargs(request) if kwargs is not None else {}))
    form.request = request
    return form


def formset_of(form: Any, name: str, formset_class: Any, request: Any, **given: Any) -> Any:
    """A formset within a form, for the same instance where it is one of a model's."""
    kwargs = getattr(form, "formset_kwargs", None)
    own = dict(kwargs(name, request)) if kwargs is not None else {}
    if issubclass(formset_class, BaseInlineFormSet) and hasattr(form, "instance"):
        own.setdefault("instance", form.instance)
    prefix = form.add_prefix(name) if hasattr(form, "add_prefix") else name
    return formset_class(prefix=prefix, **own, **given)


def judge(
    form_class: Any,
    meta: mizanFormMeta,
    request: Any,
    values: Mapping[str, Json],
    uploads: Mapping[str, Any],
) -> Judged:
    """Has Django judge these values. Raises what the form's own code raises."""
    if issubclass(form_class, BaseFormSet):
        return judge_rows(form_class, request, values, uploads)
    bound = Bound(uploads)
    form = made(form_class, request, data=bound.data, files=bound.files)
    fields = named(form.fields, form.initial, meta.check)
    bound.fill(fields, values, "", form.add_prefix)
    rows: dict[str, Rows] = {}
    for name, formset_class in meta.formsets.items():
        blank = formset_of(form, name, formset_class, request)
        rows[name] = Rows(blank, values.get(name), name, bound)
    form.full_clean()
    complain(form, fields, "", bound)
    formsets: dict[str, Any] = {}
    for name, formset_class in meta.formsets.items():
        formset = formset_of(form, name, formset_class, request, data=bound.data, files=bound.files)
        settle(formset, rows[name], bound)
        formsets[name] = formset
    form.formsets = formsets
    judged = Judged(form, formsets, fields, rows, bound)
    judged.extra.extend(unread_rows(rows, bound))
    return judged


def judge_rows(
    formset_class: Any, request: Any, values: Mapping[str, Json], uploads: Mapping[str, Any]
) -> Judged:
    """The same of a formset that is a form by itself."""
    bound = Bound(uploads)
    rows = Rows(made(formset_class, request), values.get(ROWS), ROWS, bound)
    formset = made(formset_class, request, data=bound.data, files=bound.files)
    settle(formset, rows, bound)
    judged = Judged(formset, {ROWS: formset}, [], {ROWS: rows}, bound)
    judged.extra.extend(unread_rows(judged.rows, bound))
    return judged


def settle(formset: Any, rows: Rows, bound: Bound) -> None:
    """Has a formset judge its rows. Each of them was sent on purpose, so that none may be empty."""
    for form in formset.forms:
        form.empty_permitted = False
    formset.full_clean()
    for position, form in enumerate(formset.forms):
        complain(form, rows.named, f"{rows.path}[{rows.order[position]}].", bound)


def unread_rows(rows: Mapping[str, Rows], bound: Bound) -> Iterator[Problem]:
    """The rows that are no objects, and the lists of rows that are no lists."""
    for name, of_name in rows.items():
        paths = [name, *(f"{name}[{index}]" for index in of_name.order)]
        for path in paths:
            if path in bound.unreadable:
                yield Problem(path, *bound.unreadable[path])


def complain(form: Any, fields: Sequence[Named], at: str, bound: Bound) -> None:
    """Tells of the fields whose values are of another type: in place of what Django says, which
    never saw them.
    """
    for one in fields:
        path = at + one.name
        of_field = {
            where: told
            for where, told in bound.unreadable.items()
            if where == path
            or where.startswith(f"{path}[")
            or (is_composed(one.field) and where.startswith(f"{path}."))
        }
        if of_field:
            form.errors.pop(one.own, None)
            form.add_error(
                one.own, [IllTypedError(*told, where) for where, told in of_field.items()]
            )
