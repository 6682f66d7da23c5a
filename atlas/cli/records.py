"""Records as verbs name and print them."""

from dataclasses import asdict

from atlas.catalog import Catalog, Row
from atlas.errors import NotFound
from atlas.model import url as urls
from atlas.spool.folders import Folders


def fields_of(folders: Folders, row: Row) -> dict[str, object]:
    """Returns a record as scripts see it: places are relative to the home."""
    return {
        **asdict(row),
        "snapshot": folders.told(folders.raw / row.snapshot),
        "refers_to": folders.told(folders.raw / row.refers_to) if row.refers_to else "",
        "article": folders.told(folders.articles / row.article) if row.article else "",
    }


def found(catalog: Catalog, named: str) -> list[Row]:
    """Returns the captures of an address, or those whose id begins so, the best first."""
    if "://" in named:
        rows = catalog.by_url(named) or catalog.by_url(urls.parse(named).href)
        missing = f"There is no capture of {named}."
    else:
        rows = catalog.find(named.lower())
        missing = f"No capture's id begins with {named}."
    if not rows:
        raise NotFound(missing)
    return rows
