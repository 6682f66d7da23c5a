"""What an answer says it is related to: its Link headers (RFC 8288)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from atlas.model.exchange import Exchange

NAME = r"[\w!#$&+.^`|~*-]+"
VALUE = r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s",;<>]+'
LINK = re.compile(rf"<([^<>]*)>((?:\s*;\s*{NAME}(?:\s*=\s*(?:{VALUE}))?)*)")
NAMED = re.compile(rf";\s*({NAME})\s*=\s*({VALUE})")


@dataclass(frozen=True)
class Relation:
    """One address an answer names, and what that is to it."""

    address: str
    """As it is written: it may be relative."""
    kinds: frozenset[str]
    """Such as original, memento, timemap; lower case."""
    moment: datetime | None = None
    """For a memento: when it was taken."""


def relations(exchange: Exchange) -> Iterator[Relation]:
    """Yields what the Link headers of an answer name; what does not read is passed over."""
    for name, value in exchange.headers:
        if name.lower() == "link":
            yield from (_relation(address, rest) for address, rest in LINK.findall(value))


def moment_in(text: str) -> datetime | None:
    """Returns the moment an HTTP date tells, in UTC, or None where it is none."""
    try:
        moment = parsedate_to_datetime(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _relation(address: str, rest: str) -> Relation:
    named: dict[str, str] = {}
    for name, value in NAMED.findall(rest):
        # The first of its name counts (RFC 8288, 3.3).
        named.setdefault(name.lower(), _unquoted(value))
    return Relation(
        address.strip(), frozenset(named.get("rel", "").lower().split()), moment_in(named.get("datetime", ""))
    )


def _unquoted(value: str) -> str:
    return re.sub(r"\\(.)", r"\1", value[1:-1]) if value.startswith('"') else value
