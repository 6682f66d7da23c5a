"""Whatever happens to the catalog while the daemon works is mended while it works."""

import threading
from contextlib import closing
from dataclasses import replace

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from atlas.jobs.agreeing import GROUP
from atlas.jobs.curator import AGAIN, DAY, WEEK, Curator
from atlas.jobs.writer import REFUSED
from atlas.model.event import Warned
from tests.house import House
from tests.model.test_health import WELL

URLS = tuple(f"https://h{one}.example/" for one in range(30))


class Home:
    """A house with a catalog that is written to, and who looks after it."""

    def __init__(self, folder, catalog=Catalog):
        self.house = House(folder)
        self.house.drop("list.txt", *URLS)
        self.house.turns(60)
        self.path = self.house.folders.state / "catalog.db"
        self.catalog = catalog(self.path)
        self.catalog.note(self.house.index.kept, [])
        self.curator = self.anew()

    def anew(self):
        house, clock = self.house, self.house.clock
        judged = lambda snapshot: snapshot
        told = (house.folders, house.vault, self.catalog, judged, clock.now, clock.monotonic, lambda seconds: None)
        self.curator = Curator(*told)
        return self.curator

    def tended(self):
        """Tends until the thread has done what it was given; returns what was told."""
        told = list(self.curator.tend())
        while self.curator._work:
            self.curator._work.exception()
            told += self.curator.tend()
        return told

    def urls(self):
        return {one.url for one in self.catalog.records()}

    def asides(self):
        return sorted(one.name for one in self.path.parent.iterdir() if ".broken-" in one.name)


@pytest.fixture
def home(tmp_path):
    made = Home(tmp_path)
    made.tended()
    yield made
    made.curator.stop()
    made.catalog.close()


def overwrite(home, beginning=1, pages=3):
    # What is still in the log is read from there, and harms nothing.
    home.catalog._writer().execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with home.path.open("r+b") as file:
        file.seek(beginning * 4096)
        file.write(b"\xa5" * 4096 * pages)


def test_a_whole_one_is_left_alone(home):
    assert home.tended() == []
    assert home.asides() == []


def test_one_that_was_deleted_is_made_anew_at_the_next_look(home):
    home.path.unlink()
    told = home.tended()
    assert [one.name for one in told] == ["warned", "noticed"]
    assert home.urls() == set(URLS)
    assert home.tended() == []


def test_one_that_was_deleted_and_written_to_since_has_both(home):
    home.path.unlink()
    home.house.drop("late.url", "https://late.example/")
    home.house.turns(20)
    home.catalog.note(home.house.index.kept[-1:], [])
    home.tended()
    assert home.urls() == {*URLS, "https://late.example/"}


def test_one_whose_pages_are_overwritten_is_moved_aside_and_made_anew(home):
    overwrite(home)
    home.curator.seen(replace(WELL, catalog="malformed"))
    told = home.tended()
    assert [(one.name, one.about) for one in told] == [("alerted", "healed"), ("noticed", "catalog")]
    assert home.urls() == set(URLS)
    assert home.catalog.check() == []
    assert len([one for one in home.asides() if one.endswith("Z")]) == 1


def test_damage_that_the_log_still_covers_is_written_over_and_harms_nothing(home):
    with home.path.open("r+b") as file:
        file.write(b"\xa5" * 4096 * 2)
    home.curator.seen(replace(WELL, catalog="malformed"))
    home.tended()
    assert home.urls() == set(URLS)


def test_damage_that_nobody_met_is_found_within_a_day(home):
    overwrite(home)
    home.house.clock.sleep(DAY.total_seconds())
    assert [one.name for one in home.tended()] == ["alerted", "noticed"]
    assert home.urls() == set(URLS)


def test_while_it_is_mended_nobody_is_told_that_it_is_broken(home):
    assert home.curator.seen(replace(WELL, catalog="malformed")).catalog == ""
    assert home.curator.seen(WELL) is WELL


def test_what_a_locked_one_missed_is_added_when_it_answers_again(home, tmp_path):
    home.house.drop("late.url", "https://late.example/")
    home.house.turns(20)
    home.curator.hear(Warned(REFUSED, "The database is locked.", "", "catalog"))
    (told,) = home.tended()
    assert (told.about, told.subject) == ("catalog", "1 rows")
    assert "https://late.example/" in home.urls()
    assert home.asides() == []


class Stubborn(Catalog):
    """A catalog that cannot be made anew for a while."""

    broken = False

    def note(self, kept, tried):
        if self.broken:
            raise CatalogBroken("No room.")
        super().note(kept, tried)


def test_one_that_cannot_be_made_anew_is_told_of_once_and_tried_again(tmp_path):
    home = Home(tmp_path, Stubborn)
    home.tended()
    home.path.unlink()
    home.catalog.broken = True
    assert [one.about for one in home.tended()] == ["", "catalog"]
    assert home.curator.seen(replace(WELL, catalog="gone")).catalog == "gone"
    home.house.clock.sleep(AGAIN)
    assert [one.about for one in home.tended()] == [""]
    home.catalog.broken = False
    home.house.clock.sleep(AGAIN)
    assert [one.about for one in home.tended()] == ["", "catalog"]
    assert home.urls() == set(URLS)
    home.curator.stop()
    home.catalog.close()


def test_capture_writes_between_the_groups_of_a_mending(tmp_path):
    home = Home(tmp_path)
    home.tended()
    home.path.unlink()
    written = []

    class Watched(type(home.house.vault)):
        def snapshots(self, tell=None):
            for number, one in enumerate(super().snapshots(tell)):
                if number == 5:
                    writing = threading.Thread(target=lambda: written.append(home.catalog.note([], [])))
                    writing.start()
                    # With the catalog's lock held meanwhile, this would never come to its end.
                    writing.join(10)
                    assert not writing.is_alive()
                yield one

    home.curator._vault = Watched(home.house.folders.raw)
    home.tended()
    assert written == [None]
    assert home.urls() == set(URLS)
    assert GROUP <= 100
    home.curator.stop()
    home.catalog.close()


def test_it_is_looked_after_once_a_week_piece_by_piece(tmp_path):
    home = Home(tmp_path)
    assert not (home.path.parent / "care.json").exists()
    home.tended()
    first = (home.path.parent / "care.json").read_text()
    home.house.clock.sleep(WEEK.total_seconds() - 1)
    home.anew()
    home.tended()
    assert (home.path.parent / "care.json").read_text() == first
    home.house.clock.sleep(1)
    home.tended()
    assert (home.path.parent / "care.json").read_text() != first
    home.curator.stop()
    home.catalog.close()


def test_a_stop_ends_care_after_the_piece_under_way(tmp_path):
    with closing(Catalog(tmp_path / "catalog.db")) as catalog:
        catalog.note([], [])
        asked = iter([True, False])
        assert catalog.tend(lambda: next(asked)) == 1


def test_free_pages_are_given_back_to_the_disk(tmp_path):
    path = tmp_path / "catalog.db"
    with closing(Catalog(path)) as catalog:
        catalog.note([], [])
        with catalog._writing() as database:
            database.execute_sql("CREATE TABLE heap (bytes)")
            database.execute_sql("INSERT INTO heap VALUES (zeroblob(4000000))")
            database.execute_sql("DROP TABLE heap")
        catalog.tend()
        with catalog._writing() as database:
            assert database.execute_sql("PRAGMA freelist_count").fetchone() == (0,)


def test_a_curator_who_stumbles_is_told_of_and_begins_anew_later(home):
    def stumble(seconds):
        raise ArithmeticError

    home.catalog.quick_check = stumble
    home.curator.hear(Warned(REFUSED))
    (told,) = home.tended()
    assert (told.name, told.subject) == ("broke", "ArithmeticError")
    del home.catalog.quick_check
    home.curator.hear(Warned(REFUSED))
    assert home.tended() == []
    home.house.clock.sleep(AGAIN)
    assert [one.about for one in home.tended()] == ["catalog"]
