"""A page that a person's own program saved is a capture without network."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from atlas.errors import NoRoom
from atlas.jobs.audit import Audit
from atlas.jobs.judging import judgement
from atlas.model.event import Captured, Noticed, Recognised, Settled
from atlas.model.ticket import Disposition
from tests.fakes import NOON
from tests.house import House
from tests.model.test_saved import CHROME, MHTML, SINGLE_FILE, A

SHELF = "processed/drops/2026-11"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def put(house, name, data):
    path = house.home / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_a_saved_page_is_kept_as_it_is_and_nobody_is_asked(house):
    put(house, "tagged/one.html", SINGLE_FILE)
    told = house.turns()
    assert [type(one) for one in told] == [Captured, Settled]
    assert house.ladder.asked == []
    assert (house.home / SHELF / "one.html").read_text() == SINGLE_FILE
    (snapshot,) = house.snapshots()
    facts = snapshot.facts
    assert (facts.url, facts.final_url, facts.layer, facts.verdict) == (A, A, "saved", "page")
    assert (facts.title, facts.tags, facts.status, facts.media_type) == ("One", ("tagged",), None, "text/html")
    assert facts.disposition == "captured"
    assert facts.size == len(SINGLE_FILE)


def test_the_body_of_a_saved_page_reads_back_with_its_type(house):
    put(house, "x.mhtml", MHTML)
    house.turns()
    (snapshot,) = house.snapshots()
    with house.vault.payload(snapshot.path) as (headers, body):
        assert headers == (("Content-Type", "multipart/related"),)
        assert body.read() == MHTML.encode()
    house.vault.verify(snapshot.path)


def test_the_ticket_names_the_snapshot_and_the_audit_is_content(house):
    put(house, "x.html", CHROME)
    house.turns()
    (target,) = house.ticket(f"{SHELF}/x.html").targets
    assert (target.url, target.disposition, target.title) == (A, Disposition.CAPTURED, "One")
    assert (house.home / target.snapshot).is_file()
    assert [one.layer for one in target.tries] == ["saved"]
    audit = Audit(house.folders, house.vault, None, strict=True)
    assert [one for one in audit.run() if not one.startswith("open to others")] == []


def test_a_page_from_nowhere_is_named_by_its_digest(house):
    put(house, "manual.pdf", b"%PDF-1.7 words")
    house.turns()
    ticket = house.ticket(f"{SHELF}/manual.pdf")
    assert ticket.targets[0].url == f"urn:{ticket.digest}"
    assert ticket.targets[0].title == "manual"
    assert "-file-" in ticket.targets[0].snapshot


@pytest.mark.parametrize("folder", ["inbox", "failed/dead", SHELF])
def test_a_shortcut_beside_a_page_says_where_it_is_from(house, folder):
    (house.home / folder).mkdir(parents=True, exist_ok=True)
    (house.home / folder / "manual.url").write_text("[InternetShortcut]\nURL=https://a.example/manual\n")
    put(house, "manual.pdf", b"%PDF-1.7 words")
    house.turns()
    assert house.ticket(f"{SHELF}/manual.pdf").targets[0].url == "https://a.example/manual"


def test_a_list_beside_a_page_says_nothing(house):
    house.drop("manual.txt", "https://a.example/1", "https://a.example/2")
    put(house, "manual.pdf", b"%PDF-1.7 words")
    house.turns()
    assert house.ticket(f"{SHELF}/manual.pdf").targets[0].url.startswith("urn:sha256:")


def test_a_saved_page_needs_no_network(house):
    house.probe.route = False
    put(house, "x.html", CHROME)
    house.turns()
    assert house.files("inbox") == []
    assert len(list(house.snapshots())) == 1


def test_a_page_that_is_changed_while_it_is_kept_is_taken_anew(house):
    path = put(house, "x.html", CHROME)
    house.turns(2)
    house.queue.sweep()
    house.clock.sleep(3)
    house.queue.sweep()
    (errand,) = house.queue.take(1)
    path.write_text(SINGLE_FILE)
    fetched = house.fetcher.fetch(errand)
    assert fetched.sealed is None
    list(house.writer.commit([fetched]))
    assert house.files("failed") == []
    house.turns()
    assert (house.home / SHELF / "x.html").read_text() == SINGLE_FILE
    assert len(list(house.snapshots())) == 1


def test_a_page_that_is_taken_away_while_it_is_kept_is_gone(house):
    path = put(house, "x.html", CHROME)
    house.turns(2)
    house.clock.sleep(3)
    house.queue.sweep()
    house.queue.sweep()
    (errand,) = house.queue.take(1)
    path.unlink()
    told = list(house.writer.commit([house.fetcher.fetch(errand)]))
    assert [one.what for one in told if isinstance(one, Noticed)] == ["A drop was taken away while it was captured."]
    assert list(house.snapshots()) == []


def test_a_saved_page_waits_while_the_disk_is_full(house):
    house.room = False
    put(house, "x.html", CHROME)
    house.turns()
    assert house.files("inbox") == ["x.html"]
    house.room = True
    house.turns()
    assert house.files("inbox") == []


def test_a_disk_that_refuses_a_page_loses_nothing(house):
    kept, refusals = house.vault.scratch, [NoRoom("no room")]

    def scratch(*told):
        made = kept(*told)
        if refusals:
            made.take = refuse
        return made

    def refuse(*told):
        raise refusals.pop()

    house.vault.scratch = scratch
    put(house, "x.html", CHROME)
    house.turns(10)
    assert house.files("inbox") == ["x.html"]
    house.turns(60)
    assert house.files("inbox") == []
    assert len(list(house.snapshots())) == 1


def test_a_cut_after_a_page_was_kept_makes_no_second_one(tmp_path):
    house = House(tmp_path, now=datetime.now(UTC) + timedelta(hours=1))
    put(house, "x.html", CHROME)
    house.turns(2)
    house.clock.sleep(3)
    house.queue.sweep()
    house.queue.sweep()
    (errand,) = house.queue.take(1)
    house.vault.keep([house.fetcher.fetch(errand).sealed])
    house.open(cut=True)
    house.turns()
    assert house.files("inbox") == []
    assert len(list(house.snapshots())) == 1


def test_nobody_judges_what_a_person_saved(house):
    put(house, "x.html", "<html><title>Just a moment...</title><body>Checking your browser</body></html>")
    house.turns()
    (snapshot,) = house.snapshots()
    assert judgement(house.vault, snapshot.path) is None


def test_a_saved_page_is_as_old_as_it_says(house):
    put(house, "x.html", SINGLE_FILE)
    house.turns()
    (snapshot,) = house.snapshots()
    assert snapshot.facts.added < NOON


def test_the_same_file_again_is_kept_once(house):
    put(house, "x.html", CHROME)
    house.turns()
    put(house, "y.html", CHROME)
    told = house.turns()
    (snapshot,) = house.snapshots()
    assert [type(one) for one in told] == [Recognised, Settled]
    assert house.ticket(f"{SHELF}/y.html").targets[0].snapshot == f"raw/{snapshot.path}"


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: path.write_bytes(b"no WARC")])
def test_the_same_file_is_kept_again_where_the_first_does_not_read(house, harm):
    put(house, "x.html", CHROME)
    house.turns()
    for one in list(house.snapshots()):
        harm(house.folders.raw / one.path)
    put(house, "y.html", CHROME)
    house.turns()
    assert len(list(house.snapshots())) == 1


def test_the_same_file_from_another_address_is_another_page(house):
    for name in ("x", "y"):
        put(house, f"{name}.url", f"[InternetShortcut]\nURL=https://a.example/{name}\n")
        put(house, f"{name}.pdf", b"%PDF-1.7 words")
        house.turns()
    assert sorted(one.facts.url for one in house.snapshots()) == ["https://a.example/x", "https://a.example/y"]
