"""`import`: what is in an export, and then into the inbox with it."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from atlas import files
from atlas.app import App
from atlas.cli.dropping import folder_of, tagged
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.errors import BadUrl, CatalogBroken, Unfit
from atlas.model import moment
from atlas.model.drop import Contents, Link, contents_of
from atlas.model.names import ignored, shortened, shown
from atlas.spool.arriving import dropped

NAME_LENGTH = 120
SHOWN = 10
SITES = " (sites).jsonl"


@dataclass(frozen=True)
class Export:
    """A file that is to be imported, and what is in it."""

    name: str
    data: bytes
    contents: Contents


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only tell what is in it.")
@click.option("--sites", is_flag=True, help="Of a list of feeds: the pages they are the feeds of.")
@tagged
@as_json
@click.pass_obj
def import_verb(home: Path, file: Path, dry_run: bool, sites: bool, tags: tuple[str, ...], as_json: bool) -> None:
    """Drop an export as it is: bookmarks, a reading list, a table, a mail, a saved page.

    What of it is kept already is not fetched again; the ticket then names the snapshot there is.
    """
    export = _sites_of(_read(file)) if sites else _read(file)
    told = _told(App(settings_of(home)), export)
    if not dry_run:
        if not export.contents.links and not export.contents.page:
            raise BadUrl("There is nothing in it that Atlas could keep: nothing was dropped.")
        told["drop"] = shown(dropped(folder_of(home, tags), _name(export.name), export.data).name)
    if as_json:
        say_json(told)
    else:
        _say(told, export.contents)


def _read(file: Path) -> Export:
    """Returns a file of the person who calls: a link is followed, unlike in the inbox."""
    with file.open("rb") as stream:
        data = stream.read(files.LARGEST + 1)
    if len(data) > files.LARGEST:
        raise Unfit(f"It is larger than {files.LARGEST // 1_000_000} MB: nothing was dropped.")
    return Export(file.name, data, contents_of(data, file.name))


def _sites_of(export: Export) -> Export:
    """Returns a list of the pages that feeds are of."""
    sites = [Link(one.site, one.title) for one in export.contents.feeds if one.site]
    data = "".join(f"{json.dumps({'url': one.url, 'title': one.title})}\n" for one in sites).encode()
    name = f"{Path(export.name).stem}{SITES}"
    return Export(name, data, contents_of(data, name))


def _told(app: App, export: Export) -> dict[str, Any]:
    found = export.contents
    days = [one.added for one in found.links if one.added]
    return {
        "file": shown(export.name),
        "is": found.format,
        "links": len(found.links),
        "kept": _kept(app, found.links),
        "duplicates": found.duplicates,
        "unusable": len(found.unusable),
        "feeds": len(found.feeds),
        "first": moment.written(min(days)) if days else None,
        "last": moment.written(max(days)) if days else None,
        "page": found.page.url or None if found.page else None,
        "drop": None,
    }


def _kept(app: App, links: Iterable[Link]) -> int | None:
    """Returns how many are kept already, or None where the catalog does not say."""
    urls = [one.url for one in links]
    try:
        return len(app.catalog.recalled(urls))
    except CatalogBroken as error:
        note(f"{error} {error.hint}")
        return None


def _say(told: dict[str, Any], found: Contents) -> None:
    say(f"{told['file']}: {told['is']}")
    if found.page:
        say(f"  a page from {found.page.url or 'nowhere it tells of'}")
    else:
        kept = "unknown" if told["kept"] is None else told["kept"]
        say(f"  {told['links']} links, {kept} kept already, {told['duplicates']} more of the same pages")
    if told["first"]:
        say(f"  added from {told['first'][:10]} to {told['last'][:10]}")
    for name, count in Counter(one.url.partition(":")[0] for one in found.unusable).most_common(SHOWN):
        say(f"  {count} entries that no browser could open, or only its own: {name}:")
    if found.feeds:
        say(f"  {len(found.feeds)} feeds, which are not followed; --sites takes the pages they are of")
    if told["drop"]:
        note(f"Dropped as {told['drop']}.")


def _name(name: str) -> str:
    plain = shortened(name, NAME_LENGTH)
    return f"export {plain}".replace(" .", " ") if ignored(plain) else plain
