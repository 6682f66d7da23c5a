"""Bytes as text, whatever program wrote them. Decoding never fails."""

import codecs
import re

# As browsers read windows-1252 (WHATWG Encoding): the five bytes without a meaning are control characters.
LATIN = "".join(bytes([one]).decode("windows-1252", "ignore") or chr(one) for one in range(256))
# UTF-32 stands first: its little-endian mark begins with that of UTF-16.
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
LOOKED_AT = 4096
ODD_LINE = re.compile("^[^\n]*[\udc80-\udcff][^\n]*", re.MULTILINE)
# Of these some have no NUL in them, and addresses that nobody asked for.
MAGIC = (
    *(b"%PDF-", b"%!PS", b"{\\rtf", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!\x1a"),
    *(b"\x28\xb5\x2f\xfd", b"\x89PNG", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"\x7fELF", b"\xd0\xcf\x11\xe0"),
)


def text_of(data: bytes) -> str | None:
    """Returns the text in these bytes, or None where they are none: an image, an archive, a PDF."""
    if data.startswith(MAGIC):
        return None
    text = _decoded(data)
    return None if "\0" in text.rstrip("\0") else text


def _decoded(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    if encoding := wide(data[:LOOKED_AT]):
        return data.decode(encoding, "replace")
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ODD_LINE.sub(_read_otherwise, data.decode("utf-8", "surrogateescape"))


def _read_otherwise(line: re.Match[str]) -> str:
    """Lists are put together from files of several programs: each line is judged alone."""
    return codecs.charmap_decode(line[0].encode("utf-8", "surrogateescape"), "strict", LATIN)[0]


def wide(start: bytes) -> str:
    """Returns the codec of UTF-16 without a mark: of Western text and of every address each other byte is NUL."""
    first, second = start[0::2].count(0), start[1::2].count(0)
    if not first and second * 4 >= len(start) // 2 and second:
        return "utf-16-le"
    if not second and first * 4 >= len(start) // 2 and first:
        return "utf-16-be"
    return ""
