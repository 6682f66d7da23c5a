"""A whole climb that ends in an archive."""

from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.model.fault import Kind
from tests.archive import Archive, Kept
from tests.fakes import NOON, ask
from tests.fetch.past import climbed, gates, wayback

STAMP = "20261122000000"


@pytest.fixture
def gone(server):
    return server.url("/no-such-page", "gone.example")


def test_what_is_gone_is_brought_from_the_second_archive_when_the_first_has_it_not(gone, shelf):
    with Archive() as empty, Archive(Kept(gone, STAMP, b"<title>It was here.</title>")) as full:
        layers = gates(f"{empty.base}/web/"), wayback(full)
        attempt = climbed(ask(gone), shelf, *layers)
        page = attempt.page
        assert page.final_url == f"{full.base}/web/{STAMP}id_/{gone}"
    assert (attempt.captured, attempt.url, page.layer) == (True, gone, "wayback")
    assert (page.memento, page.status, page.media_type) == (NOON - timedelta(days=1, hours=12), 200, "text/html")
    assert [(one.layer, one.kind, one.detail) for one in attempt.tries] == [
        ("direct", Kind.ABSENT, "gone.example answered 404 Not Found."),
        ("memento", Kind.ABSENT, "127.0.0.1 has no copy of it."),
        ("wayback", None, "127.0.0.1 answered 200 OK."),
    ]
    assert shelf.bodies[-1] == b"<title>It was here.</title>"
    assert [exchange.status for exchange in shelf.exchanges] == [404, 404, 200, 200]


def test_what_the_first_archive_has_the_second_is_not_asked_for(gone, shelf):
    with Archive(Kept(gone, STAMP)) as first, Archive(Kept(gone, STAMP)) as second:
        attempt = climbed(ask(gone), shelf, gates(f"{first.base}/web/"), wayback(second))
        assert second.requests == []
    assert (attempt.page.layer, attempt.page.memento is not None) == ("memento", True)


def test_where_no_archive_helps_the_sites_own_answer_stands(gone, shelf):
    with Archive() as archive:
        archive.outages["cdx"] = "429"
        attempt = climbed(ask(gone), shelf, gates(f"{archive.base}/live/"), wayback(archive))
    assert (attempt.captured, attempt.fault.detail) == (False, "gone.example answered 404 Not Found.")
    assert (attempt.page.layer, attempt.page.memento) == ("direct", None)
    assert [one.layer for one in attempt.tries] == ["direct", "memento", "wayback"]


@pytest.mark.parametrize(("attempts", "layers"), [(0, ["direct"]), (2, ["direct", "memento"])])
def test_what_may_come_back_is_waited_for_before_an_archive_is_asked(attempts, layers, server, shelf):
    url = server.url("/status/503", "busy.example")
    with Archive(Kept(url, STAMP)) as archive:
        attempt = climbed(ask(url, attempts), shelf, gates(f"{archive.base}/web/"))
    assert [one.layer for one in attempt.tries] == layers


def test_a_slow_archive_leaves_time_to_the_next(gone, shelf):
    with Archive() as slow, Archive(Kept(gone, STAMP)) as quick:
        slow.outages["gate"] = "hang"
        attempt = climbed(ask(gone), shelf, gates(f"{slow.base}/web/"), wayback(quick), seconds=1)
    assert attempt.page.layer == "wayback"


def test_slow_archives_end_with_the_climb(gone, shelf):
    with Archive() as slow:
        slow.outages |= {"gate": "hang", "cdx": "hang", "available": "hang"}
        attempt = climbed(ask(gone), shelf, gates(f"{slow.base}/web/"), wayback(slow), seconds=0.5)
    assert (attempt.captured, attempt.fault.kind) == (False, Kind.ABSENT)
    assert sum(one.milliseconds for one in attempt.tries) < 900


def test_an_address_with_a_secret_in_it_goes_to_its_own_site_only(server, shelf):
    url = server.url("/no-such-page?access_token=s3cret", "gone.example")
    with Archive(Kept(url, STAMP)) as archive:
        attempt = climbed(ask(url), shelf, gates(f"{archive.base}/web/"), wayback(archive))
        assert archive.requests == []
    assert [one.kind for one in attempt.tries] == [Kind.ABSENT, Kind.REFUSED, Kind.REFUSED]
    assert "s3cret" not in "".join(one.detail for one in attempt.tries)


def test_the_copy_is_the_one_nearest_to_the_drop_and_not_to_today(gone, shelf):
    copies = [Kept(gone, stamp) for stamp in ("20190601000000", "20261122000000")]
    with Archive(*copies) as archive:
        question = replace(ask(gone), since=NOON.replace(year=2019))
        attempt = climbed(question, shelf, wayback(archive))
    assert attempt.page.memento.year == 2019
