"""The canary goes the way of every drop, tells whether it came home, and leaves nothing behind."""

import json
import socket
from contextlib import closing
from dataclasses import replace

import pytest

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken, Damaged
from atlas.jobs.canary import FIRST, LONGEST, WANTED
from atlas.jobs.sparing import Sparing, cleared, swept
from atlas.model.canary import LAYER, Canary, Flight, is_drop, is_snapshot, loaded
from atlas.model.fault import Fault, Kind
from atlas.spool.folders import ticket_of
from tests.fakes import NOON
from tests.flying import HOUR, Flying
from tests.house import House

TOKEN = "0123456789abcdef01234567"
FLIGHT = Flight(TOKEN, 40000, NOON)
OTHER = "https://other.example/"


@pytest.fixture
def flying(tmp_path):
    made = Flying(tmp_path)
    yield made
    made.aviary.stop()


@pytest.fixture
def under_way(flying):
    """A round whose drop lies in the inbox and was not taken yet."""
    flying.clock.sleep(FIRST)
    assert list(flying.aviary.tend()) == []
    return flying


def test_a_round_goes_through_inbox_and_vault_and_leaves_nothing(flying):
    told = flying.until(lambda: flying.known)
    assert told == []
    assert flying.known.failed == 0
    assert flying.known.at == flying.known.tried_at
    assert 2.0 <= flying.known.seconds <= 10.0
    assert flying.left() == []
    assert list(flying.house.snapshots()) == []
    assert flying.house.all_files("processed") + flying.house.all_files("failed") == []


def test_it_was_in_the_catalog_and_is_kept_in_none(flying):
    flying.until(lambda: flying.known)
    (rehearsed,) = flying.house.index.rehearsed
    assert rehearsed.facts.tries[0].layer == LAYER
    assert (flying.house.index.kept, flying.house.index.tried) == ([], [])


def test_no_host_is_remembered_for_it(flying):
    flying.until(lambda: flying.known)
    flying.house.drop("other.url", OTHER)
    flying.work(10)
    assert [one for one in flying.house.hosts.heard if "canary" in one] == []
    flying.house.hosts.save()
    path = flying.house.home / ".atlas/hosts.json"
    assert not path.exists() or b"canary" not in path.read_bytes()


def test_drops_of_a_person_are_captured_beside_it_by_the_ladder(flying):
    flying.house.drop("other.url", OTHER)
    flying.until(lambda: flying.known)
    assert flying.house.ladder.asked == [OTHER]
    assert [one.facts.url for one in flying.house.snapshots()] == [OTHER]


def test_the_rounds_come_every_hour(flying):
    flying.until(lambda: flying.known)
    first = flying.known.at
    flying.clock.sleep(HOUR - 10)
    flying.work(2)
    assert flying.known.at == first
    flying.work(30)
    assert flying.known.at > first


def test_a_daemon_that_begins_anew_sends_none_before_its_time(flying):
    flying.until(lambda: flying.known)
    flying.anew()
    flying.work(FIRST + 30)
    assert len(flying.house.index.rehearsed) == 1


def test_none_is_sent_where_none_is_wanted_but_by_hand(tmp_path):
    flying = Flying(tmp_path, every=0.0)
    flying.work(FIRST * 3)
    assert flying.known is None
    (tmp_path / ".atlas" / WANTED).touch()
    flying.work(10)
    assert flying.known.failed == 0
    assert not (tmp_path / ".atlas" / WANTED).exists()


def test_none_is_sent_while_fetching_waits(flying):
    flying.house.room = False
    flying.work(FIRST * 3)
    assert flying.known is None
    flying.house.room = True
    flying.work(20)
    assert flying.known.failed == 0


def test_one_that_waits_for_the_disk_has_not_failed(under_way):
    under_way.house.room = False
    under_way.work(10)
    under_way.clock.sleep(2 * LONGEST)
    under_way.work(2)
    assert under_way.known is None
    under_way.house.room = True
    under_way.work(10)
    assert under_way.known.failed == 0


def test_one_that_is_never_filed_has_failed_and_is_cleared_away(under_way):
    under_way.clock.sleep(LONGEST + 1)
    list(under_way.aviary.tend())
    assert under_way.known.why == "It was not filed within 5 minutes."
    assert under_way.left() == []


def broken(flying):
    """A way that leads nowhere any more."""

    def closed(flight):
        flying.aviary._perch.close()
        return real(flight)

    real = flying.aviary._ladder_to
    flying.aviary._ladder_to = closed


def test_a_page_that_is_not_fetched_is_a_round_that_failed(flying):
    broken(flying)
    told = flying.until(lambda: flying.known)
    assert told == []
    assert flying.known.failed == 1
    assert flying.known.why
    assert flying.left() == []
    assert flying.house.all_files("failed") == []


def test_a_person_hears_of_two_in_a_row_and_of_the_first_that_comes_home(flying):
    real = flying.aviary._ladder_to
    broken(flying)
    told = flying.until(lambda: flying.known and flying.known.failed == 2)
    assert [(one.name, one.about) for one in told] == [("warned", "canary")]
    flying.aviary._ladder_to = real
    told = flying.until(lambda: not flying.known.failed)
    assert [(one.name, one.about) for one in told] == [("noticed", "canary")]


def test_another_page_than_its_own_is_a_round_that_failed(under_way):
    under_way.aviary._flight = replace(under_way.aviary._flight, begun=NOON)
    told = under_way.until(lambda: under_way.known)
    assert told == []
    assert under_way.known.why == "Its snapshot has another page in it."
    assert under_way.left() == []


def test_a_snapshot_that_does_not_read_is_a_round_that_failed(under_way):
    class Rotten(type(under_way.house.vault)):
        def verify(self, path):
            raise Damaged("Rotten.")

    under_way.aviary._vault = Rotten(under_way.house.folders.raw)
    under_way.until(lambda: under_way.known)
    assert under_way.known.why == "Its snapshot does not read: Rotten."
    assert under_way.left() == []


def test_a_bell_that_does_not_ring_for_it_is_hung_again(under_way):
    hung = []
    under_way.aviary.rung, under_way.aviary.deaf = (lambda: 0), (lambda: hung.append("again"))
    under_way.until(lambda: under_way.known)
    assert "bell" in under_way.known.why
    assert hung == ["again"]


def test_the_way_is_open_once_and_for_its_own_drop_and_address_alone(under_way):
    flight, way = under_way.aviary._flight, under_way.aviary.way
    assert way("mine.url", flight.url) is None
    assert way(flight.drop, OTHER) is None
    assert way(flight.drop, f"{flight.url}more") is None
    assert way(flight.drop, flight.url)
    assert way(flight.drop, flight.url) is None


def test_its_address_in_a_persons_drop_leads_nowhere(under_way):
    """The ladder of every other drop is asked for it, and knows no such host."""
    url = under_way.aviary._flight.url
    under_way.house.ladder.faults[url] = [Fault(Kind.ABSENT, "There is no such host.") for _ in range(9)]
    under_way.house.drop("mine.url", url)
    under_way.until(lambda: under_way.known)
    under_way.work(10)
    assert under_way.house.ladder.asked == [url]
    assert list(under_way.house.snapshots()) == []


def test_stopping_takes_a_round_that_is_under_way_out_of_the_inbox(under_way):
    under_way.aviary.stop()
    assert under_way.left() == []
    assert under_way.known is None


def test_what_a_cut_left_is_swept(under_way):
    flight = under_way.aviary._flight
    under_way.work(1)
    for folder in ("inbox", "failed/dead", "failed/deferred", "processed/drops/2026-11"):
        path = under_way.house.home / folder / flight.drop
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(flight.written)
    assert swept(under_way.house.folders) == 4
    assert under_way.left() == []


def test_what_a_person_calls_so_is_the_persons(tmp_path):
    house = House(tmp_path)
    mine = house.drop(FLIGHT.drop, OTHER)
    note = ticket_of(house.drop(FLIGHT.drop, OTHER, folder="failed/dead"))
    note.write_text("{}")
    assert swept(house.folders) == 0
    assert cleared(house.folders, FLIGHT.drop) == 0
    assert mine.exists()
    assert note.exists()


def test_the_vault_drops_canaries_and_nothing_else(flying):
    flying.house.drop("other.url", OTHER)
    flying.until(lambda: flying.known)
    (kept,) = flying.house.snapshots()
    flying.house.vault.drop(kept.path)
    assert flying.house.vault.has(kept.path)


def test_names_are_told_apart():
    assert is_drop(FLIGHT.drop)
    assert not is_drop("atlas-canary-mine.url")
    assert is_snapshot(f"20261123T120000Z-{FLIGHT.host}-01234567.warc.gz")
    assert not is_snapshot("20261123T120000Z-atlas-canary.invalid-01234567.warc.gz")


def test_what_is_known_reads_back():
    known = Canary(3600.0).whole(NOON, 2.5).lost(NOON, "It fell.")
    assert loaded(json.loads(known.dumps())) == known
    assert loaded({}) is None


class Broken(Catalog):
    def rehearse(self, kept):
        raise CatalogBroken("It is gone.")


def test_a_row_that_is_tried_out_is_there_and_is_gone(flying, tmp_path):
    seen = []

    class Watched(Catalog):
        def rehearse(self, kept):
            super().rehearse(kept)
            seen.extend(kept)

    flying.house.drop("other.url", OTHER)
    with closing(Watched(tmp_path / "catalog.db")) as catalog:
        catalog.note([], [])
        flying.house.writer._index = Sparing(catalog)
        flying.until(lambda: flying.known)
        assert len(seen) == 1
        assert [one.url for one in catalog.records()] == [OTHER]
        assert [one.host for one in catalog.hosts()] == ["other.example"]


def test_without_a_catalog_it_comes_home_all_the_same(flying, tmp_path):
    flying.house.writer._index = Sparing(Broken(tmp_path / "catalog.db"))
    flying.until(lambda: flying.known)
    assert flying.known.failed == 0


def test_the_page_is_given_once_and_only_by_its_name(under_way):
    flight = under_way.aviary._flight

    def asked(host):
        with socket.create_connection(("127.0.0.1", flight.port), 5) as sock:
            sock.sendall(f"GET / HTTP/1.1\r\nHost: {host}:{flight.port}\r\n\r\n".encode())
            return sock.makefile("rb").read().split(b"\r\n")[0]

    assert asked("127.0.0.1") == b"HTTP/1.1 410 Gone"
    assert asked(flight.host) == b"HTTP/1.1 200 OK"
    assert asked(flight.host) == b"HTTP/1.1 410 Gone"
