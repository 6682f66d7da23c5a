"""A file's bytes as text: decoding never fails, and loads no codec a stranger names."""

import codecs

from atlas.extract.tidying import seen
from atlas.model.article import Source

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
KNOWN = frozenset(
    ("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "cp866")
    + (
        "koi8-r",
        "koi8-u",
        "shift_jis",
        "cp932",
        "euc_jp",
        "iso2022_jp",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "big5hkscs",
    )
    + ("euc_kr", "cp949", "mac-roman", "utf-8", "utf-16", "utf-16-le", "utf-16-be")
    + tuple(f"iso8859-{number}" for number in range(1, 17))
)
LEGACY = "cp1252"
"""What browsers take a text for that names no charset and is no UTF-8."""


def text_of(source: Source) -> str:
    """Returns a file's text: by its mark, as UTF-8 where it is that, by its header, else as in the old West."""
    body = source.body
    for mark, codec in MARKS:
        if body.startswith(mark):
            return seen(body[len(mark) :].decode(codec, "replace"))
    try:
        return seen(body.decode("utf-8"))
    except UnicodeDecodeError as error:
        declared = _known(source.charset)
        # What is UTF-8 up to its last character was cut there.
        is_cut = error.reason == "unexpected end of data" and not body[: error.start].isascii()
        if declared == "utf-8" or (is_cut and not declared):
            return seen(body.decode("utf-8", "replace"))
        return seen(body.decode(declared or LEGACY, "replace"))


def _known(label: str) -> str:
    name = {"iso-8859-1": LEGACY, "latin1": LEGACY, "us-ascii": LEGACY}.get(label.lower(), label)
    try:
        codec = codecs.lookup(name.lower()).name if name.isascii() and len(name) <= 20 else ""
    except (LookupError, ValueError):
        return ""
    return codec if codec in KNOWN else ""
