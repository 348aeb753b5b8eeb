"""Files that come with a call (§3.3)."""

from __future__ import annotations

import dataclasses
import io
import os
import re
from collections.abc import Mapping
from typing import Any, BinaryIO

from mizan import _mizan
from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import core_schema

_UNITS = {
    "": 1,
    "kB": 10**3,
    "MB": 10**6,
    "GB": 10**9,
    "KiB": 2**10,
    "MiB": 2**20,
    "GiB": 2**30,
}


class File:
    """A file that a browser sent, as an argument or inside of one. It is gone with the call.

    ```python
    @client(affects=UserContext)
    def set_picture(request, picture: Annotated[File, FileRule("2MB", ["image/*"])]) -> None:
        picture.read()
    ```

    Its name and its type are what the sender says; `FileRule` has the type proven by the first
    bytes. A guard sees that there is a file, and nothing of it: files are read once a call is let
    through.
    """

    def __init__(self, part: str, files: Mapping[str, _mizan.File]) -> None:
        self._part = part
        self._files = files

    @property
    def _file(self) -> _mizan.File:
        found = self._files.get(self._part)
        if found is None:
            msg = "the file is read once the guard has let the call through"
            raise LookupError(msg)
        return found

    @property
    def name(self) -> str:
        """For people: without its folders, and never a path of the server's."""
        return self._file.name

    @property
    def content_type(self) -> str:
        """As the sender says."""
        return self._file.content_type

    @property
    def size_bytes(self) -> int:
        """Of all of it."""
        return self._file.size

    def read(self) -> bytes:
        """All of it, in memory."""
        return self._file.bytes()

    def open(self) -> BinaryIO:
        """To read it from its beginning, piece by piece; each time another."""
        descriptor = self._file.descriptor()
        return io.BytesIO(self.read()) if descriptor is None else os.fdopen(descriptor, "rb")

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """In JSON the name of its part: `{"$file": "name"}`."""
        del source, handler
        reference = core_schema.typed_dict_schema(
            {"$file": core_schema.typed_dict_field(core_schema.str_schema())},
            extra_behavior="forbid",
        )
        return core_schema.json_or_python_schema(
            core_schema.with_info_after_validator_function(_found, reference),
            core_schema.is_instance_schema(cls),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        del schema
        if handler.mode == "serialization":
            from pydantic.errors import PydanticInvalidForJsonSchema

            msg = "a file only arrives: answer with a view function, or with its address"
            raise PydanticInvalidForJsonSchema(msg)
        return {"type": "string", "format": "binary"}


def _found(reference: dict[str, str], info: core_schema.ValidationInfo[Any]) -> File:
    files = (info.context or {}).get("files")
    if files is None:
        msg = "there are no files here"
        raise ValueError(msg)
    return File(reference["$file"], files)


@dataclasses.dataclass(frozen=True)
class FileRule:
    """What a file must be: at most so large (`"2MB"`, `"512KiB"`, or a number of bytes), and of one
    of these media types (`"image/png"`, `"image/*"`).
    """

    max_bytes: int | str | None = None
    accept: tuple[str, ...] | list[str] = ()

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        drawn = dict(handler(schema))
        if self.max_bytes is not None:
            drawn["max_bytes"] = bytes_of(self.max_bytes)
        if self.accept:
            drawn["accept"] = list(self.accept)
        return drawn


def bytes_of(size: int | str) -> int:
    """A size in bytes. `ValueError` for what is none."""
    if isinstance(size, int) and not isinstance(size, bool) and size > 0:
        return size
    found = re.fullmatch(r"([1-9][0-9]*) ?([kKMG]i?B)?", size) if isinstance(size, str) else None
    if found is None or (found[2] or "") not in _UNITS:
        msg = f'{size!r} is no size: a number of bytes, or one with kB, MB, GB, KiB, … as in "2MB"'
        raise ValueError(msg)
    return int(found[1]) * _UNITS[found[2] or ""]
