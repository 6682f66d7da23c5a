"""A page's word on itself, made fit for one line: short, without controls or tricks of direction."""

import html
import re
import unicodedata

# Zero-width joiners stay: Persian and emoji are spelled with them.
UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]"
)
MARKUP = re.compile(
    r"</?(?:a|abbr|b|br|cite|code|div|em|font|h\d|i|li|mark|p|q|small|span|strong|su[bp]|u|ul)\b[^<>]*>", re.IGNORECASE
)
NOT_WORD = re.compile(r"[\W_]+")
TITLE, NAME, DESCRIPTION, TAG, LICENCE, ADDRESS = 300, 100, 1000, 60, 200, 2000
"""How long each may be, in characters."""


def oneline(text: str, longest: int) -> str:
    """Returns a text on one line, cut at a blank where it is too long."""
    # Blanks make a text longer than what will be left of it, but not without end.
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", text[: longest * 8]))
    plain = " ".join(plain.split())
    return plain if len(plain) <= longest else _cut(plain, longest)


def unmarked(told: str, longest: int) -> str:
    """Returns what machines are told on one line: its entities unescaped once, and without mark-up."""
    return oneline(MARKUP.sub(" ", html.unescape(told[: longest * 8])), longest)


def folded(text: str) -> str:
    """Returns the letters and digits of a text, all small: what is the same to a reader is the same here."""
    return NOT_WORD.sub("", unicodedata.normalize("NFKD", text).casefold())


def words(text: str) -> tuple[str, ...]:
    """Returns the words of a text, all small."""
    return tuple(NOT_WORD.sub(" ", text.casefold()).split())


def _cut(text: str, longest: int) -> str:
    head = text[: longest - 1]
    blank = head.rfind(" ", longest * 2 // 3)
    return (head[:blank] if blank > 0 else head).rstrip(" ,;:.") + "…"
