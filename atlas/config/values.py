"""How a value of the file reads; each reader raises ValueError with what was expected."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

from atlas.model.url import host_of

DURATION = re.compile(r"(\d+(?:\.\d+)?)(ms|s|m|h|d|w)")
SECONDS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
SIZE = re.compile(r"(\d+(?:\.\d+)?) ?(B|kB|KB|MB|GB|TB|KiB|MiB|GiB|TiB)")
BYTES = {"B": 1, "kB": 10**3, "KB": 10**3, "MB": 10**6, "GB": 10**9, "TB": 10**12}
BYTES |= {"KiB": 2**10, "MiB": 2**20, "GiB": 2**30, "TiB": 2**40}
RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
SECRET = "secret:"  # noqa: S105 - how the name of one begins
TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+")
LONGEST = timedelta(days=3650)
LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+)):(?P<port>[0-9]{1,5})")
MACHINE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
AUTHORITY = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


def text(value: Any) -> str:
    """Returns a text."""
    if not isinstance(value, str):
        raise ValueError("expected a text in quotes")
    return value


def header(value: Any) -> str:
    """Returns a text that may stand in an HTTP header."""
    if not text(value).isascii() or not (value == "" or value.isprintable()):
        raise ValueError("expected plain ASCII, such as an address of yours")
    return str(value)


def recipient(value: Any) -> str:
    """Returns an age recipient, or ""."""
    if text(value) and not RECIPIENT.fullmatch(value):
        raise ValueError("expected what `age-keygen` calls the public key, age1…")
    return str(value)


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


def address(value: Any) -> str:
    """Returns a web address, or ""."""
    if text(value) and not host_of(value):
        raise ValueError("expected a web address")
    return str(value)


def addresses(value: Any) -> tuple[str, ...]:
    """Returns some web addresses."""
    if not isinstance(value, list) or not all(isinstance(one, str) and one and address(one) for one in value):
        raise ValueError('expected a list of web addresses, such as ["https://archive.example/"]')
    return tuple(value)


def targets(value: Any) -> tuple[str, ...]:
    """Returns addresses of whatever kind, to which something is told."""
    if not isinstance(value, list) or not all(isinstance(one, str) and TARGET.fullmatch(one) for one in value):
        raise ValueError('expected a list of addresses, such as ["smtp://me@mail.example"], or of "secret:NAME"')
    return tuple(value)


def target(value: Any) -> str:
    """Returns a web address or the name of a secret, or ""."""
    if text(value) and not host_of(value) and not value.startswith(SECRET):
        raise ValueError('expected a web address or "secret:NAME"')
    return str(value)


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


def networks(value: Any) -> tuple[str, ...]:
    """Returns networks in CIDR notation, as they were written."""
    if not isinstance(value, list):
        raise ValueError('expected a list of networks, such as ["192.168.1.0/24"]')
    for one in value:
        try:
            ip_network(text(one))
        except ValueError as error:
            raise ValueError(f"{one!r} is no network: {error}") from error
    return tuple(value)


@dataclass(frozen=True)
class Listen:
    """An address of this machine, and a port, at which a door is."""

    host: str
    port: int

    @property
    def is_loopback(self) -> bool:
        """Whether no other machine reaches it."""
        return ip_address(self.host).is_loopback

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


def listen(value: Any) -> Listen:
    """Returns an address of this machine and a port to be reached at."""
    match = LISTEN.fullmatch(text(value))
    try:
        host = str(ip_address(match["six"] or match["four"])) if match else ""
    except ValueError:
        host = ""
    if not match or not host or not 0 < int(match["port"]) < 65536:
        raise ValueError('expected an address and a port, such as "127.0.0.1:7444" or "[::1]:7444"')
    return Listen(host, int(match["port"]))


def name(value: Any) -> str:
    """Returns what a machine is called, or ""."""
    if text(value) and not MACHINE.fullmatch(value):
        raise ValueError('expected a short name of letters, digits and hyphens, such as "pi"')
    return str(value)


def names(value: Any) -> tuple[str, ...]:
    """Returns what some machines are called, each once."""
    if not isinstance(value, list) or any(not isinstance(one, str) or not one or not name(one) for one in value):
        raise ValueError('expected a list of names, such as ["pi", "mini"]')
    if len(set(value)) < len(value):
        raise ValueError("expected each name once")
    return tuple(value)


def authorities(value: Any) -> tuple[str, ...]:
    """Returns names, each with its port where that is not the usual one, as a browser tells whom it means."""
    if not isinstance(value, list) or any(not isinstance(one, str) or not AUTHORITY.fullmatch(one) for one in value):
        raise ValueError('expected a list of names, such as ["pi.tail1234.ts.net"]')
    return tuple(dict.fromkeys(one.lower() for one in value))
