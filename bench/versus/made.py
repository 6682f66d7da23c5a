"""Homes with very much in them, made in bulk by the code that fills a home one by one, and kept for the next time.

Each record has all that a capture leaves: a WARC in the vault, the drop with its ticket, an article's file. Its texts
are of words as unevenly frequent as those of a language. The catalog is what `atlas rebuild` makes of the folders, and
`atlas audit` finds nothing wrong with them.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from atlas.model.article import READER, Article, Metadata
from atlas.model.article_file import Origin, name_of, written
from atlas.model.attempt import Page, Try
from atlas.model.exchange import Exchange
from atlas.model.moment import written as told_at
from atlas.model.snapshot import Facts, Snapshot
from atlas.model.ticket import SUFFIX, Disposition, Target, Ticket
from atlas.model.verdict import RULES, Verdict
from atlas.spool.entry import digest_of
from atlas.vault import Vault
from atlas.vault.scratch import Sealed
from bench.search import Author
from bench.versus.contestants import LINKS, SETTINGS, atlas, verb
from bench.versus.measuring import Cost, Disk, cost_of

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=10)
CHAPTER = 500
"""Records that are made at a time, and kept by the vault together."""
HOSTS, TAGS = 997, 50
MADE, COST = "made.db", "rebuild.txt"
REQUEST = b"GET / HTTP/1.1\r\nHost: h.example\r\nAccept-Encoding: gzip\r\n\r\n"
HEADERS = (("Content-Type", "text/html; charset=utf-8"),)


@dataclass(frozen=True)
class Written:
    """One page as its author wrote it."""

    number: int
    title: str
    by: str
    text: str

    @property
    def at(self) -> datetime:
        """When it was captured."""
        return at(self.number)

    @property
    def url(self) -> str:
        """Where it was found."""
        return url(self.number)

    @property
    def drop(self) -> str:
        """The name of the drop that asked for it."""
        return f"{self.number}.url"

    @property
    def shortcut(self) -> bytes:
        """What stands in that drop."""
        return f"[InternetShortcut]\nURL={self.url}\n".encode()

    @property
    def tries(self) -> tuple[Try, ...]:
        """What was tried."""
        return (Try("direct", self.at, 200, None, "", 40 + self.number % 400, size=len(self.body)),)

    @property
    def body(self) -> bytes:
        """What its site sent."""
        told = "</p>\n<p>".join(self.text.split("\n\n"))
        head = f'<html lang=en><head><title>{self.title}</title><meta name="author" content="{self.by}"></head>'
        return f"<!doctype html>{head}<body><h1>{self.title}</h1><p>{told}</p></body></html>".encode()


def at(number: int) -> datetime:
    """Returns when a record was captured."""
    return BEGIN + number * APART


def url(number: int) -> str:
    """Returns the address of a record."""
    return f"https://h{number % HOSTS}.example/{number}"


def made(folder: Path, records: int) -> Cost:
    """Makes a home of so many records in a folder; returns what making its catalog cost."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / LINKS).write_text("")
    atlas("--no-read").prepare(folder)
    (folder / "home/inbox" / LINKS).unlink()
    chapters = range(0, records, CHAPTER)
    with ProcessPoolExecutor(os.cpu_count()) as writers:
        list(writers.map(partial(_chapter, folder / "home", records), chapters))
    return rebuilt(folder, records)


def rebuilt(folder: Path, records: int) -> Cost:
    """Makes the catalog of a home anew; returns what that cost."""
    return cost_of([*verb(folder), "rebuild"], folder, SETTINGS, Disk(None), lambda: records)


def kept(folder: Path, records: int) -> Path:
    """Returns a home of so many records in a folder, as it was when it was made: what was added since is removed."""
    place = folder / str(records)
    if not (place / MADE).exists():
        shutil.rmtree(place, ignore_errors=True)
        cost = made(place, records)
        (place / COST).write_text(f"{cost.cpu:.2f}")
        shutil.copy(place / "home/.atlas/catalog.db", place / MADE)
    else:
        _restore(place, records)
    return place


def rebuild_of(place: Path) -> float:
    """Returns the seconds of a processor that making its catalog took when a home was made."""
    return float((place / COST).read_text())


def audited(folder: Path) -> str:
    """Returns what is wrong with a home, or ""."""
    words = [*verb(folder), "audit", "--strict"]
    told = subprocess.run(words, env=os.environ | SETTINGS, capture_output=True, text=True, check=False)
    return "" if told.returncode == 0 else told.stdout + told.stderr


def _restore(place: Path, records: int) -> None:
    """Removes what is of no year that was made, and brings the catalog back."""
    years = {str(year) for year in range(BEGIN.year, at(records - 1).year + 1)}
    for shelf in (place / "home/raw", place / "home/processed/drops", place / "home/processed/articles"):
        for one in shelf.iterdir():
            if one.name[:4].isdecimal() and one.name[:4] not in years:
                shutil.rmtree(one)
    for suffix in ("-wal", "-shm"):
        (place / f"home/.atlas/catalog.db{suffix}").unlink(missing_ok=True)
    shutil.copy(place / MADE, place / "home/.atlas/catalog.db")


def _chapter(home: Path, records: int, first: int) -> None:
    """Writes some records into a home."""
    vault, author = Vault(home / "raw"), _author()
    author.begin(first)
    some = list(_pages(author, range(first, min(first + CHAPTER, records))))
    snapshots = vault.keep([_sealed(vault, one) for one in some])
    for one, snapshot in zip(some, snapshots, strict=True):
        article = _article(home / "processed/articles", one, snapshot)
        _settle(home / f"processed/drops/{one.at:%Y-%m}", one, snapshot, article)


@cache
def _author() -> Author:
    """Returns the one of this process: learning sixty thousand words takes as long as writing a hundred articles."""
    return Author(1)


def _pages(author: Author, numbers: range) -> Iterator[Written]:
    for number in numbers:
        title, by = " ".join(author.some(8)).capitalize(), author.some(1)[0].capitalize()
        yield Written(number, title, by, author.text(number))


def _sealed(vault: Vault, one: Written) -> Sealed:
    scratch, body = vault.scratch("made"), one.body
    file = scratch.body()
    file.write(body)
    head = b"HTTP/1.1 200 OK\r\n%b: %b\r\n\r\n" % tuple(part.encode() for part in HEADERS[0])
    scratch.keep(Exchange(one.url, one.at, "127.0.0.1", REQUEST, head, 200, HEADERS, len(body)), file)
    digest = f"sha256:{sha256(body).hexdigest()}"
    page = Page(one.url, "direct", 200, "text/html", len(body), digest, Verdict.PAGE, rules=RULES)
    tags = (f"tag{one.number % TAGS}",)
    drop = digest_of(one.shortcut)
    facts = Facts(one.url, one.at, one.drop, drop, "captured", title=one.title, tags=tags, tries=one.tries)
    return scratch.seal(facts.with_page(page))


def _article(shelf: Path, one: Written, snapshot: Snapshot) -> str:
    """Writes an article's file; returns its name."""
    at, place = told_at(one.at), f"raw/{snapshot.path}"
    origin = Origin(snapshot.id, place, one.url, one.url, at, "direct", "page", snapshot.facts.tags)
    told = Metadata(one.title, (one.by,), published=at[:10], language="en")
    mark = int.from_bytes(sha256(one.text.encode()).digest()[:8])
    article = Article(one.text, told, "trafilatura", 0.9, fingerprint=mark)
    path = shelf / origin.month / name_of(origin, one.title)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_bytes(written(origin, article, READER))
    return f"processed/articles/{path.relative_to(shelf).as_posix()}"


def _settle(shelf: Path, one: Written, snapshot: Snapshot, article: str) -> None:
    """Writes a drop and its ticket."""
    place = f"raw/{snapshot.path}"
    target = Target(one.url, one.title, Disposition.CAPTURED, snapshot=place, article=article, tries=one.tries)

    ticket = Ticket(one.drop, digest_of(one.shortcut), one.at, one.at, (target,), Disposition.CAPTURED)
    shelf.mkdir(parents=True, exist_ok=True, mode=0o700)
    (shelf / one.drop).write_bytes(one.shortcut)
    (shelf / f"{one.drop}{SUFFIX}").write_bytes(ticket.dumps())


if __name__ == "__main__":
    print(kept(Path(sys.argv[1]), int(sys.argv[2])))
