"""What language it is in: heard from the text where there is enough of it, else as the page says."""

import re
import unicodedata
from collections.abc import Iterator

from resiliparse.parse.lang import detect_fast

from atlas.extract.linked import texts
from atlas.extract.oneline import UNSEEN
from atlas.extract.telling import WORKS, Page, Told, first

ENOUGH = 300
"""Characters of text from which on the ear is trusted more than the label."""
HEARD = 6000
"""How much of the text is listened to."""
TOO_FAR = 1200
"""A distance from the nearest language's profile at which it is none of those known."""
FAR, CROWDED = 500, 1.05
"""Farther away than this, and with another language as near as that, it is a list of names rather than prose."""
NEAR = 1.1
"""Languages this near to the nearest one are told apart by what the page says."""
TAG = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{4}))?(?:[-_]([a-z]{2}|\d{3}))?(?:[-_@.].*)?", re.IGNORECASE)


def language_of(page: Page) -> Told:
    """Returns the language of a page as BCP 47 has it; with the region the page tells, where that agrees."""
    declared = first(Told(tag_in(one.value), one.source) for one in _declared(page))
    heard = _heard(page.text)
    if not heard or declared.value.partition("-")[0] in heard:
        return declared
    return Told(heard[0], "detected")


def tag_in(text: str) -> str:
    """Returns the language tag in what a page declares, such as en_us; "" where it is none."""
    match = TAG.fullmatch(text.split(",", maxsplit=1)[0].strip()[:40])
    if not match or match[1].lower() in ("und", "mul", "zxx", "xx"):
        return ""
    language, script, region = (one or "" for one in match.groups())
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))


def _heard(text: str) -> tuple[str, ...]:
    """Returns the languages a text may be in, the likeliest first; none where there is too little of it."""
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", text[:HEARD])).strip()
    if len(plain) < ENOUGH:
        return ()
    found = [(code, rank) for code, rank in detect_fast(plain, TOO_FAR, 3) if code != "unknown" and rank < TOO_FAR]
    if len(found) > 1 and found[0][1] > FAR and found[1][1] <= found[0][1] * CROWDED:
        return ()
    return tuple(code for code, rank in found if rank <= found[0][1] * NEAR)


def _declared(page: Page) -> Iterator[Told]:
    for key in ("lang", "{http://www.w3.org/XML/1998/namespace}lang", "xml:lang"):
        yield Told(page.root.get(key) or "", "html")
    for thing in page.about(*WORKS):
        yield from (Told(one, "json-ld") for one in texts(thing.get("inLanguage"))[:1])
    yield from (Told(one, "opengraph") for one in page.meta("og:locale"))
    yield from (
        Told(one, "meta")
        for one in page.meta("content-language", "language", "dc.language", "dcterms.language", "citation_language")
    )
