"""Five weeks under a clock that is told the time: all that is to happen by itself happens when it should."""

import json
from collections import Counter
from datetime import time, timedelta
from functools import partial

import pytest

from atlas.fetch import Perch
from atlas.jobs.canary import Aviary
from atlas.jobs.crier import Crier
from atlas.jobs.curator import Curator
from atlas.jobs.health import Gathering
from atlas.jobs.pulse import Pulse
from atlas.jobs.sparing import canary_in
from atlas.jobs.upkeep import daily, monthly, weekly
from atlas.jobs.upkeep.rounds import Round, Step
from atlas.jobs.upkeep.steward import Steward
from atlas.jobs.watchman import Sight, Watchman
from atlas.journal import redacted
from atlas.model.attempt import Attempt, Page, Try
from atlas.model.exchange import Exchange
from atlas.model.fault import Kind
from atlas.model.heartbeat import Beat
from atlas.model.rotation import Rotation
from atlas.model.verdict import Verdict
from atlas.model.vitals import Limits
from tests.fakes import NOON
from tests.house import HEAD, House, fault
from tests.jobs.backup.homes import keeping, opened, private, same

DAYS = 35
TICK = 3600.0
CANARY = 6 * 3600.0
ROTATION = Rotation(7, 4, 12)
GOOD, SLOW = "https://good.example/", "https://slow.example/"


class Done:
    """A round that was gone at once, as a process that has ended."""

    def __init__(self, ok):
        self.code = int(not ok)

    def poll(self):
        return self.code


class Weeks:
    """A house and everything that works by itself beside it, on real files."""

    def __init__(self, folder):
        self.house = house = House(folder / "home", {SLOW: [fault(Kind.OVERLOADED)] * 9999})
        private(folder / "home")
        self.clock = clock = house.clock
        self.state = house.folders.state
        self.catalog = opened(house.folders)
        self.catalog.note([], [])
        house.writer._index._index = self.catalog
        self.keeping = keeping(house.folders, clock, str(folder / "disk"), rotation=ROTATION)
        self.sent, self.pings, self.rounds, self.flights, self.asked, self.warned = [], [], [], [], [], []
        house.ladder.before = lambda url: self.asked.append((clock.now(), url))
        crier = Crier(self.state, ("a:",), timedelta(hours=1), self._send, clock.now, clock.monotonic, redacted, "pi")
        missing = lambda: ({}, {})
        limits = Limits(10**9, 75.0, 10**8)
        told = (house.folders, self.catalog, limits, lambda: house.vitals, clock.now, clock.doubtful, missing)
        facts = Gathering(*told).facts
        self.watchman = Watchman(
            crier, Sight(partial(facts, cheap=True), facts), self._ping, time(8), clock.now, clock.monotonic
        )
        self.pulse = Pulse(self.state, self._beat, lambda: house.vitals, clock.now, clock.monotonic)
        self.aviary = Aviary(
            house.folders, house.vault, CANARY, Perch, lambda flight: Bird(flight, clock), clock.now, clock.monotonic
        )
        house.fetcher._way = self.aviary.way
        self.steward = Steward(self.state, self._upkeep, lambda: False, clock.now, clock.monotonic)
        self.curator = Curator(
            house.folders, house.vault, self.catalog, same, clock.now, clock.monotonic, lambda seconds: None
        )

    def passes(self, days):
        end = self.clock.now() + timedelta(days=days)
        while self.clock.now() < end:
            self._tick()
            self.clock.sleep(TICK)

    def _tick(self):
        self.house.turns(1)
        for door in (self.pulse, self.aviary, self.steward, self.curator):
            self._hear(door.tend())
        begun = bool(self.aviary._flight)
        while self.aviary._flight:
            for event in self.house.turns(1):
                self._hear(self.aviary.told(event))
        if begun:
            self.flights.append((self.clock.now(), canary_in(self.state).failed))
        if self.curator._work:
            self.curator._work.result()
        for event in self.house.events:
            self.watchman.hear(event)
        self.house.events.clear()
        # Messages of what happened once are gathered for a while.
        for _ in range(2):
            self.watchman.turn()
        self._hear(self.watchman.tend())

    def _hear(self, events):
        for event in events:
            self.watchman.hear(event)
            if event.level != "INFO":
                self.warned.append(event)

    def _send(self, address, title, body):
        self.sent.append((self.clock.now(), title.removeprefix("Atlas on pi: "), body))

    def _ping(self, *, state, told):
        self.pings.append((state, told))

    def _beat(self):
        now = self.clock.now()
        return Beat(now, NOON, "1", 7, "hung", now)

    def _upkeep(self, period):
        self.rounds.append((period, self.clock.now()))
        run = Round(self.state, period, self._steps(period), self.clock.now, self.clock.monotonic).run()
        return Done(all(one.ok for one in list(run)))

    def _steps(self, period):
        now, folders = self.clock.now(), self.house.folders
        steps = {
            "daily": {
                "backup": partial(daily.backed_up, self.keeping),
                "check": partial(daily.checked, self.keeping),
                "stuck": partial(daily.stuck, folders, timedelta(days=5), now),
                "tidy": partial(daily.tidied, folders, self.state / "log", timedelta(days=14), now),
            },
            "weekly": {
                "verify": partial(weekly.verified, self.keeping),
                "rotate": partial(weekly.rotated, self.keeping),
                "trend": partial(weekly.trend, self.catalog, now),
            },
            "monthly": {"drill": partial(monthly.drilled, self.keeping, 10**9)},
        }[period]
        return [Step(name, run) for name, run in steps.items()]

    @property
    def sets(self):
        return self.keeping.store().sets()


class Bird:
    """Brings home the page of a flight without a network."""

    def __init__(self, flight, clock):
        self.flight, self.clock = flight, clock

    def climb(self, ask, sink):
        body = sink.body()
        body.write(self.flight.page)
        size, now = len(self.flight.page), self.clock.now()
        sink.keep(Exchange(ask.url, now, "127.0.0.1", b"GET / HTTP/1.1\r\n\r\n", HEAD % 200, 200, (), size), body)
        page = Page(ask.url, "canary", 200, "text/html", size, "sha256:00", Verdict.PAGE)
        return Attempt(ask.url, (Try("canary", now, 200, None, "", 3),), page)

    def interrupt(self):
        pass


@pytest.fixture(scope="module")
def weeks(scratch):
    made = Weeks(scratch)
    made.house.drop("good.url", GOOD)
    made.house.drop("slow.url", SLOW)
    made.passes(DAYS)
    yield made
    made.curator.stop()
    made.catalog.close()


def on(weeks, period):
    return [(at - NOON) // timedelta(days=1) for one, at in weeks.rounds if one == period]


def test_upkeep_goes_its_rounds_by_the_calendar(weeks):
    assert on(weeks, "daily") == list(range(DAYS))
    assert on(weeks, "weekly") == [0, 7, 14, 21, 28]
    assert on(weeks, "monthly") == [0, 30]


def test_the_backups_that_stay_are_those_of_days_weeks_and_months(weeks):
    last = max(at for one, at in weeks.rounds if one == "weekly")
    backed = [at for one, at in weeks.rounds if one == "daily"]
    stay = ROTATION.stay([at.replace(microsecond=0) for at in backed if at <= last])
    since = [at for at in backed if at > last]
    assert len(weeks.sets) == len(stay) + len(since)
    assert 7 + 3 <= len(stay) <= 7 + 4 + 2


def test_every_step_of_every_round_ended_well_and_the_drill_passed(weeks):
    assert weeks.warned == []
    drill = json.loads((weeks.state / "drill.json").read_text())
    assert drill["ok"]
    assert drill["at"].startswith("2026-12-23")


def test_a_letter_comes_each_day(weeks):
    letters = [at.astimezone().date() for at, title, _ in weeks.sent if title == "The day in short"]
    assert len(letters) == len(set(letters)) == DAYS
    assert all(at.astimezone().hour == 8 for at, title, _ in weeks.sent if title == "The day in short")


def test_the_switch_is_told_at_every_look_that_all_is_well(weeks):
    assert weeks.pings[0] == ("start", "")
    assert set(weeks.pings[1:]) == {("ok", "")}
    # The first look comes a minute after the start, and a round through the house takes seconds of its own.
    assert DAYS * 86_400 / TICK - 3 <= len(weeks.pings) <= DAYS * 86_400 / TICK + 1


def test_canaries_come_home_every_six_hours(weeks):
    assert {failed for _, failed in weeks.flights} == {0}
    assert DAYS * 4 - 24 <= len(weeks.flights) <= DAYS * 4
    between = [after - before for (before, _), (after, _) in zip(weeks.flights, weeks.flights[1:], strict=False)]
    assert all(timedelta(hours=6) <= one <= timedelta(hours=7.1) for one in between)


def test_nothing_of_canaries_is_in_catalog_archive_or_backups(weeks):
    assert {one.url for one in weeks.catalog.records()} == {GOOD, SLOW}
    assert [one for one in weeks.house.home.parent.rglob("*canary*") if one.name != "canary.json"] == []


def test_a_host_that_stays_overloaded_is_tried_at_once_then_once_a_week_and_dies_once(weeks):
    asked = [(at - NOON) // timedelta(days=1) for at, url in weeks.asked if url == SLOW]
    assert asked == [0, 0, 0, 0, 7, 14, 21]
    assert weeks.house.files("failed") == ["dead/slow.url"]
    deaths = [at - NOON for at, title, _ in weeks.sent if title.startswith("A link could not")]
    assert [one // timedelta(days=1) for one in deaths] == [21]


def test_a_page_that_was_captured_is_never_asked_for_again(weeks):
    assert [url for _, url in weeks.asked].count(GOOD) == 1


def test_no_other_message_is_sent(weeks):
    assert Counter(title for _, title, _ in weeks.sent) == {
        "The day in short": DAYS,
        "A link could not be captured.": 1,
    }


def test_the_catalog_is_looked_after_every_week(weeks):
    assert (weeks.state / "care.json").exists()
