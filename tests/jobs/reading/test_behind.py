"""Reading behind capture: it waits for it, is not starved for ever, and never stands in its way."""

import threading
from collections.abc import Callable, Iterator

import pytest

from atlas.errors import CatalogBroken, ReadingBroken
from atlas.jobs.reading.behind import LONG, Behind
from atlas.jobs.reading.desk import Desk
from atlas.model.event import Broke, Event, Read, Warned
from tests.fakes import FakeClock
from tests.house import House
from tests.jobs.reading.fakes import FakeChildren, FakeIndex, row


class Scene:
    """Reading behind a capture that is busy or not, as it is told."""

    def __init__(self, home, *rows):
        self.clock = FakeClock()
        self.index, self.children = FakeIndex(*rows), FakeChildren()
        self.busy = False
        self.room = True
        self.woken = threading.Event()
        self.events: list[Event] = []
        self.unread = self.index.unread
        self.is_busy = lambda: self.busy
        desk = Desk(House(home).folders, self.index, self.children, self.clock.now, self.clock.monotonic)
        self.behind = Behind(
            desk,
            self.children,
            lambda limit: self.unread(limit),  # noqa: PLW0108 - it changes
            lambda: self.is_busy(),  # noqa: PLW0108 - as above
            lambda: self.room,
            1,
            self.clock.monotonic,
            self.woken.set,
        )

    def until(self, holds: Callable[[], bool]) -> None:
        """Listens to what is told until something holds."""
        while not holds():
            assert self.woken.wait(20)
            self.woken.clear()
            self.events += self.behind.news()
        self.events += self.behind.news()

    def told(self, kind: type[Event]) -> int:
        return sum(isinstance(one, kind) for one in self.events)


@pytest.fixture
def scene(tmp_path) -> Iterator[Callable[..., Scene]]:
    made: list[Scene] = []

    def make(*rows) -> Scene:
        made.append(Scene(tmp_path / f"home{len(made)}", *rows))
        return made[-1]

    yield make
    for one in made:
        list(one.behind.stop())


def test_what_is_unread_is_read_and_then_it_is_idle(scene):
    one = scene(row(1), row(2))
    one.behind.ring()
    one.until(lambda: one.behind.idle)
    assert one.told(Read) == 2
    assert one.index.unread(9) == []


def test_what_is_captured_later_is_read_when_it_is_rung_for(scene):
    one = scene(row(1))
    one.behind.ring()
    one.until(lambda: one.behind.idle)
    one.index.rows.append(row(2))
    one.behind.ring()
    one.until(lambda: one.told(Read) == 2)


def test_while_capture_is_busy_nothing_is_begun(scene):
    one = scene(row(1))
    looked = threading.Semaphore(0)
    one.busy = True
    one.is_busy = lambda: looked.release() or one.busy
    one.behind.ring()
    for _ in range(3):
        assert looked.acquire(timeout=20)
    assert one.children.asked == []
    one.busy = False
    one.until(lambda: one.told(Read) == 1)


def test_while_capture_is_busy_somebody_is_made_ready_to_be_asked(scene):
    one = scene(row(1))
    one.busy = True
    made = threading.Event()
    one.children.prepare = made.set
    one.behind.ring()
    assert made.wait(20)
    assert one.children.asked == []


def test_a_capture_that_never_rests_does_not_starve_it(scene):
    one = scene(row(1))
    one.busy = True
    one.behind.ring()
    one.clock.sleep(LONG + 1)
    one.until(lambda: one.told(Read) == 1)


def test_without_room_it_waits(scene):
    one = scene(row(1))
    one.room = False
    one.behind.ring()
    one.until(lambda: one.behind.idle)
    assert one.children.asked == []
    one.room = True
    one.until(lambda: one.told(Read) == 1)


def test_a_broken_catalog_is_told_and_waited_for(scene):
    one = scene(row(1))
    one.index.error = CatalogBroken("locked")
    one.behind.ring()
    one.until(lambda: one.behind.idle)
    assert one.told(Warned) == 1
    assert one.children.rested >= 1


def test_a_mother_who_does_not_start_is_told_and_waited_for(scene):
    one = scene(row(1), row(2), row(3))
    one.children.errors = [ReadingBroken("did not start")] * 3
    one.behind.ring()
    one.until(lambda: one.behind.idle)
    assert one.told(Warned) == 1


def test_what_nobody_foresaw_is_told_and_the_next_page_begins_anew(scene):
    one = scene(row(1))
    one.unread = lambda limit: 1 // 0
    one.behind.ring()
    while not one.told(Broke):
        one.events += one.behind.news()
    assert one.behind.idle
    one.unread = one.index.unread
    one.behind.ring()
    one.until(lambda: one.told(Read) == 1)


def test_it_stops_at_once_and_what_was_in_flight_is_unread(scene):
    one = scene(row(1))
    begun, ended = threading.Event(), threading.Event()

    def wait() -> None:
        begun.set()
        ended.wait(20)
        raise ReadingBroken("ended")

    one.children.before = wait
    one.children.end = ended.set
    one.behind.ring()
    assert begun.wait(20)
    list(one.behind.stop())
    assert one.index.unread(9) == [row(1)]


def test_a_stop_before_the_beginning_is_one(scene):
    assert list(scene().behind.stop()) == []
