"""Integers that a JavaScript number does not hold (§1)."""

from __future__ import annotations

import re
from typing import Annotated, Any, TypeAlias

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import PydanticSerializationUnexpectedValue, core_schema

MIN, MAX = -(2**63), 2**64 - 1
"""What fits into 64 bits, with a sign or without."""

_TEXT = re.compile(r"0|-?[1-9][0-9]*")


class Wide:
    """What makes an annotated `int` travel as its decimal text."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        integer = handler(source)
        reading = core_schema.no_info_before_validator_function(_read, integer)
        return core_schema.json_or_python_schema(
            reading,
            integer,
            serialization=core_schema.plain_serializer_function_ser_schema(
                _write, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )

    def __get_pydantic_json_schema__(
        self,
        schema: core_schema.CoreSchema,
        handler: GetJsonSchemaHandler,
    ) -> dict[str, Any]:
        return {"type": "string", "format": "bigint"}


def _read(text: Any) -> int:
    # One text for each value: no sign, zero or space that could be left out.
    if not isinstance(text, str) or _TEXT.fullmatch(text) is None:
        msg = "an integer as decimal text is expected, such as `5`"
        raise ValueError(msg)
    return int(text)


def _write(value: Any) -> str:
    if not isinstance(value, int) or isinstance(value, bool):
        msg = f"a {type(value).__name__} stands where a wide integer belongs"
        raise PydanticSerializationUnexpectedValue(msg)
    if not MIN <= value <= MAX:
        msg = f"a wide integer is from {MIN} to {MAX}"
        raise ValueError(msg)
    return str(value)


BigInt: TypeAlias = Annotated[int, Wide()]
"""An integer of 64 bits that travels whole, as text; `bigint` in the client.

A plain `int` travels as a number, which JavaScript holds exactly only up to 2^53 - 1; beyond that
it is an error.
"""
