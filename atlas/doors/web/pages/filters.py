"""How things are written on a page: days, sizes, hosts, numbers, and where links may lead."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from markupsafe import Markup, escape

from atlas.catalog.articles import Pieces
from atlas.errors import BadUrl
from atlas.model import moment
from atlas.model import url as urls
from atlas.model.check import span
from atlas.model.fault import Kind

UNITS = ("B", "kB", "MB", "GB", "TB")
TINTS = 8
KINDS = frozenset(one.on_disk for one in Kind)


def when(written: str) -> datetime | None:
    """Returns the moment in a text, or None where it has none."""
    try:
        return moment.read(written)
    except ValueError:
        return None


def day(written: str) -> Markup:
    """Returns a day as a person reads it; what is no day stands as it is."""
    at = when(written)
    return _time(written, f"{at.day} {at:%B %Y}") if at else escape(written)


def minute(written: str) -> Markup:
    """Returns a moment as a person reads it, in UTC."""
    at = when(written)
    return _time(written, f"{at.day} {at:%B %Y, %H:%M} UTC") if at else escape(written)


def size(count: int) -> str:
    """Returns a number of bytes as a person reads it."""
    number, unit = float(count), 0
    while number >= 1000 and unit < len(UNITS) - 1:
        number, unit = number / 1000, unit + 1
    return f"{number:.0f} {UNITS[unit]}" if unit == 0 or number >= 10 else f"{number:.1f} {UNITS[unit]}"


def number(count: int) -> str:
    """Returns a number with its thousands apart."""
    return f"{count:,}".replace(",", "\u202f")


def host(url: str) -> str:
    """Returns the host of an address, without `www.`."""
    return urls.host_of(url).removeprefix("www.")


def href(url: str) -> str:
    """Returns an address that a link may lead to, or "": the web's, and nothing that a browser would run."""
    try:
        read = urls.parse(url)
    except BadUrl:
        return ""
    return f"{read.href}#{read.fragment}" if read.fragment else read.href


def tint(name: str) -> int:
    """Returns which of the drawn colours a name has; always the same one."""
    return sum(name.encode(errors="replace")) % TINTS


def initial(name: str) -> str:
    """Returns the letter that stands for a name."""
    return next((one for one in name if one.isalnum()), "·").upper()


def marked(pieces: Pieces) -> Markup:
    """Returns a text with marks where it has what was looked for."""
    return Markup("").join(Markup("<mark>{}</mark>").format(text) if found else text for text, found in pieces)


def plural(count: int, one: str, many: str = "") -> str:
    """Returns a number with its word."""
    return f"{number(count)} {one if count == 1 else many or f'{one}s'}"


def written(at: datetime) -> str:
    """Returns a moment as the records have it."""
    return moment.written(at)


def ahead(at: datetime, now: datetime) -> str:
    """Returns in how long a moment comes, in its largest unit."""
    return "at once" if at <= now else f"in {span(at - now)}"


def coded(advice: str) -> Markup:
    """Returns advice with what is to be typed set as such."""
    parts = advice.split("`")
    return Markup("").join(Markup("<code>{}</code>").format(one) if at % 2 else one for at, one in enumerate(parts))


def worded(kind: str) -> str:
    """Returns a kind of fault, or a reason, as a heading."""
    return f"{kind[:1].upper()}{kind[1:]}".replace("-", " ") if kind in KINDS else kind or "Without a reason"


def _time(written: str, told: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(written, told)


FILTERS: dict[str, Callable[..., Any]] = {
    one.__name__: one
    for one in (day, minute, size, number, host, href, tint, initial, marked, plural, written, ahead, worded, coded)
}
