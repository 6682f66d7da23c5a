"""The life of a home, as chance has it: what a person, their other devices, the web and the machine do to it.

After each step every address is where it must be, and in no more places than the person put it; after each start the
audit finds nothing; at the end, with all well again, all is settled and the catalog is what the folders make of it.
"""

import errno
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from atlas.errors import AtlasError
from atlas.jobs.audit import Audit
from atlas.model.drop import links_in
from atlas.model.fault import Kind
from atlas.model.names import ignored
from atlas.model.ticket import Disposition
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from tests.stories.cuts import places_of
from tests.torture.household import Home
from tests.torture.judging import SHELVES, audited
from tests.torture.running import MEMORY
from tests.torture.steps import KILL, POWER

HOSTS = ("one.example", "two.example", "three.example")
DOWN = (Kind.OVERLOADED, Kind.UNREACHABLE, Kind.ABSENT, Kind.LEGAL)
JUMPS = [timedelta(**one) for one in ({"minutes": 5}, {"hours": 3}, {"days": 40}, {"minutes": -20}, {"days": -40})]
NAMES = ("a.txt", "b.txt", "c.url", "deep/d.txt")
ERAS = (datetime(2001, 1, 15, tzinfo=UTC), datetime(2099, 1, 15, tzinfo=UTC))
"""When it begins. The file system's own moments are all after the first (a drop is as old as the first look at it) or
all before the second (it is older than any capture), whenever this runs."""
AT_LAST = 60
"""Times that the clock is put forward at the end, at most: what waits was told until when by a clock set back since."""
AWHILE, APART = 6, 10.0
"""Turns, and seconds between them, in which what refused something is forgiven, and what arrived comes to rest."""
ENOUGH = 40
"""Times that much, at most: a host with many addresses is visited once a turn."""

some_name = st.sampled_from(NAMES)
some_hosts = st.lists(st.sampled_from(HOSTS), min_size=1, max_size=4)
some_host = st.sampled_from(HOSTS)
some_number = st.integers(0, 9)
some_step = st.integers(0, 40)
some_way = st.sampled_from((KILL, POWER, 1, 2, 3))
some_error = st.sampled_from((errno.ENOSPC, errno.EIO))


class Life(RuleBasedStateMachine):
    """One home, from when it is made until it is left alone."""

    tally: ClassVar[Counter[str]] = Counter()
    """What was lived through, over all lives."""

    @initialize(era=st.sampled_from(ERAS), lists=st.lists(some_hosts, max_size=3))
    def begin(self, era: datetime, lists: list[list[str]]) -> None:
        """A new home, with a few drops in it."""
        self.folder = Path(tempfile.mkdtemp(prefix="atlas-life-", dir=MEMORY))
        self.house = Home(self.folder / "home", era)
        self.count = 0
        self.least: Counter[str] = Counter()
        """How many drops with an address in them the person made, and did not take away."""
        self.most: Counter[str] = Counter()
        """How many there ever were, each version of an edited one counted."""
        self.edited = self.refused = False
        self.bare: set[str] = set()
        """Addresses whose drop was moved back without its ticket, which is still there."""
        self.once: set[str] = set()
        """Addresses told as captured that nothing has happened to since: there is no reason to ask for them again."""
        self.filed: set[str] = set()
        """Where drops were told to be filed for good."""
        for name, hosts in zip(NAMES, lists, strict=False):
            self.drop(name, hosts)

    # What the person does.

    @rule(name=some_name, hosts=some_hosts)
    def drop(self, name: str, hosts: list[str]) -> None:
        """A file with new addresses; one that waits under its name is another from here on."""
        path = self.house.home / "inbox" / name
        self._forget(path)
        urls = self._new(hosts)
        self.house.drop(name, *urls)
        self._did(path.parent.parent, path.parent, path)
        self._has(urls)
        self._counted("drops")

    @precondition(lambda self: self.any_in("inbox"))
    @rule(which=some_number, name=some_name)
    def rename(self, which: int, name: str) -> None:
        """`mv -n`, within the inbox: it may be in the middle of a list."""
        target = self.house.home / "inbox" / name
        if (path := self._waiting(which, "inbox")) and not target.exists():
            self._moves(path)
            target.parent.mkdir(exist_ok=True)
            path.rename(target)
            self._did(target.parent.parent, target.parent, path.parent)

    @precondition(lambda self: self.any_in("inbox"))
    @rule(which=some_number, host=some_host)
    def conflict(self, which: int, host: str) -> None:
        """Another device edited a drop at the same time: Syncthing keeps both."""
        if path := self._waiting(which, "inbox"):
            urls = [*_urls(path), *self._new([host])]
            copy = path.with_name(f"{path.name[0]}.sync-conflict-20261123-1200{self.count:02}-ABCDEFG{path.suffix}")
            _write(copy, urls)
            self._did(copy, copy.parent)
            self._has(urls)

    @precondition(lambda self: self.any_in("inbox"))
    @rule(which=some_number, host=some_host)
    def edit_while_it_is_captured(self, which: int, host: str) -> None:
        """An address more is saved into a drop, in the middle of whatever is fetched."""
        if path := self._waiting(which, "inbox"):
            [new] = self._new([host])

            def edit(url: str) -> None:
                if not self.least[new] and path.exists():
                    urls = _urls(path)
                    _write(path, [*urls, new])
                    self._did(path)
                    # What was read before is filed as a receipt, where any of it was captured.
                    self.most.update(urls)
                    self.once -= {*urls}
                    self._has([new])
                    self._counted("edits")
                    self.edited = True

            self.house.ladder.before = edit
            self._work(8)
            self.house.ladder.before = lambda url: None

    @precondition(lambda self: self.any_in("failed"))
    @rule(which=some_number, ticket=st.booleans())
    def move_back(self, which: int, ticket: bool) -> None:
        """`mv failed/…/x inbox/`, with its ticket or without."""
        if (path := self._waiting(which, "failed")) and not (self.house.home / "inbox" / path.name).exists():
            target = self.house.home / "inbox" / path.name
            self._moves(path)
            if ticket and ticket_of(path).exists():
                ticket_of(path).rename(ticket_of(target))
            elif not ticket:
                self.bare.update(_urls(path))
            path.rename(target)
            self._did(target.parent, path.parent)

    @rule(which=some_number, place=st.sampled_from(("inbox", "failed")), ticket=st.booleans())
    def delete(self, which: int, place: str, ticket: bool) -> None:
        """`rm`, with its ticket or without; without it, a cut may have the drop made again."""
        if path := self._waiting(which, place):
            self._forget(path)
            path.unlink()
            if ticket:
                ticket_of(path).unlink(missing_ok=True)
            self._did(path.parent)

    # What the machine, the web and the time do.

    @rule(turns=st.sampled_from((1, 5, 30)))
    def work(self, turns: int) -> None:
        """Time passes."""
        self._work(turns)

    @rule(step=some_step, turns=st.sampled_from((4, 8)), way=some_way)
    def kill(self, step: int, turns: int, way: str | int) -> None:
        """The process is gone before some step, or the power is; another begins."""
        self._die(step, turns, way)
        self._start()

    @rule(step=some_step, again=st.integers(0, 8), way=some_way)
    def kill_twice(self, step: int, again: int, way: str | int) -> None:
        """The next one is gone in its recovery."""
        self._die(step, 8, way)
        assert self.house.machine
        with self.house.machine.dying(again, way):
            self.house.open()
        self.house.boot()
        self._start()

    @rule()
    def restart(self) -> None:
        """A goodbye, and a start."""
        self.house.goodbye()
        self._start()

    @rule(by=st.sampled_from(JUMPS))
    def jump(self, by: timedelta) -> None:
        """The clock is put forward or back."""
        self.house.clock.jump(by)
        if by < timedelta(0):
            # Which of two tickets of one drop is the older, nobody can tell any more.
            self.most.update(self.bare)
            self.bare.clear()

    @rule(host=some_host, kind=st.sampled_from((*DOWN, None)))
    def turn_weather(self, host: str, kind: Kind | None) -> None:
        """A host goes down, or comes up again."""
        self.house.ladder.down.pop(host, None)
        if kind:
            self.house.ladder.down[host] = kind

    @rule(there=st.booleans())
    def turn_network(self, there: bool) -> None:
        """The network goes away, or is back."""
        self.house.probe.route = there

    @rule(step=some_step, error=some_error, turns=st.sampled_from((6, 40)))
    def refuse(self, step: int, error: int, turns: int) -> None:
        """The disk is full, or takes no sync, in the middle of the work; later it does."""
        assert self.house.machine
        self.once.clear()
        self.refused = True
        with self.house.machine.refusing(step, error):
            self._work(turns)
        self.once.clear()

    @rule(step=st.integers(0, 8), error=some_error, way=some_way)
    def refuse_a_start(self, step: int, error: int, way: str | int) -> None:
        """The disk is full when it begins after a cut; whoever starts it tries again later."""
        self._die(4, 8, way)
        self.once.clear()
        assert self.house.machine
        with suppress(AtlasError), self.house.machine.refusing(step, error):
            self.house.open()
        self._start()

    @rule(room=st.booleans())
    def take_room(self, room: bool) -> None:
        """There is little room left, or enough again."""
        self.house.room = room

    # What must hold.

    @invariant()
    def nothing_is_lost_or_doubled(self) -> None:
        """Every address waits or is told as captured, once for each drop of it that the person made and left."""
        self._counted("steps")
        filed = self._filed()
        there = places_of(self.house.home) + filed
        lost = {url: times for url, times in self.least.items() if there[url] < times}
        assert not lost, f"lost: {sorted(lost)}"
        doubled = {url: times for url, times in there.items() if times > self.most[url]}
        assert not doubled, f"in two places: {sorted(doubled)}"

    @invariant()
    def what_was_told_is_so(self) -> None:
        """What was told as captured reads, also after a cut; what was told as filed lies there with its ticket."""
        for told in self.house.captured:
            self.house.vault.verify(told.snapshot.removeprefix("raw/"))
        self.filed.update(one.path for one in self.house.settled)
        self.house.captured.clear()
        self.house.settled.clear()
        gone = [one for one in self.filed if not ticket_of(self.house.home / one).exists()]
        assert not gone, f"told as filed, and not there: {gone}"

    def teardown(self) -> None:
        """Left alone long enough, all of it is settled."""
        if not hasattr(self, "house"):
            return
        self._counted("lives")
        try:
            self._end()
        finally:
            self.house.close()
            shutil.rmtree(self.folder)

    def _end(self) -> None:
        self.house.room = self.house.probe.route = True
        self.house.ladder.down.clear()
        for _ in range(AT_LAST):
            self.house.clock.jump(timedelta(days=10))
            self._settle()
            if not self.house.files("inbox") and not self.house.files("failed/deferred"):
                break
        self.restart()
        self.nothing_is_lost_or_doubled()
        self.what_was_told_is_so()
        left = [*self.house.files("inbox"), *self.house.files("failed/deferred")]
        assert left == [], f"still waits: {left}"
        wrong = self._wrong(audited(self.house))
        assert wrong == [], wrong

    def _wrong(self, found: Iterable[str]) -> list[str]:
        """Returns what the audit finds, but for two things that it finds by right and that lose nothing."""
        # A leftover that is edited may part into one of its own name and bytes, beside the receipt of what was read;
        # and what was named in the vault before its folder's sync failed is fetched again, and has no row.
        known = ("filed twice: ",) * self.edited + ("the catalog lacks ",) * self.refused
        return [one for one in found if not one.startswith(known)]

    def _settle(self) -> None:
        for _ in range(ENOUGH):
            self._work(AWHILE, APART)
            if not self.house.files("inbox") and not self.house.capture.busy:
                return

    def _die(self, step: int, turns: int, way: str | int) -> None:
        assert self.house.machine
        with self.house.machine.dying(step, way):
            self._work(turns)
        self.house.boot()
        self._counted("cuts")
        # What was told before the cut must outlast it; a recovery would mend some of what does not.
        self.what_was_told_is_so()

    def _start(self) -> None:
        self.house.open()
        once = [self.house.all_files(one) for one in SHELVES]
        assert not [one for shelf in once for one in shelf if one.startswith((".incoming/", ".atlas-draft-"))], once
        self.house.open()
        assert [self.house.all_files(one) for one in SHELVES] == once, "a second recovery changes something"
        wrong = self._wrong(Audit(self.house.folders, self.house.vault, None, strict=False).run())
        assert wrong == [], wrong
        known = {one.snapshot for one in self.house.catalog.records()}
        there = {one.path for one in self.house.snapshots()}
        assert known <= there if self.refused else known == there, "the catalog is not what the vault has"
        self.house.stamp()

    def _work(self, turns: int, seconds: float = 1.0) -> None:
        asked = self.house.ladder.asked
        asked.clear()
        known = len(self.house.captured)
        try:
            self.house.work(turns, seconds)
        finally:
            self._counted("turns", turns)
            self._counted("captures", len(self.house.captured) - known)
            again = self.once & {*asked}
            self.once.update(one.url for one in self.house.captured[known:] if self.most[one.url] == 1)
            assert not again, f"asked for again though told as captured: {sorted(again)}"

    def _new(self, hosts: Iterable[str]) -> list[str]:
        """Returns an address of each of these hosts that was never dropped."""
        urls = []
        for host in hosts:
            self.count += 1
            urls.append(f"https://{host}/{self.count}")
        return urls

    def _has(self, urls: Iterable[str]) -> None:
        """Says that the person dropped these, once more each."""
        for url in urls:
            self.least[url] += 1
            self.most[url] += 1
            self.once.discard(url)

    def _moves(self, path: Path) -> None:
        """Says that the person moves what lies there."""
        self.once -= {*_urls(path)}
        if self.house.capture.busy:
            # Where it was taken and another lies there by the time it is settled, it is filed as a receipt, too.
            self.most.update(_urls(path))

    def _forget(self, path: Path) -> None:
        """Says that the person takes away what lies there."""
        self.least.subtract(_urls(path) if path.exists() else ())

    def _did(self, *paths: Path) -> None:
        """Says that a person changed these: it outlasts a cut, and no two changes are of the same moment."""
        assert self.house.machine
        self.house.machine.keep(*paths)
        self.house.stamp()
        self.house.tick()

    def any_in(self, place: str) -> bool:
        """Whether any drop is there."""
        return self._waiting(0, place) is not None

    def _waiting(self, which: int, place: str) -> Path | None:
        paths = [self.house.home / place / one for one in self.house.files(place) if not ignored(Path(one).name)]
        return paths[which % len(paths)] if paths else None

    def _filed(self) -> Counter[str]:
        """Returns in how many filed drops each address is told as captured."""
        paths = (self.house.home / place / one for place in ("processed", "failed") for one in self.house.files(place))
        tickets = filter(None, (ticket_at(ticket_of(one)) for one in paths))
        targets = (target for ticket in tickets for target in ticket.targets)
        return Counter(one.url for one in targets if one.disposition is Disposition.CAPTURED)

    def _counted(self, what: str, times: int = 1) -> None:
        self.tally[what] += times


def _urls(path: Path) -> list[str]:
    return [one.url for one in links_in(path.read_bytes(), path.name)]


def _write(path: Path, urls: Iterable[str]) -> None:
    path.write_text("".join(f"{url}\n" for url in urls))
