"""How a value of the file reads; each reader raises ValueError with what was expected."""

import re
from collections.abc import Callable, Sequence
from datetime import time, timedelta
from pathlib import Path
from typing import Any

DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)")
BYTES = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
BYTES |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
LONGEST = timedelta(days=3650)


def text(value: Any) -> str:
    """Returns a text."""
    if not isinstance(value, str):
        raise ValueError("expected a text in quotes")
    return value


def path(value: Any) -> Path:
    """Returns a path."""
    if not text(value) or "\0" in value:
        raise ValueError("expected a folder's path")
    return Path(value).expanduser()


def switch(value: Any) -> bool:
    """Returns true or false."""
    if value not in (True, False, "true", "false"):
        raise ValueError("expected true or false")
    return value in (True, "true")


def hour(value: Any) -> time | None:
    """Returns a time of day such as 08:00, or None for ""."""
    if not text(value):
        return None
    try:
        return time.fromisoformat(value).replace(tzinfo=None)
    except ValueError as error:
        raise ValueError('expected a time of day, such as "08:00"') from error


def duration(value: Any) -> timedelta:
    """Returns a duration such as 500ms, 30s, 5m, 6h, 3d, 2w."""
    match = DURATION.fullmatch(text(value))
    if not match:
        raise ValueError('expected a duration such as "30s", "5m", "6h", "3d" or "2w"')
    seconds = float(match[1]) * SECONDS[match[2]]
    if seconds > LONGEST.total_seconds():
        raise ValueError("expected at most ten years")
    return timedelta(seconds=seconds)


def rounds(value: Any) -> timedelta:
    """Returns how long from one round to the next, a minute at least; nought for "", where there are none."""
    if value == "" or not duration(value):
        return timedelta(0)
    if duration(value) < timedelta(minutes=1):
        raise ValueError('expected "" or a minute at least')
    return duration(value)


def some_time(value: Any) -> timedelta:
    """Returns a duration that is not nothing."""
    if not duration(value):
        raise ValueError("expected more than no time at all")
    return duration(value)


def durations(value: Any) -> tuple[timedelta, ...]:
    """Returns some durations."""
    if not isinstance(value, list) or not value:
        raise ValueError('expected a list of durations, such as ["1m", "1h"]')
    return tuple(some_time(one) for one in value)


def sweep(value: Any) -> timedelta | None:
    """Returns a duration, or None for "auto"."""
    return None if value == "auto" else some_time(value)


def size(value: Any) -> int:
    """Returns a number of bytes from a size such as 20MB or 1GiB."""
    match = SIZE.fullmatch(text(value))
    if not match:
        raise ValueError('expected a size such as "20MB" or "1GiB"')
    return int(float(match[1]) * BYTES[match[2]])


def endurance(value: Any) -> int | None:
    """Returns a size, or None for "auto"."""
    return None if value == "auto" else size(value)


def some_size(value: Any) -> int:
    """Returns a size that is not nothing."""
    if not size(value):
        raise ValueError("expected more than no bytes at all")
    return size(value)


def count(least: int, most: int) -> Callable[[Any], int]:
    """Returns the reader of a whole number within bounds."""

    def read(value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        # In Python True is 1: `fetchers = true` is a mistake and not one fetcher.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise ValueError(f"expected a whole number from {least} to {most}")
        return value

    return read


def one_of(*known: str) -> Callable[[Any], str]:
    """Returns the reader of one of some words."""

    def read(value: Any) -> str:
        if value not in known:
            raise ValueError(f"expected one of {', '.join(known)}")
        return str(value)

    return read


def some_of(known: Sequence[str]) -> Callable[[Any], tuple[str, ...]]:
    """Returns the reader of a list of known words, each at most once."""

    def read(value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value or any(one not in known for one in value):
            raise ValueError(f"expected a list of {', '.join(known)}")
        return tuple(dict.fromkeys(value))

    return read
