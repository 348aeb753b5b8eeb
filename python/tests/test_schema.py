# mypy: disable-error-code="empty-body"
"""From types to the document's dialect, and between values and the wire."""

from __future__ import annotations

import dataclasses
import datetime as dt
import decimal
import enum
import math
import uuid
from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal, NamedTuple, NotRequired, TypeVar

import pytest
from mizan_core import registry
from mizan_core.client import client, set_framework_response_base
from mizan_core.client.function import Function
from mizan_core.codec import Codec
from mizan_core.declaration import Draft
from mizan_core.error import DeclarationError
from mizan_core.guard import PUBLIC
from mizan_core.place import Place
from mizan_core.schema import Json, Names, Types
from mizan_core.wide import BigInt
from pydantic import (
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    NaiveDatetime,
    RootModel,
    ValidationError,
    computed_field,
)
from pydantic_core import PydanticSerializationError
from typing_extensions import TypedDict

Decimal = decimal.Decimal
T = TypeVar("T")


class Colour(enum.Enum):
    """To paint with."""

    RED = "red"
    BLUE = "blue"


class Cat(BaseModel):
    kind: Literal["cat"]
    name: str


class Dog(BaseModel):
    kind: Literal["dog"] = "dog"
    tricks: list[str] = []


class Tree(BaseModel):
    value: int
    left: Tree | None = None
    children: list[Tree] = []


class Page(BaseModel, Generic[T]):
    items: list[T]
    next: int | None = None


class Options(TypedDict):
    """How."""

    depth: int
    name: NotRequired[str]


@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    tags: list[str] = dataclasses.field(default_factory=list)


class Pair(NamedTuple):
    first: int
    second: str


class Numbers(RootModel[list[int]]):
    pass


def drawn(
    hint: Any, mode: Literal["validation", "serialization"] = "validation"
) -> tuple[Json, dict[str, Json]]:
    """The schema of a type, and the named types that it reaches."""
    types = Types(mode, Names())
    types.add("it", Codec(hint).schema, Place("here", 1), "it")
    schemas, named, mistakes = types.finish()
    assert mistakes == []
    return schemas["it"], named


@pytest.mark.parametrize(
    ("hint", "schema"),
    [
        (int, {"type": "integer"}),
        (float, {"type": "number"}),
        (str, {"type": "string"}),
        (bool, {"type": "boolean"}),
        (None, {"type": "null"}),
        (Any, {}),
        (bytes, {"type": "string", "format": "base64"}),
        (Decimal, {"type": "string", "format": "decimal"}),
        (Annotated[Decimal, Field(ge=0, max_digits=5)], {"type": "string", "format": "decimal"}),
        (uuid.UUID, {"type": "string", "format": "uuid"}),
        (dt.date, {"type": "string", "format": "date"}),
        (dt.time, {"type": "string", "format": "time"}),
        (dt.datetime, {"type": "string", "format": "date-time"}),
        (AwareDatetime, {"type": "string", "format": "date-time"}),
        (dt.timedelta, {"type": "string", "format": "duration"}),
        (BigInt, {"type": "string", "format": "bigint"}),
        (Annotated[BigInt, Field(ge=0)], {"type": "string", "format": "bigint"}),
        (int | None, {"type": ["integer", "null"]}),
        (BigInt | None, {"type": ["string", "null"], "format": "bigint"}),
        (int | str, {"anyOf": [{"type": "integer"}, {"type": "string"}]}),
        (Literal["a", "b"], {"type": "string", "enum": ["a", "b"]}),
        (Literal["a"], {"type": "string", "const": "a"}),
        (list[int], {"type": "array", "items": {"type": "integer"}}),
        (set[int], {"type": "array", "items": {"type": "integer"}, "uniqueItems": True}),
        (tuple[int, ...], {"type": "array", "items": {"type": "integer"}}),
        (dict[str, int], {"type": "object", "additionalProperties": {"type": "integer"}}),
        (dict, {"type": "object", "additionalProperties": True}),
        (
            tuple[int, str],
            {
                "type": "array",
                "prefixItems": [{"type": "integer"}, {"type": "string"}],
                "minItems": 2,
                "maxItems": 2,
            },
        ),
        (
            Annotated[str, Field(min_length=1, max_length=9, pattern="^a")],
            {"type": "string", "minLength": 1, "maxLength": 9, "pattern": "^a"},
        ),
        (
            Annotated[int, Field(ge=0, lt=10, multiple_of=2)],
            {"type": "integer", "minimum": 0, "exclusiveMaximum": 10, "multipleOf": 2},
        ),
        (Annotated[int, Field(ge=-(2**63), le=2**63 - 1)], {"type": "integer"}),
        (Annotated[float, Field(le=math.inf)], {"type": "number"}),
        (
            Annotated[list[int] | None, Field(max_length=3)],
            {"type": ["array", "null"], "items": {"type": "integer"}, "maxItems": 3},
        ),
    ],
)
def test_a_type_is_drawn_in_the_documents_dialect(hint: Any, schema: Json) -> None:
    assert drawn(hint) == (schema, {})


def test_named_types_are_referred_to() -> None:
    class Al(BaseModel):
        """A doc."""

        model_config = ConfigDict(title="Ti", json_schema_extra={"examples": [1]})
        title: str = Field(alias="Title", description="What it is called.")
        colour: Colour | None = None
        options: Options
        point: Point
        pair: Pair
        numbers: Numbers

    schema, named = drawn(Al)
    assert schema == {"$ref": "#/types/Al"}
    assert set(named) == {"Al", "Colour", "Options", "Point", "Pair", "Numbers"}
    assert named["Al"]["description"] == "A doc."
    assert named["Al"]["properties"]["Title"] == {
        "type": "string",
        "description": "What it is called.",
    }
    assert named["Al"]["properties"]["colour"] == {
        "anyOf": [{"$ref": "#/types/Colour"}, {"type": "null"}]
    }
    assert named["Colour"] == {
        "type": "string",
        "enum": ["red", "blue"],
        "description": "To paint with.",
    }
    assert named["Options"]["required"] == ["depth"]
    assert named["Pair"]["prefixItems"] == [{"type": "integer"}, {"type": "string"}]
    assert named["Numbers"] == {"type": "array", "items": {"type": "integer"}}


def test_each_direction_has_its_own() -> None:
    class Both(BaseModel):
        limit: int = 20
        note: str | None = None
        colour: Colour = Colour.RED
        secret: str = Field(default="", exclude=True)

        @computed_field
        def twice(self) -> int:
            return 2 * self.limit

    arriving = drawn(Both)[1]["Both"]
    assert "required" not in arriving
    assert arriving["properties"]["limit"] == {"type": "integer", "default": 20}
    assert arriving["properties"]["note"] == {"type": ["string", "null"]}
    assert arriving["properties"]["colour"] == {
        "allOf": [{"$ref": "#/types/Colour"}],
        "default": "red",
    }
    leaving = drawn(Both, "serialization")[1]["Both"]
    assert leaving["required"] == ["limit", "note", "colour", "twice"]
    assert leaving["properties"]["limit"] == {"type": "integer"}
    assert "secret" not in leaving["properties"]
    assert Codec(Both).write(Both()) == b'{"limit":20,"note":null,"colour":"red","twice":40}'


def test_a_type_may_contain_itself() -> None:
    schema, named = drawn(Tree)
    assert schema == {"$ref": "#/types/Tree"}
    tree = named["Tree"]["properties"]
    assert tree["left"] == {"anyOf": [{"$ref": "#/types/Tree"}, {"type": "null"}]}
    assert tree["children"]["items"] == {"$ref": "#/types/Tree"}


def test_a_union_is_told_apart_by_a_member_that_has_to_be_there() -> None:
    schema, named = drawn(list[Annotated[Cat | Dog, Field(discriminator="kind")]])
    assert schema["items"] == {
        "oneOf": [{"$ref": "#/types/Cat"}, {"$ref": "#/types/Dog"}],
        "discriminator": {"propertyName": "kind"},
    }
    assert named["Dog"]["required"] == ["kind"]
    assert named["Dog"]["properties"]["kind"] == {"type": "string", "const": "dog"}


def test_generic_types_are_named_by_their_arguments() -> None:
    for hint, name in [
        (Page[Cat], "PageCat"),
        (Page[list[int]], "PageListInt"),
        (Page[Cat | None], "PageCatNull"),
        (Page[dict[str, Page[Cat]]], "PageDictStrPageCat"),
    ]:
        assert drawn(hint)[0] == {"$ref": f"#/types/{name}"}


def declared(*functions: Callable[..., Any]) -> Draft:
    """Functions and their types."""
    found = []
    for function in functions:
        known = function.__mizan_function__  # type: ignore[attr-defined]
        assert isinstance(known, Function)
        found.append(known)
    return Draft.of(found, [], PUBLIC)


def mistakes(*functions: Callable[..., Any]) -> str:
    """What is wrong with them."""
    with pytest.raises(DeclarationError) as raised:
        declared(*functions)
    return str(raised.value)


def test_two_types_of_one_name_are_told_unless_they_are_the_same() -> None:
    def make(kind: Any) -> Callable[..., Any]:
        class Thing(BaseModel):
            it: kind

        @client(name=f"get_{len(names)}")
        def get(request: Any) -> Thing: ...
        @client(name=f"put_{len(names)}")
        def put(request: Any, things: list[Thing]) -> None: ...

        names.append(kind)
        return get if len(names) % 2 else put

    names: list[Any] = []
    same = declared(make(int), make(int)).json
    assert same["types_arriving"] == same["types_leaving"]
    assert set(same["types_arriving"]) == {"Thing"}
    assert same["functions"][1]["args"][0]["schema"]["items"] == {"$ref": "#/types/Thing"}
    told = mistakes(make(int), make(str))
    assert told.count("two types are called `Thing`") == 1
    assert "test_schema" in told


@pytest.mark.parametrize(
    ("hint", "words"),
    [
        (NaiveDatetime, "without an offset"),
        (complex, "complex number"),
        (Callable[[], int], "allable"),
        (object(), ""),
        (type("Own", (), {}), "Own"),
    ],
)
def test_what_cannot_travel_is_told_with_its_place(hint: Any, words: str) -> None:
    def put(request: Any, it: Any) -> None: ...

    put.__annotations__["it"] = hint
    told = mistakes(client(put))
    assert words in told
    assert "`put`" in told
    assert __file__ in told


def test_what_an_argument_may_not_say_is_told() -> None:
    class Response:
        pass

    set_framework_response_base(Response)

    def put(request: Any, it: Any) -> None: ...

    wrong: list[tuple[Any, Any, str]] = [
        (Annotated[int, Field(default=5)], ..., "has its default in `Field"),
        (Annotated[int, Field(alias="other")], ..., "has an alias"),
        (int, "five", "the default of the argument `it` of `put` is of another type"),
        (int, None, "where it is None"),
        (list[NaiveDatetime], ..., "the argument `it` of `put`"),
    ]
    for hint, default, words in wrong:
        put.__annotations__["it"] = hint
        put.__defaults__ = None if default is ... else (default,)
        assert words in mistakes(client(put))

    def get(request: Any) -> Any: ...

    get.__annotations__["return"] = Response | int
    assert "returns a response at times" in mistakes(client(get))


def test_every_mistake_is_told_at_once() -> None:
    @client
    def one(request: Any, it: NaiveDatetime) -> None: ...
    @client
    def two(request: Any) -> Unknown: ...  # type: ignore[name-defined]  # noqa: F821
    @client
    def three(request: Any, it: complex) -> None: ...

    told = mistakes(one, two, three)
    assert all(f"`{name}`" in told for name in ("one", "two", "three"))
    assert "name 'Unknown' is not defined" in told


def test_arguments_are_read_without_coercion() -> None:
    @client
    def f(
        request: Any, n: int, at: dt.datetime, b: bytes, tree: Tree | None = None, k: str = "x"
    ) -> None: ...

    signature = declared(f).signatures["f"]
    args = signature.decode(b'{"n":5,"at":"2026-01-31T13:30:00Z","b":"/+8="}')
    assert args == {
        "n": 5,
        "at": dt.datetime(2026, 1, 31, 13, 30, tzinfo=dt.UTC),
        "b": b"\xff\xef",
        "tree": None,
        "k": "x",
    }
    assert args.n == 5
    for wrong in [b'{"n":"5"}', b'{"n":5.0}', b'{"n":5,"other":1}', b'{"n":true}', b'{"b":"_-8="}']:
        with pytest.raises(ValidationError):
            signature.decode(wrong)


class Inner(BaseModel):
    model_config = ConfigDict(ser_json_inf_nan="null", ser_json_timedelta="float")
    x: float = 1.0
    lasts: dt.timedelta = dt.timedelta(days=800, microseconds=500)
    costs: Decimal = Decimal("1E+3")
    data: bytes = b"\xff\xef"


@pytest.mark.parametrize(
    ("hint", "value", "text"),
    [
        (float, math.nan, b"NaN"),
        (Any, {"a": [math.inf]}, b'{"a":[Infinity]}'),
        (
            Inner,
            Inner(x=math.nan),
            b'{"x":NaN,"lasts":"P800DT0.0005S","costs":"1000","data":"/+8="}',
        ),
        (dict, {"a": Inner(x=math.nan)}, None),
        (list[Inner | int], [5, Inner()], None),
        (Decimal, Decimal("12345678901234567890.10"), b'"12345678901234567890.10"'),
        (dt.timedelta, dt.timedelta(seconds=-90), b'"-PT1M30S"'),
        (dt.timedelta, dt.timedelta(0), b'"PT0S"'),
        (dt.timedelta, dt.timedelta(days=365), b'"P365D"'),
        (dt.datetime | dt.date, dt.date(2026, 1, 31), b'"2026-01-31"'),
        (
            dt.datetime,
            dt.datetime(2026, 1, 31, tzinfo=dt.timezone(dt.timedelta(seconds=2048))),
            b'"2026-01-30T23:25:52Z"',
        ),
        (BigInt, 2**64 - 1, b'"18446744073709551615"'),
        (dict, {Colour.RED: {1: {Decimal(5)}}}, b'{"red":{"1":["5"]}}'),
        (Point, Point(1.5), b'{"x":1.5,"y":0.0,"tags":[]}'),
        (
            Page[Point],
            {"items": [{"x": 1}]},
            b'{"items":[{"x":1.0,"y":0.0,"tags":[]}],"next":null}',
        ),
        (Pair, Pair(1, "a"), b'[1,"a"]'),
        (Options, {"depth": 1}, b'{"depth":1}'),
        (Tree, Tree(value=1, left=Tree(value=2)), None),
    ],
)
def test_what_leaves_is_the_wires_text(hint: Any, value: Any, text: bytes | None) -> None:
    written = Codec(hint).write(value)
    if text is None:
        assert b"null" not in written or b"NaN" in written or hint is Tree
    else:
        assert written == text


@pytest.mark.parametrize(
    ("hint", "value"),
    [
        (dt.datetime, dt.datetime(2026, 1, 31)),  # noqa: DTZ001
        (Any, [dt.datetime(2026, 1, 31)]),  # noqa: DTZ001
        (dt.time, dt.time(1, tzinfo=dt.UTC)),
        (Decimal, Decimal("NaN")),
        (Any, object()),
        (dict, {"a": {None: 1}}),
        (int, "five"),
        (Cat, {"kind": "cat"}),
        (Cat, Dog()),
        (Tree, Tree.model_construct(value="five")),
        (None, 5),
        (BigInt, 2**64),
        (BigInt, -(2**63) - 1),
    ],
)
def test_what_is_not_of_its_type_does_not_leave(hint: Any, value: Any) -> None:
    with pytest.raises((ValidationError, PydanticSerializationError)):
        Codec(hint).write(value)


def test_objects_become_models_by_their_members() -> None:
    class Row:
        kind, name = "cat", "Tom"

    assert Codec(Cat).write(Row()) == b'{"kind":"cat","name":"Tom"}'
    assert Codec(list[Cat]).write([Row()]) == b'[{"kind":"cat","name":"Tom"}]'


@pytest.mark.parametrize("text", ['"05"', '"+5"', '"-0"', '" 5"', '"5.0"', '""', '"a"', "5"])
def test_a_wide_integer_has_one_text(text: str) -> None:
    assert Codec(BigInt).read(b'"-9223372036854775808"') == -9223372036854775808
    with pytest.raises(ValidationError):
        Codec(BigInt).read(text.encode())


def test_the_registry_is_left_alone() -> None:
    names = {function.origin.__module__ for function in registry.functions()}
    assert __name__ not in names
