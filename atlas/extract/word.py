"""Word's documents (.docx): paragraphs, headings, lists, tables and links."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from atlas.extract import office
from atlas.extract.broken import Broken
from atlas.extract.marking import heading, link, table, verbatim
from atlas.extract.pack import Pack
from atlas.extract.tidying import one_line
from atlas.extract.trees import all_named, attribute, first_named, name_of, tree_of
from atlas.model.article import Article, Source

PLACE = "word/document.xml"
HEADING = re.compile(r"heading (\d)", re.IGNORECASE)
WITHIN = frozenset(("ins", "smartTag", "sdt", "sdtContent", "fldSimple", "r", "hyperlink"))
BREAKS = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


def article_of(source: Source) -> Article:
    """Returns a document's text."""
    pack = office.opened(source)
    body = first_named(tree_of(pack.read(PLACE)), "body")
    if body is None:
        raise Broken("The document is damaged: it has no body.")
    reader = _Reader(office.relations(pack, PLACE), _levels(pack))
    text = "\n\n".join(filter(None, reader.blocks(body)))
    return office.article(source, pack, text, "docx", top=reader.top)


def _levels(pack: Pack) -> dict[str, int]:
    """Returns the levels of the styles that are headings; their names are English in every language's Word."""
    root = office.part_of(pack, "word/styles.xml")
    levels: dict[str, int] = {}
    for style in () if root is None else all_named(root, "style"):
        name = first_named(style, "name")
        told = attribute(name, "val") if name is not None else ""
        found = HEADING.fullmatch(told)
        if found or told.lower() == "title":
            levels[attribute(style, "styleId")] = int(found[1]) + 1 if found else 2
    return levels


class _Reader:
    """What is to be known while the paragraphs are read."""

    def __init__(self, targets: Mapping[str, str], levels: Mapping[str, int]) -> None:
        self._targets = targets
        self._levels = levels
        self.top = ""
        """The first heading."""

    def blocks(self, parent: Any) -> Iterator[str]:
        """Yields paragraphs and tables in order."""
        for child in parent:
            match name_of(child):
                case "p":
                    yield self._paragraph(child)
                case "tbl":
                    yield table([self._row(row) for row in all_named(child, "tr")][: office.MOST_ROWS])
                case "sdt" | "sdtContent":
                    yield from self.blocks(child)

    def _row(self, row: Any) -> list[str]:
        cells = [cell for cell in row if name_of(cell) == "tc"][: office.MOST_COLUMNS]
        return [one_line(" ".join(_text(one) for one in all_named(cell, "p")), 1000) for cell in cells]

    def _paragraph(self, paragraph: Any) -> str:
        properties = first_named(paragraph, "pPr")
        style = None if properties is None else first_named(properties, "pStyle")
        level = 0 if style is None else self._levels.get(attribute(style, "val"), 0)
        if level:
            words = one_line(_text(paragraph))
            self.top = self.top or words
            return heading(level, words) if words else ""
        text = "".join(self._runs(paragraph)).strip()
        is_listed = properties is not None and first_named(properties, "numPr") is not None
        return f"- {text}" if is_listed and text else text

    def _runs(self, parent: Any) -> Iterator[str]:
        for child in parent:
            name = name_of(child)
            target = self._targets.get(attribute(child, "id"), "") if name == "hyperlink" else ""
            if target:
                yield link(_text(child), target)
            elif name in WITHIN:
                yield verbatim(_text(child))


def _text(element: Any) -> str:
    """Returns the words within an element; what was struck out is not among them."""
    parts = all_named(element, "t", *BREAKS)
    return "".join(BREAKS.get(name_of(part), part.text or "") for part in parts)
