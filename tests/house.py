"""A whole house on a scratch folder, with a ladder that answers from a table instead of the web."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

from atlas.jobs.capture import Capture
from atlas.jobs.fetcher import Fetcher, Way
from atlas.jobs.hosts import Hosts
from atlas.jobs.outage import Outage
from atlas.jobs.outside import Outside
from atlas.jobs.queue import Queue
from atlas.jobs.recall import Recall
from atlas.jobs.recovery import kept_of, recovered
from atlas.jobs.sparing import Sparing, swept
from atlas.jobs.strain import Strain
from atlas.jobs.writer import Writer
from atlas.model.attempt import Ask, Attempt, Page, Try
from atlas.model.backoff import Backoff
from atlas.model.event import Event
from atlas.model.exchange import Exchange, Sink
from atlas.model.fault import Fault, Kind
from atlas.model.key import key_of
from atlas.model.snapshot import Snapshot
from atlas.model.ticket import Ticket, loads
from atlas.model.verdict import Verdict
from atlas.model.vitals import Limits, Vitals
from atlas.spool import Folders, Looks, Progress
from atlas.spool.folders import ticket_of
from atlas.vault import Vault
from tests.fakes import NOON, FakeClock, FakeProbe

WELL = Vitals(10**10, 10**6, 10**9, 0.1, 50.0)
MINUTE = timedelta(minutes=1)
STEADY = Backoff(tuple(MINUTE * one for one in (1, 4, 16)), timedelta(days=5), 15 * MINUTE)
HEAD = b"HTTP/1.1 %d Told\r\nContent-Type: text/html\r\n\r\n"
STATUS = {Kind.ABSENT: 404, Kind.OVERLOADED: 503, Kind.LEGAL: 451, Kind.BLOCKED: 403}


class FakeLadder:
    """Answers each address from a table; what is not in it is a page."""

    def __init__(self, clock: FakeClock, faults: dict[str, list[Fault | None]] | None = None) -> None:
        self.clock = clock
        self.faults = faults or {}
        self.asked: list[str] = []
        self.before: Callable[[str], None] = lambda url: None
        self.interrupted = False

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        url = ask.url
        self.asked.append(url)
        self.before(url)
        if self.interrupted:
            return Attempt(url, (), interrupted=True)
        left = self.faults.get(url, [])
        fault = left.pop(0) if left else None
        status = STATUS.get(fault.kind) if fault else 200
        if status:
            self._answer(url, sink, status)
        one = Try("direct", self.clock.now(), status, fault.kind if fault else None, fault.detail if fault else "", 3)
        page = Page(url, "direct", 200, "text/html", 5, "sha256:00", Verdict.PAGE)
        return Attempt(url, (one,), None if fault else page, fault)

    def interrupt(self) -> None:
        self.interrupted = True

    def _answer(self, url: str, sink: Sink, status: int) -> None:
        body = sink.body()
        body.write(b"hello")
        head = HEAD % status
        told = Exchange(url, self.clock.now(), "192.0.2.1", b"GET / HTTP/1.1\r\n\r\n", head, status, (), 5)
        sink.keep(told, body)


class FakeIndex:
    """A catalog that remembers what it was told."""

    def __init__(self) -> None:
        self.kept: list[Snapshot] = []
        self.tried: list[tuple[str, tuple[Try, ...]]] = []
        self.rehearsed: list[Snapshot] = []
        self.before: Callable[[Snapshot], object] = lambda snapshot: None

    def note(self, kept: Iterable[Snapshot], tried: Iterable[tuple[str, tuple[Try, ...]]]) -> None:
        for one in kept:
            self.before(one)
            self.kept.append(one)
        self.tried += tried

    def rehearse(self, kept: Sequence[Snapshot]) -> None:
        self.rehearsed += kept

    def latest_page(self, url: str) -> str:
        pages = [one for one in self.kept if (one.facts.url, one.facts.disposition) == (url, "captured")]
        return max((one.path for one in pages), default="")

    def recalled(self, urls: Sequence[str]) -> dict[str, str]:
        pages = {key_of(one.facts.url): one.path for one in self.kept if one.facts.disposition == "captured"}
        return {url: pages[key_of(url)] for url in urls if key_of(url) in pages}

    def page_with(self, digest: str) -> str:
        pages = [one for one in self.kept if (one.facts.digest, one.facts.disposition) == (digest, "captured")]
        return next((one.path for one in pages), "")


def fault(kind: Kind, detail: str = "It failed.", **more: object) -> Fault:
    return Fault(kind, detail, status=STATUS.get(kind), **more)  # type: ignore[arg-type]


class House:
    """Everything between inbox/ and raw/, standing on a folder."""

    def __init__(
        self, home: Path, faults: dict[str, list[Fault | None]] | None = None, rest: float = 2.0, now: datetime = NOON
    ) -> None:
        self.home = home
        self.clock = FakeClock(now)
        self.folders = Folders(home, home / "inbox", home / "raw", home / "processed", home / "failed", home / ".atlas")
        self.folders.make()
        self.rest = rest
        self.room = True
        self.fence: Callable[[], None] = lambda: None
        self.vitals = WELL
        self.index = FakeIndex()
        self.ladder = FakeLadder(self.clock, faults)
        self.probe = FakeProbe()
        self.vault = Vault(self.folders.raw)
        self.events: list[Event] = []
        self.way: Way = lambda drop, url: None
        self.open()

    def open(self, cut: bool = False) -> None:
        """Starts anew on the same folders, as after a stop or a cut."""
        progress = Progress(self.folders.progress)
        since = self.cut_since() if cut else None
        swept(self.folders)
        self.events += recovered(self.folders, self.vault, progress, since)
        looks = Looks(self.folders.inbox, self.rest, self.clock.monotonic)
        self.hosts = Hosts(self.home / ".atlas/hosts.json", lambda host: 0.0, self.clock.now, self.clock.monotonic)
        self.hosts.refresh()
        outage = Outage(self.probe, self.clock.monotonic)
        outside = Outside(self.hosts, outage, self.clock.now, self.clock.monotonic)
        self.queue = Queue(self.folders, looks, progress, self.hosts.free_at, self.clock.now, self.clock.monotonic)
        self.queue.recall = Recall(self.index, self.vault, self.folders)
        self.queue.kept = kept_of(self.folders, self.vault, self.index, since, self.events.append)
        self.fetcher = Fetcher(
            self.vault, self.ladder, outside, self.index, STEADY, self.clock.now, Random(1), "Atlas/test", self.way
        )
        index = Sparing(self.index)
        self.writer = Writer(
            *(self.folders, self.vault, index, progress, self.clock.now, self.queue.release),
            self._ask_fence,
        )
        self.capture = Capture(
            self.queue,
            self.writer,
            self.fetcher,
            self.ladder,
            outside,
            self.clock.monotonic,
            lambda: self.room,
            4,
            5.0,
            Strain(lambda: self.vitals, Limits(10**9, 75.0, 10**8), self.clock.monotonic),
        )

    def cut_since(self) -> datetime:
        """Returns when whoever was cut off had begun."""
        return self.clock.now() - timedelta(hours=1)

    def _ask_fence(self) -> None:
        self.fence()

    def drop(self, name: str, *urls: str, folder: str = "inbox") -> Path:
        """Puts a drop where it is asked for."""
        path = self.home / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{url}\n" for url in urls))
        return path

    def turns(self, count: int = 40) -> list[Event]:
        """Lets some turns pass, and time with them; returns what was told."""
        told: list[Event] = []
        for _ in range(count):
            if not self.capture.flying:
                self.capture.ring()
            told += self.capture.turn(1.0 if self.capture.flying else 0.0)
            if not self.capture.flying:
                self.clock.sleep(1.0)
        # On a busy machine threads may need longer than the turns: what is in flight still lands.
        while self.capture.flying:
            told += self.capture.turn(1.0)
        self.events += told
        return told

    def files(self, folder: str) -> list[str]:
        """Returns what lies beneath a folder, tickets and hidden files left out."""
        return [one for one in self.all_files(folder) if not one.endswith(".atlas.json")]

    def all_files(self, folder: str) -> list[str]:
        """Returns all that lies beneath a folder."""
        root = self.home / folder
        return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())

    def ticket(self, path: str) -> Ticket:
        """Returns the ticket of a drop."""
        return loads(ticket_of(self.home / path).read_bytes())

    def snapshots(self) -> Iterator[Snapshot]:
        """Yields what is in the vault."""
        return self.vault.snapshots()
