"""What a person does to the queue by a verb, on folders alone."""

import os

import pytest

from atlas.errors import NotFound
from atlas.jobs import verbs
from atlas.jobs.verbs import STATES
from atlas.model.fault import Kind
from tests.house import House, fault

FAILED = ("deferred", "dead")


def dead(url: str) -> dict:
    return {url: [fault(Kind.LEGAL)]}


@pytest.fixture
def house(tmp_path):
    made = House(tmp_path / "home", dead("http://gone.example/"))
    made.drop("gone.url", "http://gone.example/")
    made.turns(8)
    assert made.files("failed") == ["dead/gone.url"]
    return made


def found(house, *names):
    return [one.path.relative_to(house.home).as_posix() for one in verbs.named(house.folders, names, FAILED)]


def test_a_list_in_the_inbox_says_how_many_it_asks_for(house):
    house.drop("list.txt", "http://a.example/", "http://b.example/")
    (one,) = verbs.waiting(house.folders, ("inbox",), house.clock.now())
    assert (one.drop, one.state, one.targets, one.left) == ("list.txt", "inbox", 2, 2)
    assert one.first_seen is not None


def test_a_dead_drop_says_why(house):
    (one,) = verbs.waiting(house.folders, STATES, house.clock.now())
    assert (one.state, one.kind, one.targets, one.attempts) == ("dead", "legal", 1, 1)


def test_a_drop_without_its_ticket_is_shown(house):
    (house.home / "failed/dead/gone.url.atlas.json").unlink()
    (one,) = verbs.waiting(house.folders, FAILED, house.clock.now())
    assert "no ticket" in one.reason


def test_the_ticket_s_name_stands_for_its_drop(house):
    shelf = house.home / "failed/dead"
    assert found(house, *(str(one) for one in sorted(shelf.iterdir()))) == ["failed/dead/gone.url"]


def test_a_path_may_go_a_long_way_round(house, tmp_path):
    (tmp_path / "link").symlink_to(house.home)
    assert found(house, str(house.home / "inbox/../failed/dead/gone.url")) == ["failed/dead/gone.url"]
    assert found(house, str(tmp_path / "link/failed/dead/gone.url")) == ["failed/dead/gone.url"]


def test_the_beginning_of_a_name_is_not_enough(house):
    with pytest.raises(NotFound, match=r"gone\.url"):
        found(house, "gone")


def test_a_name_on_both_shelves_means_both(house):
    house.drop("gone.url", "http://other.example/", folder="failed/deferred")
    assert found(house, "gone.url") == ["failed/deferred/gone.url", "failed/dead/gone.url"]
    assert found(house, str(house.home / "failed/dead/gone.url")) == ["failed/dead/gone.url"]


def test_every_name_that_is_none_is_told(house):
    with pytest.raises(NotFound) as told:
        found(house, "x.url", "gone.url", "y.url")
    assert "x.url" in str(told.value)
    assert "y.url" in str(told.value)


def test_a_retry_overwrites_nothing_and_leaves_no_ticket(house):
    house.drop("gone.url", "http://new.example/")
    (one,) = verbs.named(house.folders, ("gone.url",), FAILED)
    assert verbs.retry(house.folders, one) == house.home / "inbox/gone~2.url"
    assert house.all_files("inbox") == ["gone.url", "gone~2.url"]
    assert (house.home / "inbox/gone.url").read_text() == "http://new.example/\n"
    assert house.all_files("failed") == []


def test_a_drop_that_went_on_meanwhile_is_told(house):
    (one,) = verbs.named(house.folders, ("gone.url",), FAILED)
    one.path.unlink()
    with pytest.raises(FileNotFoundError):
        verbs.retry(house.folders, one)
    assert house.files("inbox") == []


def test_a_name_that_is_no_text_is_asked_for_as_it_is_shown(house):
    raw = os.fsencode(house.home / "failed/dead") + b"/\xff\x1b.url"
    with open(raw, "wb") as file:
        file.write(b"http://a.example/\n")
    names = [one.drop for one in verbs.waiting(house.folders, ("dead",), house.clock.now())]
    assert "\\xff\\x1b.url" in names
    (one,) = verbs.named(house.folders, ("\\xff\\x1b.url",), FAILED)
    verbs.discard(one)
    assert house.files("failed") == ["dead/gone.url"]
