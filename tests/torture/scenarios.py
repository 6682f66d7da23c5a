"""What is going on when the machine dies: thirteen homes, each with work before it, and what must hold afterwards."""

import errno
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain, islice
from pathlib import Path

from peewee import SqliteDatabase
from playhouse.migrations import Runner

from atlas.catalog import Catalog
from atlas.catalog.layout import MIGRATIONS
from atlas.errors import AtlasError
from atlas.files import moving
from atlas.jobs import verbs
from atlas.jobs.reading.desk import Desk
from atlas.model.article import Article, Metadata
from atlas.model.event import Captured, Died, Event, Settled, Warned
from atlas.model.fault import Fault, Kind
from atlas.model.ticket import Disposition
from tests.house import House, fault
from tests.jobs.reading.fakes import FakeChildren
from tests.model.test_saved import CHROME, A
from tests.torture.states import told_at

GOOD, SLOW, GONE, LATE, SICK = (f"https://{one}.example/" for one in ("good", "slow", "gone", "late", "sick"))
THEN = datetime(2099, 1, 1, tzinfo=UTC)
LATER = timedelta(minutes=20)
MEANWHILE = timedelta(minutes=10)
"""How long the machine is off: two tries of one address in one second of a clock that stands would be taken for one."""
WAITING = 1000
WITHDRAWN = (
    "The disk did not confirm that a drop was filed.",
    "The progress of a list was not written; a cut would cost its captures.",
)
"""What takes back the promise that nothing is asked again after a cut."""


class Shelved(House):
    """A house with a real catalog."""

    def open(self, cut: bool = False) -> None:
        """Starts anew on the same folders."""
        self.catalog = Catalog(self.home / ".atlas/catalog.db")
        self.index = self.catalog  # type: ignore[assignment]
        super().open(cut)


class Cut(Shelved):
    """One whose last process did not say goodbye: it never begins as after a goodbye, not even the first time."""

    def open(self, cut: bool = True) -> None:
        """Starts anew on the same folders, as after a cut."""
        super().open(cut=True)


@dataclass(frozen=True)
class Scenario:
    """One home and the work it is cut in."""

    name: str
    build: Callable[[Path], object]
    urls: frozenset[str]
    faults: dict[str, Kind] = field(default_factory=dict)
    """What the ladder finds at an address, every time."""
    after: timedelta = LATER
    """How much later it is when the work begins."""
    turns: int = 60
    deed: Callable[[Shelved], Iterator[Event]] | None = None
    """What is done besides, before the turns."""
    goes_on: bool = False
    """Whether the next process does it again: what was begun is only then in order."""
    under: Callable[[], None] = lambda: None
    """What is otherwise on this machine, for good: the process ends with it."""
    stride: int = 1
    """Every how many calls it is cut at."""

    def house(self, home: Path, now: datetime | None = None) -> Cut:
        """Returns the same folders under a new process: the ladder answers as ever, minutes later."""
        faults: dict[str, list[Fault | None]] = {url: [fault(kind)] * 99 for url, kind in self.faults.items()}
        return Cut(home, faults, now=now or THEN + self.after)

    def work(self, home: Path) -> None:
        """Does it, with a note beside the home of all that was told."""
        self.under()
        house = self.house(home)
        with open(told_at(home), "a", buffering=1) as told:
            for event in chain(self.deed(house) if self.deed else (), _turns(house, self.turns)):
                if line := _line(event):
                    print(line, file=told)
        house.catalog.close()

    def recover(self, home: Path) -> None:
        """Only begins anew."""
        self.begun_again(home).catalog.close()

    def begun_again(self, home: Path) -> Cut:
        """Returns the house as it is when the machine is on again, with the spool in order."""
        return self.house(home, now=THEN + self.after + MEANWHILE)


def _turns(house: Shelved, count: int) -> Iterator[Event]:
    # Not the house's own turns: what is told must be on record when it is told, not when all is over.
    for _ in range(count):
        house.capture.ring()
        yield from house.capture.turn(0.0)
        while house.capture.flying:
            yield from house.capture.turn(1.0)
        house.clock.sleep(1.0)
        if house.files("inbox") == []:
            break


def _line(event: Event) -> str:
    match event:
        case Captured():
            return f"captured {event.snapshot}"
        case Died():
            return f"answered {event.url}"
        case Warned() if event.what in WITHDRAWN:
            return f"withdrawn {event.what}"
        case Settled() if event.disposition != Disposition.DEFERRED.value:
            return f"settled {event.path}"
        case _:
            return ""


def _new(home: Path, faults: dict[str, Kind] | None = None) -> Shelved:
    return Shelved(home, {url: [fault(kind)] * 9 for url, kind in (faults or {}).items()}, now=THEN)


def one_url(home: Path) -> None:
    """A home that never captured anything, and one drop."""
    _new(home).drop("one.url", GOOD)


def mixed_list(home: Path) -> None:
    """A list that parts by fate, with tags, and a file that is no drop."""
    house = _new(home)
    house.drop("list.txt", GOOD, SLOW, GONE, f"{GOOD}2", f"{GOOD}3", folder="inbox/tag")
    (house.home / "inbox/nothing.jpg").write_bytes(b"\xff\xd8\x00")


def same_name(home: Path) -> None:
    """A name that is taken on every shelf, and twice in the inbox."""
    house = _new(home, {GONE: Kind.LEGAL, SLOW: Kind.OVERLOADED})
    for url in (GOOD, GONE, SLOW):
        house.drop("x.txt", url)
        house.turns(6)
    house.drop("x.txt", f"{GOOD}2")
    house.drop("x.txt", f"{GONE}2", folder="inbox/a")
    house.drop("x.txt", f"{SLOW}2", folder="inbox/b")


def requeued(home: Path) -> None:
    """Two dead drops that a person moved back, one with its ticket and one without."""
    house = _new(home, {GONE: Kind.LEGAL, SICK: Kind.LEGAL})
    house.drop("gone.url", GONE)
    house.drop("sick.url", SICK)
    house.turns(8)
    dead, inbox = house.home / "failed/dead", house.home / "inbox"
    for name in ("gone.url", "gone.url.atlas.json", "sick.url"):
        (dead / name).rename(inbox / name)
    (dead / "sick.url.atlas.json").unlink()


def deferral_due(home: Path) -> None:
    """Two deferrals that are due: one comes through, one fails again; and a leftover of a list."""
    house = _new(home, {LATE: Kind.OVERLOADED, SICK: Kind.OVERLOADED, f"{LATE}2": Kind.OVERLOADED})
    house.drop("late.url", LATE)
    house.drop("sick.url", SICK)
    house.drop("list.txt", f"{GOOD}4", f"{LATE}2")
    house.turns(10)


def a_thousand(home: Path) -> None:
    """A start with a thousand waiting."""
    house = _new(home)
    for number in range(WAITING):
        house.drop(f"{number}.url", f"https://good{number % 50}.example/{number}")


def unread(home: Path) -> None:
    """Five captures that nobody has read."""
    house = _new(home)
    house.drop("list.txt", *(f"{GOOD}{number}" for number in range(5)))
    house.turns(10)
    house.catalog.close()


def reading(house: Shelved) -> Iterator[Event]:
    """Reads what is unread, and then all of it again with other titles."""
    for title in ("A title", "Another"):
        rows = list(islice(house.catalog.records(), 100))
        found = {one.snapshot: Article(f"Text of {one.url}.", Metadata(title=f"{title} {one.url[-1]}")) for one in rows}
        children = FakeChildren(found)  # type: ignore[arg-type]
        desk = Desk(house.folders, house.catalog, children, house.clock.now, house.clock.monotonic)
        desk.mend()
        desk.take(rows)
        with suppress(AtlasError):
            # As the reading process takes it: what was not filed is unread, and left for the next start.
            while desk.left:
                yield from desk.turn(3, 1.0)


def old_catalog(home: Path) -> None:
    """A catalog of the second layout, with a capture in the folders, and a drop before it."""
    house = _new(home)
    house.drop("old.url", GOOD)
    house.turns(6)
    house.catalog.close()
    path, new = home / ".atlas/catalog.db", home / ".atlas/new.db"
    path.rename(new)
    database = SqliteDatabase(str(path), pragmas={"journal_mode": "wal", "synchronous": "full"})
    Runner(database, str(MIGRATIONS)).up("0002_judgements")
    database.execute_sql("PRAGMA user_version = 2")
    database.execute_sql("ATTACH ? AS new", (str(new),))
    for table in ("record", "attempt"):
        columns = ", ".join(f'"{one.name}"' for one in database.get_columns(table))
        database.execute_sql(f'INSERT INTO "{table}" ({columns}) SELECT {columns} FROM new."{table}"')
    database.close()
    new.unlink()
    path.chmod(0o600)
    house.drop("new.url", f"{GOOD}2")


def pair(home: Path) -> None:
    """A saved page and the shortcut beside it."""
    house = Shelved(home, now=datetime.now(UTC))
    house.drop("x.url")
    (house.home / "inbox/x.url").write_text(f"[InternetShortcut]\nURL={A}\n")
    (house.home / "inbox/x.html").write_bytes(CHROME if isinstance(CHROME, bytes) else CHROME.encode())


def two_dead(home: Path) -> None:
    """Two drops that need a person."""
    house = _new(home, {GONE: Kind.LEGAL, SICK: Kind.LEGAL})
    house.drop("gone.url", GONE)
    house.drop("sick.url", SICK)
    house.turns(8)


def by_hand(house: Shelved) -> Iterator[Event]:
    """Retries one by the verb, and forgets the other."""
    verbs.retry(house.folders, *verbs.named(house.folders, ("gone.url",), ("dead",)))
    verbs.discard(*verbs.named(house.folders, ("sick.url",), ("dead",)))
    yield from ()


def recalled(home: Path) -> None:
    """An export of which one page is kept, another came twice, and one is new."""
    house = _new(home)
    house.drop("old.url", GOOD)
    house.turns(6)
    lines = (f"{GOOD}?utm_source=x", f"{GOOD}2", f"{GOOD}2#part", f"{GOOD}3")
    export = "".join(f'{{"url": "{url}", "title": "T", "added": "2024-01-01"}}\n' for url in lines)
    (house.home / "inbox/new.jsonl").write_text(export)


def without_exclusive_renames() -> None:
    """As on file systems that have none: a name is reserved first."""
    moving._renamed = lambda source, target, on_linux, on_macos: errno.ENOSYS


def between_file_systems() -> None:
    """As where the shelves lie on another disk than the inbox."""
    renamed = moving._rename

    def rename(source: Path, target: Path) -> None:
        if source.parent != target.parent:
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        renamed(source, target)

    moving._rename = rename


def _urls(*urls: str) -> frozenset[str]:
    return frozenset(urls)


HOUR = timedelta(hours=1)
TWICE = _urls(*(f"{one}{two}" for one in (GOOD, GONE, SLOW) for two in ("", 2)))
MIXED, SICKLY = _urls(SLOW, GONE, GOOD, f"{GOOD}2", f"{GOOD}3"), {SLOW: Kind.OVERLOADED, GONE: Kind.LEGAL}
# fmt: off
SCENARIOS = (
    Scenario("one URL", one_url, _urls(GOOD)),
    Scenario("a mixed list", mixed_list, MIXED, SICKLY),
    Scenario("a name taken everywhere", same_name, TWICE,
             dict.fromkeys((GONE, f"{GONE}2"), Kind.LEGAL) | dict.fromkeys((SLOW, f"{SLOW}2"), Kind.OVERLOADED)),
    Scenario("moved back by hand", requeued, _urls(GONE, SICK), {SICK: Kind.LEGAL}),
    Scenario("deferrals due", deferral_due, _urls(LATE, SICK, f"{GOOD}4", f"{LATE}2"), {SICK: Kind.OVERLOADED}, HOUR),
    Scenario("reading, and again", unread, _urls(*(f"{GOOD}{one}" for one in range(5))), deed=reading, goes_on=True),
    Scenario("a migration at the start", old_catalog, _urls(GOOD, f"{GOOD}2")),
    Scenario("a saved page and its shortcut", pair, _urls(A)),
    Scenario("retry and discard", two_dead, _urls(GONE), deed=by_hand),
    Scenario("an export known in part", recalled, _urls(GOOD, f"{GOOD}2", f"{GOOD}3")),
    Scenario("no exclusive renames", mixed_list, MIXED, SICKLY, under=without_exclusive_renames),
    Scenario("two file systems", mixed_list, MIXED, SICKLY, under=between_file_systems),
    Scenario("a thousand waiting", a_thousand,
             _urls(*(f"https://good{one % 50}.example/{one}" for one in range(WAITING))), turns=6, stride=997),
)
# fmt: on
