"""From pydantic's types to the types of the schema document (§12).

Start at `Types`. pydantic writes JSON Schema for each direction; here it becomes the document's
dialect: references to `#/types/…`, formats as §1 has them, `null` beside a plain type in its
`type`, nothing that only repeats a name.
"""

from __future__ import annotations

import json
import math
import re
import sys
from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import Any, Literal

from pydantic.errors import PydanticInvalidForJsonSchema
from pydantic.json_schema import DEFAULT_REF_TEMPLATE, GenerateJsonSchema
from pydantic_core import CoreSchema, PydanticSerializationError

from mizan_core.codec import MAX_SAFE_INTEGER, loose
from mizan_core.place import Mistake, Place

Json = dict[str, Any]
Mode = Literal["validation", "serialization"]
Parts = Callable[[], Mapping[str, CoreSchema]]

_KEYWORDS = {
    "$ref",
    "accept",
    "additionalProperties",
    "allOf",
    "anyOf",
    "const",
    "default",
    "deprecated",
    "description",
    "discriminator",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "items",
    "maxItems",
    "maxLength",
    "max_bytes",
    "maximum",
    "minItems",
    "minLength",
    "minimum",
    "multipleOf",
    "oneOf",
    "pattern",
    "patternProperties",
    "prefixItems",
    "properties",
    "required",
    "type",
    "uniqueItems",
}
_WORDS = {"NoneType": "Null"}
_ONE = ("additionalProperties", "items")
_MANY = ("allOf", "anyOf", "oneOf", "prefixItems")
_NAMED = ("properties", "patternProperties")
_DEFS = "#/$defs/"
_TYPES = "#/types/"
_BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf")

ARGUMENTS = "mizan.arguments"
"""The module of the types that are made of signatures, which are no types of the document."""


class Names:
    """The name of each type: its class's, and of a generic one those of its arguments behind it."""

    def __init__(self) -> None:
        self._of: dict[str, str] = {}
        self._taken: dict[str, list[str]] = {}

    def of(self, core_ref: str) -> str:
        """The name of a type by pydantic's reference to it, `module.Name:id[…]`."""
        if core_ref not in self._of:
            name = _name_of(core_ref)
            sharing = self._taken.setdefault(name, [])
            sharing.append(core_ref)
            self._of[core_ref] = name if len(sharing) == 1 else f"{name}~{len(sharing)}"
        return self._of[core_ref]

    def name(self, core_ref: str) -> str:
        """The name that a type has got."""
        return self._of[core_ref]

    def shared(self) -> Iterable[tuple[str, list[str]]]:
        """The names that several types have, with the types."""
        return ((name, refs) for name, refs in self._taken.items() if len(refs) > 1)


def _name_of(core_ref: str) -> str:
    if core_ref.startswith(ARGUMENTS + "."):
        return "~" + core_ref.removeprefix(ARGUMENTS + ".").rsplit(":", 1)[0]
    parts = re.split(r"[\[\],]", core_ref)
    words = [part.strip().rsplit(":", 1)[0].rsplit(".", 1)[-1] for part in parts]
    kept = [_WORDS.get(word) or re.sub(r"\W", "", word) for word in words if word != "Union"]
    return "".join(word[:1].upper() + word[1:] for word in kept)


def written(core_ref: str) -> str:
    """A type as its author would name it: `module.Name`."""
    return re.sub(r":\d+", "", core_ref)


class Generator(GenerateJsonSchema):
    """pydantic's generator with the formats of §1, and names of types that tell what they are."""

    names: Names

    def bytes_schema(self, schema: Any) -> Json:  # noqa: ARG002
        return {"type": "string", "format": "base64"}

    def datetime_schema(self, schema: Any) -> Json:
        if schema.get("tz_constraint") == "naive":
            return self.handle_invalid_for_json_schema(schema, "a datetime without an offset")
        return super().datetime_schema(schema)

    def time_schema(self, schema: Any) -> Json:
        if schema.get("tz_constraint") not in (None, "naive"):
            return self.handle_invalid_for_json_schema(schema, "a time of day with an offset")
        return super().time_schema(schema)

    def complex_schema(self, schema: Any) -> Json:
        return self.handle_invalid_for_json_schema(schema, "a complex number")

    def encode_default(self, dft: Any) -> Any:
        try:
            return loose(dft)
        except ValueError as error:
            raise PydanticSerializationError(str(error)) from None

    def emit_warning(self, kind: Any, detail: str) -> None:
        """What cannot be written of a default is left out without a word."""

    def decimal_schema(self, schema: Any) -> Json:  # noqa: ARG002
        return {"type": "string", "format": "decimal"}

    def timedelta_schema(self, schema: Any) -> Json:  # noqa: ARG002
        return {"type": "string", "format": "duration"}

    def get_defs_ref(self, core_mode_ref: Any) -> Any:
        core_ref, _ = core_mode_ref
        name = self.names.of(core_ref)
        self._prioritized_defsref_choices[name] = [name]  # type: ignore[index, list-item]
        return name

    def field_is_required(
        self,
        field: Any,
        total: bool,
    ) -> bool:
        if self.mode == "serialization" and field["type"] != "typed-dict-field":
            return not field.get("serialization_exclude")
        return super().field_is_required(field, total)

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> Json:  # noqa: ARG002
        msg = f"it cannot travel as JSON ({error_info})"
        raise PydanticInvalidForJsonSchema(msg) from None


class Types:
    """The schemas of an application in one direction. Add everything, then `finish`."""

    def __init__(self, mode: Mode, names: Names) -> None:
        self.mode: Mode = mode
        self.names = names
        self._inputs: dict[Hashable, tuple[Place, Parts | str, CoreSchema]] = {}

    def add(self, key: Hashable, schema: CoreSchema, place: Place, what: Parts | str) -> None:
        """Asks for the schema of a type; `what` is what a message calls it, or gives its parts."""
        self._inputs[key] = (place, what, schema)

    def __contains__(self, key: object) -> bool:
        return key in self._inputs

    def finish(self) -> tuple[dict[Hashable, Json], dict[str, Json], list[Mistake]]:
        """The schema of each key, the named types, and what cannot travel."""
        try:
            return (*self._drawn(list(self._inputs)), [])
        except PydanticInvalidForJsonSchema:
            mistakes = {key: self._mistakes(key) for key in self._inputs}
            right = [key for key, found in mistakes.items() if not found]
            return (*self._drawn(right), [one for found in mistakes.values() for one in found])

    def _drawn(self, keys: list[Hashable]) -> tuple[dict[Hashable, Json], dict[str, Json]]:
        generator = Generator(by_alias=True, ref_template=DEFAULT_REF_TEMPLATE)
        generator.names = self.names
        inputs: Any = [(key, self.mode, self._inputs[key][2]) for key in keys]
        found, types = generator.generate_definitions(inputs)
        named = {str(name): self._clean(schema) for name, schema in types.items()}
        schemas = {key: self._clean(schema) for (key, _), schema in found.items()}
        _demand_tags([*named.values(), *schemas.values()], named)
        made = {_TYPES + name: schema for name, schema in named.items() if name[0] == "~"}
        schemas = {key: made.get(schema.get("$ref", ""), schema) for key, schema in schemas.items()}
        return schemas, named

    def _mistakes(self, key: Hashable) -> list[Mistake]:
        place, what, schema = self._inputs[key]
        parts = {what: schema} if isinstance(what, str) else what()
        found = []
        for name, part in parts.items():
            alone = Types(self.mode, Names())
            alone.add(key, part, place, name)
            try:
                alone._drawn([key])
            except PydanticInvalidForJsonSchema as error:
                said = str(error).split("\n\nFor further")[0]
                mend = "use a type that JSON has, or a model of such"
                found.append(Mistake(place, f"{name}: {said}", mend))
        return found

    def _clean(self, schema: Any) -> Any:
        return clean(schema, keep_defaults=self.mode == "validation")


def clean(schema: Any, *, keep_defaults: bool) -> Any:
    """A JSON Schema of pydantic's in the document's dialect."""
    if not isinstance(schema, dict):
        return schema
    kept: Json = {}
    for keyword, value in schema.items():
        if keyword not in _KEYWORDS or (keyword == "default" and not keep_defaults):
            continue
        if keyword in _ONE:
            kept[keyword] = clean(value, keep_defaults=keep_defaults)
        elif keyword in _MANY:
            kept[keyword] = [clean(part, keep_defaults=keep_defaults) for part in value]
        elif keyword in _NAMED:
            kept[keyword] = {
                name: clean(part, keep_defaults=keep_defaults) for name, part in value.items()
            }
        elif keyword == "$ref":
            kept[keyword] = _TYPES + value.removeprefix(_DEFS)
        elif keyword == "discriminator":
            kept[keyword] = {"propertyName": value["propertyName"]}
        else:
            kept[keyword] = value
    if not _is_default(kept.get("default")):
        kept.pop("default", None)
    _drop_implied(kept)
    return _beside_reference(_joined_null(kept))


def _is_default(value: Any) -> bool:
    """Whether a default says something: null is what absence means anyway."""
    try:
        json.dumps(value, allow_nan=False)
    except ValueError:
        return False
    return value is not None


def _drop_implied(schema: Json) -> None:
    """Drops bounds that say no more than the type, or that JSON has no number for."""
    is_integer = schema.get("type") == "integer"
    is_text = schema.get("type") == "string"
    for keyword in _BOUNDS:
        bound = schema.get(keyword)
        if bound is None:
            continue
        is_beyond = is_integer and abs(bound) > MAX_SAFE_INTEGER
        if is_text or is_beyond or not math.isfinite(bound):
            del schema[keyword]


def _demand_tags(schemas: Iterable[Json], types: Mapping[str, Json]) -> None:
    """Has each alternative of a union demand the member that tells them apart."""
    waiting: list[Any] = list(schemas)
    while waiting:
        part = waiting.pop()
        if isinstance(part, list):
            waiting.extend(part)
        elif isinstance(part, dict):
            waiting.extend(part.values())
            tag = part.get("discriminator", {})
            if isinstance(tag, dict) and isinstance(tag.get("propertyName"), str):
                for choice in part.get("oneOf", ()):
                    _demand(types.get(_name(choice), choice), tag["propertyName"])


def _name(schema: Json) -> str:
    return str(schema.get("$ref", "")).removeprefix(_TYPES)


def _demand(schema: Json, member: str) -> None:
    found = schema.get("properties", {}).get(member)
    if found is not None and member not in schema.get("required", ()):
        found.pop("default", None)
        schema["required"] = [*schema.get("required", ()), member]


def _joined_null(schema: Json) -> Json:
    """`anyOf` of a plain type and null as one `type` of two names."""
    parts = schema.get("anyOf")
    if not isinstance(parts, list) or len(parts) != 2 or {"type": "null"} not in parts:
        return schema
    other = next((part for part in parts if part != {"type": "null"}), None)
    if other is None or not isinstance(other.get("type"), str) or {"enum", "const"} & set(other):
        return schema
    rest = {keyword: value for keyword, value in schema.items() if keyword != "anyOf"}
    if "description" in other and "description" in rest:
        return schema
    return {**other, **rest, "type": [other["type"], "null"]}


def _beside_reference(schema: Json) -> Json:
    """Beside a reference nothing stands but words about it."""
    if "$ref" in schema and "default" in schema:
        return {"allOf": [{"$ref": schema.pop("$ref")}], **schema}
    return schema


def renamed(schema: Any, names: Mapping[str, str]) -> Any:
    """The schema with other names of types."""
    if isinstance(schema, list):
        return [renamed(part, names) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {keyword: renamed(value, names) for keyword, value in schema.items()}
    if isinstance(kept.get("$ref"), str):
        name = kept["$ref"].removeprefix(_TYPES)
        kept["$ref"] = _TYPES + names.get(name, name)
    return kept


def place_of_type(core_ref: str) -> Place:
    """Where a type was written, by pydantic's reference to it."""
    words = written(core_ref.split("[", 1)[0]).split(".")
    for end in range(len(words) - 1, 0, -1):
        found: Any = sys.modules.get(".".join(words[:end]))
        if found is None:
            continue
        file = getattr(found, "__file__", None) or found.__name__
        for word in words[end:]:
            found = getattr(found, word, None)
        return Place.of(found) if isinstance(found, type) else Place(file, 0)
    return Place(words[0], 0)
