"""The machine's two clocks, and whether the wall is to be believed."""

from datetime import UTC, datetime, timedelta

from atlas.clock import BUILT, Clock


class Wall(Clock):
    """A clock with a wall that shows what it is told."""

    def __init__(self, now, timesync):
        super().__init__(timesync)
        self._now = now

    def now(self):
        return self._now


def test_a_wall_older_than_atlas_is_not_believed(tmp_path):
    nowhere = tmp_path / "nowhere"
    assert Wall(datetime(1970, 1, 1, tzinfo=UTC), nowhere).doubtful()
    assert Wall(BUILT - timedelta(seconds=1), nowhere).doubtful()
    assert not Wall(BUILT, nowhere).doubtful()


def test_a_wall_nobody_has_set_is_not_believed(tmp_path):
    clock = Wall(BUILT, tmp_path)
    assert clock.doubtful()
    (tmp_path / "synchronized").touch()
    assert not clock.doubtful()


def test_a_machine_that_says_nothing_of_it_is_believed(tmp_path):
    assert not Wall(BUILT, tmp_path / "systemd" / "timesync").doubtful()


def test_the_wall_is_in_utc_and_waiting_is_measured_apart():
    clock = Clock()
    before = clock.monotonic()
    clock.sleep(0)
    assert clock.now().tzinfo is UTC
    assert clock.monotonic() >= before


def test_the_time_a_machine_sleeps_is_counted_where_it_is_asked_for():
    clock = Clock()
    assert clock.elapsed() >= clock.monotonic() or clock.elapsed() > 0
    assert clock.elapsed() <= clock.elapsed()
