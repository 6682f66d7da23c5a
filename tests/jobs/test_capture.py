"""From a dropped file to a settled one."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from atlas.errors import Fenced, Unkept
from atlas.jobs.claim import Claim
from atlas.model.event import Captured, Died, Settled, Warned
from atlas.model.fault import Kind
from atlas.model.ticket import Disposition
from atlas.spool import Entry, Place, Progress, Settlement
from atlas.spool.entry import digest_of
from tests.house import House, fault
from tests.spool.samples import loaded, ticket

GOOD, SLOW, GONE = "https://good.example/", "https://slow.example/", "https://gone.example/"
SHELF = "processed/drops/2026-11"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(
        tmp_path,
        {SLOW: [fault(Kind.OVERLOADED, "slow.example answered 503.")], GONE: [fault(Kind.LEGAL, "gone.example: 451.")]},
    )


def test_a_good_drop_is_captured_and_moves_as_it_is(house):
    drop = house.drop("pi.url", GOOD)
    before = drop.read_bytes()
    told = house.turns()
    assert [type(one) for one in told] == [Captured, Settled]
    assert house.files("inbox") == []
    assert (house.home / SHELF / "pi.url").read_bytes() == before
    ticket = house.ticket(f"{SHELF}/pi.url")
    assert ticket.disposition is Disposition.CAPTURED
    assert (house.home / ticket.targets[0].snapshot).is_file()


def test_nobody_is_told_that_a_drop_is_filed_which_the_disk_did_not_confirm(house):
    house.drop("pi.url", GOOD)
    drop = loaded(house.folders, "pi.url")
    one = Settlement(drop, ticket("pi.url", drop.data), error=Unkept("The disk failed."))
    told = list(house.writer._settled(Claim(drop, list(drop.targets), set()), one))
    assert [(type(event), event.level) for event in told] == [(Warned, "WARNING")]


def test_the_catalog_hears_of_a_capture_when_it_is_in_the_vault(house):
    house.index.before = lambda snapshot: house.vault.verify(snapshot.path)
    house.drop("list.txt", GOOD, SLOW, GONE)
    house.turns()
    assert {one.facts.url for one in house.index.kept} == {GOOD, SLOW, GONE}


def test_a_file_is_not_taken_before_it_has_rested(house):
    house.drop("pi.url", GOOD)
    house.turns(2)
    assert house.files("inbox") == ["pi.url"]
    assert house.ladder.asked == []


def test_a_temporary_fault_defers_and_the_ticket_says_when(house):
    house.drop("slow.url", SLOW)
    house.turns(5)
    ticket = house.ticket("failed/deferred/slow.url")
    assert ticket.disposition is Disposition.DEFERRED
    assert ticket.retry_at is not None
    assert ticket.reason == "slow.example answered 503."
    assert ticket.targets[0].attempts == 1


def test_a_deferral_that_becomes_due_is_captured(house):
    house.drop("slow.url", SLOW)
    house.turns(100)
    assert house.files("failed") == []
    assert house.all_files("failed") == []
    ticket = house.ticket(f"{SHELF}/slow.url")
    assert [one.kind for one in ticket.targets[0].tries] == [Kind.OVERLOADED, None]
    assert house.ladder.asked == [SLOW, SLOW]


def test_a_permanent_fault_is_dead_and_advises(house):
    house.drop("gone.url", GONE)
    told = house.turns()
    assert any(isinstance(one, Died) for one in told)
    ticket = house.ticket("failed/dead/gone.url")
    assert ticket.disposition is Disposition.DEAD
    assert ticket.advice


def test_a_list_parts_by_fate(house):
    drop = house.drop("bookmarks.txt", GOOD, SLOW, GONE)
    before = drop.read_bytes()
    house.turns(5)
    assert house.files("inbox") == []
    assert (house.home / SHELF / "bookmarks.txt").read_bytes() == before
    assert (house.home / "failed/deferred/bookmarks (1 waiting).txt").read_text() == f"{SLOW}\n"
    assert (house.home / "failed/dead/bookmarks (1 dead).txt").read_text() == f"{GONE}\n"
    ticket = house.ticket(f"{SHELF}/bookmarks.txt")
    assert sorted(ticket.leftovers) == [
        "failed/dead/bookmarks (1 dead).txt",
        "failed/deferred/bookmarks (1 waiting).txt",
    ]
    assert house.ticket("failed/dead/bookmarks (1 dead).txt").came_from == "bookmarks.txt"
    assert house.all_files(".atlas/progress") == []


def test_a_list_of_one_fate_moves_whole(house):
    house.drop("two.txt", GOOD, f"{GOOD}2")
    house.turns()
    assert house.files("processed") == ["drops/2026-11/two.txt"]


def test_a_file_without_an_address_is_dead_and_could_be_made_again(house):
    (house.home / "inbox/photo.jpg").write_bytes(b"\xff\xd8\xff\x00")
    house.turns()
    assert house.ticket("failed/dead/photo.jpg").remade() == b"\xff\xd8\xff\x00"


def test_an_empty_file_waits_a_minute(house):
    (house.home / "inbox/empty.txt").write_bytes(b"")
    house.turns(40)
    assert house.files("inbox") == ["empty.txt"]
    house.turns(40)
    assert house.ticket("failed/dead/empty.txt").reason == "The file is empty."


def test_a_name_taken_is_numbered_and_nothing_is_overwritten(house):
    for _ in range(3):
        house.drop("pi.url", GOOD)
        house.turns(10)
    assert house.files("processed") == [f"drops/2026-11/{one}" for one in ("pi.url", "pi~2.url", "pi~3.url")]


def test_a_subfolder_is_kept_as_a_tag(house):
    house.drop("pi.url", GOOD, folder="inbox/tech")
    house.turns()
    assert house.ticket(f"{SHELF}/pi.url").tags == ("tech",)
    assert [one.facts.tags for one in house.snapshots()] == [("tech",)]


def test_a_symbolic_link_stays_is_told_once_and_is_not_followed(house, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("https://secret.example/")
    (house.home / "inbox/x.url").symlink_to(secret)
    told = house.turns()
    assert [one.name for one in told] == ["warned"]
    assert (house.home / "inbox/x.url").is_symlink()
    assert house.ladder.asked == []


def test_a_drop_changed_while_it_was_captured_stays_and_is_taken_anew(house):
    drop = house.drop("pi.url", GOOD)

    def change(url: str) -> None:
        house.ladder.before = lambda url: None
        drop.write_text("https://other.example/\n")

    house.ladder.before = change
    house.turns()
    assert house.ladder.asked == [GOOD, "https://other.example/"]
    kept = {(house.home / "processed" / one).read_text() for one in house.files("processed")}
    assert kept == {f"{GOOD}\n", "https://other.example/\n"}


def test_a_drop_deleted_while_it_was_captured_is_forgotten(house):
    drop = house.drop("pi.url", GOOD)
    house.ladder.before = lambda url: drop.unlink(missing_ok=True)
    told = house.turns()
    assert [one.name for one in told] == ["captured", "noticed"]
    assert house.all_files("processed") == []
    assert house.all_files("failed") == []


def test_moving_a_dead_drop_back_is_the_retry(house):
    house.drop("gone.url", GONE)
    house.turns()
    for one in (house.home / "failed/dead").iterdir():
        one.rename(house.home / "inbox" / one.name)
    house.turns()
    ticket = house.ticket(f"{SHELF}/gone.url")
    assert [one.kind for one in ticket.targets[0].tries] == [Kind.LEGAL, None]
    assert house.all_files("inbox") == []


def test_a_leftover_moved_back_asks_only_for_what_failed(house):
    house.drop("bookmarks.txt", GOOD, SLOW, GONE)
    house.turns(5)
    left = house.home / "failed/dead/bookmarks (1 dead).txt"
    left.rename(house.home / "inbox" / left.name)
    house.ladder.asked.clear()
    house.turns(10)
    assert GONE in house.ladder.asked
    assert GOOD not in house.ladder.asked


def test_no_room_stops_fetching_and_tells_once_and_goes_on(house):
    house.room = False
    house.drop("pi.url", GOOD)
    told = house.turns()
    assert [one.name for one in told] == ["alerted"]
    assert house.files("inbox") == ["pi.url"]
    house.room = True
    told = house.turns()
    assert [one.name for one in told] == ["noticed", "captured", "settled"]


def test_a_list_that_a_cut_broke_off_is_not_asked_again_for_what_is_known(house):
    later = f"{GONE}2"

    def cut(url: str) -> None:
        house.ladder.interrupted = url == later

    house.ladder.before = cut
    house.drop("list.txt", GONE, later)
    house.turns(5)
    assert house.files("inbox") == ["list.txt"]
    assert house.ladder.asked == [GONE, later]
    house.ladder.before = lambda url: None
    house.ladder.interrupted = False
    house.open(cut=True)
    house.turns(5)
    assert house.ladder.asked == [GONE, later, later]
    assert (house.home / "failed/dead/list (1 dead).txt").read_text() == f"{GONE}\n"
    assert house.all_files(".atlas/progress") == []


def test_a_progress_log_that_cannot_be_removed_keeps_no_drop_from_being_settled(house):
    drops = [house.drop(name, GOOD) for name in ("a.url", "b.url")]
    for drop in drops:
        Progress(house.folders.progress).log_of(Entry(Place.INBOX, drop.name), digest_of(drop.read_bytes())).mkdir()
    told = house.turns()
    assert [one.name for one in told] == ["captured", "settled", "warned"] * 2
    assert house.files("inbox") == []


def test_a_capture_that_a_cut_left_unsettled_is_not_fetched_again(tmp_path):
    house = House(tmp_path, now=datetime(2099, 1, 1, tzinfo=UTC))
    drop = house.drop("pi.url", GOOD)
    before = drop.read_bytes()
    house.turns()
    shelf = house.home / "processed/drops/2099-01"
    # As if the cut had come after keeping and before the ticket.
    (shelf / "pi.url").rename(drop)
    (shelf / "pi.url.atlas.json").unlink()
    house.ladder.asked.clear()
    house.open(cut=True)
    house.turns()
    assert house.ladder.asked == []
    assert (shelf / "pi.url").read_bytes() == before
    assert len(list(house.snapshots())) == 1


def test_behind_a_fallen_fence_nothing_is_kept_told_or_filed_and_it_ends(house):
    def fallen():
        raise Fenced("Another machine works here.")

    house.fence = fallen
    house.drop("list.txt", GOOD, f"{GOOD}2")
    told = house.turns(10)
    told += house.capture.finish(0.0)
    assert [one.name for one in told] == ["warned"]
    assert house.files("inbox") == ["list.txt"]
    assert list(house.snapshots()) == []
    assert house.all_files("processed") == house.all_files("failed") == []


def test_when_the_lease_is_had_again_it_goes_on(house):
    def fallen():
        raise Fenced("Another machine works here.")

    house.fence = fallen
    house.drop("pi.url", GOOD)
    house.turns(5)
    house.fence = lambda: None
    house.open()
    house.turns(5)
    assert house.files("inbox") == []
    assert len(list(house.snapshots())) == 1
