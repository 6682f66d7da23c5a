"""What reading a dropped file costs: that twice as much of the worst takes twice as long, and a big export seconds.

`python -m bench.drops [--seconds 60]` feeds every reader what its parser likes least, again and again, in three
lengths. It prints whatever grows faster than its length, and ends with 1 if anything does; then how long real sizes
take.
"""

import argparse
import io
import random
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress

from atlas.errors import Unfit
from atlas.model.drop import contents_of
from bench.steep import STEEP, growth

HEADS = {
    "bookmarks": "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>",
    "reading list": "<title>Pocket Export</title><h1>Unread</h1><ul>",
    "table": "url,title,tags\nhttps://a.example/,",
    "json": '[{"url": "https://x.example/"},',
    "json lines": '{"url":"https://x.example/"}\n',
    "page": "<!DOCTYPE html><html>",
    "comment of a page": "<!DOCTYPE html><html><!-- ",
    "opml": "<opml>",
    "mail in html": "Subject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n",
    "mail in text": "Subject: x\nMIME-Version: 1.0\n\n",
    "subject of a mail": "MIME-Version: 1.0\nSubject: ",
    "type of a mail": "MIME-Version: 1.0\nContent-Type: ",
    "date of a mail": "MIME-Version: 1.0\nDate: ",
    "head of a page in parts": "From: <Saved by Blink>\nMIME-Version: 1.0\nSubject: ",
    "calendar": "BEGIN:VCALENDAR\nBEGIN:VEVENT\n",
    "property of a calendar": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nURL",
    "words of a calendar": "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDESCRIPTION:",
    "note": "---\ntags:\n",
    "text": "",
    "shortcut": "[InternetShortcut]\n",
    "webloc": "<?xml version='1.0'?><plist><dict><key>URL</key><string>",
}
PIECES = [
    *("<a href=", '"', "'", "<", ">", "https://x.example/", "<dl>", "</dl>", "<h3>", "<dt>", "<dd>", "&amp;", "<!--"),
    *("&", "{", "}", "[", "]", '"url":', ",", ":", "\n", "\\", "\r\n ", "URL:", "BEGIN:VEVENT\n", "--b1\r\n", "=", ";"),
    *("|", "tags", "<script>", "<style>", "<a\n", 'x="', "<!", "<?", "-->", "é", "(", ")", "[x](", "](", "=?utf-8?q?"),
    *("=?utf-8?b?", "?=", " ", "\t", "\r", "\u2028", "</", "/>", "<title>", "saved from url=(1)", "www.a.b/", "http"),
    *("://", "a.", ".", "0", "-", "+", '{"a":', '{"children":[', "\\u", "\n ", "a: b\n", "; a*0*=b", "<![CDATA[", "#"),
    *("<outline ", "\ufeff", "\u200b", ",https://", "- ", "1. ", "BEGIN:VALARM\n", "\n\n", "filename*0*=", '"x",'),
]  # fmt: skip


def seconds_for(data: bytes, name: str = "x") -> float:
    """Returns how long a drop takes to be read."""
    begun = time.process_time()
    with suppress(Unfit):
        contents_of(data, name)
    return time.process_time() - begun


def shapes(chance: random.Random) -> Iterator[tuple[str, str]]:
    """Yields each head with each piece, then heads with several, without end."""
    alone = [(head, piece) for head in HEADS for piece in PIECES]
    chance.shuffle(alone)
    yield from alone
    while True:
        yield chance.choice(list(HEADS)), "".join(chance.choices(PIECES, k=chance.randint(2, 4)))


def times_of(head: str, piece: str) -> Callable[[int], float]:
    """Returns what says how many seconds of CPU so many characters of a piece take, after their head."""
    name = "x.eml" if "mail" in head else "x"
    return lambda length: seconds_for((HEADS[head] + piece * (length // len(piece))).encode(), name)


def bookmarks(count: int) -> bytes:
    """Returns bookmarks in folders that are never closed."""
    one = '<DT><H3>F{0}</H3><DL><p><DT><A HREF="https://x.example/{0}" ADD_DATE="1601900000" TAGS="a">T</A>\n'
    return (HEADS["bookmarks"] + "".join(one.format(number) for number in range(count))).encode()


def pages(count: int) -> bytes:
    """Returns a zip file with many pages and a list of them, as reading services write it."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for number in range(count):
            packed.writestr(f"content/an-article-of-some-length-{number}.html", "<html><body>words</body></html>")
        packed.writestr("metadata_0_to_20.json", '[{"url": "https://a.example/", "savedAt": "2024-10-29T16:30:11Z"}]')
    return file.getvalue()


def main() -> int:
    """Measures, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    end, count, steep = time.monotonic() + asked.seconds, 0, 0
    for head, piece in shapes(random.Random(asked.seed)):
        if time.monotonic() > end:
            break
        count += 1
        seconds, ratio = growth(times_of(head, piece))
        if ratio > STEEP:
            steep += 1
            print(f"{head}: {piece!r} grows {ratio:.1f} times, to {seconds:.2f} s")
    print(f"{count} shapes, {steep} of them steeper than their length")
    for told, make in (("bookmarks", bookmarks), ("pages in a zip file", pages)):
        print(f"20,000 {told}: {seconds_for(make(20_000)):.2f} s, 10,000: {seconds_for(make(10_000)):.2f} s")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
