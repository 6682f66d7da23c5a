"""How the file names others: sites, networks, machines, doors, people; each reader raises ValueError."""

import re
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any

from atlas.config.values import text
from atlas.model.url import host_of

RECIPIENT = re.compile(r"age1[0-9a-z]{58}")
SECRET = "secret:"  # noqa: S105 - how the name of one begins
TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s\x00-\x1f]+")
# Numbers alone: a name would be looked up at each start, and may be another machine's by then.
LISTEN = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<four>[0-9.]+)):(?P<port>[0-9]{1,5})")
MACHINE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")
AUTHORITY = re.compile(r"(?:[A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")


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


def target(value: Any) -> str:
    """Returns a web address or the name of a secret, or ""."""
    if text(value) and not host_of(value) and not value.startswith(SECRET):
        raise ValueError('expected a web address or "secret:NAME"')
    return str(value)


def targets(value: Any) -> tuple[str, ...]:
    """Returns addresses of whatever kind, to which something is told."""
    if not isinstance(value, list) or not all(isinstance(one, str) and TARGET.fullmatch(one) for one in value):
        raise ValueError('expected a list of addresses, such as ["smtp://me@mail.example"], or of "secret:NAME"')
    return tuple(value)


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
    """0 where no door is to be."""

    def __bool__(self) -> bool:
        return self.port > 0

    @property
    def is_loopback(self) -> bool:
        """Whether no other machine reaches it."""
        return ip_address(self.host).is_loopback

    def __str__(self) -> str:
        if not self:
            return ""
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


def listen_or_not(value: Any) -> Listen:
    """Returns an address and a port, or what says that no door is to be there."""
    return Listen("", 0) if value == "" else listen(value)


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
