"""What a page says its encoding is, where browsers look for it: a mark, the header, the page's own beginning."""

import codecs
import re

from atlas.model.decoding import LATIN
from atlas.model.labels import codec_of

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
WITHIN = 16_384
"""Bytes in which a page may name its encoding: one page in ten does so after the first thousand."""
IN_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
IN_DECLARATION = re.compile(r"\s*<\?xml\s[^<>]*?encoding\s*=\s*[\"']\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.DOTALL)
META = re.compile(r"<meta[\s/]([^<>]*)", re.IGNORECASE)
OF_SOMETHING_ELSE = re.compile(r"(?:^|\s)(?:name|property|itemprop)\s*=", re.IGNORECASE)


def marked(data: bytes) -> tuple[str, int]:
    """Returns the codec of the mark a page begins with, and the mark's length; ("", 0) where there is none."""
    return next(((codec, len(mark)) for mark, codec in MARKS if data.startswith(mark)), ("", 0))


def header_codec(content_type: str) -> str:
    """Returns the codec a Content-Type names, or ""."""
    named = IN_HEADER.search(content_type)
    return codec_of(named[1]) if named else ""


def own_codec(data: bytes) -> str:
    """Returns the codec a page names in its beginning, or ""."""
    head = data[:WITHIN].decode("latin-1")
    if declared := IN_DECLARATION.match(head):
        return _ascii(codec_of(declared[1]))
    for meta in META.finditer(COMMENT.sub("", head)):
        named = IN_HEADER.search(meta[1])
        codec = codec_of(named[1]) if named and not OF_SOMETHING_ELSE.search(meta[1]) else ""
        if codec:
            return _ascii(codec)
    return ""


def read_as(data: bytes, codec: str) -> str:
    """Returns bytes as text; what the codec has no character for is told by U+FFFD."""
    if codec == "cp1252":
        return codecs.charmap_decode(data, "strict", LATIN)[0]
    return data.decode(codec, "replace")


def _ascii(codec: str) -> str:
    """Who could read the label cannot be reading UTF-16."""
    return "utf-8" if codec.startswith("utf-16") else codec
