"""Addresses in a page: where its links lead and which of its pictures' addresses is the best."""

import re
from itertools import islice
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

LONGEST = 4_000
UNWRITTEN = re.compile(r"[\x00-\x20\x7f-\xa0()<>\\`\[\]|\"*\u2028\u2029\ud800-\udfff]")
WHOLE = re.compile(r"https?://[a-z0-9.-]+/[\w/.%~+=,@-]*(?:\?[\w/.%~+=,@&-]+)?", re.ASCII)
"""An address that is as it is, whatever it is read against: most are, and it need not be taken apart."""
GONE = re.compile(r"[\t\n\r]")
FOLLOWED = frozenset({"http", "https", "mailto", "tel", "ftp", "geo", "magnet", "xmpp", "irc", "gemini", "doi"})
SIZE = re.compile(r"\d{1,6}(?:\.\d{1,6})?[wx]")
EMPTY = re.compile(
    r"(?:^|[/_-])(?:blank|spacer|transparent|placeholder|pixel|1x1|lazy|loading|empty)[^/]{0,20}$", re.IGNORECASE
)
SETS = ("data-srcset", "data-lazy-srcset", "srcset")
LAZY = ("data-src", "data-lazy-src", "data-original", "data-lazy", "data-url", "data-orig-file", "data-hi-res-src")
NEAR = 4
"""So far up from a picture its sources are looked for: the parser nests them."""
SMALLEST = 3
"""A picture that is not larger counts visitors."""
BUTTON = 32
"""A link's picture that is not larger is a button."""


def base_of(document: HtmlElement, url: str) -> str:
    """Returns against which address a page's links are read."""
    told = (one.get("href") for one in document.getroottree().iter("base"))
    found = next((one for one in told if one is not None), "")[:LONGEST].strip()
    return _joined(url, found) or url if found else url


def _joined(base: str, reference: str) -> str:
    if WHOLE.fullmatch(reference):
        return reference
    try:
        return urljoin(base, GONE.sub("", reference))
    except ValueError:
        return ""


def written(address: str) -> str:
    """Returns an address as it can stand in Markdown."""
    return UNWRITTEN.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode("utf-8", "replace")), address)


def link(reference: str, base: str, url: str) -> str:
    """Returns where a link leads, absolute; "" where it leads nowhere or would run something."""
    trimmed = reference.strip()
    if not trimmed or len(trimmed) > LONGEST:
        return ""
    there = _joined(url if trimmed.startswith("#") else base, trimmed)
    return there if _scheme(there) in FOLLOWED else ""


def _scheme(address: str) -> str:
    if WHOLE.fullmatch(address):
        return address.partition(":")[0]
    try:
        return urlsplit(address).scheme.lower()
    except ValueError:
        return ""


def picture(element: HtmlElement, base: str, linked: bool) -> str:
    """Returns the best address of a picture, absolute; "" for none, for what counts visitors, and for small buttons."""
    if _is_tiny(element, BUTTON if linked else SMALLEST):
        return ""
    found = (_joined(base, one.strip()) for one in _addresses(element) if one and len(one) <= LONGEST)
    return next((one for one in found if _scheme(one) in {"http", "https"}), "")


def _is_tiny(element: HtmlElement, limit: int) -> bool:
    sides = ((element.get(side) or "").strip().removesuffix("px") for side in ("width", "height"))
    return any(side.isdecimal() and len(side) < 3 and int(side) <= limit for side in sides)


def _addresses(element: HtmlElement) -> list[str]:
    sets = [best for name in SETS if (best := _best(element.get(name) or ""))]
    lazy = [element.get(name) or "" for name in LAZY]
    plain = element.get("src") or ""
    around = next((one for one in islice(element.iterancestors(), NEAR) if one.tag == "picture"), None)
    if around is not None:
        sources = (one.get(name) or "" for one in around.iter("source") for name in SETS)
        sets += [best for one in sources if (best := _best(one))]
    return sets + lazy + ([] if EMPTY.search(plain.partition("?")[0]) and any(lazy) else [plain])


def _best(candidates: str) -> str:
    """Returns the largest picture of a srcset."""
    if candidates.lstrip().startswith("data:"):
        return ""
    found: list[tuple[float, str]] = []
    for word in candidates.replace(", ", " , ").split():
        size, _, following = word.partition(",")
        if found and SIZE.fullmatch(size):
            found[-1] = (float(size[:-1]), found[-1][1])
        elif word.strip(","):
            found.append((1.0, word.strip(",")))
            continue
        if following.strip(","):
            found.append((1.0, following.strip(",")))
    return max(found, key=lambda pair: pair[0])[1] if found else ""
