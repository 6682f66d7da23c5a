"""The index of what was captured and read: Peewee's embassy. It can be made again from the folders at any time."""

from atlas.catalog.articles import ArticleRow, Hit
from atlas.catalog.catalog import Catalog
from atlas.catalog.listing import Wanted
from atlas.catalog.rows import HostRow, Row, TryRow

__all__ = ["ArticleRow", "Catalog", "Hit", "HostRow", "Row", "TryRow", "Wanted"]
