"""A page as a reader sees it: its words, how many of them are links, where they stand. BeautifulSoup's place."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from bs4.exceptions import ParserRejectedMarkup

from atlas.fetch.bare import words_in
from atlas.fetch.shown import ROOTS, Outline

MOST_TAGS = 6_000
MOST_TEXT = 200_000
TEXT_KEPT = 8_000
QUOTES = str.maketrans("\"'&", "   ")
PASSWORD = re.compile(r"^\s*password\s*$", re.IGNORECASE)
PROSE = 20
"""Words from which a block of text is a paragraph."""
LINKED = 3
"""A paragraph has more than so many words for each that is a link."""
NAME = re.compile(r"(/?)([A-Za-z][A-Za-z0-9:-]{0,40})")
WRITTEN = re.compile(
    r"""\s(id|type|name|role|style|hidden|src|action|href)(?:\s*=\s*("[^"]{0,500}"|'[^']{0,500}'|[^\s"'`=]{1,500}))?""",
    re.IGNORECASE,
)
UNSEEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)

# fmt: off
SKIPPED = frozenset({"head", "title", "template", "datalist", "noscript", "script", "style"})
WHOLE = frozenset({"html", "body", "main", "article"})
"""What is hidden only until a script shows it."""
BOILERPLATE = frozenset({"nav", "header", "footer", "aside", "menu", "button", "select", "label", "dialog", "a"})
ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "dialog", "menu", "complementary"})
INLINE = frozenset({
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i",
    "img", "ins", "kbd", "label", "mark", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
    "sub", "sup", "time", "tt", "u", "var", "wbr",
})
# fmt: on


@dataclass(frozen=True)
class _Place:
    """Where in the page a text stands."""

    block: int = 0
    linked: bool = False
    aside: bool = False
    root: str = ""


def outline(markup: str) -> Outline | None:
    """Returns the outline of a page without scripts; None where it is too large to be a thin one, or cannot be read."""
    clean = _clean(markup)
    if clean.count("<") > MOST_TAGS or len(clean) > MOST_TEXT:
        return None
    try:
        soup = BeautifulSoup(clean, "html.parser")
    except (ParserRejectedMarkup, RecursionError):  # pragma: no cover - nothing known is left to be rejected
        return None
    return _outlined(soup)


def _clean(markup: str) -> str:
    """Returns the markup with whole tags alone, and few attributes: html.parser is quadratic on others."""
    first, *rest = markup.split("<")
    return first + "".join(map(_cleaned, rest))


def _cleaned(piece: str) -> str:
    tag, closed, text = piece.partition(">")
    name = NAME.match(tag)
    if not closed or not name:
        return " " if closed else f" {piece}"
    attributes = "" if name[1] else _attributes(tag[name.end() : 2000])
    return f"<{name[0]}{attributes}>{text}"


def _attributes(written: str) -> str:
    found = ((name, (value or "").strip("\"'")) for name, value in WRITTEN.findall(written))
    return "".join(f' {name}="{value.translate(QUOTES)}"' for name, value in found)


def _outlined(soup: BeautifulSoup) -> Outline:
    texts = list(_texts(soup))
    counted = [(words_in(text), place) for text, place in texts]
    return Outline(
        words=sum(count for count, _ in counted),
        own=sum(count for count, place in counted if not place.aside),
        paragraphs=_paragraphs(counted),
        text=" ".join(" ".join(text for text, _ in texts).split())[:TEXT_KEPT].lower(),
        password=soup.find("input", type=PASSWORD) is not None,
        root=_root(soup, counted),
        sources=tuple(_sources(soup)),
    )


def _paragraphs(counted: list[tuple[int, _Place]]) -> int:
    """Returns how many blocks are prose: long enough, not in a menu, and not mostly links."""
    words, links = Counter[int](), Counter[int]()
    menus = {place.block for _, place in counted if place.aside and not place.linked}
    for count, place in counted:
        words[place.block] += count
        links[place.block] += count * place.linked
    return sum(count >= PROSE and links[one] * LINKED < count and one not in menus for one, count in words.items())


def _root(soup: BeautifulSoup, counted: list[tuple[int, _Place]]) -> tuple[str, int] | None:
    root = next((str(one["id"]) for one in soup.find_all(id=list(ROOTS))), "")
    return (root, sum(count for count, place in counted if place.root == root)) if root else None


def _texts(soup: BeautifulSoup) -> Iterator[tuple[str, _Place]]:
    """Yields the texts that can be seen, in order, each with its place."""
    left: list[tuple[Tag | NavigableString, _Place]] = [(soup, _Place())]
    while left:
        node, place = left.pop()
        if isinstance(node, NavigableString):
            yield str(node), place
        elif node.name not in SKIPPED and not _hidden(node):
            inner = _inside(node, place)
            left += [(one, inner) for one in reversed(node.contents) if isinstance(one, Tag | NavigableString)]


def _inside(tag: Tag, place: _Place) -> _Place:
    name = tag.name
    return replace(
        place,
        block=place.block if name in INLINE else id(tag),
        linked=place.linked or name == "a",
        aside=place.aside or name in BOILERPLATE or tag.get("role") in ROLES,
        root=place.root or (str(tag["id"]) if tag.get("id") in ROOTS else ""),
    )


def _hidden(tag: Tag) -> bool:
    if tag.name in WHOLE:
        return False
    return tag.has_attr("hidden") or bool(UNSEEN.search(str(tag.get("style", ""))))


def _sources(soup: BeautifulSoup) -> Iterator[str]:
    for tag in soup.find_all(["frame", "iframe", "form"]):
        yield from (str(tag[name]) for name in ("src", "action") if tag.get(name))
