"""What each step of upkeep does and finds."""

import os
from contextlib import contextmanager
from datetime import timedelta

import pytest

from atlas.catalog import Catalog
from atlas.errors import Busy
from atlas.jobs.backup.store import Store
from atlas.jobs.upkeep import daily, monthly, weekly
from atlas.model import moment
from atlas.model.attempt import Try
from atlas.model.fault import Kind
from atlas.model.rotation import Rotation
from tests.fakes import NOON
from tests.jobs.backup.homes import built, keeping, opened

WEEK = timedelta(days=7)


@pytest.fixture
def house(tmp_path):
    return built(tmp_path / "home")


def told(said):
    return [(one.told, one.ok) for one in said]


def test_the_daily_backup_is_made_and_checked(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"))
    assert all(one.ok for one in daily.backed_up(kept))
    assert told(daily.checked(kept)) == [("The newest set is there; a sixteenth of it was read.", True)]


def test_that_the_archive_is_not_backed_up_is_told_and_no_failure(house):
    said = list(daily.backed_up(keeping(house.folders, house.clock)))
    assert said[0].told.startswith("The archive itself is not backed up")
    assert all(one.ok for one in said)


def test_what_could_not_be_backed_up_is_a_failure(house, tmp_path):
    next(house.folders.raw.rglob("*.gz")).write_bytes(b"rotten")
    said = list(daily.backed_up(keeping(house.folders, house.clock, str(tmp_path / "disk"))))
    assert [one.ok for one in said] == [False, True]


def test_a_set_with_something_missing_is_a_failure(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"))
    list(kept.back_up())
    next((tmp_path / "disk/raw").rglob("*.gz")).unlink()
    assert [one.ok for one in daily.checked(kept)] == [False]


def test_drops_that_nobody_took_and_retries_that_nobody_made_are_told(house):
    later = house.clock.now() + timedelta(days=4000)
    said = told(daily.stuck(house.folders, timedelta(days=5), later))
    assert said == [
        ("stuck in the inbox: new.url", False),
        ("overdue: slow.url", False),
        ("1 drops are stuck in the inbox, 1 are overdue.", True),
    ]


def test_what_waits_as_it_should_is_not_stuck(tmp_path):
    fresh = built(tmp_path / "fresh")
    (fresh.folders.inbox / "new.url").unlink()
    assert told(daily.stuck(fresh.folders, timedelta(days=5), fresh.clock.now())) == [
        ("0 drops are stuck in the inbox, 0 are overdue.", True)
    ]


def test_old_logs_and_what_a_drill_left_go(house):
    log = house.folders.state / "log"
    log.mkdir()
    for name, age in (("old.log", 20), ("atlas.log", 1)):
        (log / name).write_text("line")
        at = (house.clock.now() - timedelta(days=age)).timestamp()
        os.utime(log / name, (at, at))
    (house.folders.state / "drill/raw").mkdir(parents=True)
    assert told(daily.tidied(house.folders, log, timedelta(days=14), house.clock.now())) == [
        ("Removed 1 old logs.", True)
    ]
    assert [one.name for one in log.iterdir()] == ["atlas.log"]
    assert not (house.folders.state / "drill").exists()


@contextmanager
def free():
    yield


@contextmanager
def taken():
    raise Busy("Another Atlas works on this home.")
    yield


def test_the_catalog_is_looked_after_and_whole_afterwards(house):
    catalog = opened(house.folders)
    ((said, ok),) = told(weekly.tended(catalog, free))
    assert (said.startswith("The catalog is in order"), ok) == (True, True)
    assert catalog.check() == []
    assert catalog.search("chip", 1)
    catalog.close()


def test_beside_a_running_atlas_the_catalog_is_left(house):
    assert told(weekly.tended(opened(house.folders), taken)) == [
        ("The catalog is looked after by the Atlas that is at work on it.", True)
    ]


def test_the_archive_is_read_and_mended_a_part_at_a_time(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"))
    list(kept.back_up())
    rotten = next(house.folders.raw.rglob("*.gz"))
    rotten.write_bytes(b"rotten")
    *said, last = weekly.verified(kept)
    assert "brought back" in said[0].told
    assert (last.ok, last.told.endswith("to its end; 0 are damaged.")) == (True, True)


def test_what_cannot_be_mended_is_a_failure(house, tmp_path):
    next(house.folders.raw.rglob("*.gz")).write_bytes(b"rotten")
    assert list(weekly.verified(keeping(house.folders, house.clock, str(tmp_path / "disk"))))[-1].ok is False


def test_sets_that_are_too_many_go(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"), rotation=Rotation(1, 0, 0))
    for _ in range(3):
        list(kept.back_up())
        house.clock.jump(timedelta(days=1))
    assert told(weekly.rotated(kept))[0] == ("Removed sets that were too many. [2]", True)
    assert len(Store(tmp_path / "disk").sets()) == 1


def tries(at, good, bad):
    one = [Try("direct", at + timedelta(minutes=n), 200, None, "", 5) for n in range(good)]
    return one + [Try("direct", at + timedelta(hours=2, minutes=n), 503, Kind.OVERLOADED, "", 5) for n in range(bad)]


@pytest.fixture
def fared(tmp_path):
    """A host that was well the week before and is ill now, and one that is as it was."""
    catalog = Catalog(tmp_path / "catalog.db")
    last, this = NOON - WEEK * 2 + timedelta(days=1), NOON - WEEK + timedelta(days=1)
    for host, weeks in (("ill", ((9, 1), (2, 8))), ("well", ((9, 1), (9, 1))), ("rare", ((1, 0), (0, 1)))):
        for at, (good, bad) in zip((last, this), weeks, strict=True):
            catalog.note([], [(f"https://{host}.example/", tuple(tries(at, good, bad)))])
    yield catalog
    catalog.close()


def test_a_host_that_fares_worse_than_the_week_before_is_told(fared):
    assert told(weekly.trend(fared, NOON)) == [
        ("11 of 21 tries were good this week, 19 of 21 the week before.", True),
        ("By direct: 11 of 21, 19 of 21 the week before.", True),
        ("ill.example, direct: 2 of 10 tries were good, before 9 of 10.", True),
    ]


def test_tries_are_counted_by_host_and_layer_between_two_moments(fared):
    found = fared.fared(moment.written(NOON - WEEK), moment.written(NOON))
    assert [(one.host, one.layer, one.tries, one.good) for one in found] == [
        ("ill.example", "direct", 10, 2),
        ("rare.example", "direct", 1, 0),
        ("well.example", "direct", 10, 9),
    ]


def test_a_week_without_tries_has_no_trend(fared):
    assert told(weekly.trend(fared, NOON + WEEK * 9)) == [
        ("0 of 0 tries were good this week, 0 of 0 the week before.", True)
    ]


def test_a_drill_is_made_and_told(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"))
    list(kept.back_up())
    ((said, ok),) = told(monthly.drilled(kept, 10**9))
    assert (said.endswith("was restored, opened and searched in 0 s."), ok) == (True, True)


def test_a_drill_without_a_set_is_a_failure(house, tmp_path):
    assert [one.ok for one in monthly.drilled(keeping(house.folders, house.clock, str(tmp_path / "no")), 1)] == [False]


def test_sealed_sets_are_rehearsed_by_hand(house, tmp_path):
    kept = keeping(house.folders, house.clock, str(tmp_path / "disk"), sealed_to="age1" + "q" * 58)
    assert "--identity" in next(monthly.drilled(kept, 1)).told


@pytest.mark.parametrize(
    ("networks", "free_disk", "level", "wanted"),
    [
        (["0.0.0.0/0"], 10**9, "INFO", "allow_networks: 0.0.0.0/0 opens"),
        ([], 1000, "INFO", "free_disk leaves"),
        ([], 10**9, "DEBUG", "wears out a card"),
        ([], 10**9, "INFO", "on the same disk"),
    ],
)
def test_settings_that_one_may_regret_are_told(house, networks, free_disk, level, wanted):
    kept = keeping(house.folders, house.clock, str(house.home / "copy"))
    said = [one for one, _ in told(monthly.reviewed(kept, networks, free_disk, level))]
    assert any(wanted in one for one in said)


def test_a_network_of_ones_own_is_not_told(house):
    kept = keeping(house.folders, house.clock)
    said = [one for one, _ in told(monthly.reviewed(kept, ["192.168.1.0/24"], 10**9, "INFO"))]
    assert said == ["The archive itself is not backed up: name a folder on another disk in [backup] to.", said[-1]]
