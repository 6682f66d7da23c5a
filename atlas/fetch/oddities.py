"""Answers that lie about themselves: what is odd about one, a sentence each. The page is kept all the same."""

import codecs
import re

from atlas.model.labels import codec_of

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']*)", re.IGNORECASE)
# fmt: off
SIGNATURES = (
    # begins with             is called            is of the family
    (b"%PDF-",                "a PDF",             "application"),
    (b"PK\x03\x04",           "a ZIP file",        "application"),
    (b"\x1f\x8b",             "a gzip file",       "application"),
    (b"\x89PNG\r\n\x1a\n",    "a PNG picture",     "image"),
    (b"\xff\xd8\xff",         "a JPEG picture",    "image"),
    (b"GIF8",                 "a GIF picture",     "image"),
    (b"ID3",                  "a recording",       "audio"),
    (b"\x1a\x45\xdf\xa3",     "a film",            "video"),
    (b"<!doctype html",       "an HTML page",      "text"),
    (b"<html",                "an HTML page",      "text"),
)
# fmt: on
UTF_8 = frozenset({"utf-8", "utf8"})
CLAIMS = frozenset({"text", "image", "audio", "video", "font"})
"""The families that say what the bytes are; an application may be anything."""


def oddities(content_type: str, beginning: bytes) -> tuple[str, ...]:
    """Returns what is odd about an answer of that Content-Type, whose body begins like that."""
    return (*_unlike(content_type, beginning), *_unread(content_type, beginning))


def _unlike(content_type: str, beginning: bytes) -> tuple[str, ...]:
    family = content_type.partition("/")[0].strip().lower()
    start = beginning[:64].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    for signature, name, real in SIGNATURES:
        if start.startswith(signature.lower()) and family in CLAIMS and family != real:
            return (f"It is declared as {family} and begins like {name}.",)
    return ()


def _unread(content_type: str, beginning: bytes) -> tuple[str, ...]:
    named = CHARSET.search(content_type)
    if named is None:
        return ()
    if not codec_of(named[1]):
        return ("It names a character set that browsers do not know.",)
    return () if named[1].lower() not in UTF_8 or _reads(beginning) else ("It is declared as UTF-8 and is not.",)


def _reads(beginning: bytes) -> bool:
    """Whether bytes are UTF-8, as far as they go."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True
