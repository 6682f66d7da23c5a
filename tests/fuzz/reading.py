"""The extraction child: any bytes end in an article or in a told reason, within limits, and the mother lives on."""

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from atlas.jobs.reading.frames import Answer, Frames, Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.jobs.reading.telling import LONGEST, MOST, UNTEXT, Failed, article_told, outcome
from atlas.model.article import Article, Metadata
from atlas.vault import Vault
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target
from tests.jobs.reading.pages import PAGE, Pages, read

LIMITS = Limits(10, 256_000_000)
TYPES = (
    *("text/html", "text/plain", "application/pdf", "application/epub+zip", "multipart/related", "application/json"),
    *(
        "text/markdown",
        "application/rtf",
        "application/rss+xml",
        "image/png",
        "audio/mpeg",
        "application/zip",
        "text/csv",
    ),
    *("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "", "text/html; charset=utf-16", "x"),
)
CODINGS = ("", "", "gzip", "deflate", "br", "gzip, gzip")
EVERY = 16
"""One input in so many is read by a child; the others are what a child may have said."""


@dataclass
class Nest:
    """A vault and a nursery, for as long as a run is."""

    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="atlas-fuzz-", dir=_memory())))

    def __post_init__(self) -> None:
        self.pages = Pages(Vault(self.folder), self.folder)
        self.nursery = Nursery(self.folder, LIMITS)
        self.stumbles: list[str] = []


def _memory() -> str | None:
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


@cache
def nest() -> Nest:
    """The one there is."""
    return Nest()


def end() -> None:
    """Ends the mother, and removes the vault; tells what readers stumbled over, which is no fault of the nursery's."""
    if nest.cache_info().currsize:
        nest().nursery.rest()
        shutil.rmtree(nest().folder)
        for one in dict.fromkeys(nest().stumbles):
            print(f"a reader stumbled: {one}")
        nest.cache_clear()


def check(data: bytes) -> None:
    draw = Draw(data)
    if draw.number(255) % EVERY:
        _is_believed_within_bounds(draw)
    else:
        _is_read_or_refused(draw)


def _is_read_or_refused(draw: Draw) -> None:
    here = nest()
    kind, coding, body = draw.one_of(TYPES), draw.one_of(CODINGS), draw.rest()
    before, begun = here.nursery.mother, time.monotonic()
    (found,) = read(here.nursery, here.pages.keep(body, kind, coding))
    assert time.monotonic() - begun < LIMITS.patience, "it has a limit"
    assert before in (None, here.nursery.mother), "the mother lives on"
    _is_an_answer(found)
    if isinstance(found, Failed) and "stumbled" in found.reason:
        here.stumbles.append(found.reason[:150])
    if here.pages.kept % 32 == 0:
        assert isinstance(read(here.nursery, here.pages.keep(PAGE))[0], Article), "the next page is read as ever"


def _is_believed_within_bounds(draw: Draw) -> None:
    late, long, ended = bool(draw.number(1)), bool(draw.number(1)), draw.number(255) - 128
    said = draw.rest()
    _is_an_answer(outcome(Answer(1, ended, 3.0, late, long, said), LIMITS))
    frames = Frames(1 << 16)
    try:
        messages = [one for at in range(0, len(said), 7) for one in frames.feed(said[at : at + 7])]
    except ValueError:
        return
    assert sum(map(len, messages)) <= len(said)


def _is_an_answer(found: Article | Failed) -> None:
    if isinstance(found, Failed):
        assert found.reason == found.reason.strip()
        assert len(found.reason) <= LONGEST
        return
    assert not UNTEXT.search(found.text)
    found.text.encode()
    lines = (found.metadata.title, found.extractor, *found.metadata.authors, *found.metadata.tags, *found.notes)
    assert all(len(one) <= LONGEST and not UNTEXT.search(one) and "\n" not in one for one in lines)
    assert max(len(found.notes), len(found.metadata.tags), len(found.facts)) <= MOST
    assert found.agreement is None or 0 <= found.agreement <= 1
    assert 0 <= found.fingerprint < 1 << 64


def seeds() -> list[bytes]:
    article = article_told(Article("Words.", Metadata(title="A page"), "trafilatura", 0.5, ("A note.",)))
    said = [
        article,
        json.dumps({"reason": "None."}).encode(),
        b'{"article": 1}',
        b"[" * 3000,
        b"\0\0\0\3abc\0",
        b'{"reason": null}',
    ]
    documents = [
        PAGE,
        b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>",
        b"PK\x03\x04" + bytes(40),
        b"{\\rtf1 words}",
        b"\x89PNG\r\n\x1a\n",
    ]
    documents += [
        b"<rss><channel><item><title>a</title></item></channel></rss>",
        b"ID3\x03" + bytes(30),
        b"Words.\n\nMore words.",
    ]
    known = [bytes((1, 0, 0, 128)) + one for one in said]
    return known + [bytes((0, kind % len(TYPES), kind % 3)) + one for kind, one in enumerate(documents * 2)]


WORDS = (b'"text":', b'"fingerprint":', b"1e999", b"NaN", b"<p>", b"<table>", b"</", b"&#x0;", b"\\ud800")
TARGET = Target(check, seeds, WORDS, 20_000, end)
