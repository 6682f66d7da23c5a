"""The index of what was captured and read: Peewee's embassy. It can be made again from the folders at any time."""

from typing import TYPE_CHECKING

from atlas.model.late import names_of

if TYPE_CHECKING:
    from atlas.catalog.articles import ArticleRow, Hit
    from atlas.catalog.catalog import Catalog
    from atlas.catalog.listing import Wanted
    from atlas.catalog.rows import HostRow, Row, TryRow
else:
    # A glance needs no Peewee.
    __getattr__ = names_of(
        __name__,
        {
            "ArticleRow": "articles",
            "Hit": "articles",
            "Catalog": "catalog",
            "Wanted": "listing",
            **dict.fromkeys(("HostRow", "Row", "TryRow"), "rows"),
        },
    )

__all__ = ["ArticleRow", "Catalog", "Hit", "HostRow", "Row", "TryRow", "Wanted"]
