"""What a dropped file asks for, whatever program wrote it.

The content decides before the name does: a list under the name of a shortcut is read as a list.
"""

from dataclasses import dataclass
from itertools import islice

from atlas.errors import Unfit
from atlas.model.exports.entry import is_usable
from atlas.model.formats import FORMATS, Drop, Format
from atlas.model.key import key_of
from atlas.model.link import LARGEST, Feed, Link, once
from atlas.model.saved import Saved

__all__ = ["FORMATS", "LARGEST", "Contents", "Drop", "Feed", "Format", "Link", "Saved", "contents_of", "links_in"]

MOST = 100_000
"""Links that one file may ask for."""


@dataclass(frozen=True)
class Contents:
    """What is in a dropped file."""

    format: str
    links: tuple[Link, ...] = ()
    """What it asks for, in order, each once."""
    unusable: tuple[Link, ...] = ()
    """Entries that are for the program alone that wrote them, or no addresses of the web."""
    feeds: tuple[Feed, ...] = ()
    page: Saved | None = None
    """The page it is, where it is no list."""
    exported: bool = False
    duplicates: int = 0
    """How many of its entries are of a page that another of them is of."""


def links_in(data: bytes, name: str) -> tuple[Link, ...]:
    """Returns the addresses a dropped file asks for, in order, each once; () where it asks for none."""
    return contents_of(data, name).links


def contents_of(data: bytes, name: str) -> Contents:
    """Returns what is in a dropped file; raises Unfit where that is more than one drop may hold."""
    drop = Drop(data, name)
    form = next(one for one in FORMATS if one.is_it(drop))
    if len(data) > form.largest:
        raise Unfit(f"It is larger than {form.largest // 1_000_000} MB.")
    if form.page:
        return Contents(form.told(drop), page=form.page(drop))
    # One more than may be: a file of ten million lines is refused without being read to its end.
    found = list(islice(form.links(drop), MOST + 1))
    if len(found) > MOST:
        raise Unfit(f"It lists more than {MOST:,} addresses: split it.")
    return _sorted(form.told(drop), found) if form.exported else _listed(form.told(drop), found)


def _listed(name: str, found: list[Link | Feed]) -> Contents:
    links = [one for one in found if isinstance(one, Link)]
    wanted = once(links)
    return Contents(name, wanted, duplicates=len(links) - len(wanted))


def _sorted(name: str, found: list[Link | Feed]) -> Contents:
    links = [one for one in found if isinstance(one, Link)]
    usable = [one for one in links if is_usable(one)]
    wanted = once(usable, key_of)
    return Contents(
        name,
        wanted,
        unusable=tuple(one for one in links if not is_usable(one)),
        feeds=tuple(one for one in found if isinstance(one, Feed)),
        exported=True,
        duplicates=len(usable) - len(wanted),
    )
