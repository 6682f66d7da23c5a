"""The catalog: one writer, any number of readers, and nothing that capture could not do without."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from peewee import fn

from atlas.catalog import glance
from atlas.catalog.connecting import columns, told
from atlas.catalog.listing import Wanted, listed
from atlas.catalog.noting import Tried, insert, rejudge
from atlas.catalog.ranking import BEST_FIRST, LATEST_PAGE, PAGE_WITH, best_of, best_of_each, newest
from atlas.catalog.rows import HostRow, Row, TryRow, row_of
from atlas.catalog.shelf import READABLE
from atlas.catalog.store import HASTE, MAKING
from atlas.catalog.tables import Attempt, Known, Record
from atlas.catalog.tallies import tally
from atlas.catalog.tending import Tending
from atlas.errors import CatalogBroken
from atlas.model.article import Reading
from atlas.model.grouping import groups
from atlas.model.key import key_of
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import Judgement

if TYPE_CHECKING:
    from atlas.model.facts import Tally

GROUP = 500
DIFFERING = frozenset({"id", "verdict", "signals", "rules", "reader"})
"""What differs from one making to the next; of the judge's words, older rules may have said some."""


class Catalog(Tending):
    """The database of one home: records and their tries, and what was read of them."""

    def note(self, kept: Sequence[Snapshot], tried: Sequence[Tried]) -> None:
        """Takes snapshots, and tries that left none, in one transaction; what it has already is left as it is."""
        with self._writing() as database:
            insert(database, kept, tried)

    def rehearse(self, kept: Sequence[Snapshot]) -> None:
        """Takes snapshots, looks whether they are there, and takes them back: nobody else ever sees them."""
        with self._rehearsing() as database:
            insert(database, kept, [])
            for one in kept:
                if not Record.select(Record.id).where(Record.snapshot == one.path).scalar(database):
                    raise CatalogBroken("The catalog does not have what it took.")

    def judge(self, judgements: Iterable[tuple[str, Judgement]]) -> None:
        """Takes what the judge says anew of snapshots, in one transaction."""
        with self._writing() as database:
            rejudge(database, judgements)

    def records(self, limit: int | None = None, verdict: str | None = None) -> Iterator[Row]:
        """Yields every record, or those of a verdict, the newest first: failed attempts too."""
        with self._reader() as database:
            yield from map(row_of, columns(database, newest(limit, verdict)))

    def captures(self, limit: int | None = None, verdict: str | None = None) -> Iterator[Row]:
        """Yields the best capture of each address, or those that are of a verdict, the newest first."""
        with self._reader() as database:
            yield from map(row_of, columns(database, best_of_each(limit, verdict)))

    def page(self, wanted: Wanted) -> list[Row]:
        """Returns the records that are asked for, the newest first."""
        with self._reader() as database:
            return [row_of(one) for one in columns(database, listed(wanted))]

    def find(self, digits: str) -> list[Row]:
        """Returns the records whose id begins so, the best first."""
        # Not LIKE: what a person typed may have % and _ in it.
        query = Known.select().where(fn.SUBSTR(Known.digits, 1, len(digits)) == digits).order_by(*BEST_FIRST)
        with self._reader() as database:
            return [row_of(one) for one in columns(database, query)]

    def tries(self, snapshot: str) -> list[TryRow]:
        """Returns the tries behind a snapshot."""
        query = Attempt.select().join(Record).where(Record.snapshot == snapshot).order_by(Attempt.at, Attempt.layer)
        with self._reader() as database:
            found = columns(database, query)
            return [TryRow(**{name: one[name] for name in TryRow.__annotations__}) for one in found]

    def by_url(self, url: str) -> list[Row]:
        """Returns the records of an address, the best first."""
        query = Known.select().where(Known.url == url).order_by(*BEST_FIRST)
        with self._reader() as database:
            return [row_of(one) for one in columns(database, query)]

    def by_urls(self, urls: Sequence[str]) -> list[Row]:
        """Returns the records of all of these addresses, the best first."""
        query = Known.select().where(Known.url.in_(list(urls))).order_by(*BEST_FIRST)
        with self._reader() as database:
            return [row_of(one) for one in columns(database, query)]

    def latest_page(self, url: str) -> str:
        """Returns the snapshot of the latest page that the site itself sent for an address, or ""."""
        return self._glanced(LATEST_PAGE, url)

    def recalled(self, urls: Sequence[str]) -> dict[str, str]:
        """Returns the best capture of each of these addresses that has one, by any address of the same page."""
        keys = {key_of(url) for url in urls}
        places: dict[str, str] = {}
        with self._reader(HASTE) as database:
            for some in groups(sorted(keys), GROUP):
                for one in columns(database, best_of(some)):
                    places.setdefault(one["key"], one["snapshot"])
        return {url: places[key] for url in urls if (key := key_of(url)) in places}

    def page_with(self, digest: str) -> str:
        """Returns the snapshot of a good page with this body, whatever its address, or ""."""
        return self._glanced(PAGE_WITH, digest)

    def hosts(self) -> list[HostRow]:
        """Returns what came of all tries, by host."""
        with self._reader() as database:
            rows = database.execute_sql("SELECT host, tries, captured, failed, last_at FROM host ORDER BY host")
            return [HostRow(*row) for row in rows]

    def tally(self, now: datetime) -> "Tally":
        """Returns what is counted for health and metrics."""
        with self._reader() as database:
            return tally(database, now, READABLE.sql)

    def quick_check(self, seconds: float) -> list[str]:
        """Returns what is wrong with the database, as far as so many seconds tell; as a whole it takes `check`."""
        return glance.quick_check(self._path, seconds)

    def count(self) -> int:
        """Returns how many records there are."""
        with self._reader() as database:
            return int(Record.select().count(database))

    def dump(self) -> Iterator[tuple[Any, ...]]:
        """Yields records and tries in one order, without what may differ from one making to the next."""
        with self._reader() as database:
            known = Record.select().order_by(Record.snapshot)
            yield from (
                tuple(value for key, value in one.items() if key not in DIFFERING) for one in columns(database, known)
            )
            yield from database.execute_sql(
                "SELECT a.url, a.at, a.layer, a.status, a.kind, a.detail, a.milliseconds, coalesce(r.snapshot, '')"
                " FROM attempt a LEFT JOIN record r ON r.id = a.record_id ORDER BY 1, 2, 3"
            )

    def rebuild(self, kept: Iterable[Snapshot], tried: Iterable[Tried], read: Iterable[Reading] = ()) -> None:
        """Makes the database anew beside the old one and puts it in its place; only under the home's lock."""
        # Beside it: only within one folder is giving it the old one's name a single step.
        fresh = Catalog(self._path.with_name(f".{self._path.name}.new"), self._kind_of, MAKING)
        try:
            with self._one_at_a_time, told():
                fresh._remove()
                fresh._fill(kept, tried, read)
                self._give_way_to(fresh._path)
        finally:
            fresh.close()
            fresh._remove()

    def _fill(self, kept: Iterable[Snapshot], tried: Iterable[Tried], read: Iterable[Reading]) -> None:
        self.note([], [])
        for group in groups(kept, GROUP):
            self.note(group, [])
        for some in groups(tried, GROUP):
            self.note([], some)
        for readings in groups(read, GROUP):
            self.file(readings)
        self.close()
