"""How words are spelt in the index: as they were typed or found, and so that one finds the other.

Scripts that put no blanks between words, and Korean, whose words have endings, are indexed character by character: a
word of any length is then a phrase of its characters, and is found within whatever it is part of. SQLite's trigrams
would need a second index, and find no word of one or two characters; most Chinese words have two.
"""

import re
import unicodedata
import zlib
from functools import cache

PART = "\x1f"
"""Stands between characters that are indexed one by one; no text has it, and it parts words for SQLite."""
OPEN, CLOSE = "\x02", "\x03"
"""Stand around what was found."""
# One more than needed costs room; one less is not found. Whoever changes this makes the index anew in a migration.
UNSPACED = (
    "\u0e01-\u0e5b\u0e81-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u1950-\u19df\u1a20-\u1aaf\u3005-\u3007\u3041-\u30ff\u3130-\u318f"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\ua9e0-\ua9ff\uaa60-\uaa7f\uac00-\ud7ff\uf900-\ufaff\U0001b000-\U0001b16f"
    "\U00020000-\U0003ffff"
)
SIGNS = (
    "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ece"
    "\u102b-\u103e\u1056-\u1059\u17b6-\u17d3\u3099\u309a"
)
CHARACTER = f"[{UNSPACED}][{SIGNS}]*"
# Vowel points, and the stroke that stretches a word: most of those who write and search leave them out.
POINTS = re.compile("[\u0591-\u05bd\u05bf-\u05c7\u0640\u064b-\u065f\u0670]")
# Letters printed in another form: full and half width, and what PDFs make of fi and fl.
FORMS = re.compile("[\ufb00-\ufb06\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff66-\uffdc]+")
LONGEST = 500_000
"""Characters of one article that are indexed: more than an article has, and of a book its first half."""


def spelt(text: str) -> str:
    """Returns a text as it is looked for and found: composed, without points, in the usual forms of its letters."""
    cut = text[:LONGEST]
    if cut.isascii():
        return cut
    formed = FORMS.sub(lambda found: unicodedata.normalize("NFKC", found[0]), cut)
    return POINTS.sub("", unicodedata.normalize("NFC", formed))


def parted(text: str) -> str:
    """Returns a spelt text with the characters parted that are indexed one by one."""
    return text if text.isascii() else _stretch().sub(_parted, text)


def _parted(stretch: re.Match[str]) -> str:
    return f"{PART}{PART.join(_character().findall(stretch[0]))}{PART}"


# Not made before a text needs them: that takes as long as loading the rest of the catalog's modules.
@cache
def _character() -> re.Pattern[str]:
    return re.compile(CHARACTER)


@cache
def _stretch() -> re.Pattern[str]:
    return re.compile(f"(?:{CHARACTER})+")


def deflated(text: str) -> bytes:
    """Returns a text as it is kept in the catalog."""
    return zlib.compress(text.encode())


def inflated(kept: bytes) -> str:
    """Returns the text that was kept, parted."""
    return parted(zlib.decompress(kept).decode())


def pieces(marked: str) -> tuple[tuple[str, bool], ...]:
    """Returns what SQLite marked as found, piece by piece; each says whether it was looked for."""
    whole = marked.replace(PART, "").replace(CLOSE + OPEN, "")
    return tuple((one, bool(number % 2)) for number, one in enumerate(re.split(f"[{OPEN}{CLOSE}]", whole)) if one)


def literal(text: str) -> str:
    """Returns a text that LIKE takes for itself."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
