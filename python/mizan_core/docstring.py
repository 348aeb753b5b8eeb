"""What a docstring says of a function, and of each of its arguments."""

from __future__ import annotations

import inspect
import re
from typing import NamedTuple

_SECTION = re.compile(
    r"(Args|Arguments|Parameters|Params|Returns|Return|Raises|Yields|Examples?|Notes?|Warnings?"
    r"|Attributes|See Also|References):\s*"
)
_ARGUMENTS = {"Args", "Arguments", "Parameters", "Params"}
_DROPPED = _ARGUMENTS | {"Returns", "Return", "Raises", "Yields"}
_ENTRY = re.compile(r"\*{0,2}(?P<name>\w+)\s*(?:\([^)]*\))?:\s*(?P<text>.*)")
_FIELD = re.compile(r":(?P<kind>\w+)(?:\s+(?P<about>[^:]*))?:\s*(?P<text>.*)")


class Docstring(NamedTuple):
    """A docstring taken apart."""

    text: str
    """All but what is told of arguments, result and exceptions."""
    arguments: dict[str, str]
    """What is told of each argument, by its name."""


def read(docstring: str | None) -> Docstring:
    """Reads Google's sections (`Args:`) and Sphinx's fields (`:param name:`)."""
    lines = inspect.cleandoc(docstring or "").splitlines()
    kept: list[str] = []
    arguments: dict[str, list[str]] = {}
    at = 0
    while at < len(lines):
        line = lines[at]
        section = _SECTION.fullmatch(line)
        if section and section[1] in _DROPPED:
            block, at = _indented(lines, at + 1)
            if section[1] in _ARGUMENTS:
                arguments.update(_entries(block))
        elif field := _FIELD.fullmatch(line):
            block, at = _indented(lines, at + 1)
            if field["kind"] in {"param", "parameter", "arg", "argument"} and field["about"]:
                told = [field["text"], *(text.strip() for text in block)]
                arguments[field["about"].split()[-1]] = told
        else:
            kept.append(line)
            at += 1
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
    return Docstring(text, {name: _paragraph(told) for name, told in arguments.items()})


def _indented(lines: list[str], start: int) -> tuple[list[str], int]:
    """The lines from `start` that are indented or blank, and where they end."""
    end = start
    while end < len(lines) and (not lines[end].strip() or lines[end][0].isspace()):
        end += 1
    return lines[start:end], end


def _entries(block: list[str]) -> dict[str, list[str]]:
    entries: dict[str, list[str]] = {}
    body = inspect.cleandoc("\n" + "\n".join(block)).splitlines()
    told: list[str] | None = None
    for line in body:
        entry = _ENTRY.fullmatch(line)
        if entry and not line[0].isspace():
            told = entries[entry["name"]] = [entry["text"]]
        elif told is not None:
            told.append(line.strip())
    return entries


def _paragraph(lines: list[str]) -> str:
    return " ".join(line for line in lines if line).strip()
