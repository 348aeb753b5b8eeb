"""Durations and rates as people write them: `"5m"`, `"10/min"`."""

from __future__ import annotations

import datetime as dt
import re

_UNITS = {"s": 1, "m": 60, "h": 3_600, "d": 86_400}
_WINDOWS = {
    **dict.fromkeys(("s", "sec", "second"), 1),
    **dict.fromkeys(("m", "min", "minute"), 60),
    **dict.fromkeys(("h", "hour"), 3_600),
    **dict.fromkeys(("d", "day"), 86_400),
}


def seconds(duration: str | int | dt.timedelta) -> int:
    """A duration in whole seconds; a number is seconds already. `ValueError` for what is none."""
    if isinstance(duration, dt.timedelta):
        count = duration.total_seconds()
        if count >= 0 and count == int(count):
            return int(count)
    elif isinstance(duration, int) and not isinstance(duration, bool) and duration >= 0:
        return duration
    elif isinstance(duration, str) and (found := re.fullmatch(r"([0-9]{1,12})([smhd])", duration)):
        return int(found[1]) * _UNITS[found[2]]
    msg = f'{duration!r} is no duration: write a whole number and s, m, h or d, as in "5m"'
    raise ValueError(msg)


def rate(text: str) -> tuple[int, int]:
    """The calls of a rate and the seconds of its window. `ValueError` for what is none."""
    if isinstance(text, str) and (found := re.fullmatch(r"([1-9][0-9]{0,8})/([a-z]+)", text)):
        window = _WINDOWS.get(found[2])
        if window is not None:
            return int(found[1]), window
    msg = f'{text!r} is no rate: a number of calls and s, min, h or d, as in "10/min"'
    raise ValueError(msg)
