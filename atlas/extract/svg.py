"""SVG: a drawing's title and description; what it draws is not read."""

from typing import Any

from atlas.extract.facts import described, titled, told
from atlas.extract.marking import verbatim
from atlas.extract.tidying import one_line
from atlas.extract.trees import attribute, first_named, text_of, tree_of
from atlas.model.article import Article, Metadata, Source


def article_of(source: Source) -> Article:
    """Returns what a drawing says of itself."""
    root = tree_of(source.body)
    description = one_line(text_of(first_named(root, "desc")), 2000)
    found = Metadata(
        title=one_line(text_of(first_named(root, "title"))),
        language=one_line(attribute(root, "lang"), 35),
        description=description,
        genre="image",
    )
    facts = told({"format": "SVG", "dimensions": _dimensions(root)})
    return Article(verbatim(description), titled(described(found, "file"), source.url), "svg", facts=facts)


def _dimensions(root: Any) -> str:
    width, height = attribute(root, "width"), attribute(root, "height")
    if not width or not height:
        _, _, width, height = [*attribute(root, "viewBox").replace(",", " ").split(), "", "", "", ""][:4]
    return f"{width} × {height}" if width and height else ""
