"""What an export asks for is captured once, however often it is asked for."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from atlas.errors import CatalogBroken
from atlas.jobs.recall import Recall
from atlas.model.event import Recognised
from atlas.model.fault import Kind
from atlas.model.ticket import Disposition
from tests.house import House, fault
from tests.model.exports import samples

A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"
SHELF = "processed/drops/2026-11"


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def export(house, name, *urls, **more):
    lines = "".join(json.dumps({"url": url, **more}) + "\n" for url in urls)
    (house.home / "inbox" / name).write_text(lines)


def test_the_same_export_again_captures_nothing_again(house):
    export(house, "one.jsonl", A, B)
    house.turns()
    export(house, "two.jsonl", A, B)
    house.turns()
    assert sorted(house.ladder.asked) == [A, B]
    first, second = (house.ticket(f"{SHELF}/{name}.jsonl").targets for name in ("one", "two"))
    assert [one.snapshot for one in second] == [one.snapshot for one in first]
    assert {one.reason for one in second} == {"It was kept already."}


def test_two_exports_at_once_capture_each_page_once(house):
    export(house, "one.jsonl", A, f"{A}2")
    export(house, "two.jsonl", f"{A}?utm_source=x", f"{A}2#part")
    told = house.turns()
    assert sorted(house.ladder.asked) == [A, f"{A}2"]
    assert len([one for one in told if isinstance(one, Recognised)]) == 2
    assert house.files("inbox") == []


def test_a_link_that_a_person_drops_again_is_a_wish_for_a_new_capture(house):
    export(house, "one.jsonl", A)
    house.turns()
    house.drop("again.txt", A)
    house.turns()
    assert house.ladder.asked == [A, A]


def test_what_is_in_the_catalog_alone_counts_for_nothing(house):
    export(house, "one.jsonl", A)
    house.turns()
    for snapshot in list(house.snapshots()):
        (house.folders.raw / snapshot.path).unlink()
    export(house, "two.jsonl", A)
    house.turns()
    assert house.ladder.asked == [A, A]


def test_without_a_catalog_an_export_is_captured_all_the_same(house):
    class Broken:
        def recalled(self, urls):
            raise CatalogBroken("It is gone.")

        def latest_page(self, url):
            raise CatalogBroken("It is gone.")

    house.queue.recall = Recall(Broken(), house.vault, house.folders)
    house.fetcher._memory = Broken()
    export(house, "one.jsonl", A)
    house.turns()
    assert house.ladder.asked == [A]
    assert house.files("inbox") == []


def test_what_is_left_of_an_export_is_recognised_too(tmp_path):
    house = House(tmp_path, {B: [fault(Kind.OVERLOADED)]})
    export(house, "one.jsonl", A, B, tags=["pi"], note="mine", added="2020-10-05T12:13:20Z")
    house.turns(5)
    (waiting,) = house.ticket("failed/deferred/one (1 waiting).txt").targets
    assert (waiting.once, waiting.tags, waiting.note) == (True, ("pi",), "mine")
    house.drop("again.txt", B)
    house.turns(100)
    assert house.ladder.asked.count(B) == 2
    (target,) = house.ticket(f"{SHELF}/one (1 waiting).txt").targets
    assert target.reason == "It was kept already."


def test_what_an_export_tells_of_a_link_goes_into_its_record(house):
    (house.home / "inbox/tag").mkdir()
    export(house, "tag/one.jsonl", A, title="A title", tags=["pi", "tag"], note="mine", added="2020-10-05T12:13:20Z")
    house.turns()
    (snapshot,) = house.snapshots()
    facts = snapshot.facts
    assert (facts.title, facts.tags, facts.note) == ("A title", ("tag", "pi"), "mine")
    assert facts.added == datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)


def since(house, added):
    """Returns the moment that archives are asked for."""
    asked = []
    climb = house.ladder.climb
    house.ladder.climb = lambda ask, sink: (asked.append(ask.since), climb(ask, sink))[1]
    export(house, "one.jsonl", A, added=added)
    house.turns()
    (moment,) = asked
    return moment


def test_archives_are_asked_for_the_day_a_link_was_added(house):
    assert since(house, "2020-10-05T12:13:20Z") == datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)


def test_no_archive_is_asked_for_a_day_to_come(house):
    assert since(house, "2090-01-01T00:00:00Z") <= house.clock.now()


def test_what_no_browser_could_open_is_told_in_the_ticket_and_fails_nothing(house):
    (house.home / "inbox/instapaper.csv").write_text(samples.INSTAPAPER)
    house.turns()
    ticket = house.ticket(f"{SHELF}/instapaper.csv")
    assert ticket.disposition is Disposition.CAPTURED
    assert ticket.unusable == ("instapaper-private://email/8f3a/",)
    assert len(ticket.targets) == 2


def test_a_list_of_feeds_alone_needs_a_person_and_says_how(house):
    feeds = samples.OPML.replace('type="link"', 'type="x"').replace(' url="https://b.example/"', "")
    (house.home / "inbox/feeds.opml").write_text(feeds)
    house.turns()
    ticket = house.ticket("failed/dead/feeds.opml")
    assert ticket.reason == "It lists feeds, and no pages."
    assert "--sites" in ticket.advice
    assert ticket.feeds[0] == "https://a.example/feed"
    assert ticket.remade().decode() == feeds


def test_so_many_entries_are_told_and_no_more(house):
    rows = "".join(f"place:{'x' * 400}{one},T\n" for one in range(150))
    (house.home / "inbox/x.csv").write_text(f"url,title\n{A},A\n{rows}")
    house.turns()
    told = house.ticket(f"{SHELF}/x.csv").unusable
    assert len(told) == 101
    assert told[-1] == "… and 50 more"
    assert max(map(len, told)) == 300


def test_an_export_goes_on_where_it_was_after_a_stop(house):
    urls = [f"https://host{one}.example/" for one in range(60)]
    export(house, "many.jsonl", *urls)

    def stop(url):
        house.ladder.interrupted = len(house.ladder.asked) > 20

    house.ladder.before = stop
    house.turns(10)
    # Four are asked at once: of the others it is certain that they were through before the stop.
    through = house.ladder.asked[:16]
    house.ladder.before, house.ladder.interrupted = (lambda url: None), False
    house.open(cut=True)
    house.turns(40)
    assert [one for one in through if house.ladder.asked.count(one) > 1] == []
    targets = house.ticket(f"{SHELF}/many.jsonl").targets
    assert {one.disposition for one in targets} == {Disposition.CAPTURED}
    assert [one.url for one in targets] == urls
