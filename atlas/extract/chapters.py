"""A chapter of a book, or what a feed tells of an entry: its HTML as Markdown, all of it."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import lxml.html
from lxml import etree

from atlas.extract.defusing import asks
from atlas.extract.escaping import at_start
from atlas.extract.marking import code, heading, link, part, table
from atlas.extract.tidying import one_line, seen
from atlas.extract.trees import name_of

DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>")
INNER = re.compile(r"\n(?!\n)")
DEEPEST = 60
LARGEST = 20_000_000
SILENT = frozenset(
    ("head", "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "nav", "form")
)
BLOCKS = frozenset(
    ("html", "body", "div", "section", "article", "main", "aside", "header", "footer", "figure", "figcaption", "p")
    + ("blockquote", "ul", "ol", "li", "dl", "dt", "dd", "pre", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6")
    + ("center", "address", "details", "summary", "hgroup")
)
WEIGHT = {"b": "**", "strong": "**", "i": "*", "em": "*", "cite": "*"}


def chapter_of(html: str) -> str:
    """Returns the Markdown of a piece of HTML, "" where there is nothing in it."""
    root = _parsed(html)
    return "" if root is None else "\n\n".join(_blocks(root, 0))


def plain_of(html: str) -> str:
    """Returns the words of a piece of HTML on one line."""
    root = _parsed(html) if "<" in html or "&" in html else None
    return one_line(html if root is None else " ".join("".join(_words(root)).split()), 1000)


def _parsed(html: str) -> Any:
    text = DECLARATION.sub("", seen(html[:LARGEST]))
    if not text.strip():
        return None
    try:
        return lxml.html.document_fromstring(text, parser=lxml.html.HTMLParser(huge_tree=True, no_network=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _blocks(element: Any, depth: int) -> Iterator[str]:
    """Yields the blocks within an element; what stands between them is a paragraph."""
    if depth > DEEPEST:
        yield from _told(part(" ".join(_words(element))))
        return
    line = [part(element.text or "")]
    for child in element:
        name = name_of(child)
        if name in BLOCKS:
            yield from _told("".join(line))
            yield from _block(child, name, depth + 1)
            line = []
        elif name and name not in SILENT:
            if any(name_of(one) in BLOCKS for one in child.iterdescendants()):
                yield from _told("".join(line))
                yield from _blocks(child, depth + 1)
                line = []
            else:
                line.append(_inline(child, name, depth + 1))
        line.append(part(child.tail or ""))
    yield from _told("".join(line))


def _block(element: Any, name: str, depth: int) -> Iterator[str]:
    if name[0] == "h" and name[1:].isdigit():
        words = one_line(" ".join(_words(element)))
        yield from [heading(int(name[1:]) + 1, words)] if words else []
    elif name in ("ul", "ol"):
        yield from _list(element, name, depth)
    elif name == "pre":
        yield code("".join(_words(element)))
    elif name == "hr":
        yield "---"
    elif name == "blockquote":
        quoted = "\n\n".join(_blocks(element, depth))
        yield from ["\n".join(f"> {line}".rstrip() for line in quoted.split("\n"))] if quoted else []
    elif name == "table":
        rows = [[one_line(" ".join(_words(cell))) for cell in row] for row in element.iter("tr")]
        yield from filter(None, [table([row for row in rows if row])])
    else:
        yield from _blocks(element, depth)


def _list(element: Any, name: str, depth: int) -> Iterator[str]:
    entries: list[str] = []
    for child in element.iterchildren("li"):
        sign = f"{len(entries) + 1}. " if name == "ol" else "- "
        text = "\n\n".join(_blocks(child, depth))
        entries.append(sign + INNER.sub("\n" + " " * len(sign), text))
    yield from ["\n".join(entries)] if entries else []


def _inline(element: Any, name: str, depth: int) -> str:
    if name == "br":
        return "\\\n"
    if name == "img":
        return part(one_line(element.get("alt") or ""))
    if depth > DEEPEST:
        return part(" ".join(_words(element)))
    inner = part(element.text or "") + "".join(
        ("" if name_of(child) in SILENT else _inline(child, name_of(child), depth + 1)) + part(child.tail or "")
        for child in element
    )
    wrap = INLINE.get(name)
    return wrap(element, inner) if wrap else inner


def _weighed(element: Any, inner: str) -> str:
    mark, words = WEIGHT[name_of(element)], inner.strip()
    if not words or "*" in words.replace("\\*", "") or "\n" in words:
        return inner
    before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
    return f"{before}{mark}{words}{mark}{after}"


def _linked(element: Any, inner: str) -> str:
    words = one_line(" ".join(_words(element)))
    url = element.get("href") or ""
    return link(words, url) if words and url.lower().startswith(("http://", "https://")) else inner


def _coded(element: Any, inner: str) -> str:
    words = one_line(" ".join(_words(element)))
    return f"`{words}`" if words and "`" not in words and not asks(words) else inner


INLINE: dict[str, Callable[[Any, str], str]] = {
    **dict.fromkeys(WEIGHT, _weighed),
    **dict.fromkeys(("code", "kbd", "samp", "tt"), _coded),
    "a": _linked,
}


def _words(element: Any) -> Iterator[str]:
    return (part for part in element.itertext() if isinstance(part, str))


def _told(line: str) -> Iterator[str]:
    """Yields a paragraph where there is more than blanks in it."""
    rows = [at_start(" ".join(row.split())) for row in line.split("\\\n")]
    told = [number for number, row in enumerate(rows) if row]
    if told:
        yield "\\\n".join(rows[told[0] : told[-1] + 1])
