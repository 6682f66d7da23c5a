"""`add`: from an address on the command line to a drop in the inbox."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from atlas import config, files
from atlas.cli.printing import note, say
from atlas.errors import BadUrl
from atlas.model import url
from atlas.model.drop import links_in
from atlas.model.names import shortened, shown

NAME_LENGTH = 120


@click.command("add")
@click.argument("urls", nargs=-1, required=True, metavar="URL… | -")
@click.option("--tag", "tags", multiple=True, help="A subfolder of the inbox; its name is kept as a tag.")
@click.pass_obj
def add_verb(home: Path, urls: tuple[str, ...], tags: tuple[str, ...]) -> None:
    """Write a drop into the inbox: the addresses given, or those in what is piped in."""
    wanted = _piped() if urls == ("-",) else urls
    _refuse_bad(wanted)
    settings, _ = config.load(home, os.environ)
    folder = settings.paths.inbox.joinpath(*(_folder_name(one) for one in tags))
    made = files.make_folder(folder)
    drafted = files.draft(folder, "".join(f"{one}\n" for one in wanted).encode())
    files.sync([drafted])
    path = files.unused(folder / _name(wanted))
    files.publish(drafted, path)
    files.sync(folders=[*made, folder])
    say(shown(path.name))
    note(f"{len(wanted)} {'address' if len(wanted) == 1 else 'addresses'} dropped.")


def _piped() -> tuple[str, ...]:
    return tuple(link.url for link in links_in(sys.stdin.buffer.read(files.LARGEST + 1), "piped.txt"))


def _refuse_bad(urls: tuple[str, ...]) -> None:
    bad = []
    for one in urls:
        try:
            url.parse(one)
        except BadUrl as error:
            bad.append(f"{one}: {error}")
    if not urls:
        bad.append("There is no web address in it.")
    if bad:
        raise BadUrl("\n".join(bad))


def _name(urls: tuple[str, ...]) -> str:
    host = url.parse(urls[0]).host.replace(":", "-")
    return shortened(f"{host} {datetime.now(UTC):%Y%m%dT%H%M%SZ}.txt", NAME_LENGTH)


def _folder_name(tag: str) -> str:
    name = tag.replace("/", "-").strip(". ")
    if not name or "\0" in name:
        raise click.BadParameter(f"{tag!r} is no name for a folder", param_hint="--tag")
    return name
