"""What is no part of an article though it stands in it: its own title, invitations to read on, lists of links."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from atlas.extract.inviting import INVITING, LABEL, SENTENCE
from atlas.extract.lines import Words as Known
from atlas.extract.lines import words_of

Words = tuple[str, ...]
TITLE_WITHIN = 4
"""Lines among which the title is looked for; before it stand at most a rubric and a name."""
LONGEST_RUBRIC, SHORTEST_TITLE, SHORTEST_LINK = 12, 3, 4
"""Words."""
ALIKE = 0.8
MOSTLY = 0.5
"""A text of which more is links is a list of links, and they are what it has to say."""
SEPARATOR = re.compile(r"\s+[|·•»:–—-]\s+|\s*\|\s*")
LONGEST_INVITATION, LONGEST_CALL = 25, 6
"""Words of an invitation that names what to read, and of a bare one."""
# Links within a page, in headings, tables and code lead nowhere else, or are what is told.
HOMES = ("pre", "code", "h1", "h2", "h3", "h4", "h5", "h6", "table")


@dataclass(frozen=True)
class Surroundings:
    """What a page calls itself, and what in it leads elsewhere."""

    titles: tuple[Words, ...] = ()
    links: frozenset[Words] = field(default_factory=frozenset)
    """The words of its links, where these are enough to be a line."""
    words: Known = field(default_factory=Known, compare=False, repr=False)
    """The words of lines that were looked at already."""


def surroundings_of(document: HtmlElement) -> Surroundings:
    """Returns a page's titles and links."""
    titles = {words for one in _titles(document) for part in (one, *SEPARATOR.split(one)) if (words := words_of(part))}
    links = {words for one in document.iter("a") if (words := _leading(one))}
    return Surroundings(tuple(one for one in titles if len(one) >= SHORTEST_TITLE), frozenset(links))


def cleaned(lines: Sequence[str], around: Surroundings) -> tuple[str, ...]:
    """Returns an article's lines without what is no part of it; as they are where nothing else is left."""
    kept = [_Line(one, words, words in around.links) for one in lines if (words := around.words[one]) or one.strip()]
    kept = kept[_title_ends(kept, around.titles) :]
    invites = [_invites(one, around.links) for one in kept]
    leads = [one.leads for one in kept]
    if sum(len(one.text) for one in kept if one.leads) > MOSTLY * sum(len(one.text) for one in kept):
        leads = [False] * len(kept)
    listed = _listed(leads, invites)
    return tuple(one.text for one, out in zip(kept, listed, strict=True) if not out) or tuple(lines)


@dataclass(frozen=True)
class _Line:
    text: str
    words: Words
    leads: bool
    """Whether it is a link and nothing else."""


def _titles(document: HtmlElement) -> Iterator[str]:
    yield from ("".join(one.itertext()) for one in document.iter("title", "h1"))
    for meta in document.iter("meta"):
        if (meta.get("property") or meta.get("name")) in {"og:title", "twitter:title"}:
            yield meta.get("content") or ""


def _leading(link: HtmlElement) -> Words:
    """Returns the words of a link to elsewhere, where these are enough to be a line."""
    target = (link.get("href") or "").strip()
    if not target or target.startswith("#"):
        return ()
    words = words_of("".join(link.itertext()) if len(link) else link.text or "")
    # Few links are long enough: only of these it is asked where they stand.
    if len(words) < SHORTEST_LINK or next(link.iterancestors(*HOMES), None) is not None:
        return ()
    return words


def _title_ends(lines: Sequence[_Line], titles: Iterable[Words]) -> int:
    """Returns how many leading lines are the title and what stands over it."""
    for place in range(min(TITLE_WITHIN, len(lines)) - 1, -1, -1):
        repeated = any(_same(lines[place].words, one) for one in titles)
        if repeated and all(len(one.words) <= LONGEST_RUBRIC for one in lines[:place]):
            return place + 1
    return 0


def _same(one: Words, other: Words) -> bool:
    these, those = set(one), set(other)
    return len(these & those) >= ALIKE * max(len(these), len(those))


def _invites(line: _Line, links: frozenset[Words]) -> bool:
    """Whether a line asks to read something else, or to do something else."""
    if len(line.words) > LONGEST_INVITATION or not INVITING.match(line.text):
        return False
    if line.leads or LABEL.match(line.text):
        return True
    ends_in_link = any(line.words[start:] in links for start in range(1, len(line.words) - SHORTEST_LINK + 1))
    return ends_in_link or (len(line.words) <= LONGEST_CALL and not SENTENCE.search(line.text))


def _listed(leads: Sequence[bool], invites: Sequence[bool]) -> Iterator[bool]:
    """Yields for each line whether it invites, or is a link among others, after an invitation, or at the very end."""
    for place, (link, invitation) in enumerate(zip(leads, invites, strict=True)):
        before = place > 0 and (leads[place - 1] or invites[place - 1])
        after = place + 1 == len(leads) or leads[place + 1] or invites[place + 1]
        yield invitation or (link and (before or after))
