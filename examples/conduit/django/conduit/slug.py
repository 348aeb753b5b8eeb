"""Slugs: what names an article in its URL, made from the title."""

from __future__ import annotations

from collections.abc import Iterator

#: The longest slug made of a title, in characters; a number may follow it.
MAX_LENGTH = 80

#: What an article is called whose title has neither letter nor digit.
NAMELESS = "article"

#: After so many in a row the numbers double, so that the thousandth of one title is soon found.
IN_A_ROW = 16


def slug(title: str) -> str:
    """Return the title in lower case: letters and digits of any script, between them one hyphen.

    Never empty. Apostrophes and combining marks vanish instead of splitting a word: "Don't" is
    `dont`, and "é" of two code points is `e`.
    """
    made: list[str] = []
    gap = False
    # Letter by letter, as Rust does: of a whole word, Python writes a last sigma in another way.
    for letter in (low for one in title for low in one.lower()):
        if letter in "'\u2019" or "\u0300" <= letter <= "\u036f":
            continue
        if not _is_alphanumeric(letter):
            gap = True
            continue
        added = ["-", letter] if gap and made else [letter]
        if len(made) + len(added) > MAX_LENGTH:
            break
        made += added
        gap = False
    return "".join(made) or NAMELESS


def candidates(title: str) -> Iterator[str]:
    """Yield the slugs to try for a title, best first and without end: `a`, `a-2`, `a-3` and on."""
    base = slug(title)
    yield base
    tried = 1
    while True:
        tried += 1 if tried < IN_A_ROW else tried
        yield f"{base}-{tried}"


def _is_alphanumeric(letter: str) -> bool:
    return letter.isalpha() or letter.isnumeric()
