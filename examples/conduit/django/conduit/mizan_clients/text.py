"""Types of values as every backend of Conduit writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BeforeValidator, Field


def rfc3339(moment: Any) -> Any:
    """Write a time in UTC, such as `2026-03-01T17:40:00.12Z`."""
    if not isinstance(moment, datetime):
        return moment
    whole, _, fraction = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f").partition(".")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}Z" if fraction else f"{whole}Z"


#: A time in UTC (RFC 3339).
Moment = Annotated[str, BeforeValidator(rfc3339)]

#: An integer from 0, of 32 bits on every backend of Conduit.
Count = Annotated[int, Field(ge=0, json_schema_extra={"format": "uint32"})]


def segment(text: str) -> str:
    """Return text as one segment of a path."""
    return quote(text, safe="")
