"""The archive judged anew: from what was kept, and nothing of it is changed."""

import gzip
import hashlib

from atlas.jobs.audit import Audit
from atlas.jobs.judging import judge, judged_anew, judgement
from atlas.jobs.rebuild import rebuild
from atlas.model.attempt import Try
from atlas.model.fault import Kind
from atlas.model.verdict import RULES, Verdict
from tests.vault.samples import AT, OK, URL, exchange, facts

MISSING = b"<!doctype html><title>Page not found</title><h1>Sorry</h1><p>Nothing.</p>"
GOOD = b"<!doctype html><title>Pi</title><p>How to cool a Pi.</p>"
GZIPPED = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n\r\n"


def kept(house, body=MISSING, head=OK, known=None, **more):
    """A snapshot as the rules of old judged it: all that came was a page."""
    scratch = house.vault.scratch("good.example", known)
    file = scratch.body()
    file.write(body)
    scratch.keep(exchange(more.get("final_url", URL), head, unchanged=known is not None), file)
    told = {"verdict": "page", "rules": 1, "media_type": "text/html", "layer": "direct", **more}
    (snapshot,) = house.vault.keep([scratch.seal(facts(body=body, **told))])
    return snapshot


def test_what_is_called_otherwise_is_written_to_the_catalog_and_told(house, catalog):
    bad, good = kept(house), kept(house, GOOD)
    catalog.note([bad, good], [])
    told = {one.row.snapshot: one for one in judge(house.vault, catalog, catalog.records(), print)}
    assert (told[bad.path].changed, told[good.path].changed) == (True, False)
    assert {one.snapshot: (one.verdict, one.rules) for one in catalog.records()} == {
        bad.path: ("soft-404", RULES),
        good.path: ("page", RULES),
    }
    assert next(one.signals for one in catalog.records() if one.verdict == "soft-404")[0] == "title page not found"


def test_the_archive_stays_as_it_is(house, catalog):
    snapshot = kept(house)
    before = hashlib.sha256((house.folders.raw / snapshot.path).read_bytes()).digest()
    catalog.note([snapshot], [])
    assert len(list(judge(house.vault, catalog, catalog.records(), print))) == 1
    assert hashlib.sha256((house.folders.raw / snapshot.path).read_bytes()).digest() == before


def test_a_rebuild_says_the_same_and_the_audit_finds_nothing_missing(house, catalog):
    catalog.note([kept(house), kept(house, GOOD)], [])
    assert len(list(judge(house.vault, catalog, catalog.records(), print))) == 2
    known = [(one.snapshot, one.verdict, one.signals, one.rules) for one in catalog.records()]
    assert not [one for one in Audit(house.folders, house.vault, catalog, strict=True).run() if "catalog" in one]
    rebuild(house.folders, house.vault, catalog, lambda snapshot: judged_anew(house.vault, snapshot))
    assert [(one.snapshot, one.verdict, one.signals, one.rules) for one in catalog.records()] == known


def test_a_packed_page_is_unpacked_to_be_judged(house):
    assert judgement(house.vault, kept(house, gzip.compress(MISSING), GZIPPED).path).verdict is Verdict.SOFT_404
    assert judgement(house.vault, kept(house, MISSING, GZIPPED).path).verdict is Verdict.SOFT_404
    torso = gzip.compress(MISSING * 3)[:-20]
    assert judgement(house.vault, kept(house, torso, GZIPPED).path).verdict is Verdict.SOFT_404


def test_of_a_packed_page_no_more_is_unpacked_than_is_looked_at(house):
    bomb = gzip.compress(MISSING + b"<!--" + b" " * 2**22)
    assert judgement(house.vault, kept(house, bomb, GZIPPED).path).verdict is Verdict.PAGE


def test_half_a_page_stays_half_a_page(house):
    tries = (Try("direct", AT, 200, Kind.BROKEN_OFF, "It broke off.", 12),)
    assert judgement(house.vault, kept(house, verdict="nothing", tries=tries).path).verdict is Verdict.NOTHING


def test_where_a_layer_asked_is_where_redirects_began(house):
    form = b"<title>Good</title><form><input type=password></form>"
    tries = (Try("agents", AT, 200, None, "", 12, url="https://good.example/login"),)
    told = {"final_url": "https://good.example/login?next=1", "layer": "agents"}
    assert judgement(house.vault, kept(house, form, tries=tries, **told).path).verdict is Verdict.PAGE
    assert judgement(house.vault, kept(house, form, **told).path).verdict is Verdict.LOGIN


def test_a_page_kept_by_reference_is_judged_by_what_it_refers_to(house):
    first = kept(house)
    second = kept(house, b"", b"HTTP/1.1 304 Not Modified\r\n\r\n", house.vault.known(first.path), status=304)
    assert house.vault.facts(second.path).refers_to == first.path
    assert judgement(house.vault, second.path).verdict is Verdict.SOFT_404


def test_a_body_from_another_address_is_judged_by_where_it_came_this_time(house):
    missing = MISSING + b" " * 1000
    there = "https://good.example/status/404"
    first = kept(house, missing)
    scratch = house.vault.scratch("good.example", None, lambda digest: house.vault.held(first.path))
    file = scratch.body()
    file.write(missing)
    scratch.keep(exchange(there, size=len(missing)), file)
    told = {"verdict": "page", "rules": 1, "layer": "direct", "url": there, "tries": ()}
    (second,) = house.vault.keep([scratch.seal(facts(body=missing, **told))])
    assert second.facts.refers_to == first.path
    verdicts = [judgement(house.vault, one.path).verdict for one in (first, second)]
    assert verdicts == [Verdict.SOFT_404, Verdict.PAGE]


def test_a_page_of_its_own_is_judged_though_something_else_is_kept_by_reference(house):
    first = kept(house)
    scratch = house.vault.scratch("good.example", house.vault.known(first.path))
    for body, url in ((MISSING, URL), (GOOD, "http://good.example/amp")):
        file = scratch.body()
        file.write(body)
        scratch.keep(exchange(url, size=len(body)), file)
    told = {"verdict": "page", "rules": 1, "layer": "variants", "final_url": "http://good.example/amp"}
    (second,) = house.vault.keep([scratch.seal(facts(body=GOOD, **told))])
    assert second.facts.refers_to == first.path
    assert judgement(house.vault, second.path).verdict is Verdict.PAGE


def test_an_attempt_that_brought_no_page_has_no_verdict(house, catalog):
    snapshot = kept(house, verdict="")
    assert judgement(house.vault, snapshot.path) is None
    assert judged_anew(house.vault, snapshot) == snapshot
    catalog.note([snapshot], [])
    assert list(judge(house.vault, catalog, catalog.records(), print)) == []


def test_a_snapshot_that_does_not_read_is_told_and_left(house, catalog):
    snapshot = kept(house)
    catalog.note([snapshot], [])
    path = house.folders.raw / snapshot.path
    path.chmod(0o600)
    path.write_bytes(b"no snapshot")
    told = []
    assert list(judge(house.vault, catalog, catalog.records(), lambda row, error: told.append(row.snapshot))) == []
    assert told == [snapshot.path]
    assert judged_anew(house.vault, snapshot) == snapshot
    assert next(iter(catalog.records())).verdict == "page"
