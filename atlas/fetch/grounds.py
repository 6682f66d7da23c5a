"""The grounds on which a page is held not to be the page, in the order in which they are asked.

Each looks at cheap signs first, and has the page parsed only where one of them asks for it.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from urllib.parse import urljoin

from atlas.fetch.hollow import hollow
from atlas.fetch.paywall import paywall
from atlas.fetch.seen import NEXT_TO_NOTHING, THIN, Seen
from atlas.fetch.shown import Outline
from atlas.fetch.signs import (
    ASKED_FOR,
    CONSENT_HOSTS,
    CONSENT_LABELS,
    FILLERS,
    HEADERS,
    LOGIN_HOSTS,
    LOGIN_LABELS,
    LOGIN_PATH,
    LOGIN_TITLE,
    MARKERS,
    PARKING_HOSTS,
    marked,
    parts_of,
    titled,
    under,
)
from atlas.fetch.wording import WORDING, said
from atlas.model.url import host_of
from atlas.model.verdict import Judgement, Verdict

Ground = Callable[[Seen], Judgement | None]

FRAME = re.compile("<i?frame\\b", re.IGNORECASE)
SHORT, SHORT_UNLISTED = 90, 250
"""Words under which wording decides; the second on pages that ask not to be listed by search engines."""
WITH_HIDDEN = 2
"""How many words there may be for each that is seen."""


def header(seen: Seen) -> Judgement | None:
    """A header says that a gatekeeper answered."""
    for name, pattern in HEADERS.items():
        value = seen.headers.get(name, "").lower()
        if pattern.search(value):
            return Judgement(Verdict.CHALLENGE, (f"header {name}: {value[:40]}",))
    return None


def marker(seen: Seen) -> Judgement | None:
    """A thin page has in it what only gatekeepers write."""
    if seen.bare.words >= THIN:
        return None
    if name := marked(seen.markup, MARKERS):
        return _thin(Verdict.CHALLENGE, f"marker {name}", seen)
    if seen.bare.words < NEXT_TO_NOTHING and (name := marked(seen.markup, FILLERS)):
        return Judgement(Verdict.CHALLENGE, (f"marker {name}", _told(seen.bare.words)))
    return None


def place(seen: Seen) -> Judgement | None:
    """Redirects ended where one consents, buys a domain, or logs in."""
    if seen.asked == seen.url:
        return None
    host = host_of(seen.url)
    label = host.partition(".")[0]
    sign = f"redirected to {host}"
    if seen.led_away and (under(host, CONSENT_HOSTS) or label in CONSENT_LABELS):
        return _thin(Verdict.CONSENT, sign, seen)
    if seen.led_away and under(host, PARKING_HOSTS):
        named = host_of(seen.asked).removeprefix("www.") in seen.url.lower()
        return Judgement(Verdict.PARKED, (sign,)) if named else _thin(Verdict.PARKED, sign, seen)
    if ASKED_FOR[Verdict.LOGIN].search(seen.asked_path):
        return None
    if seen.led_away and under(host, LOGIN_HOSTS):
        return _thin(Verdict.LOGIN, sign, seen)
    if (seen.led_away and label in LOGIN_LABELS) or LOGIN_PATH.search(seen.path):
        return _thin(Verdict.LOGIN, f"{sign}{seen.path}"[:100], seen, _asks_who)
    return None


def title(seen: Seen) -> Judgement | None:
    """A thin page is called as no page is, or as few are and speaks accordingly."""
    for titles, part, clear in titled(seen.bare.title):
        if seen.article or _asked_for(seen, titles.verdict) or not seen.thin:
            continue
        shown = _outline(seen)
        # The title stands in the text once more: it bears out nothing.
        words = "" if clear else said(shown.text.replace(part, " "), titles.verdict)
        if clear or words:
            borne_out = (_wording(words),) if words else ()
            return Judgement(titles.verdict, (f"title {part[:60]}", *borne_out, _told(shown.words)))
    return None


def login(seen: Seen) -> Judgement | None:
    """A thin page with a field for a password is called after it, or says that one must log in."""
    if seen.bare.words >= THIN or "password" not in seen.markup.lower() or _asked_for(seen, Verdict.LOGIN):
        return None
    sign = _login_title(seen) or _wording(said(seen.bare.text, Verdict.LOGIN))
    if not sign or not seen.thin or not _outline(seen).password:
        return None
    return Judgement(Verdict.LOGIN, (sign, "password field", _told(_outline(seen).words)))


def wording(seen: Seen) -> Judgement | None:
    """A short page says that it is not the page."""
    limit = SHORT_UNLISTED if seen.unlisted else SHORT
    if seen.bare.words >= limit * WITH_HIDDEN or seen.article:
        return None
    for verdict in WORDING:
        if not said(seen.bare.text, verdict) or _asked_for(seen, verdict):
            continue
        shown = seen.outline
        if shown and shown.words < limit and (words := said(shown.text, verdict)):
            more = ("noindex",) if shown.words >= SHORT else ()
            return Judgement(verdict, (_wording(words), _told(shown.words), *more))
    return None


def parked(seen: Seen) -> Judgement | None:
    """A thin page has its frames or scripts from those who park domains."""
    if seen.bare.words >= THIN or under(host_of(seen.url), PARKING_HOSTS):
        return None
    found = next((one for one in _source_hosts(seen) if under(one, PARKING_HOSTS)), "")
    return _thin(Verdict.PARKED, f"source {found}", seen) if found else None


GROUNDS: tuple[Ground, ...] = (marker, place, title, login, wording, parked, hollow, paywall)
"""What is asked of a page; `header` is asked of every answer."""


def _thin(
    verdict: Verdict, sign: str, seen: Seen, borne_out: Callable[[Seen], bool] = lambda seen: True
) -> Judgement | None:
    return Judgement(verdict, (sign, _told(_outline(seen).words))) if seen.thin and borne_out(seen) else None


def _asks_who(seen: Seen) -> bool:
    """Whether a thin page asks who one is."""
    shown = _outline(seen)
    return shown.password or bool(_login_title(seen) or said(shown.text, Verdict.LOGIN))


def _login_title(seen: Seen) -> str:
    named = next((one for one in parts_of(seen.bare.title) if LOGIN_TITLE.fullmatch(one)), "")
    return f"title {named[:60]}" if named else ""


def _asked_for(seen: Seen, verdict: Verdict) -> bool:
    return bool(ASKED_FOR[verdict].search(seen.asked_path))


def _outline(seen: Seen) -> Outline:
    """The outline of a page that was found thin."""
    assert seen.outline
    return seen.outline


def _source_hosts(seen: Seen) -> Iterator[str]:
    framed = FRAME.search(seen.markup) and seen.outline
    for written in (*seen.bare.sources, *(framed.sources if framed else ())):
        with suppress(ValueError):
            yield host_of(urljoin(seen.url, written))


def _wording(words: str) -> str:
    return f"wording {words}" if words else ""


def _told(words: int) -> str:
    return f"{words} words"
