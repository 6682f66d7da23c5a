"""What nobody sees in a text, and what is the same to a reader."""

import re
import unicodedata

# Zero-width joiners stay: Persian, the scripts of India and emoji need them. So do the tags after a black flag.
HIDDEN = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff0-\ufffb\ufffe\uffff\ue000-\uf8ff"
)
JUNK = re.compile(f"[{HIDDEN}]|(?<![\U0001f3f4\U000e0020-\U000e007f])[\U000e0000-\U000e007f]+")
SUSPECT = re.compile(f"[{HIDDEN}\u200e\u200f\ud800-\udfff\U000e0000-\U000e007f]")
"""All that may be junk: most texts have none of it, and one look tells."""
CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
DIRECTION = re.compile("[\u200e\u200f]")
RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
SURROGATE = re.compile("[\ud800-\udfff]")
BLANKS = re.compile(r"\s{2,}|[\t\n\r\f\v]")
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+")


def clean(text: str) -> str:
    """Returns a text without what cannot be seen and is not needed to show the rest."""
    if text.isascii() and (text.isprintable() or not CONTROL.search(text)):
        return text
    if not SUSPECT.search(text):
        return text
    shown = JUNK.sub("", SURROGATE.sub("\ufffd", text))
    return shown if RIGHT_TO_LEFT.search(shown) else DIRECTION.sub("", shown)


def flat(text: str) -> str:
    """Returns a clean text on one line, its blanks taken together."""
    return BLANKS.sub(" ", clean(text))


def canonical(text: str) -> str:
    """Returns a clean text whose letters are written in one way."""
    shown = clean(text)
    return shown if shown.isascii() else unicodedata.normalize("NFC", shown)


def folded(word: str) -> str:
    """Returns a word as it is compared."""
    return word.lower() if word.isascii() else unicodedata.normalize("NFKC", word).casefold()


def words_of(text: str) -> list[str]:
    """Returns the words of a text as they are compared."""
    shown = canonical(text)
    if shown.isascii():
        return WORD.findall(shown.lower())
    return [one.lower() if one.isascii() else folded(one) for one in WORD.findall(shown)]


def signs_of(text: str) -> str:
    """Returns a text without blanks."""
    return "".join(canonical(text).split())
