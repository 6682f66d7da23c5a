"""What a cut left, and what becomes of it: every row of the table."""

import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from atlas.model.ticket import Disposition
from atlas.spool import Folders, recover
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from atlas.spool.recovery import _is_empty
from tests.spool.samples import HOUR, NOW, filed, home_at, names, put, target, ticket

SINCE = NOW - HOUR
DATA = b"https://a.example/\n"
LIST = b"https://a.example/\nhttps://b.example/\n"
WAITS = target("https://b.example/", Disposition.DEFERRED)


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path)


@pytest.fixture
def shelf(folders: Folders) -> Path:
    shelf = folders.drops_of(NOW)
    shelf.mkdir()
    return shelf


def recovered(folders: Folders, since: datetime | None = SINCE) -> list[str]:
    """What was done; a second time nothing is."""
    told = [one.sentence() for one in recover(folders, since)]
    there = everything(folders)
    assert list(recover(folders, since)) == []
    assert everything(folders) == there
    return told


def everything(folders: Folders) -> list[str]:
    return sorted(str(one.relative_to(folders.home)) for one in folders.home.rglob("*") if not one.is_dir())


@pytest.mark.parametrize("since", [None, SINCE])
def test_a_home_in_order_is_left_alone(folders, shelf, since):
    put(folders.inbox / "new.url")
    filed(shelf / "a.url", ticket())
    filed(folders.deferred / "b.url", ticket("b.url", DATA, WAITS))
    filed(folders.dead / "c.url", ticket("c.url", b"", target(fate=Disposition.DEAD)), b"\x00")
    put(folders.deferred / "by-hand.url", "https://c.example/\n")
    before = everything(folders)
    assert recovered(folders, since) == []
    assert everything(folders) == before


def test_drafts_are_removed_wherever_they_may_lie(folders, shelf):
    for folder in (folders.inbox, folders.deferred, folders.dead, folders.progress, shelf):
        put(folder / ".atlas-draft-0123", "half")
    assert recovered(folders, None) == ["Removed a draft that a cut left. [.atlas-draft-0123]"] * 5
    assert everything(folders) == []


@pytest.mark.parametrize("torn", [b"", b"{", DATA, b"\xff"])
def test_a_torn_ticket_beside_nothing_is_removed(folders, torn):
    put(folders.dead / "a.url.atlas.json", torn)
    recovered(folders)
    assert everything(folders) == []


def test_a_torn_ticket_beside_its_drop_stays_with_it(folders):
    put(folders.deferred / "a.url")
    put(folders.deferred / "a.url.atlas.json", b"{")
    recovered(folders)
    assert everything(folders) == ["failed/deferred/a.url", "failed/deferred/a.url.atlas.json"]


def test_an_empty_file_that_only_reserved_a_name_is_removed_and_its_drop_waits_on(folders):
    put(folders.inbox / "a.url", DATA)
    filed(folders.dead / "a.url", ticket("a.url", DATA), b"")
    recovered(folders)
    assert everything(folders) == ["inbox/a.url"]


def test_an_empty_file_that_a_torn_ticket_reserved_waits_for_a_person(folders):
    put(folders.dead / "a.url", b"")
    put(folders.dead / "a.url.atlas.json", b"{")
    recovered(folders)
    assert everything(folders) == ["failed/dead/a.url"]


def test_an_empty_drop_beside_its_ticket_is_a_drop(folders):
    filed(folders.dead / "a.url", ticket("a.url", b"", target(fate=Disposition.DEAD)), b"")
    assert recovered(folders) == []
    assert everything(folders) == ["failed/dead/a.url", "failed/dead/a.url.atlas.json"]


def test_a_drop_that_somebody_takes_away_meanwhile_holds_nothing(tmp_path):
    assert _is_empty(tmp_path / "gone.url")
    assert not _is_empty(put(tmp_path / "there.url"))


def test_a_drop_that_arrived_and_did_not_leave_is_taken_from_its_old_place(folders, shelf):
    home = filed(shelf / "a.url", ticket())
    (folders.inbox / "tag").mkdir()
    (folders.inbox / "tag/a.url").hardlink_to(home)
    assert recovered(folders) == ["Removed a drop from its old place: it is filed. [a.url]"]
    assert everything(folders) == ["processed/drops/2099-06/a.url", "processed/drops/2099-06/a.url.atlas.json"]


def test_with_it_goes_its_old_ticket_at_once(folders, shelf):
    home = filed(shelf / "a.url", ticket())
    (folders.deferred / "a.url").hardlink_to(home)
    put(folders.deferred / "a.url.atlas.json", ticket("a.url", DATA, WAITS).dumps())
    recovered(folders)
    assert names(folders.deferred) == []


def copied(home: Path, path: Path) -> Path:
    """As a move between two file systems makes it."""
    path.write_bytes(home.read_bytes())
    os.utime(path, ns=(home.stat().st_mtime_ns,) * 2)
    return path


def test_the_copy_of_a_move_between_file_systems_is_taken_from_its_old_place(folders, shelf):
    copied(filed(shelf / "a~2.url", ticket()), folders.inbox / "a.url")
    assert len(recovered(folders)) == 1
    assert names(folders.inbox) == []


def test_a_copy_is_known_by_its_own_name_whatever_folder_it_was_dropped_in(folders, shelf):
    (folders.inbox / "tag").mkdir()
    copied(filed(shelf / "a.url", ticket("tag/a.url")), folders.inbox / "tag/a.url")
    assert len(recovered(folders)) == 1
    assert names(folders.inbox / "tag") == []


@pytest.mark.parametrize("differs", ["name", "bytes", "kind", "no ticket"])
def test_what_only_looks_like_such_a_copy_stays(folders, shelf, differs):
    home = filed(shelf / "a.url", ticket())
    path = copied(home, folders.inbox / ("b.url" if differs == "name" else "a.url"))
    mtime = home.stat().st_mtime_ns
    match differs:
        case "bytes":
            path.write_bytes(b"x" * len(DATA))
            os.utime(path, ns=(mtime, mtime))
        case "kind":
            path.unlink()
            path.symlink_to("x" * len(DATA))
            os.utime(path, ns=(mtime, mtime), follow_symlinks=False)
        case "no ticket":
            ticket_of(home).unlink()
        case _:
            pass
    recovered(folders)
    assert len(names(folders.inbox)) == 1


def test_a_drop_of_a_month_long_past_is_not_asked_about(folders):
    home = filed(folders.drops / "2099-04" / "a.url", ticket())
    copied(home, folders.inbox / "a.url")
    recovered(folders)
    assert names(folders.inbox) == ["a.url"]


def test_without_a_cut_two_equal_drops_are_a_persons_wish(folders, shelf):
    copied(filed(shelf / "a.url", ticket()), folders.inbox / "a.url")
    assert recovered(folders, None) == []
    assert names(folders.inbox) == ["a.url"]


@pytest.mark.parametrize("place", ["inbox/a.url", "inbox/renamed/b.url", "failed/deferred/a~2.url"])
def test_a_ticket_whose_drop_still_waits_is_removed(folders, place):
    put(folders.dead / "a.url.atlas.json", ticket().dumps())
    put(folders.home / place, DATA)
    assert recovered(folders) == ["Removed a ticket beside nothing. [a.url.atlas.json]"]
    assert everything(folders) == [place]


def test_a_ticket_whose_drop_is_filed_elsewhere_is_removed(folders, shelf):
    filed(shelf / "a.url", ticket())
    put(folders.deferred / "a.url.atlas.json", ticket("a.url", DATA, WAITS).dumps())
    recovered(folders)
    assert names(folders.deferred) == []


def test_a_drop_that_was_moved_back_without_its_ticket_and_filed_since_is_not_made_again(folders, shelf):
    put(folders.dead / "a.url.atlas.json", ticket("a.url", DATA, target(fate=Disposition.DEAD)).dumps())
    filed(shelf / "a.url", replace(ticket(), first_seen=NOW, settled_at=NOW + HOUR))
    recovered(folders)
    assert (names(folders.dead), names(shelf)) == ([], ["a.url", "a.url.atlas.json"])


def test_of_a_drop_that_was_moved_back_without_its_ticket_and_is_nowhere_only_the_last_ticket_counts(folders):
    put(folders.deferred / "a.url.atlas.json", ticket("a.url", DATA, target(fate=Disposition.DEFERRED)).dumps())
    anew = ticket("a.url", DATA, target(fate=Disposition.DEAD))
    put(folders.dead / "a.url.atlas.json", replace(anew, first_seen=NOW, settled_at=NOW + HOUR).dumps())
    recovered(folders)
    assert (names(folders.deferred), names(folders.dead)) == ([], ["a.url", "a.url.atlas.json"])


def test_a_leftover_that_was_never_written_stands_for_no_drop_that_is_nowhere(folders, shelf):
    lost = ticket("a.url", DATA, target())
    put(shelf / "a.url.atlas.json", lost.dumps())
    left = replace(lost, drop="b.url", came_from="list.txt", settled_at=NOW + HOUR)
    put(folders.dead / "b.url.atlas.json", left.dumps())
    recovered(folders)
    assert (names(folders.dead), names(shelf)) == ([], ["a.url", "a.url.atlas.json"])


def test_an_equal_drop_that_was_filed_before_does_not_stand_for_one_that_is_nowhere(folders, shelf):
    filed(shelf / "a.url", replace(ticket(), first_seen=NOW - HOUR, settled_at=NOW - HOUR))
    put(folders.dead / "a.url.atlas.json", ticket("a.url", DATA, target(fate=Disposition.DEAD)).dumps())
    recovered(folders)
    assert (folders.dead / "a.url").exists()


def test_a_drop_that_is_nowhere_after_a_cut_is_made_again(folders, shelf):
    lost = ticket("a.url", LIST, target(), target("https://b.example/"))
    put(shelf / "a.url.atlas.json", lost.dumps())
    assert recovered(folders) == ["Made a drop again from its ticket: the cut had taken it. [a.url]"]
    assert (shelf / "a.url").read_bytes() == LIST
    assert ticket_at(shelf / "a.url.atlas.json") == lost
    assert names(shelf) == ["a.url", "a.url.atlas.json"]


def test_the_month_in_which_the_holder_began_is_looked_through_too(folders):
    assert f"{SINCE:%Y-%m}" == "2099-05"
    put(folders.drops / "2099-05/a.url.atlas.json", ticket(settled_at=SINCE).dumps())
    recovered(folders)
    assert (folders.drops / "2099-05/a.url").read_bytes() == DATA


def test_a_drop_in_order_hides_none_that_is_not(folders):
    filed(folders.dead / "a.url", ticket("a.url", DATA, target(fate=Disposition.DEAD)))
    put(folders.dead / "b.url.atlas.json", b"{")
    recovered(folders)
    assert names(folders.dead) == ["a.url", "a.url.atlas.json"]


def test_it_is_made_again_byte_for_byte_where_its_targets_do_not_suffice(folders):
    put(folders.dead / "x.jpg.atlas.json", ticket("x.jpg", b"\xff\xd8", content=b"\xff\xd8", targets=()).dumps())
    recovered(folders)
    assert (folders.dead / "x.jpg").read_bytes() == b"\xff\xd8"


def test_it_is_made_again_once_where_its_newest_ticket_is(folders, shelf):
    old = ticket("a.url", DATA, target(fate=Disposition.DEFERRED), settled_at=NOW - timedelta(minutes=9))
    put(folders.deferred / "a.url.atlas.json", old.dumps())
    put(shelf / "a.url.atlas.json", ticket().dumps())
    assert len(recovered(folders)) == 2
    assert everything(folders) == ["processed/drops/2099-06/a.url", "processed/drops/2099-06/a.url.atlas.json"]


def test_an_empty_file_whose_drop_is_nowhere_else_is_made_again(folders):
    filed(folders.dead / "a.url", ticket(), b"")
    recovered(folders)
    assert (folders.dead / "a.url").read_bytes() == DATA


def test_a_clock_that_differs_a_little_loses_nothing(folders):
    put(folders.dead / "a.url.atlas.json", ticket(settled_at=SINCE - timedelta(minutes=4)).dumps())
    recovered(folders)
    assert (folders.dead / "a.url").is_file()


@pytest.mark.parametrize(("before", "there"), [(300, True), (301, False)])
def test_what_was_settled_just_when_the_holder_may_have_begun_is_made_again(folders, before, there):
    put(folders.dead / "a.url.atlas.json", ticket(settled_at=SINCE - timedelta(seconds=before)).dumps())
    recovered(folders)
    assert (folders.dead / "a.url").is_file() is there


@pytest.mark.parametrize(("since", "settled_at"), [(None, NOW), (SINCE, SINCE - HOUR)])
def test_a_drop_that_a_person_removed_stays_removed_and_its_ticket_goes(folders, since, settled_at):
    put(folders.dead / "a.url.atlas.json", ticket(settled_at=settled_at).dumps())
    recovered(folders, since)
    assert everything(folders) == []


def test_the_receipt_of_a_processed_drop_that_a_person_removed_stays(folders, shelf):
    put(shelf / "a.url.atlas.json", ticket(settled_at=SINCE - HOUR).dumps())
    assert recovered(folders) == []
    assert names(shelf) == ["a.url.atlas.json"]


def parted(folders: Folders, shelf: Path) -> None:
    """A list whose leftovers have their names, and which has not moved."""
    part = ticket("list (1 waiting).txt", b"https://b.example/\n", WAITS, came_from="list.txt")
    filed(folders.deferred / "list (1 waiting).txt", part, b"https://b.example/\n")
    whole = ticket("list.txt", LIST, target(), WAITS, leftovers=("failed/deferred/list (1 waiting).txt",))
    put(shelf / "list.txt.atlas.json", whole.dumps())


def test_leftovers_of_a_list_that_did_not_move_go_with_its_ticket(folders, shelf):
    parted(folders, shelf)
    put(folders.inbox / "list.txt", LIST)
    recovered(folders)
    assert everything(folders) == ["inbox/list.txt"]


def test_a_leftover_of_another_list_is_not_touched(folders, shelf):
    parted(folders, shelf)
    put(folders.inbox / "list.txt", LIST)
    left = ticket_of(folders.deferred / "list (1 waiting).txt")
    told = ticket_at(left)
    assert told
    left.write_bytes(replace(told, came_from="another.txt").dumps())
    recovered(folders)
    assert names(folders.deferred) == [left.name.removesuffix(".atlas.json"), left.name]


def test_a_leftover_that_is_gone_already_is_no_trouble(folders, shelf):
    parted(folders, shelf)
    put(folders.inbox / "list.txt", LIST)
    for one in folders.deferred.iterdir():
        one.unlink()
    recovered(folders)
    assert everything(folders) == ["inbox/list.txt"]


def test_a_leftovers_ticket_alone_says_only_that_its_list_was_not_parted(folders):
    part = ticket("list (1 waiting).txt", b"https://b.example/\n", WAITS, came_from="list.txt")
    put(folders.deferred / "list (1 waiting).txt.atlas.json", part.dumps())
    recovered(folders)
    assert everything(folders) == []


def test_a_leftover_lost_on_its_way_between_shelves_is_made_again(folders):
    part = ticket("list (1 waiting).txt", b"https://b.example/\n", WAITS, came_from="list.txt")
    put(folders.deferred / "list (1 waiting).txt.atlas.json", part.dumps())
    died = replace(part, disposition=Disposition.DEAD, settled_at=NOW + timedelta(minutes=1))
    put(folders.dead / "list (1 waiting).txt.atlas.json", died.dumps())
    recovered(folders)
    assert names(folders.deferred) == []
    assert (folders.dead / "list (1 waiting).txt").read_text() == "https://b.example/\n"


def test_what_waits_and_cannot_be_read_hides_nothing_that_waits_behind_it(folders):
    put(folders.dead / "a.url.atlas.json", ticket().dumps())
    (folders.inbox / "odd.url").symlink_to("nowhere")
    put(folders.inbox / "tag/a.url", DATA)
    recovered(folders)
    assert names(folders.dead) == []


def test_what_waits_and_cannot_be_read_hides_no_loss(folders):
    put(folders.dead / "a.url.atlas.json", ticket().dumps())
    (folders.inbox / "odd.url").symlink_to("nowhere")
    recovered(folders)
    assert (folders.dead / "a.url").is_file()
