"""A page with nothing to read on it: scripts would build it, or it leads elsewhere."""

import html
import re
from urllib.parse import urljoin

from atlas.fetch.seen import NEXT_TO_NOTHING, Seen
from atlas.fetch.shown import ROOTS
from atlas.fetch.wording import SCRIPTLESS
from atlas.model.verdict import Judgement, Verdict

IN_ROOT = 10
"""Words that a shell may have in the element its scripts fill: "Loading"."""
QUICK = 15
"""Seconds within which a refresh leads on, rather than renews."""
REFRESH = re.compile(r"http-equiv=[\"']?refresh\b", re.IGNORECASE)
LEADS_TO = re.compile(
    r"content=[\"']?\s*([0-9]{1,6})(?:\.[0-9]*)?\s*[;,]\s*(?:url\s*=)?\s*['\"]?([^'\"<>]+)", re.IGNORECASE
)
SHOWS = re.compile(
    r"<(?:img|video|audio|iframe|frame|object|embed|canvas|svg|picture|input|button|math)[\s/>]", re.IGNORECASE
)
ROOT = re.compile(rf"\sid\s*=\s*[\"']?(?:{'|'.join(map(re.escape, ROOTS))})[\"'\s>]", re.IGNORECASE)


def hollow(seen: Seen) -> Judgement | None:
    """There is nothing to read: the page is built by scripts, or leads elsewhere."""
    if seen.bare.words >= NEXT_TO_NOTHING:
        return None
    sign = _refresh(seen) or _shell(seen) or _blank(seen)
    return Judgement(Verdict.HOLLOW, (sign, f"{seen.bare.words} words")) if sign else None


def _refresh(seen: Seen) -> str:
    """Returns what says that the page only leads to another address, or ""."""
    for meta in seen.bare.metas:
        found = LEADS_TO.search(html.unescape(meta)) if REFRESH.search(meta) else None
        if found and int(found[1]) <= QUICK and (target := _elsewhere(seen.url, found[2].strip())):
            return f"refresh to {target[:200]}"
    return ""


def _elsewhere(url: str, written: str) -> str:
    try:
        target = urljoin(url, written)
    except ValueError:
        return ""
    return "" if target.partition("#")[0] == url.partition("#")[0] else target


def _shell(seen: Seen) -> str:
    """Returns what says that scripts would build the page, or ""."""
    if SCRIPTLESS.search(" ".join(seen.bare.notices[:5000].lower().split())):
        return "notice to those without scripts"
    if not seen.bare.scripts:
        return ""
    if found := SCRIPTLESS.search(seen.bare.text):
        return f"wording {found[0][:60]}"
    if ROOT.search(seen.bare.markup) and seen.outline and (root := seen.outline.root) and root[1] <= IN_ROOT:
        return f"empty #{root[0]}"
    return ""


def _blank(seen: Seen) -> str:
    """Returns "blank" where nothing is shown; a title alone is something, unless scripts would add the rest."""
    bare = seen.bare
    return "" if bare.text or SHOWS.search(seen.markup) or (bare.title and not bare.scripts) else "blank"
