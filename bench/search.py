"""What finding again costs: a catalog full of made-up articles, filed and searched.

`python -m bench.search [--articles 100000]` makes articles of words that are as unevenly frequent as those of a
language, every tenth in Chinese characters, files them in small groups, and prints how long that takes and how long a
capture waits for it, how much room an article takes, and how long a search does.
"""

import argparse
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import accumulate
from pathlib import Path

from atlas.catalog import Catalog
from atlas.model.article import Article, Metadata, Reading
from atlas.model.snapshot import Facts, Snapshot

LETTERS = "etaoinshrdlucmfwypvbgkqjxz"
VOCABULARY, HAN = 60_000, 3_000
GROUP = 8
BEGIN = datetime(2020, 1, 1, tzinfo=UTC)


class Author:
    """Writes articles, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self.words = self._vocabulary()
        self._often = list(accumulate(1 / (rank + 2.7) for rank in range(VOCABULARY)))
        self._han = [chr(0x4E00 + number) for number in range(HAN)]

    def begin(self, chapter: int) -> None:
        """Begins a chapter: what is written from here on is the same whatever was written before."""
        self._chance.seed(chapter)

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            length = self._chance.randint(2, 4) + len(words) // 8000
            words["".join(self._chance.choices(LETTERS, weights=range(30, 4, -1), k=length))] = None
        return list(words)

    def text(self, number: int) -> str:
        """Returns an article of a few hundred words, some of several thousand."""
        size = int(min(9000, self._chance.lognormvariate(6.5, 0.7)))
        if number % 10 == 9:
            return "".join(self._chance.choices(self._han, cum_weights=self._often[:HAN], k=2 * size))
        return " ".join(self.some(size))

    def some(self, count: int) -> list[str]:
        """Returns words, each as often as its rank has it."""
        return self._chance.choices(self.words, cum_weights=self._often, k=count)


def snapshot(number: int) -> Snapshot:
    at = BEGIN + timedelta(minutes=number)
    url = f"https://h{number % 997}.example/{number}"
    facts = Facts(url, at, "a.url", "sha256:00", "captured", final_url=url, verdict="page", tags=(f"tag{number % 50}",))
    return Snapshot(f"{at:%Y/%m/%d}/{at:%Y%m%dT%H%M%SZ}-h.example-{number:08x}.warc.gz", 30_000, facts)


def readings(author: Author, count: int) -> Iterator[Reading]:
    for number in range(count):
        one = snapshot(number)
        day = f"{one.facts.captured_at:%Y-%m-%d}"
        told = Metadata(" ".join(author.some(8)), tuple(author.some(1)), published=day, language="en")
        article = Article(author.text(number), told, "trafilatura", 0.9, fingerprint=random.getrandbits(64))
        yield Reading(one.path, 1, "2026-11-23T12:00:00.000Z", article, f"2026/11/{number}.md", "sha256:00")


def filled(catalog: Catalog, author: Author, count: int) -> list[float]:
    """Files so many articles; returns how long each group took, in milliseconds."""
    took, group = [], []
    for number, one in enumerate(readings(author, count), 1):
        group.append(one)
        if len(group) == GROUP or number == count:
            began = time.perf_counter()
            catalog.file(group)
            took.append((time.perf_counter() - began) * 1000)
            group = []
    return took


def at(share: float, some: list[float]) -> float:
    """Returns the value below which this share of some lies."""
    return sorted(some)[min(int(len(some) * share), len(some) - 1)]


def questions(author: Author, rounds: int) -> dict[str, list[str]]:
    """Returns questions of several kinds, all different."""
    words, han = author.words, [chr(0x4E00 + number) for number in range(HAN)]
    ranks = range(rounds)
    return {
        "a rare word": [words[20_000 + 97 * rank] for rank in ranks],
        "a common word": [words[rank % 50] for rank in ranks],
        "two words": [f"{words[50 + rank]} {words[500 + rank]}" for rank in ranks],
        "a phrase": [f'"{words[rank % 40]} {words[rank + 1]}"' for rank in ranks],
        "a prefix": [f"{words[9000 + 31 * rank][:4]}*" for rank in ranks],
        "a word, with filters": [f"{words[100 + rank]} site:h{rank}.example after:2020" for rank in ranks],
        "a word, without another": [f"{words[100 + rank]} -{words[rank % 50]}" for rank in ranks],
        "a tag alone": [f"tag:tag{rank % 50}" for rank in ranks],
        "a word of two characters": [han[rank] + han[2 * rank + 1] for rank in ranks],
        "one character": [han[rank] for rank in ranks],
    }


class Capture:
    """Notes a snapshot every few milliseconds, as long as it is entered, and how long that takes."""

    PAUSE = 0.02

    def __init__(self, catalog: Catalog, first: int) -> None:
        self.took: list[float] = []
        self._catalog, self._number = catalog, first
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Capture":
        self._thread.start()
        return self

    def __exit__(self, *told: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(self.PAUSE):
            one = snapshot(self._number)
            began = time.perf_counter()
            self._catalog.note([one], [])
            self.took.append((time.perf_counter() - began) * 1000)
            self._number += 1


def main() -> None:
    """Fills a catalog, searches it, and prints what it cost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--articles", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=40, help="questions of each kind")
    given = parser.parse_args()
    author = Author(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.db"
        catalog = Catalog(path)
        for begin in range(0, given.articles, 500):
            catalog.note([snapshot(number) for number in range(begin, min(begin + 500, given.articles))], [])
        with Capture(catalog, given.articles) as alone:
            time.sleep(3)
        with Capture(catalog, given.articles + len(alone.took)) as beside:
            took = filled(catalog, author, given.articles)
        each = [one / GROUP for one in took]
        print(f"{given.articles} articles, filed {GROUP} at a time")
        for name, one in (("alone", alone.took), ("beside it", beside.took)):
            print(
                f"a capture, noted {name:9} p50 {at(0.5, one):7.1f} ms  p99 {at(0.99, one):7.1f}  most {max(one):7.1f}"
            )
        print(
            f"a group                    p50 {at(0.5, took):7.1f} ms  p99 {at(0.99, took):7.1f}  most {max(took):7.1f}"
        )
        print(f"an article                 p50 {at(0.5, each):7.2f} ms  p99 {at(0.99, each):7.2f}")
        catalog.close()
        print(f"the catalog                {path.stat().st_size / given.articles:7.0f} bytes an article")
        for kind, some in questions(author, given.rounds).items():
            _time(kind, [partial(catalog.search, one, 20) for one in some])
        _time("what is unread", [partial(catalog.unread, 1, 64)] * given.rounds)
        _time("what is alike", [partial(catalog.alike, snapshot(one).path) for one in range(given.rounds)])


def _time(kind: str, some: Sequence[Callable[[], Sequence[object]]]) -> None:
    spans, found = [], 0
    for one in some:
        began = time.perf_counter()
        found += bool(one())
        spans.append((time.perf_counter() - began) * 1000)
    print(
        f"{kind:26} p50 {at(0.5, spans):7.1f} ms  p95 {at(0.95, spans):7.1f}  ({found} of {len(some)} found something)"
    )


if __name__ == "__main__":
    main()
