"""The variants layer: the page's other addresses, named by the page itself or by habit."""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from atlas.errors import BadUrl
from atlas.fetch.agents import headers_of
from atlas.fetch.climb import Climb
from atlas.fetch.links import named_by
from atlas.fetch.visit import Answer
from atlas.fetch.web import Hosts, Web
from atlas.model import url as urls
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

MOST = 4
HTML = re.compile(r"text/html|application/xhtml\+xml|$")


class Variants:
    """Asks for the page where else it may be."""

    name = "variants"

    def __init__(self, web: Web, hosts: Hosts) -> None:
        self._web = web
        self._hosts = hosts

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields what is found at the page's other addresses."""
        for url in variants_of(climb):
            headers = headers_of(self._hosts.agent(url.host))
            answer = self._web.get(url, climb.sink, climb.deadline, headers, outside=climb.outside)
            yield _unless_front(answer, climb.url)

    def missing(self) -> str:
        """Returns "": there is nothing it needs."""
        return ""


def variants_of(climb: Climb) -> list[Url]:
    """Returns the page's other addresses, those it names itself first; none that was asked already."""
    named = [url for one in climb.found for url in _named_by(one.answer)]
    known = {climb.url.href, *(one.answer.asked for one in climb.found), *(one.answer.url.href for one in climb.found)}
    fresh = dict.fromkeys(
        url for url in (*named, *_usual(climb.url)) if url.href not in known and not _leads_to_front(url, climb.url)
    )
    return list(fresh)[:MOST]


def _named_by(answer: Answer) -> Iterator[Url]:
    if answer.exchange and HTML.match(answer.exchange.header("Content-Type").lower()):
        yield from named_by(answer.url, answer.sample)


def _usual(url: Url) -> Iterator[Url]:
    """Yields the same address with the other scheme, and with or without www."""
    parts = urlsplit(url.href)
    other = {"http": "https", "https": "http"}[url.scheme]
    twin = parts.netloc.removeprefix("www.") if parts.netloc.startswith("www.") else f"www.{parts.netloc}"
    if parts.port is None:
        yield from _parsed(parts._replace(scheme=other).geturl())
    if not _is_literal(url.host):
        yield from _parsed(parts._replace(netloc=twin).geturl())


def _is_literal(host: str) -> bool:
    return ":" in host or host.rpartition(".")[2].isdigit() or "." not in host


def _parsed(text: str) -> Iterator[Url]:
    try:
        yield urls.parse(text)
    except BadUrl:
        return


def _unless_front(answer: Answer, wanted: Url) -> Answer:
    """Returns the answer, as a fault where it is the site's front page instead of the page."""
    if answer.fault or not _leads_to_front(answer.url, wanted):
        return answer
    return answer.spoilt(Fault(Kind.ABSENT, f"{answer.url.host} leads to its front page instead.", answer.status))


def _leads_to_front(url: Url, wanted: Url) -> bool:
    return _is_front(url) and not _is_front(wanted)


def _is_front(url: Url) -> bool:
    parts = urlsplit(url.href)
    return parts.path in {"", "/"} and not parts.query
