"""A drop that is due, and what its ticket remembers."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from atlas.model import moment
from atlas.model.attempt import Try
from atlas.model.ticket import Disposition, Target
from atlas.spool import Entry, Folders, Place, load
from atlas.spool.entry import LARGEST_KEPT, _asked_anew, _told, digest_of, ticket_at
from atlas.spool.folders import drop_of, ticket_of
from tests.fakes import NOON
from tests.model.exports import samples as exported
from tests.model.test_saved import CHROME, SINGLE_FILE, A
from tests.spool.samples import NOW, filed, home_at, loaded, put, target, ticket

OTHER = "https://b.example/"


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path)


def test_a_new_drop_is_read_with_its_targets_tags_and_moment(folders):
    path = put(folders.inbox / "tech/pi/a.txt", f"https://a.example/\n{OTHER}\n")
    drop = loaded(folders, "tech/pi/a.txt")
    assert [one.url for one in drop.targets] == ["https://a.example/", OTHER]
    assert drop.tags == ("tech", "pi")
    assert (drop.drop, drop.entry.name) == ("tech/pi/a.txt", "a.txt")
    assert drop.data == path.read_bytes()
    assert drop.digest == digest_of(drop.data)
    assert (drop.ticket, drop.came_from) == (None, "")
    assert drop.arrived == datetime.fromtimestamp(path.stat().st_ctime, UTC)
    assert drop.first_seen == moment.whole(drop.arrived)


@pytest.mark.parametrize(("size", "held"), [(LARGEST_KEPT, True), (LARGEST_KEPT + 1, False)])
def test_the_bytes_of_a_large_list_are_not_held_as_its_targets_suffice(folders, size, held):
    data = put(folders.inbox / "a.txt", "https://a.example/".ljust(size)).read_bytes()
    drop = loaded(folders, "a.txt")
    assert drop.data == (data if held else b"")
    assert drop.digest == digest_of(data)


def test_a_large_file_that_asks_for_nothing_is_held(folders):
    data = put(folders.inbox / "a.txt", "x" * (LARGEST_KEPT + 1)).read_bytes()
    assert loaded(folders, "a.txt").data == data


def test_what_an_export_has_beside_pages_is_told(folders):
    put(folders.inbox / "a.csv", exported.INSTAPAPER)
    put(folders.inbox / "b.opml", exported.OPML)
    assert loaded(folders, "a.csv").unusable == ("instapaper-private://email/8f3a/",)
    assert all(one.once for one in loaded(folders, "a.csv").targets)
    assert loaded(folders, "b.opml").feeds[0] == "https://a.example/feed"


def test_a_page_goes_by_its_address_and_title_or_by_its_digest_and_name(folders):
    put(folders.inbox / "page.html", CHROME)
    data = put(folders.inbox / "paper.pdf", b"%PDF-1.7 words").read_bytes()
    (page,) = loaded(folders, "page.html").targets
    put(folders.inbox / "dated.html", SINGLE_FILE)
    (dated,) = loaded(folders, "dated.html").targets
    assert dated.added == datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)
    (paper,) = loaded(folders, "paper.pdf").targets
    assert (page.url, page.title) == (A, "One")
    assert (paper.url, paper.title) == (f"urn:{digest_of(data)}", "paper")


def test_a_file_from_the_future_arrived_now(folders):
    put(folders.inbox / "a.url")
    early = datetime(2001, 1, 1, tzinfo=UTC)
    assert load(folders, Entry(Place.INBOX, "a.url"), early).arrived == early


def test_names_and_tags_are_told_escaped(folders):
    put(folders.inbox / "\udcff" / "a\nb.url")
    drop = loaded(folders, "\udcff/a\nb.url")
    assert (drop.drop, drop.tags) == (r"\xff/a\x0ab.url", (r"\xff",))


def test_a_deferred_drop_goes_on_where_its_ticket_left_off(folders):
    waits = target(fate=Disposition.DEFERRED, attempts=3, title="A")
    told = ticket("tech/a.url", targets=(waits,), tags=("tech",), came_from="list.txt")
    filed(folders.deferred / "a.url", told)
    drop = loaded(folders, "a.url", Place.DEFERRED)
    assert drop.targets == (waits,)
    assert (drop.drop, drop.tags, drop.came_from) == ("tech/a.url", ("tech",), "list.txt")
    assert drop.first_seen == NOON
    assert drop.ticket == folders.deferred / "a.url.atlas.json"


@pytest.mark.parametrize(("ahead", "at_once"), [(2, True), (0, False)])
def test_a_deferred_drop_whose_ticket_is_from_the_future_is_due_at_once(folders, ahead, at_once):
    waits = target(fate=Disposition.DEFERRED, attempts=3, title="A")
    filed(folders.deferred / "a.url", ticket(targets=(waits,), settled_at=NOW + timedelta(hours=ahead)))
    (one,) = loaded(folders, "a.url", Place.DEFERRED).targets
    assert one == (replace(waits, retry_at=None) if at_once else waits)


def test_a_ticket_without_targets_does_not_hide_those_of_the_file(folders):
    filed(folders.deferred / "a.url", ticket(targets=()))
    assert [one.url for one in loaded(folders, "a.url", Place.DEFERRED).targets] == ["https://a.example/"]


def test_a_deferred_drop_that_was_edited_begins_anew_under_its_name(folders):
    filed(folders.deferred / "a~2.url", ticket("a.url", b"before", target(attempts=3)), f"{OTHER}\n")
    drop = loaded(folders, "a~2.url", Place.DEFERRED)
    assert [(one.url, one.disposition, one.attempts) for one in drop.targets] == [(OTHER, Disposition.QUEUED, 0)]
    assert drop.drop == "a.url"


def test_a_drop_moved_back_to_the_inbox_is_asked_for_anew_and_keeps_its_history(folders):
    dead = target(fate=Disposition.DEAD, attempts=7, title="A", reason="no")
    filed(folders.inbox / "new/a.url", ticket("old/a.url", targets=(dead,), tags=("old",)))
    drop = loaded(folders, "new/a.url")
    (one,) = drop.targets
    assert (one.disposition, one.attempts, one.title, one.reason) == (Disposition.QUEUED, 0, "A", "")
    assert (drop.drop, drop.tags, drop.first_seen) == ("new/a.url", ("old", "new"), NOON)


@pytest.mark.parametrize("beside", [b"", b"{}", b"[1]", b"\xff\xfe"])
def test_a_ticket_that_does_not_read_is_as_none(folders, beside):
    put(folders.inbox / "a.url")
    put(folders.inbox / "a.url.atlas.json", beside)
    assert loaded(folders, "a.url").ticket is None


@pytest.mark.parametrize("odd", ["symlink_to", "hardlink_to"])
def test_a_ticket_that_is_a_link_is_as_none_and_stops_nothing(folders, tmp_path, odd):
    real = put(tmp_path / "real", ticket().dumps())
    assert ticket_at(real) == ticket()
    beside = ticket_of(put(folders.deferred / "a.url"))
    getattr(beside, odd)(real)
    assert ticket_at(beside) is None
    assert loaded(folders, "a.url", Place.DEFERRED).ticket is None


def test_a_home_is_made_private_and_making_it_again_changes_nothing(tmp_path, folders):
    folders.make()
    assert sorted(os.listdir(tmp_path)) == [".atlas", "failed", "inbox", "processed", "raw"]
    for folder in (folders.inbox, folders.raw, folders.deferred, folders.dead, folders.drops, folders.progress):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_paths_are_told_relative_to_the_home_where_they_lie_in_it(folders, tmp_path):
    assert folders.told(folders.dead / "a.url") == "failed/dead/a.url"
    assert folders.placed("failed/dead/a.url") == folders.dead / "a.url"
    assert folders.told(Path("/elsewhere/a.url")) == "/elsewhere/a.url"
    assert folders.placed("/elsewhere/a.url") == Path("/elsewhere/a.url")
    assert folders.drops_of(NOW) == tmp_path / "processed/drops/2099-06"


def test_a_ticket_lies_beside_its_drop():
    drop = Path("/x/a.url")
    assert ticket_of(drop) == Path("/x/a.url.atlas.json")
    assert drop_of(ticket_of(drop)) == drop


def test_a_target_that_is_asked_anew_keeps_what_was_known_of_it_and_believes_what_is_told_now():
    known = Target(
        *("https://a.example/", "Old", Disposition.DEAD),
        added=NOON,
        tags=("old",),
        note="Old.",
        once=True,
        tries=(Try("direct", NOON, 404, None, "", 3),),
    )
    bare = Target("https://a.example/")
    assert _asked_anew(bare, known) == replace(known, disposition=Disposition.QUEUED)
    told = replace(bare, title="New", added=NOON + timedelta(days=1), tags=("new",), note="New.")
    assert _asked_anew(told, known) == replace(told, once=True, tries=known.tries)
    assert _asked_anew(told, None) == told


def test_of_many_entries_a_ticket_tells_a_hundred_and_how_many_more_there_are():
    assert _told(["x" * 301]) == ("x" * 300,)
    assert _told(["x"] * 100) == ("x",) * 100
    assert _told(["x"] * 101) == (*("x",) * 100, "… and 1 more")
    assert _told(["x"] * 1101) == (*("x",) * 100, "… and 1,001 more")
