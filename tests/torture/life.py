"""The life of a home, as chance has it: what a person, their other devices, the web and the machine do to it.

After each step nothing is lost and nothing doubled; after each start the audit finds nothing; at the end the catalog is
what the folders make of it.
"""

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from atlas.model.attempt import Ask, Attempt
from atlas.model.drop import links_in
from atlas.model.event import Captured
from atlas.model.exchange import Sink
from atlas.model.fault import Kind
from atlas.model.names import ignored
from atlas.model.ticket import SUFFIX, Disposition
from atlas.model.url import host_of
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from tests.fakes import NOON
from tests.house import FakeLadder, fault
from tests.stories.cuts import places_of
from tests.torture.judging import audited
from tests.torture.scenarios import Shelved
from tests.torture.steps import Killed, full, killed_at

HOSTS = ("one.example", "two.example", "three.example")
DOWN = (Kind.OVERLOADED, Kind.UNREACHABLE, Kind.ABSENT)
JUMPS = [timedelta(**one) for one in ({"minutes": 5}, {"hours": 3}, {"days": 40}, {"minutes": -20}, {"days": -40})]
NAMES = ("a.txt", "b.txt", "c.url", "deep/d.txt")
WAITS = ("inbox", "failed/deferred", "failed/dead")
AT_LAST = 12
"""Times that the clock is put forward at the end, so that whatever waits is tried until it is settled."""

some_name = st.sampled_from(NAMES)
some_hosts = st.lists(st.sampled_from(HOSTS), min_size=1, max_size=4)
some_number = st.integers(0, 40)


class Weather(FakeLadder):
    """A ladder to hosts that are up or down."""

    def __init__(self, home: Shelved) -> None:
        super().__init__(home.clock)
        self.down: dict[str, Kind] = {}

    def climb(self, ask: Ask, sink: Sink) -> Attempt:
        kind = self.down.get(host_of(ask.url))
        self.faults = {**self.faults, ask.url: [fault(kind)] if kind else []}
        return super().climb(ask, sink)


class Home(Shelved):
    """A house whose last holder is known to have begun when it did."""

    begun: datetime = NOON

    def cut_since(self) -> datetime:
        return self.begun

    def open(self, cut: bool = False) -> None:
        if hasattr(self, "capture"):
            # It lies where it lay: nothing of the process that was there is asked any more.
            self.capture._crew.dismiss()
            self.catalog.close()
        else:
            self.ladder = Weather(self)
        super().open(cut)
        self.begun = self.clock.now()


class Life(RuleBasedStateMachine):
    """One home, from when it is made until it is left alone."""

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="atlas-life-"))
        self.house = Home(self.folder / "home")
        self.count = 0
        self.wanted: set[str] = set()
        """Addresses that the person dropped and did not take away."""
        self.copies: Counter[str] = Counter()
        """How many files with an address in them the person made."""
        self.told: list[Captured] = []

    # What the person does.

    @rule(name=some_name, hosts=some_hosts)
    def drop(self, name: str, hosts: list[str]) -> None:
        """A file with new addresses; one that waits under its name is another from here on."""
        self._forget(self.house.home / "inbox" / name)
        self.house.drop(name, *self._new(hosts))

    @rule(which=some_number, host=st.sampled_from(HOSTS))
    def conflict(self, which: int, host: str) -> None:
        """Another device edited a drop at the same time: Syncthing keeps both."""
        if path := self._waiting(which, "inbox"):
            [new] = self._new([host])
            urls = [*_urls(path), new]
            self.copies.update(urls[:-1])
            copy = path.with_name(f"{path.stem}.sync-conflict-20261123-1200{self.count:02}-ABCDEFG{path.suffix}")
            copy.write_text("".join(f"{url}\n" for url in urls))

    @rule(which=some_number, host=st.sampled_from(HOSTS))
    def edit_while_it_is_captured(self, which: int, host: str) -> None:
        """An address more is saved into a drop, in the middle of whatever is fetched."""
        if path := self._waiting(which, "inbox"):
            [new] = self._new([host])

            def edit(url: str) -> None:
                if path.exists() and new not in _urls(path):
                    urls = _urls(path)
                    self.copies.update(urls)
                    path.write_text("".join(f"{one}\n" for one in (*urls, new)))

            self.wanted.discard(new)
            self.house.ladder.before = edit
            self._pass(8)
            self.house.ladder.before = lambda url: None
            if path.exists() and new in _urls(path):
                self.wanted.add(new)

    @rule(which=some_number, ticket=st.booleans())
    def move_back(self, which: int, ticket: bool) -> None:
        """`mv failed/…/x inbox/`, with its ticket or without."""
        if (path := self._waiting(which, "failed")) and not (self.house.home / "inbox" / path.name).exists():
            target = self.house.home / "inbox" / path.name
            if ticket and ticket_of(path).exists():
                ticket_of(path).rename(ticket_of(target))
            path.rename(target)

    @rule(which=some_number, place=st.sampled_from(("inbox", "failed")), ticket=st.booleans())
    def delete(self, which: int, place: str, ticket: bool) -> None:
        """`rm`, with its ticket or without."""
        if path := self._waiting(which, place):
            self._forget(path)
            path.unlink()
            if ticket:
                ticket_of(path).unlink(missing_ok=True)

    # What the machine, the web and the time do.

    @rule(seconds=st.sampled_from((1, 5, 30)))
    def work(self, seconds: int) -> None:
        """Time passes."""
        self._pass(seconds)

    @rule(step=some_number, turns=st.sampled_from((4, 8)))
    def kill(self, step: int, turns: int) -> None:
        """The process is gone before some step; another begins."""
        with suppress(Killed), killed_at(step):
            self._pass(turns)
        self._start(cut=True)

    @rule(step=some_number, again=some_number)
    def kill_twice(self, step: int, again: int) -> None:
        """The next one is gone in its recovery."""
        with suppress(Killed), killed_at(step):
            self._pass(6)
        with suppress(Killed), killed_at(again % 6):
            self.house.open(cut=True)
        self._start(cut=True)

    @rule()
    def restart(self) -> None:
        """A goodbye, and a start."""
        self._start(cut=False)

    @rule(by=st.sampled_from(JUMPS))
    def jump(self, by: timedelta) -> None:
        """The clock is put forward or back."""
        self.house.clock.jump(by)

    @rule(host=st.sampled_from(HOSTS), kind=st.sampled_from((*DOWN, None)))
    def turn_weather(self, host: str, kind: Kind | None) -> None:
        """A host goes down, or comes up again."""
        self.house.ladder.down.pop(host, None)
        if kind:
            self.house.ladder.down[host] = kind

    @rule(step=some_number)
    def fill_disk(self, step: int) -> None:
        """The disk is full in the middle of the work, and later it is not."""
        with full(step):
            self._pass(6)
        self._pass(40)

    @rule(room=st.booleans())
    def take_room(self, room: bool) -> None:
        """There is little room left, or enough again."""
        self.house.room = room

    # What must hold.

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """Every address is where it waits, or told as captured; and not in more places than the person put it."""
        waiting, captured = places_of(self.house.home), self._captured()
        lost = self.wanted - set(waiting) - set(captured)
        assert not lost, f"lost: {sorted(lost)}"
        doubled = {url for url, times in waiting.items() if times > self.copies[url]}
        assert not doubled, f"in two places: {sorted(doubled)}"
        for told in self.told:
            self.house.vault.verify(told.snapshot.removeprefix("raw/"))
        self.told.clear()

    def teardown(self) -> None:
        """Left alone long enough, all of it is settled."""
        if not hasattr(self, "house"):
            return
        try:
            self._end()
        finally:
            self.house.capture._crew.dismiss()
            self.house.catalog.close()
            shutil.rmtree(self.folder)

    def _end(self) -> None:
        self.house.room = True
        self.house.ladder.down.clear()
        for _ in range(AT_LAST):
            self.house.clock.jump(timedelta(days=2))
            self._pass(70)
        self._start(cut=False)
        self.nothing_is_lost_or_doubled()
        left = [*self.house.files("inbox"), *self.house.files("failed/deferred")]
        assert left == [], f"still waits: {left}"
        known = {one.snapshot for one in self.house.catalog.records()}
        assert known == {one.path for one in self.house.snapshots()}

    def _start(self, *, cut: bool) -> None:
        self.house.open(cut)
        once = [self.house.all_files(one) for one in WAITS]
        self.house.open(cut=True)
        assert [self.house.all_files(one) for one in WAITS] == once, "a second recovery changes something"
        wrong = list(audited(self.house))
        assert wrong == [], wrong

    def _pass(self, seconds: int) -> None:
        before = len(self.house.events)
        try:
            self.house.turns(seconds)
        finally:
            self.told += [one for one in self.house.events[before:] if isinstance(one, Captured)]

    def _new(self, hosts: list[str]) -> list[str]:
        urls = []
        for host in hosts:
            self.count += 1
            urls.append(f"https://{host}/{self.count}")
        self.wanted.update(urls)
        self.copies.update(urls)
        return urls

    def _waiting(self, which: int, place: str) -> Path | None:
        paths = [self.house.home / place / one for one in self.house.files(place) if not ignored(Path(one).name)]
        return paths[which % len(paths)] if paths else None

    def _forget(self, path: Path) -> None:
        if path.exists():
            self.wanted -= {*_urls(path)}

    def _captured(self) -> dict[str, str]:
        tickets = (ticket_at(path) for place in ("processed", "failed") for path in self._tickets(place))
        targets = [target for ticket in tickets if ticket for target in ticket.targets]
        return {one.url: one.snapshot for one in targets if one.disposition is Disposition.CAPTURED}

    def _tickets(self, place: str) -> list[Path]:
        return [self.house.home / place / one for one in self.house.all_files(place) if one.endswith(SUFFIX)]


def _urls(path: Path) -> list[str]:
    return [one.url for one in links_in(path.read_bytes(), path.name)]


def live(lives: int, steps: int) -> None:
    """Tries so many lives; raises where something does not hold in one, and prints the shortest like it."""
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life, settings=settings(max_examples=lives, stateful_step_count=steps, print_blob=False)
    )
