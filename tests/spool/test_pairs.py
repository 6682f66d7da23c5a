"""A saved page and the shortcut beside it, by what lies where."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from atlas.model.attempt import SAVED, Try
from atlas.model.ticket import Disposition
from atlas.spool import Folders, Place
from atlas.spool.pairs import PATIENCE, TOGETHER, _snapshot, awaited, failed_beside, kept_beside
from tests.fakes import NOON
from tests.model.test_saved import CHROME, A
from tests.spool.samples import NOW, filed, home_at, loaded, put, target, ticket

SHORTCUT = f"[InternetShortcut]\nURL={A}\n"
SNAPSHOT = "raw/2099/x.warc.gz"
SAVED = Try(SAVED, NOON, None, None, "", 3)
FETCHED = Try("direct", NOON, 200, None, "", 3)
PAGE = target(A, snapshot=SNAPSHOT, tries=(SAVED,))
TICK = timedelta(milliseconds=1)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path)


def dropped(folders, name="x.url", text=SHORTCUT, place=Place.INBOX):
    put(place.folder(folders) / name, text)
    return loaded(folders, name, place)


def page_in(folders, month, name="x.html", one=PAGE):
    put(folders.home / SNAPSHOT, b"")
    return filed(folders.drops / month / name, ticket(name, b"", one), CHROME)


def test_a_shortcut_waits_for_the_page_of_its_whole_stem_and_no_longer_than_it_may(folders):
    one = replace(dropped(folders, "tag/a.b.url"), arrived=NOW - PATIENCE)
    assert awaited(folders, one, NOW) == ""
    put(folders.inbox / "tag/a.b.pdf", b"%PDF")
    assert awaited(folders, one, NOW) == "tag/a.b.pdf"
    assert awaited(folders, one, NOW + TICK) == ""


@pytest.mark.parametrize(("name", "place"), [("x.txt", Place.INBOX), ("x.url", Place.DEFERRED)])
def test_a_note_and_what_waits_already_wait_for_no_page(folders, name, place):
    for folder in (folders.inbox, folders.deferred):
        put(folder / "x.html", CHROME)
    assert awaited(folders, replace(dropped(folders, name, place=place), arrived=NOW), NOW) == ""


def test_a_shortcut_is_served_by_its_page_for_an_hour(folders):
    page_in(folders, "2099-06")
    one = dropped(folders)
    assert kept_beside(folders, replace(one, arrived=NOW + TOGETHER)) == SNAPSHOT
    assert kept_beside(folders, replace(one, arrived=NOW + TOGETHER + TICK)) == ""


@pytest.mark.parametrize(("months", "served"), [(("05", "06"), True), (("06", "07"), False)])
def test_a_page_is_looked_for_in_the_two_newest_months(folders, months, served):
    page_in(folders, "2099-05")
    for month in months:
        (folders.drops / f"2099-{month}").mkdir(exist_ok=True)
    assert bool(kept_beside(folders, dropped(folders))) is served


@pytest.mark.parametrize(
    "other",
    [
        target(A, snapshot=SNAPSHOT, tries=(FETCHED,)),
        target("https://b.example/", snapshot=SNAPSHOT, tries=(SAVED,)),
        replace(PAGE, disposition=Disposition.DEAD),
    ],
)
def test_what_was_fetched_or_is_of_another_page_or_not_kept_serves_nobody(folders, other):
    page_in(folders, "2099-06", one=other)
    assert kept_beside(folders, dropped(folders)) == ""
    assert _snapshot(ticket("x.html", b"", other), A) == ""


def test_a_page_serves_the_shortcuts_of_its_stem_that_failed_before_it_came(folders):
    failed = ticket("x.url", b"", target(A, Disposition.DEAD))
    path = filed(folders.dead / "x.url", failed, SHORTCUT)
    filed(folders.dead / "x.desktop", ticket("x.desktop", b"", target("https://b.example/", Disposition.DEAD)))
    put(folders.deferred / "x.url.atlas.json", failed.dumps())
    assert list(failed_beside(folders, dropped(folders, "x.html", CHROME))) == [(path, failed)]


@pytest.mark.parametrize(("name", "place"), [("x.url", Place.INBOX), ("x.html", Place.DEFERRED)])
def test_only_a_page_in_the_inbox_serves_what_failed(folders, name, place):
    filed(folders.dead / "x.url", ticket("x.url", b"", target(A, Disposition.DEAD)), SHORTCUT)
    one = dropped(folders, name, CHROME if name.endswith("html") else SHORTCUT, place)
    assert list(failed_beside(folders, one)) == []
