"""Where something stands in its author's source, and what is wrong there."""

from __future__ import annotations

import difflib
import inspect
import sys
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple


class Place(NamedTuple):
    """A line of a file."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"

    @classmethod
    def of(cls, thing: Callable[..., Any] | type) -> Place:
        """Where a function or class was written; line 0 where nobody knows."""
        if isinstance(thing, type):
            return _of_class(thing)
        code = getattr(inspect.unwrap(thing), "__code__", None)
        if code is None:
            return cls(getattr(thing, "__module__", None) or "<unknown>", 0)
        return cls(code.co_filename, code.co_firstlineno)

    @classmethod
    def of_caller(cls, depth: int = 1) -> Place:
        """Where the function that asks was called from, so many calls up."""
        frame = sys._getframe(depth + 1)
        return cls(frame.f_code.co_filename, frame.f_lineno)


def _of_class(thing: type) -> Place:
    written = thing.__dict__.get("__mizan_place__")
    if isinstance(written, Place):
        return written
    try:
        return Place(inspect.getsourcefile(thing) or thing.__module__, _line_of(thing))
    except (OSError, TypeError):
        return Place(thing.__module__, 0)


def _line_of(thing: type) -> int:
    return inspect.getsourcelines(thing)[1]


class Mistake(NamedTuple):
    """What is declared wrongly, where, and how to mend it."""

    place: Place
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}\n    {self.mend}"


class DeclarationError(Exception):
    """Something is declared wrongly. `str()` shows every mistake with its place and its mend."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = list(mistakes)
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))

    @classmethod
    def one(cls, place: Place, what: str, mend: str) -> DeclarationError:
        """An error of a single mistake."""
        return cls([Mistake(place, what, mend)])


def nearest(name: str, known: Iterable[str]) -> str:
    """`; did you mean `…`?` where a known name is near, else nothing."""
    found = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean `{found[0]}`?" if found else ""
