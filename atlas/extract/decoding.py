"""A page's bytes become text as in a browser, only that a label which the bytes prove wrong is not believed."""

import re
from collections.abc import Iterator

from resiliparse.parse.encoding import detect_encoding

from atlas.model.article import Source
from atlas.model.declared import header_codec, marked, own_codec, read_as
from atlas.model.decoding import LOOKED_AT, wide
from atlas.model.labels import ENCODINGS, codec_of

JAPANESE = re.compile(rb"\x1b\$[@B]")
WIDE_TAG = ((re.compile(rb"(?:\s\0)*<\0"), "utf-16-le"), (re.compile(rb"(?:\0\s)*\0<"), "utf-16-be"))
# No Western word has five letters in a row that are not ASCII.
FOREIGN = re.compile(rb"[\xa1-\xff]{5,}")
WESTERN = frozenset({"cp1252", "iso8859-15", "mac_roman"})
SEQUENCE = re.compile("[^\x00-\x7f\ufffd]")
CONTROL = re.compile("[\x80-\x9f\ufffd]")
MULTIBYTE = frozenset({"gb18030", "big5hkscs", "euc_jp", "cp932", "cp949", "iso2022_jp_ext", "hz", "iso2022_kr"})
PROOF, LENGTH = 3, 20
"""So many characters are not UTF-8 by chance, and so many bytes in such runs are not Western."""
BROKEN = 0.2
"""Of what is meant as UTF-8 so much may be broken: cut, or put together from several sources."""
WRONG = 0.02
"""Of the other characters so many may be none in the encoding that was declared."""
# What is taken for these is often the other: what is a control character in the one is a letter in the other.
LARGER = {
    "iso8859-2": "cp1250",
    "iso8859-4": "cp1257",
    "iso8859-5": "cp1251",
    "iso8859-6": "cp1256",
    "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257",
    "iso8859-15": "cp1252",
    "euc_jp": "euc_jis_2004",
}
# Letters of ISO-8859-2 that are signs in windows-1250: no sign stands within a word.
POLISH = re.compile(rb"[A-Za-z][\xb1\xb6\xbc][A-Za-z .,]|\s[\xa6\xac\xb6\xbc][a-z]")
DETECTED_WITHIN = 200_000
TAG = re.compile(rb"<[^<>]*>")


def text_of(source: Source) -> str:
    """Returns a page's text, without a mark and without lone surrogates; decoding never fails."""
    data = source.body
    codec, length = marked(data)
    if not codec:
        codec = _wide(data[:LOOKED_AT]) or codec_for(data, source.charset)
    return read_as(data[length:], codec)


def codec_for(data: bytes, label: str) -> str:
    """Returns the codec for bytes without a mark, labelled so; windows-1252 where nothing else is known."""
    if data.isascii() and JAPANESE.search(data):
        return "iso2022_jp_ext"
    declared = [one for one in (codec_of(label) or header_codec(label), own_codec(data)) if one]
    for codec in declared:
        if _holds(data, codec):
            return codec
    return next((one for one in _guesses(data, declared) if _holds(data, one)), declared[0] if declared else "cp1252")


def _wide(start: bytes) -> str:
    """UTF-16 without a mark: a tag at the beginning tells, whatever script follows."""
    return next((codec for tag, codec in WIDE_TAG if tag.match(start)), "") or wide(start)


def _guesses(data: bytes, declared: list[str]) -> Iterator[str]:
    """Yields what else it may be, the likeliest first."""
    yield "utf-8"
    yield from (LARGER[one] for one in declared if one in LARGER)
    found = _detected(data)
    if found == "cp1250" and POLISH.search(data):
        yield "iso8859-2"
    if found:
        yield from (found, LARGER.get(found, found))
    yield "cp1252"


def _holds(data: bytes, codec: str) -> bool:
    """Whether nothing in the bytes proves that they are not in that encoding."""
    if codec.startswith("utf-16"):
        return b"\0" in data[:LOOKED_AT]
    if codec == "utf-8":
        return _is_utf_8(data)
    if data.isascii() and codec not in MULTIBYTE:
        return True
    if _proves_utf_8(data) or (codec in WESTERN and _foreign(data)):
        return False
    text = read_as(data, codec)
    strange = len(CONTROL.findall(text))
    return strange <= WRONG * (strange + len(SEQUENCE.findall(text)))


def _is_utf_8(data: bytes) -> bool:
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return not broken or broken <= BROKEN * len(SEQUENCE.findall(text))


def _proves_utf_8(data: bytes) -> bool:
    try:
        return len(SEQUENCE.findall(data.decode("utf-8"))) >= PROOF
    except UnicodeDecodeError:
        return False


def _foreign(data: bytes) -> bool:
    return sum(len(one[0]) for one in FOREIGN.finditer(data) if len(set(one[0])) >= PROOF) >= LENGTH


def _detected(data: bytes) -> str:
    """Returns what the bytes look like; tags say nothing of it."""
    words = TAG.sub(b" ", data[:DETECTED_WITHIN])
    name = str(detect_encoding(words, html5_compatible=False) or "")
    if name == "koi8-r":
        return "koi8-u"  # which has all the letters of koi8-r
    return name if name in ENCODINGS else codec_of(name) or codec_of(name.replace("_", "-")) or codec_of(f"x-{name}")
