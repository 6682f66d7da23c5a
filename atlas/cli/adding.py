"""`add`: from an address on the command line to a drop in the inbox."""

import re
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import click

from atlas.cli.dropping import fit, folder_of, tagged
from atlas.cli.printing import note, say
from atlas.errors import BadUrl
from atlas.model import url
from atlas.model.drop import LARGEST, links_in
from atlas.model.link import Link, address
from atlas.model.names import shortened, shown
from atlas.spool.arriving import dropped

NAME_LENGTH = 120
# Within an address these would begin the next one of the list, or end the line's.
SPLITTING = re.compile(r"[,;|](?=https?://)|`", re.IGNORECASE)


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL… | -")
@tagged
@click.pass_obj
def add_verb(home: Path, urls: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Write a drop into the inbox: the addresses given, or those in what is piped in."""
    links = _vetted(_piped() if urls == ("-",) else map(Link, urls))
    data = "".join(f"{_entry(one)}\n" for one in links).encode()
    fit(data)
    path = dropped(folder_of(home, tags), _name(links), data)
    say(shown(path.name))
    note(f"{len(links)} {'address' if len(links) == 1 else 'addresses'} dropped.")


def _piped() -> tuple[Link, ...]:
    data = sys.stdin.buffer.read(LARGEST + 1)
    fit(data)
    return links_in(data, "piped.txt")


def _vetted(links: Iterable[Link]) -> list[Link]:
    """Returns the links with their addresses as a list says them; raises BadUrl with all that are refused."""
    vetted, bad = [], []
    for one in links:
        try:
            vetted.append(Link(_line(one.url.strip() if "://" in one.url else address(one.url) or one.url), one.title))
        except BadUrl as error:
            bad.append(f"{one.url}: {error}")
    if not vetted and not bad:
        bad.append("There is no web address in it.")
    if bad:
        raise BadUrl("\n".join(bad))
    return vetted


def _entry(link: Link) -> str:
    """Returns a link as a list says it, with its title where that reads back as one."""
    titled = (f"{link.title}\n{link.url}", f"[{link.title}]({link.url})") if link.title else ()
    return next((one for one in titled if links_in(one.encode(), "drop.txt") == (link,)), link.url)


def _line(written: str) -> str:
    """Returns an address as it was written where a list can say it so, else as browsers write it."""
    read = url.parse(written)
    whole = f"{read.href}#{read.fragment}" if read.fragment else read.href
    plain = SPLITTING.sub(lambda found: f"%{ord(found[0]):02X}", whole)
    # An empty fragment keeps a comma at the end from being the sentence's.
    return next((one for one in (written, whole, plain) if address(one) == one), f"{plain}#")


def _name(links: list[Link]) -> str:
    host = url.parse(links[0].url).host.replace(":", "-").strip(".") or "drop"
    return shortened(f"{host} {datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt", NAME_LENGTH)
