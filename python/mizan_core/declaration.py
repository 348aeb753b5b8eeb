"""From functions to what the engine checks: the declarations of an application, as data.

Start at `Draft.of`. Types are asked for all at once, so that each has one name in all of the
document.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from mizan_core.affect import Affect
from mizan_core.client.function import Function, Parameter
from mizan_core.codec import Codec
from mizan_core.context import MISSING, Options, options_of
from mizan_core.error import Error
from mizan_core.guard import Guard
from mizan_core.hint import Hints
from mizan_core.place import DeclarationError, Mistake, Place, nearest
from mizan_core.schema import Json, Names, Types, place_of_type, renamed, written
from mizan_core.signature import Signature, codec, plain_default, typed_dict


@dataclasses.dataclass(frozen=True)
class FormDeclaration:
    """A form: what it asks for, and how that is shown. Its functions are among the others."""

    name: str
    title: str
    doc: str
    place: Place
    schema: Json
    """What it sends: a JSON Schema of an object."""
    fields: Sequence[Json]
    """Its fields as shown, each a `FieldDeclaration` of the engine."""
    types: Mapping[str, Json] = dataclasses.field(default_factory=dict)
    """The named types that the schema refers to."""

    def json(self) -> Json:
        """As the engine reads it."""
        return {
            "name": self.name,
            "title": self.title,
            "doc": self.doc,
            "place": place_json(self.place),
            "schema": self.schema,
            "fields": list(self.fields),
        }


class Target(NamedTuple):
    """What is affected: a context, or one query of it."""

    context: str
    function: str | None

    def json(self) -> Json:
        """An `AffectedTarget` of the engine."""
        return {"function": self.function} if self.function else {"context": self.context}


class Draft:
    """Declarations while they are gathered."""

    def __init__(self, functions: Sequence[Function], forms: Sequence[FormDeclaration]) -> None:
        self.functions = list(functions)
        self.forms = list(forms)
        self.mistakes: list[Mistake] = []
        self.signatures: dict[str, Signature] = {}
        self.json: Json = {}
        self.errors: dict[type, Codec] = {}
        """Of each declared error that says something, what writes it."""
        self._names = Names()
        self._arriving = Types("validation", self._names)
        self._leaving = Types("serialization", self._names)
        self._contexts: dict[str, Options] = {}
        self._in: dict[Any, Json] = {}
        self._out: dict[Any, Json] = {}

    @classmethod
    def of(
        cls,
        functions: Sequence[Function],
        forms: Sequence[FormDeclaration],
        default_guard: Guard,
    ) -> Draft:
        """The declarations as JSON (`json`), and the types of each function (`signatures`). Raises
        `DeclarationError` with every mistake at once.
        """
        draft = cls(functions, forms)
        draft.json = draft.declarations(default_guard)
        if draft.mistakes:
            raise DeclarationError(draft.mistakes)
        return draft

    def declarations(self, default_guard: Guard) -> Json:
        """All of it, with what was wrong among the mistakes."""
        for function in self.functions:
            self._ask(function)
        self._in, arriving, wrong = self._arriving.finish()
        self._out, leaving, wrong_too = self._leaving.finish()
        self.mistakes += wrong + wrong_too
        if names := self._merge([arriving, leaving]):
            self._in, self._out = renamed(self._in, names), renamed(self._out, names)
            arriving, leaving = (
                {names.get(name, name): renamed(schema, names) for name, schema in types.items()}
                for types in (arriving, leaving)
            )
        for form in self.forms:
            arriving.update(form.types)
        return {
            "functions": [self._function(function) for function in self.functions],
            "forms": [form.json() for form in self.forms],
            "types_arriving": _named(arriving),
            "types_leaving": _named(leaving),
            "default_guard": rule_json(default_guard),
        }

    def _ask(self, function: Function) -> None:
        """Asks for every type of a function."""
        if isinstance(function.context, type):
            self._ask_context(function.context)
        self._ask_errors(function)
        if function.wire is not None:
            return
        try:
            signature = Signature(function)
        except DeclarationError as error:
            self.mistakes += error.mistakes
            return
        self.signatures[function.name] = signature
        key, place = function.name, function.place
        self._arriving.add(key, signature.arguments.schema, place, signature.parts())
        if signature.result is not None:
            what = f"the result of `{key}`"
            self._leaving.add(key, signature.result.schema, place, what)

    def _ask_context(self, context: type) -> None:
        options = options_of(context)
        known = self._contexts.setdefault(options.name, options)
        if known.cls is not options.cls:
            if known.place != options.place:
                what = f"there are two contexts `{options.name}`: the other is at {known.place}"
                mend = 'give one of them another name: `class …(Context, name="…")`'
                self.mistakes.append(Mistake(options.place, what, mend))
            return
        key = ("context", options.name)
        if not options.params or key in self._arriving:
            return
        try:
            hints = options.hints()
        except Exception as error:  # an annotation is any expression
            name = options.cls.__name__
            what = f"a param of `{name}` is annotated with what cannot be found: {error}"
            mend = "import it in the module at run time, not under `TYPE_CHECKING`"
            self.mistakes.append(Mistake(options.place, what, mend))
            return
        made = typed_dict(f"context:{options.name}", hints)
        what = f"a param of the context `{options.name}`"
        self._arriving.add(key, Codec(made).schema, options.place, what)

    def _ask_errors(self, function: Function) -> None:
        for error in function.errors:
            key = ("error", error)
            if key in self._leaving or not getattr(error, "__mizan_params__", None):
                continue
            names = error.__mizan_params__  # type: ignore[attr-defined]
            try:
                hints = {name: Hints.of_class(error, name).resolve(name) for name in names}
                made = codec(
                    function, f"error `{error.__name__}`", typed_dict(_error_name(error), hints)
                )
            except (DeclarationError, NameError) as wrong:
                found = wrong.mistakes if isinstance(wrong, DeclarationError) else None
                place: Place = error.__mizan_place__  # type: ignore[attr-defined]
                mend = "import it in the module at run time"
                self.mistakes += found or [
                    Mistake(place, f"a field of `{error.__name__}`: {wrong}", mend)
                ]
                continue
            self.errors[error] = made
            self._leaving.add(key, made.schema, function.place, f"an error of `{function.name}`")

    def _merge(self, types: Sequence[dict[str, Json]]) -> dict[str, str]:
        """Types of one name are one where they say the same: names to change. Else a mistake."""
        names: dict[str, str] = {}
        for name, refs in self._names.shared():
            names.update((self._names.name(ref), name) for ref in refs[1:])
        for name, refs in self._names.shared():
            said = [
                renamed(schema, names)
                for direction in types
                for ref in refs
                if (schema := direction.get(self._names.name(ref))) is not None
            ]
            if any(schema != said[0] for schema in said):
                first, other = refs[:2]
                what = f"two types are called `{name}`: {written(first)} and {written(other)}"
                mend = "rename one of them: the client has one file of types"
                self.mistakes.append(Mistake(place_of_type(other), what, mend))
        return names

    def _function(self, function: Function) -> Json:
        signature = self.signatures.get(function.name)
        is_view = signature is not None and signature.is_view
        args = self._arguments(function) if signature else []
        declared = {
            "name": function.name,
            "doc": function.doc,
            "place": place_json(function.place),
            "args": args,
            "result": None if is_view else self._out.get(function.name, {}),
            "errors": [self._error(error) for error in function.errors],
            "context": self._membership(function),
            "affects": self._affects(function),
            "guard": self._guard(function, args),
            "internal": function.internal,
        }
        if function.deprecated is not None:
            declared["deprecated"] = function.deprecated
        if function.rate_limit is not None:
            calls, window_s = function.rate_limit
            declared["rate_limit"] = {"calls": calls, "window_s": window_s}
        if is_view or (function.route and signature):
            declared["view"] = self._view(function, is_view=is_view)
        return {**declared, **function.declared}

    def _view(self, function: Function, *, is_view: bool) -> Json:
        route = function.route
        if not is_view:
            what = f"`{function.name}` has a path of its own and does not return a response"
            mend = "annotate the response that it returns, or drop `route`"
            self.mistakes.append(Mistake(function.place, what, mend))
        if route is None:
            return {}
        method = route.method or ("POST" if function.is_mutation else "GET")
        return {"route": {"method": method, "path": route.path}}

    def _arguments(self, function: Function) -> list[Json]:
        signature = self.signatures[function.name]
        object_schema = self._object(function.name)
        params = self._params_of(function)
        return [
            self._argument(parameter, object_schema, signature, params)
            for parameter in function.parameters
        ]

    def _argument(
        self,
        parameter: Parameter,
        schemas: Mapping[str, Json],
        signature: Signature,
        params: Mapping[str, Any],
    ) -> Json:
        schema = dict(schemas.get(parameter.name, {}))
        doc = schema.pop("description", "") or parameter.doc
        required = parameter.is_required
        if not required and params.get(parameter.name, MISSING) not in (MISSING, None):
            # The context's param has a default, so that a value is always there.
            required = True
        elif not required:
            try:
                schema = with_default(schema, signature.default_json(parameter.name))
            except ValueError:
                function = signature.function
                self._wrong_default(
                    f"the argument `{parameter.name}` of `{function.name}`", function.place
                )
        return argument_json(parameter.name, doc, schema, required=required)

    def _wrong_default(self, what: str, place: Place) -> None:
        mend = "give one of its own type; where it is None, write the type as `… | None`"
        self.mistakes.append(Mistake(place, f"the default of {what} is of another type", mend))

    def _object(self, key: Any) -> dict[str, Json]:
        """The schemas of the members of a type that was made of a signature or a context."""
        members: dict[str, Json] = self._in.get(key, {}).get("properties", {})
        return members

    def _params_of(self, function: Function) -> Mapping[str, Any]:
        if isinstance(function.context, type):
            return options_of(function.context).params or {}
        return {}

    def _membership(self, function: Function) -> Any:
        if not isinstance(function.context, type):
            return function.context
        options = options_of(function.context)
        return {
            "name": options.name,
            "doc": options.doc,
            "place": place_json(options.place),
            "params": self._params(options),
            "public": options.public,
            "local": False,
            "owner_self": options.owner_self,
            "max_age_s": options.max_age_s,
            "stale_while_revalidate_s": options.stale_while_revalidate_s,
            "scope": None if options.scope is None else list(options.scope),
            "vary": list(options.vary),
        }

    def _params(self, options: Options) -> list[Json]:
        if options.params is None:
            return self._gathered_params(options)
        schemas = self._object(("context", options.name))
        return [
            self._param(options, name, default, dict(schemas.get(name, {})))
            for name, default in options.params.items()
        ]

    def _param(self, options: Options, name: str, default: Any, schema: Json) -> Json:
        doc = schema.pop("description", "")
        if default is not MISSING:
            hint = Hints.of_class(options.cls, name).resolve(name)
            try:
                schema = with_default(schema, plain_default(hint, default))
            except ValueError:
                self._wrong_default(f"the param `{name}` of `{options.name}`", options.place)
        return argument_json(name, doc, schema, required=default is MISSING)

    def _gathered_params(self, options: Options) -> list[Json]:
        """The params of a context that declares none: the arguments of its functions."""
        params: dict[str, Json] = {}
        for function in self.functions:
            if function.context is not options.cls or function.name not in self.signatures:
                continue
            for argument in self._arguments(function):
                known = params.setdefault(argument["name"], argument)
                if argument["required"] and not known["required"]:
                    params[argument["name"]] = argument
        return list(params.values())

    def _affects(self, function: Function) -> list[Json] | None:
        if function.affects is None:
            return None
        return [
            {"target": target.json(), "mode": affect.mode}
            for affect in function.affects
            if (target := self.target(function, affect)) is not None
        ]

    def target(self, function: Function, affect: Affect) -> Target | None:
        """What an `affects` is about; `None`, and a mistake, where there is no such thing."""
        target = affect.target
        declared = getattr(target, "__mizan_function__", None)
        if isinstance(declared, Function):
            query = next((f for f in self.functions if f.origin is declared.origin), None)
            if query is None:
                what = f"`{function.name}` affects `{declared.name}`, which is not registered"
                mend = "decorate it in a discovered module, or `register` it"
                self.mistakes.append(Mistake(function.place, what, mend))
                return None
            target = query.name
        if isinstance(target, type):
            return Target(options_of(target).name, None)
        contexts, queries = self._known()
        if target in queries:
            return Target(queries[target], target)
        if target in contexts:
            return Target(target, None)
        what = f"`{function.name}` affects `{target}`, which is neither a query nor a context"
        known = sorted({*contexts, *queries})
        mend = f"there are {', '.join(known) or 'none'}{nearest(target, known)}"
        self.mistakes.append(Mistake(function.place, what, mend))
        return None

    def _known(self) -> tuple[set[str], dict[str, str]]:
        """The contexts, and of each query its context."""
        contexts, queries = set(self._contexts), {}
        for function in self.functions:
            match function.context:
                case "global":
                    contexts.add("global")
                    queries[function.name] = "global"
                case "local":
                    queries[function.name] = function.name
                case type() as context:
                    queries[function.name] = options_of(context).name
        return contexts, queries

    def _guard(self, function: Function, args: Iterable[Json]) -> Json | None:
        guard = function.guard
        if guard is None:
            return None
        seen = list(args) if guard.sees_arguments else []
        return {"rule": rule_json(guard), "name": guard.name, "args": seen}

    def _error(self, error: type[Error]) -> Json:
        declared: Json = {"code": error.code, "status": error.status, "doc": _doc(error)}
        schema = self._out.get(("error", error))
        if schema is not None:
            declared["schema"] = schema
        return declared


def _named(types: dict[str, Json]) -> dict[str, Json]:
    """The types that the document has: all but those that were made of signatures."""
    return {name: schema for name, schema in types.items() if not name.startswith("~")}


def argument_json(name: str, doc: str, schema: Json, *, required: bool) -> Json:
    """An `ArgumentDeclaration` of the engine."""
    return {"name": name, "doc": doc, "schema": schema, "required": required}


def with_default(schema: Json, default: Any) -> Json:
    """The schema with a default, which stands beside no reference. Null is absence anyway."""
    if default is None:
        return schema
    if "$ref" in schema:
        return {"allOf": [schema], "default": default}
    return {**schema, "default": default}


def place_json(place: Place) -> Json:
    """A `Place` of the engine."""
    return {"file": place.file, "line": place.line}


def rule_json(guard: Guard) -> str:
    """A `GuardRule` of the engine."""
    return guard.rule


def _error_name(error: type) -> str:
    return f"error:{error.__module__}.{error.__qualname__}"


def _doc(error: type[Error]) -> str:
    return (error.__doc__ or "").strip()
