"""What a generated client may send is taken, and what leaves may come back: types of all kinds."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import decimal
import enum
import json
import os
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, NamedTuple, NotRequired, TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mizan_core.application import Application
from mizan_core.client import client
from mizan_core.wide import BigInt
from pydantic import BaseModel, Field, RootModel
from typing_extensions import TypedDict

T = TypeVar("T")
SAFE = 2**53 - 1
EXAMPLES = 1000 if os.environ.get("MIZAN_FULL") else 25


class Size(enum.Enum):
    SMALL = "small"
    LARGE = "large"


class Level(enum.IntEnum):
    LOW = 1
    HIGH = 2


class Circle(BaseModel):
    kind: Literal["circle"]
    radius: Annotated[float, Field(gt=0)]


class Square(BaseModel):
    kind: Literal["square"] = "square"
    side: int
    note: str | None = None


class Tree(BaseModel):
    value: dt.date | None = None
    children: list[Tree] = []
    by_name: dict[str, Tree] = {}


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class How(TypedDict):
    depth: int
    name: NotRequired[str]


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0


class Pair(NamedTuple):
    first: int
    second: str


class Stamps(RootModel[list[dt.datetime]]):
    pass


class Renamed(BaseModel):
    from_: Annotated[dt.datetime, Field(alias="from")]
    costs: decimal.Decimal
    id: BigInt


HINTS: list[Any] = [
    None,
    bool,
    int,
    float,
    str,
    bytes,
    decimal.Decimal,
    uuid.UUID,
    dt.date,
    dt.time,
    dt.datetime,
    dt.timedelta,
    BigInt,
    Any,
    Size,
    Level,
    Literal["a", "b", 3, None],
    Annotated[int, Field(ge=-5, lt=10)],
    Annotated[float, Field(gt=0, le=1)],
    Annotated[str, Field(min_length=1, max_length=3)],
    Annotated[list[int], Field(min_length=1, max_length=3)],
    int | None,
    bytes | None,
    int | str | None,
    list[dt.timedelta],
    dict[str, decimal.Decimal],
    dict[str, Any],
    tuple[int, str, bool],
    tuple[dt.date, ...],
    list[Circle | Square],
    Annotated[Circle | Square, Field(discriminator="kind")],
    Tree,
    Page[Page[Point]],
    Page[BigInt | None],
    How,
    Point,
    Pair,
    Stamps,
    Renamed,
    list[How | Point] | None,
]


def function(index: int, hint: Any) -> Callable[..., Any]:
    """Takes a value of the type, and gives it back."""

    def same(request: Any, it: Any) -> Any:
        return it

    same.__annotations__.update({"it": hint, "return": hint})
    return client(name=f"f{index}")(same)


FUNCTIONS = [function(index, hint).__mizan_function__ for index, hint in enumerate(HINTS)]  # type: ignore[attr-defined]
APPLICATION = Application(FUNCTIONS, secrets=[b"a secret of thirty-two bytes, for tests"])
DOCUMENT = json.loads(APPLICATION.engine.schema())
SCHEMAS = {found["name"]: found["args"][0]["schema"] for found in DOCUMENT["functions"]}


def and_back(index: int, value: bytes) -> bytes:
    """A value through engine, function and engine again. Raises where anything refuses it."""
    call = APPLICATION.engine.call(b'{"fn":"f%d","args":{"it":%s}}' % (index, value))
    handler = APPLICATION.functions[call.function]
    arguments = handler.arguments(call.arguments())
    result = handler.encode(handler.function.callable(None, **arguments))
    reply = call.answer(result)
    assert reply.status == 200, (value, result, reply.faults)
    # The engine writes numbers as JavaScript does: the same doubles in other digits.
    said = json.loads(reply.body, parse_int=float)
    assert said == {"result": json.loads(result, parse_int=float)}
    return reply.body.removeprefix(b'{"result":').removesuffix(b"}")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)


def fraction(digits: str) -> str:
    """With its point."""
    return f".{digits}" if digits else ""


DIGITS = st.text("0123456789", min_size=1, max_size=9) | st.just("")
TIMES = st.builds(
    lambda hour, minute, second, digits: f"{hour:02}:{minute:02}:{second:02}{fraction(digits)}",
    st.integers(0, 23),
    st.integers(0, 59),
    st.integers(0, 59),
    DIGITS,
)
DATES = st.dates().map(lambda date: date.isoformat())
OFFSETS = st.just("Z") | st.builds(
    lambda sign, hour, minute: f"{sign}{hour:02}:{minute:02}",
    st.sampled_from("+-"),
    st.integers(0, 23),
    st.integers(0, 59),
)
FORMATS: dict[str, st.SearchStrategy[str]] = {
    "base64": st.binary(max_size=5).map(lambda data: base64.b64encode(data).decode()),
    "bigint": st.integers(-(2**63), 2**64 - 1).map(str),
    "date": DATES,
    "date-time": st.builds(
        "{}T{}{}".format, DATES.filter(lambda d: "0001" < d < "9999"), TIMES, OFFSETS
    ),
    "decimal": st.from_regex(r"-?[0-9]{1,20}(\.[0-9]{1,20})?", fullmatch=True),
    "duration": st.from_regex(
        r"-?P([0-9]{1,3}W|[0-9]{1,3}D|([0-9]{1,3}D)?T[0-9]{1,3}H([0-9]{1,3}M)?([0-9]{1,3}(\.[0-9]{1,6})?S)?)",
        fullmatch=True,
    ),
    "time": TIMES | TIMES.map(lambda time: time[:5]),
    "uuid": st.uuids().map(str) | st.uuids().map(lambda value: str(value).upper()),
}
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-SAFE, SAFE) | NUMBERS | TEXTS,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2),
    max_leaves=4,
)


def values(schema: Any, depth: int = 4) -> st.SearchStrategy[Any]:
    """The JSON that a generated Zod schema takes, optional members there and not."""
    if schema in ({}, True):
        return ANYTHING
    if "$ref" in schema:
        named = DOCUMENT["types"][schema["$ref"].removeprefix("#/types/")]
        return st.deferred(lambda: values(named, depth))
    if "const" in schema:
        return st.just(schema["const"])
    if "enum" in schema:
        return st.sampled_from(schema["enum"])
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return st.one_of([values(part, depth) for part in schema[union]])
    kinds = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return st.one_of([of_kind(kind, schema, depth) for kind in kinds])


def of_kind(kind: str, schema: Any, depth: int) -> st.SearchStrategy[Any]:
    """Of one type of JSON."""
    match kind:
        case "null":
            return st.none()
        case "boolean":
            return st.booleans()
        case "integer":
            low, high = schema.get("minimum", -SAFE), schema.get("exclusiveMaximum", SAFE + 1) - 1
            return st.integers(low, high)
        case "number":
            low, high = schema.get("exclusiveMinimum"), schema.get("maximum")
            numbers = st.floats(
                low, high, exclude_min=low is not None, allow_nan=False, allow_infinity=False
            )
            return numbers if low is not None else numbers | st.integers(-SAFE, SAFE)
        case "string" if "format" in schema:
            return FORMATS[schema["format"]]
        case "string":
            size = (schema.get("minLength", 0), schema.get("maxLength", 5))
            return st.text(
                st.characters(exclude_categories=["Cs"]), min_size=size[0], max_size=size[1]
            )
        case "array":
            return lists(schema, depth)
    return objects(schema, depth)


def lists(schema: Any, depth: int) -> st.SearchStrategy[Any]:
    """Of so many items as are allowed."""
    if "prefixItems" in schema:
        return st.tuples(*[values(item, depth) for item in schema["prefixItems"]]).map(list)
    low, high = schema.get("minItems", 0), schema.get("maxItems", 3)
    return st.lists(
        values(schema["items"], depth - 1), min_size=low, max_size=high if depth else low
    )


def objects(schema: Any, depth: int) -> st.SearchStrategy[Any]:
    """With every required member, and some others."""
    if "properties" not in schema:
        members = values(schema.get("additionalProperties", {}), depth - 1)
        return st.dictionaries(TEXTS, members, max_size=2 if depth else 0)
    required = set(schema.get("required", ()))
    each = {name: values(part, depth - 1) for name, part in schema["properties"].items()}
    kept = {name: part for name, part in each.items() if name in required}
    optional = {name: part for name, part in each.items() if name not in required and depth}
    return st.fixed_dictionaries(kept, optional=optional)


@pytest.mark.parametrize("index", range(len(HINTS)), ids=[str(hint) for hint in HINTS])
def test_what_the_schema_allows_is_taken_and_comes_back(index: int) -> None:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
    )
    @given(values(SCHEMAS[f"f{index}"]))
    def check(value: Any) -> None:
        once = and_back(index, json.dumps(value, ensure_ascii=False).encode())
        # What left is of the one text that each value has: it comes back as it is.
        assert and_back(index, once) == once

    check()
