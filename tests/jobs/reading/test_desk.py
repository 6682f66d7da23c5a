"""The desk: what children bring is filed, each once, and nothing is filed that is not on disk."""

import pytest

from atlas.errors import CatalogBroken, ReadingBroken
from atlas.jobs.reading.desk import GROUP, HELD, NO_TEXT, Desk
from atlas.jobs.reading.telling import Failed
from atlas.model.article import READER, Article
from atlas.model.event import Read, Unreadable
from tests.fakes import FakeClock
from tests.house import House
from tests.jobs.reading.fakes import ARTICLE, FakeChildren, FakeIndex, row

GONE = ReadingBroken("The process that reads pages ended.")


class Scene:
    """A desk with everything about it."""

    def __init__(self, home, found=None):
        self.house = House(home)
        self.index, self.children, self.clock = FakeIndex(), FakeChildren(found), FakeClock()
        self.desk = Desk(self.house.folders, self.index, self.children, self.clock.now, self.clock.monotonic)

    def read(self, *rows, seats=1):
        self.desk.take(rows)
        events = []
        while self.desk.left:
            events += self.desk.turn(seats, 1.0)
        return events


@pytest.fixture
def scene(tmp_path):
    return Scene(tmp_path / "home")


def test_an_article_is_on_disk_in_the_catalog_and_told(scene):
    (event,) = scene.read(row())
    reading = scene.index.readings[row().snapshot]
    assert (reading.article, reading.reader, reading.reason) == (ARTICLE, READER, "")
    assert (scene.house.folders.articles / reading.path).is_file()
    assert reading.digest.startswith("sha256:")
    assert isinstance(event, Read)
    assert event.path == f"processed/articles/{reading.path}"
    assert (event.words, event.snapshot) == (4, f"raw/{row().snapshot}")


def test_a_page_that_cannot_be_read_has_the_reason_in_its_record(tmp_path):
    scene = Scene(tmp_path / "home", {row().snapshot: Failed("The reader crashed over it (SIGSEGV).")})
    (event,) = scene.read(row())
    assert isinstance(event, Unreadable)
    reading = scene.index.readings[row().snapshot]
    assert (reading.article, reading.path, reading.reason) == (None, "", "The reader crashed over it (SIGSEGV).")


def test_a_page_without_text_has_no_file_but_its_facts(tmp_path):
    picture = Article("", facts={"width": "800"})
    scene = Scene(tmp_path / "home", {row().snapshot: picture})
    (event,) = scene.read(row())
    reading = scene.index.readings[row().snapshot]
    assert (event.path, reading.path, reading.reason, reading.article) == ("", "", NO_TEXT, picture)
    assert scene.house.files("processed") == []


def test_what_the_machine_may_be_to_blame_for_is_not_filed_and_not_asked_again(tmp_path):
    scene = Scene(tmp_path / "home", {row().snapshot: Failed("The machine was busy.", final=False)})
    (event,) = scene.read(row())
    assert isinstance(event, Unreadable)
    assert scene.index.readings == {}
    assert scene.read(row()) == []
    assert scene.children.asked == [row().snapshot]


def test_an_article_that_is_there_outlives_a_reading_that_fails(scene):
    scene.read(row())
    before = scene.index.readings[row().snapshot]
    scene.children.found[row().snapshot] = Failed("The reader crashed over it (SIGSEGV).")
    (event,) = scene.read(row())
    assert isinstance(event, Unreadable)
    assert scene.index.readings[row().snapshot] == before


def test_an_article_that_is_there_outlives_a_reading_that_finds_no_text(scene):
    scene.read(row())
    before = scene.index.readings[row().snapshot]
    scene.children.found[row().snapshot] = Article("")
    (event,) = scene.read(row())
    assert (type(event), event.reason) == (Unreadable, NO_TEXT)
    assert scene.index.readings[row().snapshot] == before
    assert scene.house.files("processed") == [f"articles/{before.path}"]


def test_readings_are_filed_in_groups(scene):
    scene.read(*map(row, range(20)), seats=3)
    assert sum(map(len, scene.index.filed)) == 20
    assert max(map(len, scene.index.filed)) <= GROUP + 2
    assert len(scene.index.filed) < 5


def test_no_more_are_read_at_once_than_there_are_seats(scene):
    seen = []
    scene.children.before = lambda: seen.append(len(scene.children.flying))
    scene.read(*map(row, range(7)), seats=2)
    assert max(seen) == 2


def test_while_one_reading_is_filed_the_next_page_is_read_already(scene):
    scene.desk.take([row(1), row(2)])
    list(scene.desk.turn(1, 1.0))
    assert scene.children.flying == [row(2).snapshot]


def test_without_a_seat_nothing_is_begun(scene):
    scene.desk.take([row()])
    assert list(scene.desk.turn(0, 1.0)) == []
    assert scene.children.asked == []


def test_without_a_seat_what_was_brought_waits_but_not_for_ever(scene):
    scene.desk.take([row(1), row(2)])
    scene.children.before = lambda: scene.children.flying.clear() if len(scene.children.asked) > 1 else None
    assert list(scene.desk.turn(1, 1.0)) == []
    assert list(scene.desk.turn(0, 1.0)) == []
    scene.clock.sleep(HELD)
    assert [one.name for one in scene.desk.turn(0, 1.0)] == ["read"]


def test_what_is_taken_twice_is_read_once(scene):
    scene.desk.take([row(), row()])
    scene.desk.take([row()])
    scene.read()
    assert scene.children.asked == [row().snapshot]


def test_when_the_mother_ends_her_pages_are_read_by_the_next(scene):
    scene.children.errors = [GONE]
    (event,) = scene.read(row())
    assert isinstance(event, Read)
    assert scene.children.asked == [row().snapshot] * 2


def test_a_page_that_twice_ends_the_mother_is_left_alone(scene):
    scene.children.errors = [GONE, GONE]
    (event,) = scene.read(row())
    assert isinstance(event, Unreadable)
    assert scene.desk.aside == {row().snapshot}
    assert scene.index.readings == {}


def test_a_mother_who_ends_again_and_again_is_told(scene):
    scene.children.errors = [GONE] * 3
    with pytest.raises(ReadingBroken):
        scene.read(*map(row, range(5)))


def test_an_answer_nobody_waits_for_is_nothing(scene):
    scene.desk.take([row()])
    scene.children.before = scene.desk.drop
    assert list(scene.desk.turn(1, 1.0)) == []
    assert scene.index.readings == {}


def test_where_the_catalog_does_not_take_it_it_is_read_again_and_there_is_one_file(scene):
    scene.index.error = CatalogBroken("locked")
    with pytest.raises(CatalogBroken):
        scene.read(row())
    assert scene.desk.left == 0
    scene.index.error = None
    scene.read(row())
    assert len(scene.house.files("processed")) == 1
    assert scene.index.readings[row().snapshot].path
