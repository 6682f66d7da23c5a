"""A child: reads one page, says what it found, and is gone. Whatever happens to it happens to that page alone."""

import gc
import os
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from types import TracebackType
from typing import NoReturn

from atlas import extract
from atlas.errors import Damaged
from atlas.jobs.reading import cage, limits, sight
from atlas.jobs.reading.frames import Ask, framed
from atlas.jobs.reading.telling import article_told, out_of_memory, reason_told
from atlas.jobs.reading.unpacking import kept_in
from atlas.model.article import Article, Source

SAMPLE = b"""<!doctype html><html lang="en"><head><title>A page</title></head><body><article><h1>A page</h1>
<p>A first page is read before any other, so that what the extractors load late is there for all.</p>
<p>It was written on <time datetime="2026-11-23">23 November 2026</time>, and it has a second paragraph.</p>
</article></body></html>"""


class LastWords:
    """Says what a child found, or why it found nothing, and ends it: nothing comes out of a child but this."""

    def __init__(self, ask: Ask, pipe: int) -> None:
        self._pipe = pipe
        self._no_memory = framed(out_of_memory(ask.limits))
        self.words = b""

    def __enter__(self) -> "LastWords":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            del at
            _say(self._pipe, self._told(error))
        finally:
            # Not sys.exit: the mother's buffers, handlers and threads' locks are copies here, and must not be run a
            # second time.
            os._exit(0)

    def _told(self, error: BaseException | None) -> bytes:
        if isinstance(error, MemoryError):
            limits.breathe()
            return self._no_memory
        if isinstance(error, Damaged):
            return framed(reason_told(str(error)))
        if error is not None:
            return framed(reason_told(f"The reader stumbled over it: {type(error).__name__}: {str(error)[:200]}"))
        return framed(self.words)


def live(ask: Ask, pipe: int, mother: int) -> NoReturn:
    """Reads the page that is asked for and says so into the pipe."""
    # It lives for one page: to look for what could be freed costs more than it frees.
    gc.disable()
    with LastWords(ask, pipe) as last:
        # First: a mother killed in this very moment leaves no child that nobody would end.
        limits.die_with(mother)
        # The mother's channel and the pipes of other children: what a page makes of its reader must not speak for them.
        os.closerange(3, pipe)
        os.closerange(pipe + 1, os.sysconf("SC_OPEN_MAX"))
        # Limits, then sight, then cage: each is set by calls that the next one takes away.
        limits.apply(ask.limits)
        sight.narrow([Path(ask.root), *sight.needed()])
        cage.shut()
        last.words = article_told(article_in(Path(ask.root), ask.place))
    raise AssertionError


def article_in(root: Path, place: str) -> Article:
    """Returns the article in a snapshot; raises Damaged where that does not read."""
    source, notes = kept_in(root, place)
    article = extract.read(source)
    return replace(article, notes=(*notes, *article.notes))


def warm_up() -> None:
    """Loads what the extractors load late, and what opens snapshots: what is missing here, each child loads anew."""
    import_module("atlas.vault.reading")
    extract.read(Source(SAMPLE, "https://good.example/", "text/html", "utf-8"))


def _say(pipe: int, words: bytes) -> None:
    rest = memoryview(words)
    while rest:
        rest = rest[os.write(pipe, rest) :]
