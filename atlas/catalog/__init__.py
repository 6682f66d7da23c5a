"""The index of what was captured: Peewee's embassy. It can be made again from the folders at any time."""

from atlas.catalog.catalog import Catalog
from atlas.catalog.rows import HostRow, Row, TryRow

__all__ = ["Catalog", "HostRow", "Row", "TryRow"]
