"""JSON, JSON Lines and XML: shown as they are written, set out by lines."""

import json
from typing import Any

from lxml import etree

from atlas.extract.broken import Broken
from atlas.extract.facts import described, titled, told
from atlas.extract.lettering import text_of
from atlas.extract.marking import code
from atlas.extract.tidying import CUT, bounded, one_line
from atlas.extract.trees import name_of, tree_of
from atlas.model.article import Article, Metadata, Source

MOST_SHOWN = 1_000_000
LARGEST = 20_000_000


def article_of(source: Source) -> Article:
    """Returns a notation in a block of code, set out by lines where it reads."""
    if source.media_type == "application/xml":
        return _xml(source)
    text = text_of(source)
    lines = source.media_type == "application/jsonl"
    shown, facts, note = (_lines if lines else _json)(text)
    title = facts.pop("title", "")
    return _shown(source, shown, "json", title, facts, note)


def _shown(source: Source, text: str, language: str, title: str, facts: dict[str, str], note: str) -> Article:
    part = bounded(text, MOST_SHOWN)
    notes = [note, CUT if part != text else ""]
    found = titled(described(Metadata(title=one_line(title), genre="data"), "file"), source.url)
    return Article(code(part, language), found, language, notes=tuple(filter(None, notes)), facts=told(facts))


def _json(text: str) -> tuple[str, dict[str, str], str]:
    try:
        content = json.loads(text) if len(text) <= LARGEST else None
        if content is None:
            return text, {}, ""
        pretty = _set_out(content)
    except (ValueError, RecursionError) as error:
        return text, {}, f"It does not read as JSON: {one_line(str(error), 120)}."
    return pretty, _told_of(content), ""


def _set_out(content: Any) -> str:
    """Returns a content set out by lines, or the beginning of it: deep ones are mostly blanks."""
    pieces: list[str] = []
    size = 0
    for piece in json.JSONEncoder(ensure_ascii=False, indent=2).iterencode(content):
        pieces.append(piece)
        size += len(piece)
        if size > MOST_SHOWN:
            break
    return "".join(pieces)


def _told_of(content: Any) -> dict[str, str]:
    if isinstance(content, list):
        return {"entries": str(len(content))}
    if not isinstance(content, dict):
        return {}
    title = next((content[key] for key in ("title", "name") if isinstance(content.get(key), str)), "")
    return {"title": title, "fields": ", ".join(content)[:1000]}


def _lines(text: str) -> tuple[str, dict[str, str], str]:
    lines = [line for line in text.split("\n") if line.strip()]
    wrong = sum(not _reads(line) for line in lines)
    note = f"Lines that do not read as JSON: {wrong} of {len(lines)}." if wrong else ""
    return "\n".join(lines), {"lines": str(len(lines))}, note


def _reads(line: str) -> bool:
    try:
        json.loads(line)
    except (ValueError, RecursionError):
        return False
    return True


def _xml(source: Source) -> Article:
    try:
        root = tree_of(source.body)
    except Broken as error:
        return _shown(source, text_of(source), "xml", "", {}, str(error))
    if len(source.body) <= MOST_SHOWN:
        etree.indent(root)
    text = etree.tostring(root, encoding="unicode")
    title = next((child.text for child in root if name_of(child) == "title" and child.text), "")
    return _shown(source, text, "xml", title, {"root": name_of(root)}, "")
