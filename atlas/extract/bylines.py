"""Who wrote it: names out of bylines, and out of what a page tells machines."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml import etree

from atlas.extract.linked import parts, resolved, texts
from atlas.extract.oneline import NAME, folded, unmarked
from atlas.extract.telling import COMMENTS, WORKS, Page, beneath, read

MOST_NAMES = 50
DEEDS = (
    r"(?:(?:written|posted|published|reported|words|story|text|article|report|photos?|submitted|created|added|"
    r"contributed|compiled)\s+)?"
)
OPENING = re.compile(
    rf"(?:^|.*?\W){DEEDS}by\b[\s:|]+(?=\S)|"
    r"^\W*(?:authors?|autore?s?|auteur|von|par|por|door|af|av)\b[\s:|]+(?=\S)|"
    r"^\W*(?:作者|文|记者|撰文|автор(?:\s+текста)?)\s*[/／:：][\s|]*",
    re.IGNORECASE,
)
"""What stands before the names."""
LINE = re.compile(rf"\W*{DEEDS}by\s|\W*(?:von|par|por|autor|author)[\s:]", re.IGNORECASE)
"""What a line that is a byline begins with."""
CLOSING = re.compile(
    r"\s[|•·–—/»-]+\s|[|•·»(\[{]|\s+@|\s*\S+@\S|https?:|www\.|\s\d|\s(?:on|in|at|for)\s|…|"
    r"(?:^|\s)(?:updated|published|posted|last|publiziert|follow|view|get|e-?mail|share|special to|filed|profile|"
    r"edited|is|has)\b|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"(?<!\bThe)\s(?:the\s)?(?:associated press|reuters|afp|dpa|bloomberg)\b",
    re.IGNORECASE,
)
"""Where the names end and something else begins."""
BETWEEN = re.compile(
    r"\s*(?:,\s*(?:and|und|et|y|e|og|och|en)\s|[,;、，；&]|\s(?:and|with)\s|"
    # Ortega y Gasset is one, Ana Peña y Luis Gil are two.
    r"\s(?:und|et|y|e|og|och|en|mit)\s(?=[^\s,;&]+\s[^\s,;&]))\s*"
)
NOBODY = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|editorial|correspondents?|columnists?|contributors?|contributing|"
    r"producers?|journalists?|team|desk|newsroom|redaktion|redaktionen|redacción|rédaction|redazione|redação|admin|"
    r"administrator|webmaster|users?|anonymous|unknown|authors?|authored|associate|fellow|manager|director|"
    r"services?|sources?|comments?|wire|agencies|agency|blog|publisher|posts|about|photographer|photos?|video|"
    r"by|multiple|various|subscribe|minutes?|ago|login|none|null|undefined)\b|^(?:guest|home|more|sign|read)\b|\bmins?\.?\s+read$",
    re.IGNORECASE,
)
"""Words that no name has in it, but roles, offices and buttons have."""
SPELLED = re.compile(r"[^\W\d_a-z][\w.’'-]*(?:\s[\w.’'-]+){0,3}\s[^\W\d_a-z][\w.’'-]*")
"""A name of several words, the first and last of them with a capital."""
ELSEWHERE = re.compile(
    r"comment|\brepl(?:y|ies)\b|respond|related|sidebar|footer|\bnav|\baside\b|menu|promo|teaser|recommend|more-|"
    r"cookie|copyright|credit|caption|powered",
    re.IGNORECASE,
)
"""What parts of a page are called that are not the article."""
NAMED = re.compile(
    r"\bby[-_]?line|\bauthors?\b|author[-_]?name|\bwriter\b|\bcontributor|[-_]authors?\b|\bauthored|\bcreator\b|\bbyl\b",
    re.IGNORECASE,
)
MOST_CANDIDATES, MOST_SAID = 200, 20
CLASSES = re.compile("yline|uthor|riter|reator|ontributor")
IDENTIFIERS = re.compile("yline|uthor")
SILENT = frozenset({"body", "meta", "link"})
UNSAID = frozenset({"script", "style", "title", "option"})
# One blank of XML or more; what else is blank is part of a text.
SAYS = re.compile(r"[ \t\r\n]*(?:[Bb]y(?:[ \t\r\n]|\Z)|(?:Posted|Written)[ \t\r\n]+by[ \t\r\n]+[^ \t\r\n])")
"""How a text begins that says who wrote it."""


def authors_of(page: Page, site: str) -> tuple[tuple[str, ...], str]:
    """Returns the names of who wrote a page, and the source they are taken from."""
    for written, source in _bylines(page):
        if names := names_in(written, site):
            return names, source
    return (), ""


def names_in(written: Iterable[str], site: str = "") -> tuple[str, ...]:
    """Returns the names in bylines, without what else stands there: roles, papers, dates, addresses."""
    names = (name for one in written for name in _names(one, site))
    return tuple({folded(name): name for name in names}.values())[:MOST_NAMES]


def _bylines(page: Page) -> Iterator[tuple[Iterable[str], str]]:
    yield _persons(page), "json-ld"
    yield (_forward(one) for one in page.meta("citation_author", "dc.creator", "dcterms.creator", "dc:creator")), "meta"
    for name in ("parsely-author", "author", "sailthru.author", "byl", "article:author", "article_author"):
        yield page.meta(name), "meta"
    yield from ((one, "byline") for one in _visible(page))
    yield _lines(page.text), "text"
    yield from ((_spoken(read(one, 200, " | ")), "text") for one in _said(page.root) if not beneath(one, ELSEWHERE))


def _candidates(root: Any) -> Iterator[Any]:
    """Yields the elements that are called after those who write."""
    # In one pass of its own: an XPath that says the same takes three times as long.
    return islice(
        (one for one in root.iter(etree.Element) if _is_called(one) and one.tag not in SILENT), MOST_CANDIDATES
    )


def _is_called(element: Any) -> bool:
    if (classes := element.get("class")) and CLASSES.search(classes):
        return True
    if (identifier := element.get("id")) and IDENTIFIERS.search(identifier):
        return True
    return _is_author(element)


def _said(root: Any) -> Iterator[Any]:
    """Yields the elements with a text of their own that begins as a byline does."""
    texts = (one for one in root.iter(etree.Element) if one.tag not in UNSAID and any(map(SAYS.match, _own_texts(one))))
    return islice(texts, MOST_SAID)


def _own_texts(element: Any) -> Iterator[str]:
    yield element.text or ""
    yield from (one.tail for one in element if one.tail)


def _persons(page: Page) -> Iterator[str]:
    for thing in page.about(*WORKS):
        told = [resolved(one, page.things) for one in (*parts(thing.get("author")), *parts(thing.get("creator")))]
        persons = [one for one in told if "organization" not in " ".join(texts(one.get("@type"))).lower()]
        if persons:
            yield from (_forward(name) for one in persons for name in texts(one.get("name")))
            return


def _forward(name: str) -> str:
    """Returns a name as it is spoken, where a catalogue writes "Jong, Michiel de"."""
    family, comma, given = name.partition(",")
    return f"{given} {family}" if comma and "," not in given and " " not in family.strip() else name


def _visible(page: Page) -> Iterator[list[str]]:
    """Yields what stands in elements that are named as bylines; those most sure of it come first."""
    candidates = [one for one in _candidates(page.root) if not beneath(one, COMMENTS)]
    authors = [one for one in candidates if _is_author(one)]
    yield [read(one, 600, " | ") for one in authors if one.getparent() is authors[0].getparent()]
    for sure in (_is_author, _is_byline, _is_named):
        for text in (read(one, 600, " | ") for one in candidates if sure(one)):
            if 2 < len(text.strip()) < 300:
                yield [text]


def _is_author(element: Any) -> bool:
    return element.get("rel") == "author" or element.get("itemprop") in ("author", "creator")


def _is_byline(element: Any) -> bool:
    return "yline" in (element.get("class") or "")[:300]


def _is_named(element: Any) -> bool:
    return NAMED.search(f"{element.get('class') or ''} {element.get('id') or ''}"[:300]) is not None


def _lines(text: str) -> Iterator[str]:
    """Yields the lines at a text's beginning and end that are bylines."""
    for line in (*text[:600].splitlines()[:4], *text[-300:].splitlines()[-2:]):
        if len(line) < 120 and LINE.match(line):
            yield line


def _spoken(text: str) -> Iterator[str]:
    """Yields a text that is nothing but a byline, with names that are written as such."""
    if len(text.strip()) < 120 and LINE.match(text):
        yield from (one for one in (text,) if all(SPELLED.fullmatch(name) for name in names_in([one])))


def _names(written: str, site: str) -> Iterator[str]:
    plain = unmarked(written, 400).strip(" |")
    plain = plain[match.end() :] if (match := OPENING.match(plain)) else plain
    plain = plain[: match.start()] if (match := CLOSING.search(plain)) else plain
    if folded(plain) == folded(site):
        return
    pieces = [one.strip(" .:,'\"“”*-–—") for one in BETWEEN.split(plain)]
    several = " " in pieces[0]
    for place, piece in enumerate(pieces):
        if _is_name(piece, site) and (place == 0 or " " in piece or not several):
            yield piece
        elif place == 0:
            return


def _is_name(piece: str, site: str) -> bool:
    if not 2 <= len(piece) <= NAME or piece.startswith("@") or len(piece.split()) > 6:
        return False
    return any(one.isalpha() for one in piece) and not NOBODY.search(piece) and not _same(piece, site)


def _same(piece: str, site: str) -> bool:
    mine, theirs = folded(piece), folded(site)
    within = mine in theirs or theirs in mine
    return bool(mine and theirs) and within and 2 * min(len(mine), len(theirs)) >= max(len(mine), len(theirs))
