"""The open formats (.odt, .odp, .ods): text, slides and tables."""

from collections.abc import Iterator
from typing import Any

from atlas.extract import office
from atlas.extract.marking import heading, table, verbatim
from atlas.extract.tidying import one_line
from atlas.extract.trees import all_named, attribute, name_of, text_of, tree_of
from atlas.model.article import Article, Source

NAMES = {"text": "odt", "presentation": "odp", "spreadsheet": "ods"}
DEEPEST = 50
WITHIN = frozenset(("body", "text", "presentation", "spreadsheet", "section", "frame", "text-box", "index-body", "g"))
BLANKS = {"tab": " ", "line-break": "\n", "s": " "}
SILENT = frozenset(("note", "annotation", "tracked-changes", "notes"))


def article_of(source: Source) -> Article:
    """Returns what is written in a document of an open format."""
    pack = office.opened(source)
    root = tree_of(pack.read("content.xml"))
    text = "\n\n".join(filter(None, _blocks(root, 0)))
    return office.article(source, pack, text, NAMES[source.media_type.rpartition(".")[2]], top=_top(root))


def _top(root: Any) -> str:
    """Returns the first heading, or the first slide's title."""
    titles = (one for one in all_named(root, "h", "frame") if name_of(one) == "h" or attribute(one, "class") == "title")
    return text_of(next(titles, None))


def _blocks(parent: Any, depth: int) -> Iterator[str]:
    for child in parent if depth < DEEPEST else ():
        match name_of(child):
            case "h":
                level = attribute(child, "outline-level")
                yield heading(int(level) + 1 if level.isdecimal() and len(level) < 3 else 2, _text(child))
            case "p":
                yield verbatim(_text(child).strip())
            case "list":
                yield "\n".join(_entries(child, depth))
            case "table":
                yield from _table(child)
            case "page":
                yield from _slide(child, depth)
            case name if name in WITHIN:
                yield from _blocks(child, depth + 1)


def _entries(element: Any, depth: int) -> Iterator[str]:
    for entry in element:
        inner = "\n".join(filter(None, _blocks(entry, depth + 1)))
        if inner:
            yield "- " + inner.replace("\n", "\n  ")


def _slide(page: Any, depth: int) -> Iterator[str]:
    frames = [frame for frame in page if name_of(frame) == "frame"]
    title = next((frame for frame in frames if attribute(frame, "class") == "title"), None)
    words = " ".join(_text(one) for one in all_named(title, "p")) if title is not None else attribute(page, "name")
    yield heading(2, words)
    for frame in frames:
        if frame is not title:
            yield from _blocks(frame, depth + 1)


def _table(element: Any) -> Iterator[str]:
    rows: list[list[str]] = []
    for row in all_named(element, "table-row"):
        if len(rows) > office.MOST_ROWS:
            break
        cells = _cells(row)
        rows += [cells] if any(cells) else []
    if name := attribute(element, "name") if rows else "":
        yield heading(2, name)
    yield table(rows)


def _cells(row: Any) -> list[str]:
    cells: list[str] = []
    for cell in row:
        times = attribute(cell, "number-columns-repeated")
        count = int(times) if times.isdecimal() and len(times) < 6 else 1
        text = one_line(" ".join(_text(one) for one in all_named(cell, "p")), 1000)
        cells += [text] * min(count, office.MOST_COLUMNS - len(cells))
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(element: Any) -> str:
    """Returns the words of a paragraph; notes and remarks are not among them."""
    parts = [element.text or ""]
    for child in element:
        name = name_of(child)
        if name not in SILENT:
            parts.append(BLANKS.get(name) or (_text(child) if name else ""))
        parts.append(child.tail or "")
    return "".join(parts)
