"""Drop readers: every address is in the bytes, no exception but Unfit, no long while."""

import html
import plistlib
import re
import time
from urllib.parse import unquote

from atlas.errors import Unfit
from atlas.model.decoding import text_of
from atlas.model.drop import MOST, Contents, contents_of
from atlas.model.link import LONGEST_TITLE, Feed, Link
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target
from tests.model.exports import samples

ENDINGS = ("txt", "url", "webloc", "desktop", "html", "md", "csv", "eml", "json", "jsonl", "xml", "opml", "ics", "zip")
NAMES = tuple(f"a.{one}" for one in (*ENDINGS, "mhtml", "jsonlz4", "pdf", "epub", "x"))
PACKED = frozenset({"zip", "Firefox backup", "binary webloc", "mail"})
"""Formats whose addresses do not stand in the file as letters."""
PLAIN = frozenset({"text", "addresses", "shortcut", "desktop entry"})
LONGEST = 2.0
"""Seconds of a processor for the sixteen kilobytes there are at most: what grows faster than its length needs more."""
BLANK = re.compile(r"[\s\x00-\x1f\x7f\ud800-\udfff\u200b-\u200f\u2060\ufeff]+")
ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def check(data: bytes) -> None:
    draw = Draw(data)
    name, body = draw.one_of(NAMES), draw.rest()
    begun = time.process_time()
    try:
        found = contents_of(body, name)
    except Unfit:
        return
    finally:
        assert time.process_time() - begun < LONGEST, "it takes too long"
    assert len(found.links) <= MOST
    assert contents_of(body, name) == found, "it is read alike twice"
    _is_fit_to_be_kept(found)
    if found.format not in PACKED:
        _stands_in(found, body)


def _is_fit_to_be_kept(found: Contents) -> None:
    for one in (*found.links, *found.unusable, *found.feeds):
        assert one.url
        one.url.encode()
        one.title.encode()
        assert len(one.title) <= LONGEST_TITLE
        assert len(one.title.splitlines()) <= 1
    assert all("\n" not in one.url for one in found.links), "a list made again from them has one a line"
    if found.exported:
        return
    assert len({one.url for one in found.links}) == len(found.links), "each once"


def _stands_in(found: Contents, body: bytes) -> None:
    forms = list(_forms(body))
    for one in (*found.links, *found.unusable, *found.feeds):
        assert any(_within(one, form, contiguous=found.format in PLAIN) for form in forms), (found.format, one.url)


def _forms(body: bytes) -> list[str]:
    text = text_of(body) or ""
    unescaped = html.unescape(text)
    written = ESCAPED.sub(lambda one: chr(int(one[1], 16)), text).replace("\\/", "/")
    return [BLANK.sub("", one) for one in (text, unescaped, html.unescape(unescaped), written, unquote(text))]


def _within(one: Link | Feed, form: str, *, contiguous: bool) -> bool:
    for url in (one.url, one.url.removeprefix("https://")):
        bare = BLANK.sub("", url)
        if bare in form:
            return True
        # An export may escape within, a comment of XML may lie within: the letters, in their order.
        letters = iter(form)
        if not contiguous and all(letter in letters for letter in bare):
            return True
    return False


def seeds() -> list[bytes]:
    url = "https://a.example/one?x=1&amp;y=2#three"
    bodies = [
        f"[InternetShortcut]\r\nURL={url}\r\n",
        f"[Desktop Entry]\nType=Link\nName=Words\nURL={url}\n",
        f"# Words\n\n- [words]({url}) and <{url}> and www.a.example/x\n",
        f"---\ntags: [a, b]\n---\n{url}\n",
        f"Title\t{url}\nwww.a.example\nhttps://bücher.example/é\n",
        f"From: me@a.example\nMIME-Version: 1.0\nContent-Type: text/html\n\n<a href='{url}'>words</a>\n",
        f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Words\nURL:{url}\nEND:VEVENT\nEND:VCALENDAR\n",
        f"<!doctype html><html><head><link rel=canonical href='{url}'></head><body>words</body></html>",
    ]
    packed = [plistlib.dumps({"URL": url}, fmt=form) for form in (plistlib.FMT_XML, plistlib.FMT_BINARY)]
    told = (one for name, one in vars(samples).items() if name.isupper())
    exports = [one if isinstance(one, bytes) else one.encode() for one in told if isinstance(one, str | bytes)]
    known = [body.encode() for body in bodies] + packed + exports
    return [bytes((number % len(NAMES),)) + body for number, body in enumerate(known)]


WORDS = (
    b"https://",
    b"http://a.example/",
    b"www.",
    b"URL=",
    b"[InternetShortcut]\n",
    b"<a href=",
    b"&amp;",
    b'{"url":"',
)
TARGET = Target(check, seeds, WORDS, 16_000)
