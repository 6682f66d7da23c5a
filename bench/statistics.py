"""What the working pages cost: statistics of a large catalog, and what failed where very much has.

`python -m bench.statistics [--records 100000] [--failed 10000]` makes both and prints how long each look takes.
"""

import argparse
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from atlas.catalog import Catalog
from atlas.jobs.failing import Failed, groups_of
from atlas.model.article import Article, Metadata, Reading
from atlas.model.attempt import Try
from atlas.model.fault import Kind
from atlas.model.snapshot import Facts, Snapshot
from atlas.model.target import Disposition, Target
from atlas.model.ticket import Ticket
from atlas.spool import Folders
from atlas.spool.folders import ticket_of

NOW = datetime(2026, 11, 24, tzinfo=UTC)
GROUP = 500
TEXT = "How to cool a Pi without a fan. " * 60


def snapshot(number: int, chance: random.Random) -> Snapshot:
    """Returns a capture, one every five minutes back from now."""
    at = NOW - timedelta(minutes=5 * number)
    layers = chance.sample(["direct", "agents", "variants", "wayback"], chance.choice([1, 1, 2]))
    tries = tuple(
        Try(layer, at, 200, Kind.TIMEOUT if chance.random() < 0.2 else None, "Too slow", 50) for layer in layers
    )
    url, fate = f"https://h{number % 997}.example/{number}", "captured" if chance.random() < 0.9 else "dead"
    facts = Facts(url, at, "a.url", "sha256:00", fate, final_url=url, verdict="page", tries=tries)
    return Snapshot(
        f"{at:%Y/%m/%d/%Y%m%dT%H%M%SZ}-h.example-{number:08x}.warc.gz", chance.randint(5000, 500_000), facts
    )


def reading(one: Snapshot, chance: random.Random) -> Reading:
    """Returns what was read of a capture, of every twentieth nothing."""
    if chance.random() < 0.05:
        return Reading(one.path, 1, "2026-11-23T12:00:00.000Z", reason="The page has no text.")
    article = Article(TEXT, Metadata("A page"), "trafilatura", chance.random())
    return Reading(one.path, 1, "2026-11-23T12:00:00.000Z", article, f"2026/11/{one.id}.md", "sha256:00")


def fail(folders: Folders, number: int) -> None:
    """Puts a drop with its ticket where dead ones lie."""
    url = f"https://h{number}.example/"
    tries = tuple(Try("direct", NOW, 404, Kind.ABSENT, "404 Not Found", 12) for _ in range(6))
    target = Target(url, disposition=Disposition.DEAD, reason="404", kind=Kind.ABSENT, attempts=2, tries=tries)
    drop = folders.dead / f"{number}.url"
    drop.write_text(url)
    ticket = Ticket(drop.name, "sha256:00", NOW, NOW, (target,), Disposition.DEAD, "404 Not Found")
    ticket_of(drop).write_bytes(ticket.dumps())


def timed(told: str, look: Callable[[], object]) -> None:
    """Prints how long a look takes, the first and the best of three more."""
    took = []
    for _ in range(4):
        began = time.perf_counter()
        look()
        took.append(1000 * (time.perf_counter() - began))
    print(f"{told}: {took[0]:.0f} ms at first, then {min(took[1:]):.0f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--failed", type=int, default=10_000)
    asked = parser.parse_args()
    chance = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        folders = Folders(home, *(home / one for one in ("inbox", "raw", "processed", "failed", ".atlas")))
        folders.make()
        catalog = Catalog(home / "catalog.db")
        for first in range(0, asked.records, GROUP):
            some = [snapshot(one, chance) for one in range(first, min(first + GROUP, asked.records))]
            catalog.note(some, [])
            catalog.file([reading(one, chance) for one in some])
        for days in (7, 30, 90, 365):
            since = NOW - timedelta(days=days)
            timed(f"statistics of {days} days", lambda since=since: catalog.statistics(since, NOW))
        for number in range(asked.failed):
            fail(folders, number)
        failed = Failed(folders)
        timed(f"{asked.failed} failed, by reason", lambda: groups_of(failed.all()))
        catalog.close()


if __name__ == "__main__":
    main()
