"""A page's bytes as text, for the judge: decoding never fails, and loads no codec a stranger names."""

import codecs
import re

MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
NAMED = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.+-]{1,40})", re.IGNORECASE)
META_WITHIN = 4096
"""Bytes in which a page may name its charset: one page in ten does so after the first thousand."""

# What browsers read under each label (WHATWG Encoding): ISO-8859-1 is windows-1252 to them.
CODECS = {
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), "utf-8"),
    **dict.fromkeys(("utf-16", "utf-16le", "unicode", "ucs-2"), "utf-16-le"),
    **dict.fromkeys(("iso-8859-1", "latin1", "l1", "ascii", "us-ascii", "cp1252", "x-cp1252"), "cp1252"),
    **dict.fromkeys(("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j"), "cp932"),
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "gb18030", "chinese"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "cn-big5", "x-x-big5"), "big5hkscs"),
    **dict.fromkeys(("euc-kr", "ks_c_5601-1987", "ksc5601", "korean", "windows-949"), "cp949"),
    **dict.fromkeys(("iso-8859-9", "latin5"), "cp1254"),
    **dict.fromkeys(("iso-8859-11", "tis-620", "windows-874"), "cp874"),
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
    **{f"cp{number}": f"cp{number}" for number in (1250, 1251, 866)},
    **{one: one for one in ("euc-jp", "iso-2022-jp", "koi8-r", "koi8-u")},
    "utf-16be": "utf-16-be",
    "ibm866": "cp866",
    "latin2": "iso8859-2",
    "macintosh": "mac_roman",
    "x-mac-cyrillic": "mac_cyrillic",
}


def text_of(data: bytes, content_type: str) -> str:
    """Returns a page's text: by its mark, its header, its own word, else as UTF-8."""
    for mark, codec in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    codec = _codec(content_type) or _codec(data[:META_WITHIN].decode("latin-1")) or "utf-8"
    return data.decode(codec, "replace")


def _codec(text: str) -> str:
    named = NAMED.search(text)
    return CODECS.get(named[1].lower(), "") if named else ""
