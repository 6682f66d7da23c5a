"""A page without its scripts, styles and comments: what can be learned of it without parsing."""

import html
import re
from dataclasses import dataclass, field
from functools import cached_property

PLENTY = 400
"""So many words are no thin page, whatever else stands on it."""
LONG_RUN = re.compile(r">([^<]{25,})")
TAG = re.compile(r"<[^<>]*>")
OPENER = re.compile(r"<(!--|(?:script|style|noscript|template|svg)(?=[\s/>]))", re.IGNORECASE)
CLOSERS = {
    "!--": re.compile("-->"),
    **{
        name: re.compile(rf"</{name}[^<>]*>", re.IGNORECASE)
        for name in ("script", "style", "noscript", "template", "svg")
    },
}
SOURCE = re.compile(r"\ssrc\s*=\s*[\"']?([^\"'\s>]{1,500})", re.IGNORECASE)
SELF_CLOSED = re.compile(r"[^<>]*/>")
TITLE = re.compile(r"<title[^<>]*>([^<]{0,500})", re.IGNORECASE)
META = re.compile(r"<meta\s[^<>]{0,2000}>", re.IGNORECASE)
ENDLESS = re.compile(r"&#[xX]?[0-9a-fA-F]{9,}")
"""No character has such a number, and Python reads none with thousands of digits."""
LONGEST_TITLE, LONGEST_TEXT = 200, 8_000
# Scripts that write no spaces between words: two of their characters are counted as one.
UNSPACED = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")


@dataclass(frozen=True)
class Bare:
    """What is left of a page, and what was taken out of it that says something."""

    markup: str
    """Its tags and text."""
    scripts: int = 0
    linked_data: tuple[str, ...] = ()
    """Its JSON-LD."""
    sources: tuple[str, ...] = ()
    """Where its scripts come from."""
    notices: str = ""
    """What it says to those without scripts."""

    @cached_property
    def title(self) -> str:
        """Its title, on one line."""
        found = TITLE.search(self.markup)
        return _line(found[1])[:LONGEST_TITLE] if found else ""

    @cached_property
    def metas(self) -> tuple[str, ...]:
        """Its meta tags, as they are written."""
        return tuple(META.findall(self.markup))

    @cached_property
    def text(self) -> str:
        """The beginning of its text, hidden text too, without the title, in lower case, on one line."""
        return _line(TAG.sub(" ", TITLE.sub(" ", self.markup, count=1)))[:LONGEST_TEXT].lower()

    @cached_property
    def words(self) -> int:
        """Its words, hidden ones too; where there are plenty, at least so many."""
        long = 0
        for one in LONG_RUN.finditer(self.markup):
            long += words_in(one[1])
            if long >= PLENTY:
                return long
        return words_in(TAG.sub(" ", self.markup))


def bare(page: str) -> Bare:
    """Returns a page without what is not shown; linear in its length, whatever is in it."""
    first, *rest = OPENER.split(page)
    sieve = _Sieve([first])
    for opener, part in zip(rest[::2], rest[1::2], strict=True):
        sieve.take(opener.lower(), part)
    return sieve.left()


@dataclass
class _Sieve:
    """A page on its way through: what follows each opener is kept from its end on."""

    kept: list[str]
    notices: list[str] = field(default_factory=list)
    linked_data: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    scripts: int = 0
    inside: str = ""
    taken: list[str] = field(default_factory=list)

    def take(self, opener: str, part: str) -> None:
        """Takes an opener with what follows it up to the next."""
        if not self.inside:
            self.inside, self.taken = opener, []
            self.scripts += opener == "script"
        closed = CLOSERS[self.inside].search(part) or (self._fresh_svg and SELF_CLOSED.match(part))
        if not closed:
            self.taken.append(part)
            return
        self._told("".join((*self.taken, part[: closed.start()])))
        self.kept.append(part[closed.end() :])
        self.inside = ""

    def left(self) -> Bare:
        """Returns what came through."""
        # What is never closed swallows the rest of the page in a browser; here it may only add to it.
        kept = [*self.kept, *self.taken] if self.inside else self.kept
        markup = ENDLESS.sub(" ", " ".join(kept))
        return Bare(markup, self.scripts, tuple(self.linked_data), tuple(self.sources), " ".join(self.notices))

    @property
    def _fresh_svg(self) -> bool:
        return self.inside == "svg" and not self.taken

    def _told(self, content: str) -> None:
        attributes, _, text = content.partition(">")
        if self.inside == "noscript":
            self.notices.append(text)
        elif self.inside == "script" and "ld+json" in attributes:
            self.linked_data.append(text)
        elif self.inside == "script" and (source := SOURCE.search(attributes)):
            self.sources.append(source[1])


def words_in(text: str) -> int:
    """Returns how many words there are in a text, in a script without spaces about how many."""
    spaced = len(text.split())
    return spaced if text.isascii() else spaced + len(UNSPACED.findall(text)) // 2


def _line(text: str) -> str:
    return " ".join(html.unescape(text).split())
