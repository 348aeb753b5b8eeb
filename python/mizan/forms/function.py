"""The functions of a form. ``docs/protocol.md`` §3.5.

They are functions like any other: a request meets them through the same checks, guards and limits.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from mizan_core import registry
from mizan_core.affect import Affect, affects_of
from mizan_core.client.function import Function, Parameter
from mizan_core.declaration import FormDeclaration, place_json, rule_json
from mizan_core.duration import rate
from mizan_core.error import InvalidArgs, NotFound, ValidationFailed
from mizan_core.guard import Guard, guard_of
from mizan_core.hint import Hints
from mizan_core.place import Place
from mizan_core.signature import Arguments

from . import lookup as lookups
from .error import Problem
from .judge import FORM_LEVEL, Judged, first_of, judge
from .kind import Json, Schema
from .meta import mizanFormMeta, name_of
from .outline import drawn, outline
from .upload import uploads_of

Data: TypeAlias = dict[str, Any]
Errors: TypeAlias = dict[str, list[dict[str, str]]]

TEXT: Schema = {"type": "string"}
OBJECT: Schema = {"type": "object", "additionalProperties": True}
NAMES: Schema = {"type": ["array", "null"], "items": TEXT}


class Form:
    """A form that is offered: a class of Django's, and what is said of it."""

    def __init__(self, form_class: Any, meta: mizanFormMeta, place: Place | None = None) -> None:
        """What is declared wrongly is told when the application is built."""
        self.form_class = form_class
        self.meta = meta
        self.name = name_of(form_class, meta)
        self.place = place or Place.of(form_class)
        self.execution: object = None

    @property
    def type_name(self) -> str:
        """What the type of what it sends is called: as its class, where no other form's is."""
        own = str(self.form_class.__name__)
        others = (one.form_class for one in registry.all_forms())
        if any(other is not self.form_class and other.__name__ == own for other in others):
            return "".join(word.capitalize() for word in self.name.split("_")) + "Form"
        return own

    def declaration(self) -> FormDeclaration:
        """It as the schema document has it, in the language of the settings."""
        with translation.override(settings.LANGUAGE_CODE):
            declared, schema = outline(self.form_class, self.meta)
        doc = inspect.cleandoc(self.form_class.__dict__.get("__doc__") or "")
        typed = {"description": doc, **schema} if doc else schema
        return FormDeclaration(
            name=self.name,
            title=declared["title"],
            doc=doc,
            place=self.place,
            schema={"$ref": f"#/types/{self.type_name}"},
            fields=declared["fields"],
            types={self.type_name: typed},
        )

    def functions(self) -> list[Function]:
        """Its three functions, and a fourth where it has something to look up."""
        return functions_of(self)


def create_form_functions(form_class: Any, meta: mizanFormMeta) -> list[Function]:
    """The functions of a form: ``name.schema``, ``name.validate``, ``name.submit``, and
    ``name.lookup`` where it has something to look up. A class with ``mizanFormMixin`` registers
    its own.
    """
    return Form(form_class, meta).functions()


def functions_of(form: Form) -> list[Function]:
    """Each as ``client`` would have made it."""
    declared = form.declaration()
    guard = None if form.meta.auth is None else guard_of(form.meta.auth)
    limit = None if form.meta.rate_limit is None else rate(form.meta.rate_limit)
    seen = arguments(declared)
    made = Maker(form, declared, guard, seen)
    data: Schema = {"$ref": f"#/types/{form.type_name}"}
    affects = (
        None
        if form.meta.affects is None
        else tuple(of_fields(one) for one in affects_of(form.meta.affects))
    )
    submit = made.function("submit", submit_of(form), {"data": (data, True)}, returned_of(form))
    found = [
        made.function(
            "schema",
            described_of(form),
            {},
            DESCRIBED,
            is_guarded=guard is None or not guard.sees_arguments,
        ),
        replace(
            made.function(
                "validate",
                validate_of(form),
                {"data": (OBJECT, True), "only": (NAMES, False)},
                VALIDITY,
            ),
            rate_limit=limit,
        ),
        replace(
            submit,
            doc=declared.doc,
            affects=affects,
            rate_limit=limit,
            errors=tuple(form.meta.errors),
            middleware=tuple(form.meta.middleware),
        ),
    ]
    if lookups.has_lookups(declared.fields):
        found.append(made.function("lookup", lookup_of(form), lookups.ARGUMENTS, lookups.RESULT))
    return found


def arguments(declared: FormDeclaration) -> list[Json]:
    """What a guard sees: the form's fields."""
    schema = next(iter(declared.types.values()))
    needed = schema.get("required", ())
    return [
        {
            "name": name,
            "doc": "",
            "schema": {key: value for key, value in member.items() if key != "description"},
            "required": name in needed,
        }
        for name, member in schema["properties"].items()
    ]


class Maker:
    """Makes the functions of one form."""

    def __init__(
        self, form: Form, declared: FormDeclaration, guard: Guard | None, seen: Sequence[Json]
    ) -> None:
        """`seen` is what a guard is given of the form."""
        self.form, self.declared, self.guard, self.seen = form, declared, guard, seen

    def function(
        self,
        name: str,
        call: Any,
        args: Mapping[str, tuple[Schema, bool]],
        result: Schema | Hints,
        *,
        is_guarded: bool = True,
    ) -> Function:
        """`args` are the schemas of its arguments and whether they are required; a result that is
        typed in Python has hints in place of a schema.
        """
        declared: dict[str, Json] = {
            "args": [
                {"name": argument, "doc": "", "schema": schema, "required": required}
                for argument, (schema, required) in args.items()
            ]
        }
        hints = {
            argument: HINTS[argument] if needed else HINTS[argument] | None
            for argument, (_, needed) in args.items()
        }
        if isinstance(result, Hints):
            typed = Hints(hints | dict(result.annotations), result.globals, result.locals)
        else:
            declared["result"] = result
            typed = Hints(hints | {"return": Any}, {}, {})
        guard = self.guard
        if guard is not None:
            guard = of_data(guard) if is_guarded else Guard("public", guard.name)
            shown = list(self.seen) if guard.sees_arguments else []
            declared["guard"] = {"rule": rule_json(guard), "name": guard.name, "args": shown}
        return Function(
            name=f"{self.form.name}.{name}",
            callable=call,
            is_async=inspect.iscoroutinefunction(call),
            doc="",
            place=self.form.place,
            origin=self.form.form_class,
            parameters=tuple(
                Parameter(
                    argument, inspect.Parameter.empty if required else DEFAULTS.get(argument), ""
                )
                for argument, (_, required) in args.items()
            ),
            hints=typed,
            guard=guard,
            declared=declared,
        )


HINTS: dict[str, Any] = {
    "data": dict[str, Any],
    "only": list[str],
    "field": str,
    "search": str,
    "page": int,
    "values": list[Any],
}
DEFAULTS: dict[str, Any] = {"search": "", "page": 1}

DESCRIBED: Schema = {
    "type": "object",
    "properties": {
        "name": TEXT,
        "title": TEXT,
        "fields": {"type": "array", "items": OBJECT},
        "schema": OBJECT,
    },
    "required": ["name", "title", "fields", "schema"],
}
VALIDITY: Schema = {
    "type": "object",
    "properties": {
        "valid": {"type": "boolean"},
        "errors": {
            "type": "object",
            "additionalProperties": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"code": TEXT, "message": TEXT},
                    "required": ["code", "message"],
                },
            },
        },
    },
    "required": ["valid", "errors"],
}


def of_data(guard: Guard) -> Guard:
    """The guard, given the form's fields as its arguments."""
    check = guard.check
    if check is None or not guard.sees_arguments:
        return guard
    return replace(guard, check=lambda request, args: check(request, fields_of(args)))


def fields_of(args: Any) -> Arguments:
    """The fields of what a call of a form sends."""
    return Arguments(args.get("data") or {})


def of_fields(affect: Affect) -> Affect:
    """What it affects, said with the form's fields as the arguments."""

    def given(value: Any) -> Any:
        return (lambda args, result: value(fields_of(args), result)) if callable(value) else value

    return replace(affect, params={name: given(value) for name, value in affect.params.items()})


def returned_of(form: Form) -> Schema | Hints:
    """The type of its result: what ``on_submit_success`` is annotated with, else what its meta
    says, else anything.
    """
    success = getattr(form.form_class, "on_submit_success", None)
    if success is not None and "return" in getattr(success, "__annotations__", {}):
        return Hints({"return": success.__annotations__["return"]}, success.__globals__, {})
    return Hints({"return": Any if form.meta.result is None else form.meta.result}, {}, {})


# What they do


def described_of(form: Form) -> Any:
    """``schema``: the form for who asks, in his language, with its types inside."""

    def schema(request: Any) -> Json:
        found = json.loads(drawn(form.form_class, form.meta, request).described())
        return {**found, "schema": named_schema(form, found["schema"])}

    return schema


def named_schema(form: Form, schema: Schema) -> Schema:
    """The schema as a type of the form's name, as the document has it."""
    doc = inspect.cleandoc(form.form_class.__dict__.get("__doc__") or "")
    described = {"description": doc, **schema} if doc else schema
    return {"$defs": {form.type_name: described}, "$ref": f"#/$defs/{form.type_name}"}


def validate_of(form: Form) -> Any:
    """``validate``: what is wrong, of all fields or of those that are asked about."""

    def validate(request: Any, data: Data, only: list[str] | None = None) -> Json:
        judged = judge(form.form_class, form.meta, request, data, uploads_of(request))
        known = {one.name for one in judged.named} | set(judged.rows)
        if only is not None and any(first_of(name) not in known for name in only):
            raise InvalidArgs({"only": [("invalid", "it names what is no field of the form")]})
        found = [
            problem
            for problem in judged.problems()
            if only is None or any(is_within(problem.path, name) for name in only)
        ]
        return {"valid": not found, "errors": by_path(found)}

    return validate


def submit_of(form: Form) -> Any:
    """``submit``: the form's own result, or what is wrong."""
    succeed: Any = getattr(form.form_class, "on_submit_success", default_success)

    def begin(request: Any, data: Data) -> Judged:
        judged = judge(form.form_class, form.meta, request, data, uploads_of(request))
        found = judged.problems()
        if found:
            refuse(judged, request, found)
        return judged

    def complain(judged: Judged, request: Any, error: ValidationError) -> None:
        judged.add(error)
        refuse(judged, request, judged.problems())

    def submit(request: Any, data: Data) -> Any:
        judged = begin(request, data)
        try:
            result = succeed(judged.form, request)
        except ValidationError as error:
            complain(judged, request, error)
        lead(form, judged, request)
        return result

    async def submit_async(request: Any, data: Data) -> Any:
        judged = await sync_to_async(begin)(request, data)
        try:
            result = await succeed(judged.form, request)
        except ValidationError as error:
            await sync_to_async(complain)(judged, request, error)
        await sync_to_async(lead)(form, judged, request)
        return result

    return submit_async if inspect.iscoroutinefunction(succeed) else submit


def default_success(form: Any, _request: Any) -> None:
    """Saves a form that can be saved, with the formsets in it."""
    if hasattr(form, "save"):
        form.save()
    for formset in getattr(form, "formsets", {}).values():
        if hasattr(formset, "save"):
            formset.save()


def refuse(judged: Judged, request: Any, found: Sequence[Problem]) -> None:
    """Raises what is wrong; the form hears of it first."""
    told = getattr(judged.form, "on_submit_invalid", None)
    if told is not None:
        told(request)
    fields: dict[str, list[tuple[str, str]]] = {}
    for problem in found:
        fields.setdefault(problem.path, []).append((problem.code, problem.message))
    error = ValidationFailed(fields)
    error.nothing_changed = True  # type: ignore[misc]
    raise error


def lead(form: Form, judged: Judged, request: Any) -> None:
    """Notes where a browser without JavaScript goes next."""
    to = form.meta.redirect_to
    to = to(judged.form) if callable(to) else to
    request.mizan_redirect = getattr(judged.form, "redirect_to", None) or to


def lookup_of(form: Form) -> Any:
    """``lookup``: the rows that a field may name, a page at a time."""

    def lookup(
        request: Any,
        field: str,
        search: str = "",
        page: int = 1,
        values: list[Any] | None = None,
        data: Data | None = None,
    ) -> Json:
        found = lookups.lookup(
            form.form_class, form.meta, request, field, search, page, values, data or {}
        )
        if found is None:
            raise NotFound("the form has no such field to look up")
        return found

    return lookup


def by_path(found: Sequence[Problem]) -> Errors:
    """``{path: [{"code", "message"}]}``, in their order."""
    errors: Errors = {}
    for problem in found:
        errors.setdefault(problem.path, []).append(
            {"code": problem.code, "message": problem.message}
        )
    return errors


def is_within(path: str, name: str) -> bool:
    """Whether a path is that of a field or of something in it."""
    return path == name or path.startswith((f"{name}.", f"{name}["))


__all__ = ["FORM_LEVEL", "Form", "create_form_functions", "place_json"]
