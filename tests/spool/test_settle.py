"""Filing drops: in order, many at once, or not at all."""

import errno
import os
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import ClassVar

import pytest

from atlas import files
from atlas.errors import Fenced, Unkept
from atlas.model.ticket import Disposition, Ticket
from atlas.spool import Folders, Leftover, Outcome, Place, Settlement
from atlas.spool.entry import digest_of, ticket_at
from atlas.spool.folders import ticket_of
from atlas.spool.settle import CHANGED, Filing, _undo, settle
from tests.spool.samples import HOUR, NOW, filed, home_at, loaded, names, put, target, ticket
from tests.stories import power

SHELF = "processed/drops/2099-06"
LIST = "https://a.example/\nhttps://b.example/\nhttps://c.example/\n"
WAITS = target("https://b.example/", Disposition.DEFERRED)
DEAD = target("https://c.example/", Disposition.DEAD, reason="Gone.")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path)


def settled(folders: Folders, *all_of_them: Settlement) -> Settlement:
    settle(folders, all_of_them)
    return all_of_them[0]


def dropped(folders: Folders, name: str = "a.url", text: str | bytes = "https://a.example/\n") -> Settlement:
    put(folders.inbox / name, text)
    drop = loaded(folders, name)
    return Settlement(drop, ticket(drop.drop, drop.data))


def leftover(name: str, one, **more) -> Leftover:
    part = ticket(name, b"", one, came_from="list.txt", **more)
    return Leftover(name, replace(part, digest=digest_of(part.remade())))


def parted(folders: Folders) -> Settlement:
    whole = dropped(folders, "list.txt", LIST)
    whole.leftovers = (leftover("list (1 waiting).txt", WAITS), leftover("list (1 dead).txt", DEAD))
    return whole


@pytest.mark.parametrize(
    ("fate", "shelf"),
    [
        (Disposition.CAPTURED, SHELF),
        (Disposition.DEFERRED, "failed/deferred"),
        (Disposition.DEAD, "failed/dead"),
    ],
)
def test_a_drop_moves_as_it_is_to_the_shelf_of_its_fate(folders, fate, shelf):
    one = dropped(folders)
    one.ticket = ticket("a.url", one.loaded.data, target(fate=fate))
    inode = (folders.inbox / "a.url").stat().st_ino
    settled(folders, one)
    home = folders.home / shelf / "a.url"
    assert (one.outcome, one.error, one.home) == (Outcome.FILED, None, home)
    assert home.stat().st_ino == inode
    assert ticket_at(ticket_of(home)) == one.ticket
    assert names(folders.inbox) == []


def test_nothing_to_settle_is_settled(folders):
    settle(folders, [])
    assert names(folders.drops) == []


def test_many_are_settled_at_once_and_each_has_its_own_name(folders):
    many = [dropped(folders, f"{one}/a.url") for one in "xyz"]
    settle(folders, many)
    assert [one.home.name for one in many if one.home] == ["a.url", "a~2.url", "a~3.url"]


@pytest.mark.parametrize("taken", ["a.url", "a.url.atlas.json"])
def test_a_name_is_free_only_where_its_tickets_name_is_free_too(folders, taken):
    put(folders.home / SHELF / taken, "a person's own")
    one = settled(folders, dropped(folders))
    assert one.home == folders.home / SHELF / "a~2.url"
    assert (folders.home / SHELF / taken).read_text() == "a person's own"


def test_a_name_too_long_for_its_ticket_is_shortened(folders):
    one = settled(folders, dropped(folders, f"{'ä' * 125}.url"))
    assert one.home is not None
    assert one.home.suffix == ".url"
    assert len(os.fsencode(ticket_of(one.home).name)) <= 255
    assert ticket_at(ticket_of(one.home)) == one.ticket


def test_a_list_parts_and_its_ticket_names_the_parts(folders):
    one = settled(folders, parted(folders))
    assert (folders.deferred / "list (1 waiting).txt").read_text() == "https://b.example/\n"
    assert (folders.dead / "list (1 dead).txt").read_text() == "https://c.example/\n"
    assert one.ticket.leftovers == ("failed/deferred/list (1 waiting).txt", "failed/dead/list (1 dead).txt")
    assert one.home is not None
    assert ticket_at(ticket_of(one.home)) == one.ticket
    assert one.home.read_text() == LIST
    assert names(folders.deferred) == ["list (1 waiting).txt", "list (1 waiting).txt.atlas.json"]


def test_a_deferred_drop_that_waits_on_stays_and_its_ticket_is_replaced(folders):
    path = filed(
        folders.deferred / "a.url", ticket("a.url", b"https://a.example/\n", target(fate=Disposition.DEFERRED))
    )
    with ticket_of(path).open("rb") as old:
        before = old.read()
        later = ticket("a.url", path.read_bytes(), target(fate=Disposition.DEFERRED, retry_at=NOW + 5 * HOUR))
        one = settled(folders, Settlement(loaded(folders, "a.url", Place.DEFERRED), later))
        old.seek(0)
        assert old.read() == before, "the old ticket is replaced as a whole, never written into"
    assert (one.outcome, one.home) == (Outcome.FILED, None)
    assert ticket_at(ticket_of(path)) == later
    assert names(folders.deferred) == ["a.url", "a.url.atlas.json"]


@pytest.mark.parametrize("fate", [Disposition.CAPTURED, Disposition.DEAD])
def test_a_deferred_drop_that_is_done_takes_its_old_ticket_along(folders, fate):
    filed(folders.deferred / "a.url", ticket("a.url", b"https://a.example/\n", target(fate=Disposition.DEFERRED)))
    drop = loaded(folders, "a.url", Place.DEFERRED)
    one = settled(folders, Settlement(drop, ticket("a.url", drop.data, target(fate=fate))))
    assert names(folders.deferred) == []
    assert one.home is not None
    assert ticket_at(ticket_of(one.home)) == one.ticket


def test_a_drop_taken_away_meanwhile_is_not_filed(folders):
    one, other = dropped(folders, "tag/a.url"), dropped(folders, "b.url")
    (folders.inbox / "tag/a.url").unlink()
    (folders.inbox / "tag").rmdir()
    settled(folders, one, other)
    assert (one.outcome, other.outcome) == (Outcome.GONE, Outcome.FILED)
    assert names(folders.home / SHELF) == ["b.url", "b.url.atlas.json"]


@pytest.mark.parametrize("change", ["bytes", "another file", "a link", "open for writing"])
def test_a_drop_changed_meanwhile_stays_and_what_was_read_is_its_receipt(folders, tmp_path, change):
    one = parted(folders)
    path = folders.inbox / "list.txt"
    writer = None
    match change:
        case "bytes":
            path.write_text("https://d.example/\n")
        case "another file":
            put(tmp_path / "other", LIST).replace(path)
        case "a link":
            path.unlink()
            path.symlink_to(tmp_path / "nowhere")
        case _:
            writer = path.open("ab")
    settled(folders, one)
    if writer:
        writer.close()
    assert one.outcome is Outcome.CHANGED
    assert names(folders.inbox) == ["list.txt"]
    assert names(folders.deferred) + names(folders.dead) == []
    receipt = folders.home / SHELF / "list.txt"
    assert receipt.read_text() == LIST
    told = ticket_at(ticket_of(receipt))
    assert told
    assert (told.disposition, told.reason, told.leftovers) == (Disposition.CAPTURED, CHANGED, ())


def test_the_receipt_of_a_changed_drop_that_was_to_wait_is_filed_as_what_was_captured_of_it(folders):
    one = dropped(folders)
    one.ticket = replace(one.ticket, disposition=Disposition.DEFERRED)
    put(folders.inbox / "a.url", "https://d.example/\n")
    settled(folders, one)
    assert (names(folders.deferred), names(folders.home / SHELF)) == ([], ["a.url", "a.url.atlas.json"])


class Watched(type(Path())):
    """A path that tells of its removal."""

    gone: ClassVar[list[str]] = []

    def unlink(self, missing_ok: bool = False) -> None:
        Watched.gone.append(self.name)
        super().unlink(missing_ok)


def test_of_what_is_taken_back_the_ticket_that_names_the_rest_goes_last(folders):
    one = parted(folders)
    filing = Filing(folders, [one])
    filing._each(filing._write)
    one.notes, one.home = [Watched(path) for path in one.notes], Watched(one.home)
    Watched.gone.clear()
    _undo(one, Unkept("Input/output error"))
    assert Watched.gone == ["list (1 dead).txt.atlas.json", "list (1 waiting).txt.atlas.json", "list.txt.atlas.json"]
    taken_back(folders)


def test_what_cannot_be_taken_back_hinders_nothing_else(folders):
    one = parted(folders)
    filing = Filing(folders, [one])
    filing._each(filing._write)
    one.notes.append(folders.home / "raw")
    _undo(one, Unkept("Input/output error"))
    assert (one.outcome, one.home) == (Outcome.UNKEPT, None)
    taken_back(folders)


def test_a_changed_drop_of_which_nothing_was_kept_leaves_no_receipt(folders):
    one = dropped(folders)
    one.ticket = ticket("a.url", one.loaded.data, DEAD)
    put(folders.inbox / "a.url", "https://d.example/\n")
    settled(folders, one)
    assert one.outcome is Outcome.CHANGED
    assert names(folders.dead) + names(folders.drops) == []


def test_a_dangling_link_is_a_name_taken(folders):
    one = dropped(folders)
    shelf = folders.home / SHELF
    shelf.mkdir()
    (shelf / "a.url.atlas.json").symlink_to("nowhere")
    settled(folders, one)
    assert one.home == shelf / "a~2.url"


def test_a_ticket_another_hand_writes_at_the_same_moment_is_not_overwritten(folders):
    class Raced(Ticket):
        def dumps(self) -> bytes:
            put(folders.home / SHELF / "a.url.atlas.json", "a person's own")
            return super().dumps()

    one = dropped(folders)
    told = {field.name: getattr(one.ticket, field.name) for field in fields(one.ticket)}
    one.ticket = Raced(**told)
    settled(folders, one)
    assert one.home == folders.home / SHELF / "a~2.url"
    assert (folders.home / SHELF / "a.url.atlas.json").read_text() == "a person's own"


def taken_back(folders: Folders) -> None:
    """Nothing was told and nothing is left but the drop where it was."""
    assert names(folders.inbox) == ["list.txt"]
    assert names(folders.deferred) + names(folders.dead) == []
    assert [one.name for one in folders.drops.rglob("*") if one.is_file()] == []


def test_notes_the_disk_did_not_confirm_are_taken_back(folders):
    one = parted(folders)
    filing = Filing(folders, [one])
    filing._each(filing._verify)
    filing._each(filing._write)
    one.notes[0].unlink()
    filing._sync_notes()
    assert one.outcome is Outcome.UNKEPT
    assert isinstance(one.error, Unkept)
    taken_back(folders)


def test_leftovers_the_disk_did_not_confirm_are_taken_back(folders):
    one = parted(folders)
    filing = Filing(folders, [one])
    filing._each(filing._write)
    filing._sync_notes()
    filing._each(lambda live: files.publish(*live.drafts.pop(0)))
    one.notes += one.published or [folders.deferred / "list (1 waiting).txt"]
    one.published.append(folders.home / "nowhere" / "x")
    filing._sync_leftovers()
    assert one.outcome is Outcome.UNKEPT
    taken_back(folders)


def test_a_drop_that_cannot_be_moved_keeps_its_place_and_loses_its_notes(folders):
    one, other = parted(folders), dropped(folders, "b.url")
    filing = Filing(folders, [one, other])
    filing._each(filing._write)
    assert one.home is not None
    put(one.home, "somebody was faster")
    for step in (filing._sync_notes, filing._sync_leftovers):
        step()
    filing._each(filing._move)
    assert (one.outcome, one.home) == (Outcome.UNKEPT, None)
    assert isinstance(one.error, FileExistsError)
    assert (folders.home / SHELF / "list.txt").read_text() == "somebody was faster"
    assert other.outcome is Outcome.FILED
    assert (folders.inbox / "list.txt").read_text() == LIST


def test_a_shelf_that_cannot_be_made_is_unkept(folders):
    one = dropped(folders)
    put(folders.home / SHELF, "a file where a folder should be")
    settled(folders, one)
    assert one.outcome is Outcome.UNKEPT
    assert names(folders.inbox) == ["a.url"]


def test_a_move_the_disk_did_not_confirm_is_filed_and_told(folders):
    filed(folders.deferred / "a.url", ticket("a.url", b"https://a.example/\n", target(fate=Disposition.DEFERRED)))
    drop = loaded(folders, "a.url", Place.DEFERRED)
    one = Settlement(drop, ticket("a.url", drop.data))
    filing = Filing(folders, [one])
    filing._each(filing._write)
    filing._each(filing._move)
    home, one.home = one.home, folders.home / "nowhere" / "a.url"
    filing._sync_moves()
    assert one.outcome is Outcome.FILED
    assert isinstance(one.error, Unkept)
    assert home is not None
    assert home.is_file()
    filing.run()
    assert ticket_of(folders.deferred / "a.url").is_file(), "the old ticket goes only after the move is durable"
    assert folders.deferred in folders.doubted


def test_no_folder_is_doubted_where_the_disk_confirms_the_moves(folders):
    settled(folders, dropped(folders))
    assert folders.doubted == set()


def test_the_power_takes_nothing_from_a_shelf_that_another_process_made_and_did_not_sync(tmp_path):
    def deed(home: Path) -> None:
        folders = home_at(home)
        files.make_folder(folders.drops_of(NOW))
        settle(folders, [Settlement(loaded(folders, "a.url"), ticket())])
        files.remove(home / "nothing")

    for home in (tmp_path / "counted", tmp_path / "cut"):
        put(home_at(home).inbox / "a.url")
    last = power.count_steps(tmp_path / "counted", lambda: deed(tmp_path / "counted"))
    power.power_cut_at(last, tmp_path / "cut", lambda: deed(tmp_path / "cut"), None)
    assert names(tmp_path / "cut" / SHELF) == ["a.url", "a.url.atlas.json"]
    assert names(tmp_path / "cut/inbox") == []


def test_a_shelf_is_synced_once_by_a_process_and_not_with_each_group(folders):
    settled(folders, dropped(folders, "a.url"))
    assert folders.home / SHELF in folders.durable
    assert settled(folders, dropped(folders, "b.url")).folders == []


def test_a_shelfs_own_name_is_synced_until_it_was_durable_once(folders):
    first, second, third = (dropped(folders, name) for name in ("a.url", "b.url", "c.url"))
    filing = Filing(folders, [first])
    filing._each(filing._write)
    first.notes[0].unlink()
    filing._sync_notes()
    assert first.outcome is Outcome.UNKEPT
    settle(folders, [second])
    settle(folders, [third])
    shelves = (folders.home / SHELF).parent
    assert [shelves in one.folders for one in (first, second, third)] == [True, True, False]


def test_an_old_ticket_that_cannot_be_removed_takes_nothing_back(folders):
    path = filed(folders.deferred / "a.url", ticket("a.url", b"", target(fate=Disposition.DEFERRED)))
    drop = loaded(folders, "a.url", Place.DEFERRED)
    ticket_of(path).unlink()
    ticket_of(path).mkdir()
    one = settled(folders, Settlement(drop, ticket("a.url", drop.data)))
    assert (one.outcome, one.error) == (Outcome.FILED, None)
    assert one.home == folders.home / SHELF / "a.url"
    assert ticket_at(ticket_of(one.home)) == one.ticket


def test_where_drops_go_is_synced_before_where_they_come_from(folders):
    many = [dropped(folders, "tag/a.url"), dropped(folders, "b.url")]
    filing = Filing(folders, many)
    filing._each(filing._write)
    assert filing._in_order(many) == [folders.home / SHELF, folders.inbox / "tag", folders.inbox]


def test_what_is_above_each_new_shelf_is_synced(folders):
    one = parted(folders)
    filing = Filing(folders, [one])
    filing._each(filing._write)
    assert {folders.failed, folders.drops} <= set(one.folders)


def test_leftovers_that_have_their_names_go_again_where_their_list_cannot_be_moved(folders):
    one = parted(folders)

    def broken() -> None:
        assert (folders.deferred / "list (1 waiting).txt").is_file()
        raise OSError(errno.EIO, "Input/output error")

    settle(folders, [one], broken)
    assert one.outcome is Outcome.UNKEPT
    taken_back(folders)


def test_where_drops_arrive_is_synced_before_where_they_leave(folders):
    filing = Filing(folders, [])
    order = [folders.inbox / "tag", folders.deferred, folders.dead, folders.inbox, folders.home / SHELF]
    assert sorted(order, key=filing._rank) == [
        folders.dead,
        folders.home / SHELF,
        folders.deferred,
        folders.inbox / "tag",
        folders.inbox,
    ]


def fence_falls(after: int) -> Callable[[], None]:
    """A fence that holds so often, and then no more."""
    left = iter([None] * after)

    def ask() -> None:
        if next(left, "fallen"):
            raise Fenced("Another machine works here.")

    return ask


def test_behind_a_fallen_fence_no_drop_moves_and_drafts_are_taken_back(folders):
    one = parted(folders)
    settle(folders, [one], fence_falls(0))
    assert (one.outcome, one.home) == (Outcome.UNKEPT, None)
    assert isinstance(one.error, Fenced)
    assert names(folders.inbox) == ["list.txt"]
    assert not any(files.is_draft(path.name) for path in folders.home.rglob("*"))


def test_a_note_of_the_machine_that_works_instead_is_not_taken_back(folders):
    one = dropped(folders)

    def other_was_faster() -> None:
        (folders.home / SHELF / "a.url.atlas.json").write_text("of the other machine")
        raise Fenced("Another machine works here.")

    settle(folders, [one], other_was_faster)
    assert (folders.home / SHELF / "a.url.atlas.json").read_text() == "of the other machine"


def test_the_fence_is_asked_before_each_move(folders):
    first, second = dropped(folders, "a.url"), dropped(folders, "b.url")
    settle(folders, [first, second], fence_falls(1))
    assert (first.outcome, second.outcome) == (Outcome.FILED, Outcome.UNKEPT)
    assert names(folders.inbox) == ["b.url"]
