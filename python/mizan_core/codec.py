"""Values between Python and the wire's JSON, by their types.

Start at `Codec`. pydantic reads and writes; where its own texts are not those of §1 (a decimal's
exponent, years in a duration, bytes, `null` for NaN), what writes them is replaced here, in models
too, whatever their own configuration says. What a type cannot hold is an error, never another
value.
"""

from __future__ import annotations

import base64
import binascii
import dataclasses
import datetime as dt
import decimal
import enum
import functools
import uuid
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar, NoReturn

from pydantic import BaseModel, TypeAdapter
from pydantic_core import (
    CoreSchema,
    PydanticSerializationUnexpectedValue,
    SchemaSerializer,
    SchemaValidator,
)

Node = dict[str, Any]

_CONFIG = {
    "ser_json_inf_nan": "constants",
    "ser_json_temporal": "iso8601",
    "ser_json_timedelta": "iso8601",
}
"""What holds for every model: the core sees NaN as it is then, and refuses it."""

_WITH_CONFIG = {"model", "dataclass", "typed-dict"}

MAX_SAFE_INTEGER = 2**53 - 1
"""Beyond it an integer is no JSON number (§1)."""

# What stands in a schema and is none.
_LEFT = {
    "cls",
    "config",
    "custom_error_context",
    "default",
    "default_factory",
    "expected",
    "function",
    "members",
    "metadata",
    "missing",
    "ref",
    "schema_ref",
    "serialization_exclude_if",
}
_BY_NAME = {"fields", "choices"}


class Codec:
    """What reads and writes the values of a type."""

    _of: ClassVar[dict[Any, Codec]] = {}

    def __init__(self, hint: Any) -> None:
        self.schema: CoreSchema = TypeAdapter(hint).core_schema
        """pydantic's own, of which the JSON Schema is drawn."""
        self._wired: Any = wired(self.schema)
        config: Any = _CONFIG
        self.validator: Any = SchemaValidator(self._wired, config, _use_prebuilt=False)
        self.serializer: Any = SchemaSerializer(self._wired, config, _use_prebuilt=False)

    @classmethod
    def of(cls, hint: type) -> Codec:
        """The codec of a class, made once."""
        found = cls._of.get(hint)
        if found is None:
            found = cls._of[hint] = cls(hint)
        return found

    def read(self, text: bytes, context: Any = None) -> Any:
        """The value of JSON that the core has judged: nothing is coerced. Raises
        `ValidationError`.
        """
        return self.validator.validate_json(text, strict=True, context=context)

    def write(self, value: Any) -> bytes:
        """The JSON of a value, which is brought to the type first: a dict or an object with the
        members of a model becomes it. Raises `ValidationError` and `PydanticSerializationError`.

        NaN and infinities are written as such, for the core to refuse with their place.
        """
        brought = self.validator.validate_python(
            value, from_attributes=True, by_name=True, by_alias=True
        )
        written: bytes = self.serializer.to_json(brought, by_alias=True, warnings="error")
        return written

    def plain(self, value: Any) -> Any:
        """The value as dicts, lists, texts and numbers. Raises as `write`."""
        return self.serializer.to_python(value, mode="json", by_alias=True, warnings="error")


def wired(schema: Any) -> Any:
    """A schema of pydantic's whose texts are those of the wire."""
    if isinstance(schema, list):
        return [wired(part) for part in schema]
    if isinstance(schema, tuple):
        return tuple(wired(part) for part in schema)
    if not isinstance(schema, Mapping):
        return schema
    node = {key: _member(key, value) for key, value in schema.items()}
    kind = node.get("type")
    if kind in _WITH_CONFIG:
        node["config"] = {**node.get("config", {}), **_CONFIG}
    rewrite = _REWRITES.get(kind) if isinstance(kind, str) else None
    return rewrite(node) if rewrite else node


def _member(key: str, value: Any) -> Any:
    if key in _BY_NAME and isinstance(value, Mapping):
        return {name: wired(part) for name, part in value.items()}
    return value if key in _LEFT else wired(value)


def _written(write: Callable[[Any], Any], returned: Node) -> Callable[[Node], Node]:
    """Has a node written by a function, unless its author says how."""

    def rewrite(node: Node) -> Node:
        if "serialization" in node:
            return node
        return {**node, "serialization": _plain_writer(write, returned)}

    return rewrite


def _plain_writer(write: Callable[[Any], Any], returned: Node) -> Node:
    return {
        "type": "function-plain",
        "function": write,
        "return_schema": returned,
        "when_used": "json",
    }


def decimal_text(value: Any) -> str:
    """Without an exponent. `ValueError` for what is no number."""
    if not isinstance(value, decimal.Decimal):
        _unexpected(value, "a decimal")
    if not value.is_finite():
        msg = f"{value} is no number that can be written"
        raise ValueError(msg)
    return format(value, "f")


def duration_text(value: Any) -> str:
    """In days and seconds, as ISO 8601 has them."""
    if not isinstance(value, dt.timedelta):
        _unexpected(value, "a duration")
    sign = "-" if value < dt.timedelta() else ""
    value = abs(value)
    hours, seconds = divmod(value.seconds, 3_600)
    minutes, seconds = divmod(seconds, 60)
    fraction = f".{value.microseconds:06}".rstrip("0") if value.microseconds else ""
    parts = [(hours, "H"), (minutes, "M")]
    time = "".join(f"{count}{unit}" for count, unit in parts if count)
    if seconds or fraction:
        time += f"{seconds}{fraction}S"
    days = f"{value.days}D" if value.days else ""
    text = days + (f"T{time}" if time else "")
    return f"{sign}P{text or 'T0S'}"


def with_offset(value: Any) -> Any:
    """A point in time, with an offset of whole minutes. `ValueError` for one without any."""
    if not isinstance(value, dt.datetime):
        _unexpected(value, "a datetime")
    offset = value.utcoffset()
    if offset is None:
        msg = f"{value.isoformat()} has no offset: make it aware, as in `datetime.now(UTC)`"
        raise ValueError(msg)
    return value.astimezone(dt.UTC) if offset.total_seconds() % 60 else value


def without_offset(value: Any) -> Any:
    """A time of day. `ValueError` for one with an offset."""
    if not isinstance(value, dt.time):
        _unexpected(value, "a time")
    if value.tzinfo is not None:
        msg = f"{value.isoformat()} has an offset, and a time of day has none"
        raise ValueError(msg)
    return value


def base64_text(value: Any) -> str:
    """Padded, of the alphabet of RFC 4648 §4."""
    if not isinstance(value, bytes | bytearray | memoryview):
        _unexpected(value, "bytes")
    return base64.b64encode(value).decode()


def _unexpected(value: Any, wanted: str) -> NoReturn:
    msg = f"a {type(value).__name__} stands where {wanted} belongs"
    raise PydanticSerializationUnexpectedValue(msg)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        msg = "these are no bytes as base64 with padding"
        raise ValueError(msg) from None


def _bytes(node: Node) -> Node:
    """Bytes are texts in JSON alone."""
    if "serialization" in node:
        return node
    decoding = {
        "type": "function-before",
        "function": {"type": "no-info", "function": _decoded},
        "schema": {key: value for key, value in node.items() if key != "ref"},
    }
    both = {"type": "json-or-python", "json_schema": decoding, "python_schema": node}
    return {**both, "serialization": _plain_writer(base64_text, {"type": "str"})}


def _any(node: Node) -> Node:
    """What may be anything: numbers are doubles where they are no safe integers."""
    if "serialization" in node:
        return node
    function = {"type": "no-info", "function": _doubles}
    reading = {"type": "function-after", "function": function, "schema": {"type": "any"}}
    both = {"type": "json-or-python", "json_schema": reading, "python_schema": node}
    return {**both, "serialization": _plain_writer(loose, {"type": "any"})}


def _doubles(value: Any) -> Any:
    if type(value) is int and abs(value) > MAX_SAFE_INTEGER:
        return float(value)
    if isinstance(value, dict):
        return {key: _doubles(member) for key, member in value.items()}
    return [_doubles(item) for item in value] if isinstance(value, list) else value


_texts: tuple[type, ...] = (str,)


def set_text_types(*types: type) -> None:
    """Tells classes whose objects are written as their `str()`: texts that are translated when
    they are looked at.
    """
    global _texts
    _texts = tuple(dict.fromkeys((*_texts, *types)))


_SCALARS = (str, int, bool, type(None))


def loose(value: Any) -> Any:
    """What stands where anything may, as JSON has it, by the same rules as what is typed.
    `ValueError` for what JSON has no place for.
    """
    if type(value) in _SCALARS:
        return value
    if isinstance(value, enum.Enum):
        return loose(value.value)
    if isinstance(value, float):
        return value
    if isinstance(value, _texts):
        return str(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, Mapping):
        return {_key(key): loose(member) for key, member in value.items()}
    if isinstance(value, list | tuple | AbstractSet):
        return [loose(item) for item in value]
    if isinstance(value, BaseModel) or dataclasses.is_dataclass(value):
        return Codec.of(type(value)).plain(value)
    return _known(value)


def _key(key: Any) -> str:
    if isinstance(key, enum.Enum):
        key = key.value
    if isinstance(key, _texts):
        return str(key)
    if isinstance(key, bool | float) or key is None:
        msg = f"{key!r} is no key of a JSON object"
        raise ValueError(msg)
    text = loose(key)
    return text if isinstance(text, str) else str(text)


@functools.singledispatch
def _known(value: Any) -> Any:
    msg = f"a {type(value).__name__} has no place in JSON: return a model, or what JSON has"
    raise ValueError(msg)


_known.register(decimal.Decimal, decimal_text)
_known.register(dt.timedelta, duration_text)
_known.register(dt.datetime, lambda value: _iso(with_offset(value)))
_known.register(dt.date, lambda value: value.isoformat())
_known.register(dt.time, lambda value: without_offset(value).isoformat())
_known.register(uuid.UUID, str)
_known.register(bytes, base64_text)
_known.register(bytearray, base64_text)


def _iso(value: dt.datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


_REWRITES: dict[str, Callable[[Node], Node]] = {
    "any": _any,
    "bytes": _bytes,
    "datetime": _written(with_offset, {"type": "datetime"}),
    "decimal": _written(decimal_text, {"type": "str"}),
    "time": _written(without_offset, {"type": "time"}),
    "timedelta": _written(duration_text, {"type": "str"}),
}
