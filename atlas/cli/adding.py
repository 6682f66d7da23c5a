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
from atlas.model.link import address
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
    wanted = _piped() if urls == ("-",) else urls
    lines = _lines(wanted)
    data = "".join(f"{one}\n" for one in lines).encode()
    fit(data)
    path = dropped(folder_of(home, tags), _name(lines), data)
    say(shown(path.name))
    note(f"{len(lines)} {'address' if len(lines) == 1 else 'addresses'} dropped.")


def _piped() -> tuple[str, ...]:
    data = sys.stdin.buffer.read(LARGEST + 1)
    fit(data)
    return tuple(link.url for link in links_in(data, "piped.txt"))


def _lines(urls: Iterable[str]) -> list[str]:
    """Returns the addresses as a list says them; raises BadUrl with all that are refused."""
    lines, bad = [], []
    for one in urls:
        try:
            lines.append(_line(one.strip() if "://" in one else address(one) or one))
        except BadUrl as error:
            bad.append(f"{one}: {error}")
    if not lines and not bad:
        bad.append("There is no web address in it.")
    if bad:
        raise BadUrl("\n".join(bad))
    return lines


def _line(written: str) -> str:
    """Returns an address as it was written where a list can say it so, else as browsers write it."""
    read = url.parse(written)
    whole = f"{read.href}#{read.fragment}" if read.fragment else read.href
    plain = SPLITTING.sub(lambda found: f"%{ord(found[0]):02X}", whole)
    # An empty fragment keeps a comma at the end from being the sentence's.
    return next((one for one in (written, whole, plain) if address(one) == one), f"{plain}#")


def _name(lines: list[str]) -> str:
    host = url.parse(lines[0]).host.replace(":", "-").strip(".") or "drop"
    return shortened(f"{host} {datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt", NAME_LENGTH)
