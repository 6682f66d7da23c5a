"""PowerPoint's slides (.pptx), in order: what stands on each, under its title."""

from collections.abc import Iterator
from typing import Any

from atlas.extract import office
from atlas.extract.broken import Broken
from atlas.extract.marking import heading, table, verbatim
from atlas.extract.tidying import one_line
from atlas.extract.trees import all_named, attribute, name_of, tree_of
from atlas.model.article import Article, Source

PLACE = "ppt/presentation.xml"
MOST_SLIDES = 1000


def article_of(source: Source) -> Article:
    """Returns what stands on the slides."""
    pack = office.opened(source)
    targets = office.relations(pack, PLACE)
    names = [targets.get(_relation(one), "") for one in all_named(tree_of(pack.read(PLACE)), "sldId")]
    slides, lost, top = [], 0, ""
    for number, name in enumerate(names[:MOST_SLIDES], 1):
        try:
            root = tree_of(pack.read(name))
        except Broken:
            lost += 1
            continue
        title = _title(root)
        top = top or _words(title)
        slides.append("\n\n".join(_slide(root, title, number)))
    notes = (f"Slides are missing or damaged: {lost} of {len(names)}.",) if lost else ()
    return office.article(source, pack, "\n\n".join(slides), "pptx", notes, top)


def _relation(slide: Any) -> str:
    return next((str(value) for key, value in slide.attrib.items() if str(key).endswith("}id")), "")


def _title(root: Any) -> Any:
    """Returns the shape that is a slide's title, None where there is none."""
    return next((shape for shape in all_named(root, "sp") if _is_title(shape)), None)


def _words(title: Any) -> str:
    return one_line(" ".join(_lines(title))) if title is not None else ""


def _slide(root: Any, title: Any, number: int) -> Iterator[str]:
    yield heading(2, _words(title) or f"{number}")
    for shape in all_named(root, "sp", "graphicFrame"):
        if shape is title:
            continue
        if rows := [[" ".join(_lines(cell)) for cell in all_named(row, "tc")] for row in all_named(shape, "tr")]:
            yield table(rows)
        elif lines := [verbatim(line) for line in _lines(shape)]:
            yield "\n".join(f"- {line}" for line in lines) if len(lines) > 1 else lines[0]


def _is_title(shape: Any) -> bool:
    return any(attribute(one, "type") in ("title", "ctrTitle") for one in all_named(shape, "ph"))


def _lines(shape: Any) -> list[str]:
    lines = []
    for paragraph in all_named(shape, "p"):
        parts = all_named(paragraph, "t", "br")
        lines.append(one_line("".join(" " if name_of(part) == "br" else part.text or "" for part in parts), 2000))
    return [line for line in lines if line]
