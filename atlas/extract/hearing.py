"""Languages: what a text is heard to be in, and the tags that files declare."""

import re
import unicodedata

from resiliparse.parse.lang import detect_fast

from atlas.extract.oneline import UNSEEN

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


def heard_in(text: str) -> tuple[str, ...]:
    """Returns the languages a text may be in, the likeliest first; none where there is too little of it."""
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", text[:HEARD])).strip()
    if len(plain) < ENOUGH:
        return ()
    found = [(code, rank) for code, rank in detect_fast(plain, TOO_FAR, 3) if code != "unknown" and rank < TOO_FAR]
    if len(found) > 1 and found[0][1] > FAR and found[1][1] <= found[0][1] * CROWDED:
        return ()
    return tuple(code for code, rank in found if rank <= found[0][1] * NEAR)


def language_in(text: str, declared: str) -> tuple[str, bool]:
    """Returns the language of a text, and whether that is as heard rather than as declared."""
    tag, heard = tag_in(declared), heard_in(text)
    is_heard = bool(heard) and tag.partition("-")[0] not in heard
    return heard[0] if is_heard else tag, is_heard


def tag_in(text: str) -> str:
    """Returns the language tag in what a page declares, such as en_us; "" where it is none."""
    match = TAG.fullmatch(text.split(",", maxsplit=1)[0].strip()[:40])
    if not match or match[1].lower() in ("und", "mul", "zxx", "xx"):
        return ""
    language, script, region = (one or "" for one in match.groups())
    return "-".join(filter(None, (language.lower(), script.title(), region.upper())))
