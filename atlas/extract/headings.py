"""A page's title: what it tells machines, without the site's name, and as its heading spells it."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from lxml import etree

from atlas.extract.linked import texts
from atlas.extract.oneline import NAME, TITLE, folded, oneline, unmarked, words
from atlas.extract.telling import ARTICLES, COMMENTS, FORUMS, Page, Told, beneath, first, read

SEPARATOR = re.compile(r"\s+(?:[|»•·:~/✩—–-]|--|::|>>|›)+\s+|\s*[|｜_»]\s*|\s*:\s+|\s+-\s*|\s+—\s*")
SITES = frozenset({"website", "organization", "newsmediaorganization"})
PERMALINK = " ¶#\u200b"
ALIKE = 0.7
"""Headings with so many of the words of a told title, of those of both, are that title."""
STANDS = etree.XPath(
    "boolean(//body//text()[normalize-space(.) = $run][not(parent::script or parent::style or parent::option)])"
)


def site_of(page: Page) -> Told:
    """Returns the name of the site a page is on."""
    told = (Told(unmarked(one.value, NAME), one.source) for one in _sites(page))
    return first(Told("" if one.value.startswith(("http", "@")) else one.value, one.source) for one in told)


def title_of(page: Page, site: str) -> Told:
    """Returns the title of a page, as its visible heading has it where there is one that agrees with what it tells."""
    names = tuple(filter(None, (folded(site), *_hosts(page.url))))
    told = [Told(_without_site(one.value, names), one.source) for one in _told_titles(page)]
    told = [one for one in told if one.value and folded(one.value) not in names] or told
    headings = [one for one in _headings(page) if folded(one.value) not in names]
    for one in told:
        for run in _runs(one.value):
            for heading in headings:
                if folded(run) == folded(heading.value):
                    return heading
    for one in told:
        for heading in headings:
            if heading.source == "h1" and alike(one.value, heading.value) >= ALIKE:
                return heading
    return first((*_standing(page, told), *told, *headings))


def _standing(page: Page, told: list[Told]) -> Iterator[Told]:
    """Yields what is left of told titles that stands in the page as a text of its own, though in no heading."""
    for one in told:
        longest = max(SEPARATOR.split(one.value), key=len)
        yield from (Told(run, one.source) for run in _runs(one.value) if longest in run and STANDS(page.root, run=run))


def _runs(title: str) -> list[str]:
    """Returns a title, then what is left of it where parts at either end are taken off, the longest first."""
    cuts = list(SEPARATOR.finditer(title))[:8]
    ends = [title[: one.start()] for one in cuts] + [title[one.end() :] for one in cuts]
    return [title, *sorted(ends, key=len, reverse=True)]


def alike(one: str, other: str) -> float:
    """Returns how many of the words of two titles are the same, 0 to 1."""
    mine, theirs = set(words(one)), set(words(other))
    return 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0


def _sites(page: Page) -> Iterator[Told]:
    yield from (Told(one, "opengraph") for one in page.meta("og:site_name"))
    for thing in page.about(ARTICLES):
        yield from (Told(one, "json-ld") for one in texts(thing.get("publisher"))[:1])
    for thing in page.about(SITES):
        yield from (Told(one, "json-ld") for one in texts(thing.get("name"))[:1])
    yield from (
        Told(one, "meta")
        for one in page.meta("application-name", "apple-mobile-web-app-title", "citation_journal_title", "dc.publisher")
    )
    hosts = _hosts(page.url)
    for element in page.heads["title"][:1]:
        pieces = SEPARATOR.split(oneline(read(element), TITLE))
        yield from (Told(one, "title") for one in (pieces[-1], pieces[0]) if len(pieces) > 1 and folded(one) in hosts)


def _hosts(url: str) -> tuple[str, ...]:
    """Returns the names a site's host has: news.site.example is newssiteexample, siteexample, news and site."""
    try:
        labels = (urlsplit(url).hostname or "").removeprefix("www.").split(".")
    except ValueError:
        return ()
    tails = (".".join(labels[place:]) for place in range(len(labels) - 1))
    return tuple(one for one in map(folded, (*tails, *labels[:-1])) if len(one) > 2)


def _told_titles(page: Page) -> Iterator[Told]:
    yield from (Told(unmarked(one.value, TITLE), one.source) for one in _machine_titles(page))
    # What stands in a title element or a heading is as people see it: "&lt;" in it is meant.
    yield from (Told(oneline(read(one), TITLE), "title") for one in page.heads["title"][:1])


def _machine_titles(page: Page) -> Iterator[Told]:
    for thing in page.about(ARTICLES | FORUMS):
        yield from (Told(one, "json-ld") for key in ("headline", "name") for one in texts(thing.get(key))[:1])
    yield from (Told(one, "opengraph") for one in page.meta("og:title"))
    yield from (Told(one, "microdata") for one in page.item("headline"))
    for name in ("twitter:title", "citation_title", "parsely-title", "sailthru.title", "dc.title"):
        yield from (Told(one, "meta") for one in page.meta(name))


def _headings(page: Page) -> Iterator[Told]:
    for level in ("h1", "h2", "h3"):
        for element in page.heads[level][:60]:
            text = oneline(read(element, 2000), TITLE).strip(PERMALINK)
            if text and not beneath(element, COMMENTS):
                yield Told(text, level)


def _without_site(title: str, names: tuple[str, ...]) -> str:
    cuts = list(SEPARATOR.finditer(title))
    for cut in reversed(cuts[-3:]):
        if cut.start() and _is_site(title[cut.end() :], names):
            return _without_site(title[: cut.start()], names)
    if cuts and _is_site(title[: cuts[0].start()], names):
        return title[cuts[0].end() :]
    return title


def _is_site(piece: str, names: tuple[str, ...]) -> bool:
    mine = folded(piece)
    return bool(mine) and any(
        mine == one or (len(mine) > 3 and one.startswith(mine)) or (mine.startswith(one) and len(one) * 2 >= len(mine))
        for one in names
    )
