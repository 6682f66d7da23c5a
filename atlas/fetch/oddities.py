"""Answers that lie about themselves: what is odd about one, a sentence each. The page is kept all the same."""

import codecs
import re

CHARSET = re.compile(r";\s*charset\s*=\s*[\"']?([^\s;\"']*)", re.IGNORECASE)
LABEL = re.compile(r"[A-Za-z0-9._:-]{1,40}")
# The encodings of the WHATWG's list, as Python calls them; by any other name codecs of Python's own answer too.
ENCODINGS = frozenset(
    ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "ascii", "iso8859-1", "cp866", "koi8-r", "koi8-u", "mac-roman")
    + ("mac-cyrillic", "cp874", "tis-620", "gbk", "gb18030", "gb2312", "big5", "big5hkscs", "euc_jp", "iso2022_jp")
    + ("shift_jis", "cp932", "euc_kr", "cp949", *(f"cp{number}" for number in range(1250, 1259)))
    + tuple(f"iso8859-{number}" for number in range(2, 17) if number != 12)
)
ALIASES = frozenset(
    ("unicode", "ucs-2", "csunicode", "iso-10646-ucs-2", "unicode-1-1-utf-8", "unicode20utf8", "unicode11utf8")
    + ("koi", "koi8", "koi8-ru", "cp31j", "cn-big5", "x-big5", "gb_2312", "gb_2312-80", "ksc_5601", "user-defined")
    + ("iso-8859-8-i", "iso-8859-8-e", "iso88598i", "iso88598e", "csiso88598i", "csiso88598e", "logical", "visual")
)
"""Labels of the list that Python has no alias for."""
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
    if not _known(named[1]):
        return ("It names a character set that browsers do not know.",)
    return () if named[1].lower() not in UTF_8 or _reads(beginning) else ("It is declared as UTF-8 and is not.",)


def _reads(beginning: bytes) -> bool:
    """Whether bytes are UTF-8, as far as they go."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(beginning)
    except UnicodeDecodeError:
        return False
    return True


def _known(label: str) -> bool:
    if not LABEL.fullmatch(label):
        return False
    plain = re.sub("^(?:windows|dos)-", "cp", label.lower().removeprefix("x-"))
    try:
        return plain in ALIASES or codecs.lookup(plain).name in ENCODINGS
    except LookupError:
        return False
