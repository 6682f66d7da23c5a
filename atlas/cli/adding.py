"""`add`: from an address on the command line to a drop in the inbox."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from atlas.cli.dropping import folder_of, tagged
from atlas.cli.printing import note, say
from atlas.model.adding import fit, listed, name_of, vetted
from atlas.model.late import Late
from atlas.model.link import LARGEST, Link
from atlas.model.names import shown
from atlas.spool.arriving import dropped

if TYPE_CHECKING:
    from atlas.model import drop
else:
    drop = Late("atlas.model.drop")


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL… | -")
@tagged
@click.pass_obj
def add_verb(home: Path, urls: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Write a drop into the inbox: the addresses given, or those in what is piped in."""
    # Of what is piped in, the tags of an export stay where they are: the folder says these.
    links = [Link(one.url, one.title) for one in vetted(_piped() if urls == ("-",) else map(Link, urls))]
    path = dropped(folder_of(home, tags), name_of(links, datetime.now(UTC)), listed(links))
    say(shown(path.name))
    note(f"{len(links)} {'address' if len(links) == 1 else 'addresses'} dropped.")


def _piped() -> tuple[Link, ...]:
    # One byte more than fits: so that what is too large is refused and not cut.
    data = sys.stdin.buffer.read(LARGEST + 1)
    fit(data)
    return drop.links_in(data, "piped.txt")
