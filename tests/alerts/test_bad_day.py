"""A bad day, scripted: exactly what needs a person reaches the person, over mail and web, and no more."""

import email
import threading
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta
from email import policy

import pytest

from atlas import alerts
from atlas.doors.inbox import Bell
from atlas.errors import Unsent
from atlas.jobs.crier import Crier
from atlas.jobs.watchman import EVERY, FIRST, MOST, Sight, Watchman
from atlas.journal import redacted
from atlas.model.alerting import GATHER
from atlas.model.event import Noticed, Warned
from atlas.model.fault import Kind
from tests.house import House, fault
from tests.model.test_health import WELL, beaten

HOUR = timedelta(hours=1).total_seconds()
SICK, GONE = "https://sick.example/", "https://gone.example/"


class Day:
    """A house, and a watchman who hears what happens in it."""

    def __init__(self, folder, *addresses, letter_at=None):
        self.house = House(folder, {SICK: [fault(Kind.OVERLOADED)] * 99, GONE: [fault(Kind.LEGAL)]})
        self.facts = WELL
        self.pings = []
        self.at_post = True
        clock = self.house.clock
        told = (alerts.send, clock.now, clock.monotonic, redacted, "pi")
        crier = Crier(self.house.folders.state, addresses, timedelta(hours=1), *told)
        sight = Sight(self._seen, self._seen)
        self.watchman = Watchman(crier, sight, self._ping, letter_at, clock.now, clock.monotonic, self._is_at_post)

    def _seen(self):
        now = self.house.clock.now()
        return replace(self.facts, now=now, beat=replace(self.facts.beat, at=now), backup_at=now)

    def _is_at_post(self):
        return self.at_post

    def _ping(self, *, state, told):
        self.pings.append((state, told))

    def passes(self, seconds):
        """Lets the house work, then some time pass, with the watchman on his rounds."""
        for event in self.house.turns(8):
            self.watchman.hear(event)
        for _ in range(int(seconds // 60)):
            self.house.clock.sleep(60)
            self.watchman.turn()
        self.watchman.turn()


@pytest.fixture
def day(tmp_path, web, mail):
    return Day(tmp_path, f"{web.address}/atlas", f"smtp://127.0.0.1:{mail.port}/?to=ann@a.example")


def titles(web):
    return [title.removeprefix("Atlas on pi: ") for _, _, title, _ in web.taken]


def test_a_bad_day_is_told_in_its_alerts_and_no_more(day, web, mail):
    day.passes(HOUR)
    assert titles(web) == []

    day.house.room = False
    day.passes(2 * HOUR)
    day.house.room = True
    day.passes(HOUR)

    day.house.drop("sick.txt", SICK)
    day.passes(HOUR)

    bell = Bell(day.house.folders.inbox, lambda: None)
    list(bell.tend())
    for emitter in bell._observer.emitters:
        emitter.stop()
        emitter.join()
    for event in bell.tend():
        day.watchman.hear(event)
    bell.take_down()
    day.passes(HOUR)

    day.facts = replace(WELL, backup_whole=False)
    day.passes(2 * HOUR)
    day.facts = WELL
    day.passes(HOUR)

    expected = [
        "The disk is nearly full.",
        "Over: The disk is nearly full.",
        "The backup is old or not whole.",
        "Over: The backup is old or not whole.",
    ]
    assert titles(web) == expected
    letters = [email.message_from_bytes(one.encode(), policy=policy.default) for one in mail.taken]
    assert [one["Subject"].removeprefix("Atlas on pi: ") for one in letters] == expected
    assert "What helps: df -h" in letters[0].get_content()


def test_a_sink_that_is_away_for_the_bad_hour_gets_each_message_once_later(day, web, mail):
    web.status = 503
    day.house.room = False
    day.passes(2 * HOUR)
    day.house.room = True
    day.passes(HOUR)
    assert set(titles(web)) == {"The disk is nearly full."}
    web.taken.clear()
    web.status = 200
    day.passes(2 * HOUR)
    assert titles(web) == ["The disk is nearly full.", "Over: The disk is nearly full."]
    assert len(mail.taken) == 2


def test_two_canaries_that_do_not_come_home_are_one_message_and_the_third_ends_it(day, web):
    lost = Warned("A canary did not come home.", "It was not filed.", about="canary")
    day.watchman.hear(lost)
    day.passes(HOUR)
    day.watchman.hear(lost)
    day.passes(HOUR)
    day.watchman.hear(Noticed("A canary came home again.", about="canary"))
    day.passes(60)
    assert titles(web) == ["What is dropped may not be captured.", "Over: What is dropped may not be captured."]


def test_a_letter_that_the_disk_does_not_take_is_sent_all_the_same(tmp_path, web):
    day = Day(tmp_path, f"{web.address}/atlas", letter_at=time(8))
    day.watchman._crier._outbox._path = tmp_path / "gone" / "alerts.jsonl"
    day.passes(24 * HOUR)
    assert titles(web) == ["The day in short"]
    assert [one.name for one in day.watchman.tend()] == ["warned"]


def test_a_death_names_its_drop_and_what_to_do(day, web):
    day.house.drop("gone.txt", GONE)
    day.passes(GATHER.total_seconds() + 120)
    ((_, _, title, body),) = web.taken
    assert title.endswith("A link could not be captured.")
    assert "gone.txt: https://gone.example/" in body
    assert "atlas queue --dead" in body


def test_the_dead_mans_switch_hears_of_the_start_and_every_five_minutes_whether_all_is_well(day):
    day.passes(FIRST.total_seconds())
    day.facts = beaten(bell="broken")
    day.passes(EVERY.total_seconds())
    assert day.pings == [("start", ""), ("ok", ""), ("fail", "watcher")]


def test_a_letter_comes_once_a_day(tmp_path, web):
    day = Day(tmp_path, f"{web.address}/atlas", letter_at=time(8))
    day.passes(48 * HOUR)
    assert titles(web) == ["The day in short"] * 2


def test_a_watchman_who_stumbles_is_told_of_and_begins_anew(day):
    broken = threading.Event()

    def stumble():
        broken.set()
        raise ArithmeticError

    day.watchman._sight = Sight(stumble, stumble)
    day.house.clock.sleep(FIRST.total_seconds())
    with day.watchman.at_work():
        assert broken.wait(10)
        with suppress(ArithmeticError):
            day.watchman._work.result(10)
        (told,) = day.watchman.tend()
        assert (told.name, told.subject) == ("broke", "ArithmeticError")
        assert not day.watchman._work.done()


def test_more_events_than_can_be_heard_hold_up_nobody(day):
    for _ in range(MOST + 10):
        day.watchman.hear(Noticed("Something happened."))
    day.watchman.turn()
    assert list(day.watchman.tend()) == []


def test_a_switch_that_does_not_answer_is_told_of_once_and_asked_again(day):
    def silent(*, state, told):
        raise Unsent("Nobody answers.")

    answering, day.watchman._ping = day.watchman._ping, silent
    day.passes(3 * HOUR)
    assert [one.what for one in day.watchman.tend()] == ["The dead man's switch does not answer; it is asked again."]
    day.watchman._ping = answering
    day.passes(EVERY.total_seconds())
    assert day.pings == [("ok", "")]


def test_a_machine_that_stands_by_neither_looks_nor_pings_and_still_tells_what_it_heard(tmp_path, web):
    day = Day(tmp_path, f"{web.address}/atlas", letter_at=time(8))
    day.at_post = False
    day.facts = replace(WELL, backup_whole=False)
    day.passes(2 * HOUR)
    assert (titles(web), day.pings) == ([], [])
    day.at_post = True
    day.watchman.hear(Warned("Another machine fell silent.", "pi was silent", about="standby"))
    day.passes(HOUR)
    assert "Another machine fell silent; this one took over." in titles(web)
    assert day.pings
    day.watchman.hear(Noticed("This machine stands by.", about="standby"))
    day.passes(60)
    assert titles(web)[-1] == "Over: Another machine fell silent; this one took over."
