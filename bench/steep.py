"""What text made to hurt costs: that twice as much of it takes twice as long, in whatever reads text of strangers.

`python -m bench.steep` feeds the redactor, the search's questions, Markdown made plain, the metadata of a page, and the
unpacker of blocks what they like least, in three lengths. It prints what each took and how it grew, and ends with 1 if
anything grows faster than its length. What reads dropped files has a bench of its own: `python -m bench.drops`.
"""

import sys
import time
from collections.abc import Callable, Mapping

import lxml.html

from atlas.extract.metadata import metadata_of
from atlas.journal.redact import redacted
from atlas.model.exports.lz4 import LENGTH as LZ4_LENGTH
from atlas.model.exports.lz4 import MAGIC, unpacked
from atlas.model.plain import plain
from atlas.model.query import query_of

LENGTH = 100_000
SHORT = 0.1
"""Seconds below which a reading says nothing of how it grows."""
STEEP = 2.8
SECRETS = ("https://", "?tokentoken", "&a", "token", "a.", "cookie ", "https://a#", "bearer ", "://", "@", "?a=", "?")
QUESTIONS = ('"', "-", "a:", "OR ", "word ", "x", "(", "tag:")
MARKDOWN = ("](", "[", "](<", '](a "', "[^", "> ", "*_`", "|", " ", "\\", "](a(b", "\n>")
PAGES = {
    "metas": '<meta name="author" content="Jane Doe">',
    "deep": "<div class='byline author'>",
    "bylines": "<p>By Jane and 20 more</p>",
    "headings": "<h1>Head - line</h1>",
    "scopes": "<div itemscope itemprop=author>",
    "by": "by ",
    "titles": "a - ",
    "linked": "{},",
}
AROUND = {
    "by": "<p class=author>{}",
    "titles": "<h1>Head</h1><title>{}",
    "linked": '<script type="application/ld+json">[{}{{}}]</script>',
}


def growth(read: Callable[[int], float]) -> tuple[float, float]:
    """Returns how long the longest of three takes, and how many times longer than half of it; 0 where all is short."""
    *_, half, whole = (read(one) for one in (LENGTH, 2 * LENGTH, 4 * LENGTH))
    return whole, whole / half if whole > SHORT and half else 0.0


def times_of(deed: Callable[[str], object], piece: str) -> Callable[[int], float]:
    """Returns what says how many seconds of CPU the deed takes for so many characters of a piece."""

    def seconds(length: int) -> float:
        text = piece * (length // len(piece))
        begun = time.process_time()
        deed(text)
        return time.process_time() - begun

    return seconds


def readings() -> Mapping[str, Callable[[int], float]]:
    """Returns all that is measured, by what it is called."""
    found = {f"redactor: {one!r}": times_of(redacted, one) for one in SECRETS}
    found |= {f"question: {one!r}": times_of(query_of, one) for one in QUESTIONS}
    found |= {f"plain: {one!r}": times_of(plain, one) for one in MARKDOWN}
    found |= {f"metadata: {name}": _metadata(name) for name in PAGES}
    return found | {"unpacker: a match without an end": _unpacking}


def _metadata(name: str) -> Callable[[int], float]:
    def seconds(length: int) -> float:
        page = AROUND.get(name, "{}").format(PAGES[name] * (length // len(PAGES[name])))
        parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
        document = lxml.html.document_fromstring(page.encode(), parser=parser)
        begun = time.process_time()
        metadata_of(document, "", "https://good.example/")
        return time.process_time() - begun

    return seconds


def _unpacking(length: int) -> float:
    block = MAGIC + LZ4_LENGTH.pack(1000) + b"\x1fa\x01\x00" + b"\xff" * length + b"\x00"
    begun = time.process_time()
    unpacked(block)
    return time.process_time() - begun


def main() -> int:
    """Measures, and prints what came of it."""
    steep = 0
    for name, read in readings().items():
        whole, ratio = growth(read)
        steep += ratio > STEEP
        print(f"{name:44} {whole:7.3f} s {f'{ratio:.1f} times its half' if ratio else 'short'}", flush=True)
    print(f"{steep} steeper than their length")
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
