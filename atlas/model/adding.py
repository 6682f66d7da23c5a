"""Addresses as a drop says them: what every door writes that is given addresses and not a file."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from atlas.errors import BadUrl, Unfit
from atlas.model import url
from atlas.model.late import Late
from atlas.model.link import LARGEST, Link, address
from atlas.model.names import ignored_folder, shortened

if TYPE_CHECKING:
    from atlas.model import drop
    from atlas.model.exports import writing
else:
    # Only a title has to be read back as every drop is: an address alone is added without the table of formats.
    drop, writing = Late("atlas.model.drop"), Late("atlas.model.exports.writing")

NAME_LENGTH = 120
# Within an address these would begin the next one of the list, or end the line's.
UNNAMED = re.compile('[:*"]')
"""What may stand in a host, and in no name on a disk of Windows."""
SPLITTING = re.compile(r"[,;|](?=https?://)|`", re.IGNORECASE)


def vetted(links: Iterable[Link]) -> list[Link]:
    """Returns the links with their addresses as a list says them; raises BadUrl with all that are refused."""
    kept, bad = [], []
    for one in links:
        try:
            said = _line(one.url.strip() if "://" in one.url else address(one.url) or one.url)
            kept.append(Link(said, one.title, one.added, one.tags, one.note))
        except BadUrl as error:
            bad.append(f"{one.url}: {error}")
    if not kept and not bad:
        bad.append("There is no web address in it.")
    if bad:
        raise BadUrl("\n".join(bad))
    return kept


def listed(links: Iterable[Link]) -> bytes:
    """Returns the links as a list, a line each; raises Unfit where it is larger than a drop may be."""
    return _fit("".join(f"{_entry(one)}\n" for one in links).encode())


def collected(links: Iterable[Link]) -> bytes:
    """Returns the links as JSON Lines, which keep notes and tags; raises Unfit where that is too large."""
    return _fit("".join(writing.lines(links)).encode())


def fit(data: bytes) -> None:
    """Raises Unfit where a list is larger than a drop may be."""
    if len(data) > LARGEST:
        raise Unfit(f"It is larger than {LARGEST // 1_000_000} MB: nothing was dropped.")


def name_of(links: list[Link], now: datetime, extension: str = ".txt") -> str:
    """Returns what a drop of these links is called."""
    host = UNNAMED.sub("-", url.parse(links[0].url).host).strip(".") or "drop"
    return shortened(f"{host} {now:%Y%m%dT%H%M%SZ}{extension}", NAME_LENGTH)


def folder_name(tag: str) -> str:
    """Returns the name of the inbox's subfolder that stands for a tag; raises Unfit where there is none."""
    name = tag.replace("/", "-").strip(". ")
    if not name or "\0" in name or ignored_folder(name):
        raise Unfit(f"{tag!r} is no name for a folder")
    return name


def _fit(data: bytes) -> bytes:
    fit(data)
    return data


def _entry(link: Link) -> str:
    """Returns a link as a list says it, with its title where that reads back as one."""
    titled = (f"{link.title}\n{link.url}", f"[{link.title}]({link.url})") if link.title else ()
    return next((one for one in titled if drop.links_in(one.encode(), "drop.txt") == (link,)), link.url)


def _line(written: str) -> str:
    """Returns an address as it was written where a list can say it so, else as browsers write it."""
    read = url.parse(written)
    whole = f"{read.href}#{read.fragment}" if read.fragment else read.href
    plain = SPLITTING.sub(lambda found: f"%{ord(found[0]):02X}", whole)
    # An empty fragment keeps a comma at the end from being the sentence's.
    return next((one for one in (written, whole, plain) if address(one) == one), f"{plain}#")
