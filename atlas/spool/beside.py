"""The shortcut that lies beside a saved page and tells where it is from."""

from pathlib import Path
from typing import TYPE_CHECKING

from atlas import files
from atlas.errors import Unfit
from atlas.model.late import Late
from atlas.spool.folders import Folders

if TYPE_CHECKING:
    from atlas.model.link import Link

formats = Late("atlas.model.drop")

SHORTCUTS = (".url", ".webloc", ".desktop", ".txt")
LARGEST = 100_000
MONTHS = 2
"""Months of settled drops in which it is looked for: it may have been quicker than the page."""


def url_beside(folders: Folders, page: Path) -> str:
    """Returns the one address in a shortcut of the page's stem, here or where drops are filed; else ""."""
    months = sorted((folders.drops / name for name in files.names_in(folders.drops)), reverse=True)[:MONTHS]
    for folder in dict.fromkeys((page.parent, folders.inbox, folders.deferred, folders.dead, *months)):
        for ending in SHORTCUTS:
            if url := _url_in(folder, page.stem + ending):
                return url
    return ""


def _url_in(folder: Path, name: str) -> str:
    try:
        links: tuple[Link, ...] = formats.links_in(files.read(folder, name, LARGEST)[1], name)
    except (OSError, Unfit):
        return ""
    # Of several none is better than another, and a wrong address would be told for ever.
    return links[0].url if len(links) == 1 else ""
