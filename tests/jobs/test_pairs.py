"""A page that a person's own browser saved serves the shortcut beside it, too."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from atlas.jobs.audit import Audit
from atlas.model.event import Noticed
from atlas.model.fault import Kind
from atlas.model.ticket import Disposition
from tests.house import House, fault
from tests.jobs.test_saved import put
from tests.model.test_saved import CHROME, A

PDF = b"%PDF-1.7 words"
SHORTCUT = f"[InternetShortcut]\nURL={A}\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return house_at(tmp_path)


def house_at(home, faults=None, ago=timedelta(0)):
    """A house whose clock is the disk's: a pair is known by when its files came."""
    return House(home, faults, now=datetime.now(UTC) - ago)


def target_of(house, name):
    (place,) = (one for one in house.files("processed") if one.endswith(f"/{name}"))
    (target,) = house.ticket(f"processed/{place}").targets
    return target


def is_a_pair(house, page="x.html", shortcut="x.url"):
    """Holds where the page was kept once, and the shortcut names what was kept."""
    assert house.files("inbox") == house.files("failed") == []
    (snapshot,) = house.snapshots()
    targets = [target_of(house, name) for name in (page, shortcut)]
    assert [one.disposition for one in targets] == [Disposition.CAPTURED] * 2
    assert [one.snapshot for one in targets] == [f"raw/{snapshot.path}"] * 2
    assert targets[1].reason == "It was kept already."


@pytest.mark.parametrize("page", [("x.html", CHROME), ("x.pdf", PDF)])
def test_a_page_and_its_shortcut_are_one_capture_and_nobody_is_asked(house, page):
    put(house, "x.url", SHORTCUT)
    put(house, *page)
    house.turns()
    is_a_pair(house, page=page[0])
    assert house.ladder.asked == []
    audit = Audit(house.folders, house.vault, None, strict=True)
    assert [one for one in audit.run() if not one.startswith("open to others")] == []


def test_a_shortcut_that_comes_after_its_page_is_served_by_it(house):
    put(house, "tag/x.html", CHROME)
    house.turns()
    put(house, "tag/x.url", SHORTCUT)
    house.turns()
    is_a_pair(house)


@pytest.mark.parametrize(("kind", "shelf"), [(Kind.BLOCKED, "dead"), (Kind.OVERLOADED, "deferred")])
def test_a_shortcut_that_failed_is_served_by_the_page_that_comes_for_it(tmp_path, kind, shelf):
    house = house_at(tmp_path, {A: [fault(kind)] * 99})
    put(house, "x.url", SHORTCUT)
    for _ in range(60):
        house.turns(3)
        if house.files("failed") == [f"{shelf}/x.url"]:
            break
        house.clock.sleep(100_000)
    assert house.files("failed") == [f"{shelf}/x.url"]
    asked = len(house.ladder.asked)
    put(house, "x.html", CHROME)
    told = house.turns()
    assert "A page was saved for a drop that had failed; it is taken again." in [
        one.what for one in told if isinstance(one, Noticed)
    ]
    assert len(house.ladder.asked) == asked
    assert house.files("failed") == house.files("inbox") == []
    assert target_of(house, "x.url").reason == "It was kept already."


def test_a_page_from_elsewhere_serves_no_shortcut(house):
    put(house, "x.url", "[InternetShortcut]\nURL=https://elsewhere.example/\n")
    put(house, "x.html", CHROME)
    house.turns()
    assert house.ladder.asked == ["https://elsewhere.example/"]
    assert len(list(house.snapshots())) == 2


def test_a_link_in_a_note_is_a_wish_of_its_own(house):
    house.drop("x.txt", A)
    put(house, "x.pdf", PDF)
    house.turns()
    assert house.ladder.asked == [A]


def test_a_shortcut_that_comes_much_later_is_a_wish_of_its_own(tmp_path):
    house = house_at(tmp_path, ago=timedelta(days=2))
    put(house, "x.html", CHROME)
    house.turns()
    house = house_at(tmp_path)
    put(house, "x.url", SHORTCUT)
    house.turns()
    assert house.ladder.asked == [A]


def test_what_is_no_page_holds_a_shortcut_up_only_while_it_is_waited_for(house):
    (house.home / "inbox/x.html").symlink_to("/nowhere")
    os.mkfifo(house.home / "inbox/x.pdf")
    put(house, "x.url", SHORTCUT)
    house.turns()
    assert house.ladder.asked == [A]


def test_a_page_that_can_be_no_drop_is_not_waited_for(house):
    put(house, "x.html", CHROME)
    (house.home / "another").hardlink_to(house.home / "inbox/x.html")
    put(house, "x.url", SHORTCUT)
    house.turns()
    assert house.ladder.asked == [A]


def test_a_page_whose_snapshot_is_gone_serves_nobody(house):
    put(house, "x.html", CHROME)
    house.turns()
    for one in list(house.snapshots()):
        (house.folders.raw / one.path).unlink()
    put(house, "x.url", SHORTCUT)
    house.turns()
    assert house.ladder.asked == [A]


def test_the_second_page_of_a_name_serves_its_own_shortcut(house):
    put(house, "x.pdf", PDF)
    house.turns()
    put(house, "x.url", SHORTCUT)
    put(house, "x.pdf", PDF + b" and more")
    house.turns()
    assert house.ladder.asked == []
    first, second = (target_of(house, name) for name in ("x~2.pdf", "x.url"))
    assert first.snapshot == second.snapshot
