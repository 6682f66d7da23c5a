"""The wayback layer: the nearest capture, found in an index, fetched byte for byte."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from atlas.fetch.climb import Found
from atlas.fetch.copies import inside
from atlas.fetch.visit import Answer
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind
from atlas.model.url import parse
from tests.archive import Archive, Kept
from tests.fakes import NOON
from tests.fetch.past import GONE, brought, wayback

OLD = Kept(GONE, "20190101000000", b"old")
NEAR = Kept(GONE, "20261120000000", b"\x00near\xff")
LATER = Kept(GONE, "20300101000000", b"later")
UNREAD = "127.0.0.1 sent a list of copies that does not read."


def at(stamp):
    return datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def words(archive):
    return [path.split("?")[0].split("/")[1] for path in archive.paths]


def test_the_capture_nearest_to_the_drop_is_brought_byte_for_byte(shelf):
    with Archive(OLD, NEAR, LATER) as archive:
        (answer,) = brought(wayback(archive), shelf)
        assert answer.exchange.url == f"{archive.base}/web/{NEAR.stamp}id_/{GONE}"
        assert [exchange.url for exchange in shelf.exchanges] == [archive.base + path for path in archive.paths]
    assert (answer.fault, answer.memento, answer.notes) == (None, at(NEAR.stamp), ())
    assert (shelf.bodies[-1], answer.sample) == (NEAR.body, NEAR.body)


@pytest.mark.parametrize("stamps", [("20261101000000", "20261124000000"), ("20261123110000", "20261201000000")])
@pytest.mark.parametrize("index", ["cdx", "available"])
def test_the_nearest_capture_may_be_older_or_younger_than_the_drop(stamps, index, shelf):
    with Archive(*(Kept(GONE, stamp) for stamp in stamps)) as archive:
        archive.outages["cdx"] = "503" if index == "available" else ""
        nearest = min(stamps, key=lambda stamp: abs(at(stamp) - NOON))
        assert brought(wayback(archive), shelf)[-1].memento == at(nearest)


def test_the_index_is_asked_for_few_captures_of_this_very_address(shelf):
    with Archive(*(Kept(GONE, f"20261{month}01000000") for month in (0, 1, 2) for _ in range(9))) as archive:
        brought(wayback(archive), shelf, "http://gone.example/*?x=1&y=%C3%A9")
        asked = parse_qs(urlsplit(archive.paths[0]).query)
    assert asked["url"] == ["http://gone.example/*?x=1&y=%C3%A9"]
    assert (asked["matchType"], asked["limit"], asked["filter"]) == (["exact"], ["10"], ["statuscode:200"])
    assert (asked["closest"], asked["sort"]) == (["20261123120000"], ["closest"])


def test_a_capture_under_the_other_scheme_is_one(shelf):
    with Archive(Kept("https://www.gone.example/page?x=1&y=%C3%A9", NEAR.stamp)) as archive:
        (answer,) = brought(wayback(archive), shelf)
    assert answer.exchange.url.endswith("/https://www.gone.example/page?x=1&y=%C3%A9")


def test_only_captures_that_brought_the_page_count(shelf):
    nearer = Kept(GONE, "20261123110000", status=404)
    with Archive(NEAR, nearer) as archive:
        (answer,) = brought(wayback(archive), shelf)
    assert answer.memento == at(NEAR.stamp)


@pytest.mark.parametrize("index", ["cdx", "available"])
@pytest.mark.parametrize("kept", [(), (Kept(GONE, NEAR.stamp, status=404),)])
def test_an_archive_without_the_page_says_so(index, kept, shelf):
    with Archive(*kept) as archive:
        archive.outages["cdx"] = "503" if index == "available" else ""
        answer = brought(wayback(archive), shelf)[-1]
        assert words(archive) == (["cdx"] if index == "cdx" else ["cdx", "wayback"])
    assert (answer.exchange, answer.fault.kind) == (None, Kind.ABSENT)
    assert answer.fault.detail == "127.0.0.1 has no copy of it."


@pytest.mark.parametrize(
    ("outage", "kind", "said"),
    [
        ("503", Kind.OVERLOADED, "127.0.0.1 answered 503 Service Unavailable."),
        ("404", Kind.ABSENT, "127.0.0.1 answered 404 Not Found."),
        ("hang", Kind.TIMEOUT, "127.0.0.1 did not answer in time."),
        ("drip", Kind.TIMEOUT, "127.0.0.1 did not send the whole page in time."),
        ("cut", Kind.BROKEN_OFF, "127.0.0.1 broke off before the end of the page."),
        *((outage, Kind.BROKEN_OFF, UNREAD) for outage in ("garbage", "truncated", "huge", "deep", "number", "odd")),
        ("nothing", Kind.BROKEN_OFF, UNREAD),
    ],
)
def test_where_the_index_is_out_of_order_the_smaller_one_is_asked(outage, kind, said, shelf):
    with Archive(OLD, NEAR) as archive:
        archive.outages["cdx"] = outage
        told, answer = brought(wayback(archive), shelf, seconds=1.2 if kind is Kind.TIMEOUT else 5)
        assert words(archive) == ["cdx", "wayback", "web"]
    assert (told.exchange, told.fault.kind, told.fault.detail) == (None, kind, said)
    assert (answer.fault, answer.memento, answer.sample) == (None, at(NEAR.stamp), NEAR.body)


@pytest.mark.parametrize(
    ("outage", "kind", "said"),
    [
        ("429", Kind.THROTTLED, "127.0.0.1 answered 429 Too Many Requests."),
        ("403", Kind.BLOCKED, "127.0.0.1 answered 403 Forbidden."),
        ("withheld", Kind.BLOCKED, "127.0.0.1 does not show its copies of it."),
    ],
)
def test_an_archive_that_says_no_is_not_asked_on(outage, kind, said, shelf):
    with Archive(NEAR) as archive:
        archive.outages["cdx"] = outage
        (answer,) = brought(wayback(archive), shelf)
        assert words(archive) == ["cdx"]
    assert (answer.exchange, answer.fault.kind, answer.fault.detail) == (None, kind, said)


@pytest.mark.parametrize("outage", ["503", "429", "garbage", "cut", "odd", "deep", "nothing"])
def test_where_both_are_out_of_order_both_say_so(outage, shelf):
    with Archive(NEAR) as archive:
        archive.outages |= {"cdx": "503", "available": outage}
        answers = brought(wayback(archive), shelf)
        assert words(archive) == ["cdx", "wayback"]
    assert [answer.exchange for answer in answers] == [None, None]
    assert all(answer.fault for answer in answers)


@pytest.mark.parametrize(("status", "said"), [(404, "404 Not Found"), (503, "503 Service Unavailable")])
def test_a_capture_that_cannot_be_played_gives_way_to_the_next(status, said, shelf):
    broken = Kept(GONE, "20261123110000", status=status)
    with Archive(NEAR, broken) as archive:
        # The index is behind: it has for a page what the archive plays as a failure.
        archive.listed = [NEAR, Kept(GONE, broken.stamp)]
        first, second = brought(wayback(archive), shelf)
    assert first.fault.detail == f"The copy of 2026-11-23 in 127.0.0.1 only says {said}."
    assert (first.exchange, second.fault, second.memento) == (None, None, at(NEAR.stamp))


@pytest.mark.parametrize("outage", ["503", "429", "hang"])
def test_an_archive_too_busy_to_play_one_capture_is_not_asked_for_another(outage, shelf):
    with Archive(OLD, NEAR) as archive:
        archive.outages["exact"] = outage
        (answer,) = brought(wayback(archive), shelf, seconds=0.4 if outage == "hang" else 5)
    assert (answer.exchange, answer.memento, answer.fault.kind.waits) == (None, None, True)


def test_a_copy_that_does_not_say_when_is_dated_by_its_address(shelf):
    with Archive(NEAR) as archive:
        archive.silent = True
        (answer,) = brought(wayback(archive), shelf)
    assert (answer.fault, answer.memento) == (None, at(NEAR.stamp))


def test_a_page_of_the_archives_own_is_not_taken_for_the_page(shelf):
    with Archive(NEAR) as archive:
        archive.outages["exact"] = "garbage"
        answers = brought(wayback(archive), shelf)
    assert [(answer.exchange, answer.memento, answer.fault.kind) for answer in answers] == [(None, None, Kind.ABSENT)]


@pytest.mark.parametrize(
    "url",
    ["http://gone.example/?token=1", "http://nas.local/page", "http://192.168.1.4/page", "http://nas/page"],
)
def test_an_address_that_is_not_public_is_not_told(url, shelf):
    with Archive(NEAR) as archive:
        (answer,) = brought(wayback(archive), shelf, url)
        assert archive.requests == []
    assert answer.fault.kind is Kind.REFUSED


@pytest.mark.parametrize("peer", ["192.168.1.4", "100.64.0.9", "fe80::1%eth0", "::ffff:10.0.0.1"])
def test_a_page_from_a_network_of_our_own_is_not_told_whatever_its_name(peer, shelf):
    exchange = Exchange(GONE, NOON, peer, b"", b"", 404, (), 0)
    found = Found("direct", Answer(parse(GONE), exchange), None, Fault(Kind.ABSENT, "No."))
    with Archive(NEAR) as archive:
        (answer,) = brought(wayback(archive, inside), shelf, found=(found,))
        assert archive.requests == []
    assert answer.fault.detail == "Archives are not asked: it leads into a network of your own."


def test_a_page_from_the_internet_is_told(shelf):
    exchange = Exchange(GONE, NOON, "93.184.216.34", b"", b"", 404, (), 0)
    found = Found("direct", Answer(parse(GONE), exchange), None, Fault(Kind.ABSENT, "No."))
    with Archive(NEAR) as archive:
        assert brought(wayback(archive, inside), shelf, found=(found,))[0].fault is None
