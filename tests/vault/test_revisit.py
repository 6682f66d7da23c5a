"""Pages that come again: their bodies are kept once, and come back from every snapshot that has them."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from atlas.errors import Damaged
from atlas.vault import Vault
from atlas.vault.revisit import LEAST
from tests.vault.samples import AT, OK, PAGE, REQUEST, URL, facts, put, records

LATER = AT + timedelta(days=30)
TAGGED = (
    b'HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: "%s"\r\nLast-Modified: Mon, 02 Feb 2026 00:00:00 GMT\r\n\r\n'
)
NOT_MODIFIED = b'HTTP/1.1 304 Not Modified\r\nETag: "a"\r\n\r\n'
DIGEST = f"sha256:{hashlib.sha256(PAGE).hexdigest()}"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "raw")


def page_facts(at=AT, body=PAGE, **more):
    plain = facts(at=at, body=body, layer="direct", verdict="page", media_type="text/html")
    return replace(plain, **more)


def capture(vault, known=None, body=PAGE, at=AT, told=None, **more):
    """Keeps an answer, which may refer to what is known; returns the snapshot."""
    scratch = vault.scratch("good.example", known)
    put(scratch, body, at=at, **{"head": TAGGED % b"a", "size": len(body), **more})
    [snapshot] = vault.keep([scratch.seal(page_facts(at=at, body=body, **(told or {})))])
    return snapshot


def unchanged(vault, known, at=LATER, etag='"a"'):
    """Keeps the answer that nothing has changed; returns the snapshot."""
    request = REQUEST.replace(b"\r\n\r\n", b"\r\nIf-None-Match: %s\r\n\r\n" % etag.encode())
    more = {"head": NOT_MODIFIED, "status": 304, "unchanged": True, "request": request}
    return capture(vault, known, at=at, body=b"", told={"digest": DIGEST, "status": 304}, **more)


def body_of(vault, snapshot):
    with vault.payload(snapshot.path) as (headers, body):
        return dict(headers), body.read()


@pytest.fixture
def first(vault):
    return capture(vault)


@pytest.fixture
def known(vault, first):
    return vault.known(first.path)


def test_a_good_page_is_known_by_its_record(vault, first, known, tmp_path):
    _, _, (_, response, *_), _ = records(tmp_path / "raw" / first.path)
    assert (known.snapshot, known.page) == (first.path, first.facts.page)
    assert (known.record, known.date) == (response["WARC-Record-ID"], response["WARC-Date"])
    assert (known.etag, known.last_modified) == ('"a"', "Mon, 02 Feb 2026 00:00:00 GMT")
    assert known.conditions(URL) == {"If-None-Match": '"a"', "If-Modified-Since": "Mon, 02 Feb 2026 00:00:00 GMT"}
    assert known.conditions("http://good.example/other") == {}


def test_a_body_that_is_known_is_not_kept_again(vault, first, known, tmp_path):
    again = capture(vault, known, at=LATER, head=TAGGED % b"b")
    _, _, (kind, revisit, http, body), _ = records(tmp_path / "raw" / again.path)
    assert (kind, body) == ("revisit", b"")
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert (revisit["WARC-Refers-To"], revisit["WARC-Refers-To-Date"]) == (known.record, known.date)
    assert (revisit["WARC-Refers-To-Target-URI"], revisit["WARC-Truncated"]) == (URL, "length")
    assert revisit["WARC-Payload-Digest"] == DIGEST
    assert http.get_header("ETag") == '"b"'
    assert again.facts.refers_to == first.path
    assert body_of(vault, again) == ({**body_of(vault, first)[0], "ETag": '"b"'}, PAGE)
    vault.verify(again.path)


def test_an_answer_that_nothing_changed_refers_to_the_page(vault, first, known, tmp_path):
    again = unchanged(vault, known)
    _, _, (kind, revisit, http, block), (_, head, _, raw), _ = records(tmp_path / "raw" / again.path)
    assert (kind, http, block, raw) == ("revisit", None, b"", NOT_MODIFIED)
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/server-not-modified"
    assert (revisit["WARC-Refers-To"], revisit["WARC-Payload-Digest"]) == (known.record, DIGEST)
    assert "WARC-Truncated" not in revisit
    assert (head["WARC-Target-URI"], head["WARC-Concurrent-To"]) == (f"urn:atlas:{URL}", revisit["WARC-Record-ID"])
    assert body_of(vault, again) == body_of(vault, first)
    vault.verify(again.path)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (PAGE + b"!", {}),
        (PAGE, {"status": 404}),
        (PAGE, {"truncated": "disconnect"}),
        (PAGE, {"head": b"HTTP/1.1 200 OK\r\n \r\nA: b\r\n\r\n"}),
    ],
)
def test_whatever_else_comes_is_kept_whole(vault, known, tmp_path, body, more):
    again = capture(vault, known, body, at=LATER, **more)
    assert again.facts.refers_to == ""
    assert [kind for kind, *_ in records(tmp_path / "raw" / again.path)][2] == "response"


def test_an_empty_body_is_kept_again(vault):
    empty = vault.known(capture(vault, body=b"").path)
    assert capture(vault, empty, body=b"", at=LATER).facts.refers_to == ""


def test_a_reference_leads_one_step_however_often_the_page_comes(vault, first, known):
    again = capture(vault, known, at=LATER)
    third = capture(vault, vault.known(again.path), at=LATER + timedelta(days=1))
    fourth = unchanged(vault, vault.known(third.path), LATER + timedelta(days=2))
    assert {one.facts.refers_to for one in (again, third, fourth)} == {first.path}
    assert body_of(vault, fourth)[1] == PAGE


def test_what_the_server_is_asked_by_is_what_it_said_last(vault, known):
    again = capture(vault, known, at=LATER, head=TAGGED % b"b")
    assert vault.known(again.path).etag == '"b"'
    assert vault.known(unchanged(vault, vault.known(again.path), etag='"b"').path).etag == '"b"'


@pytest.mark.parametrize("etag", [b'"\x80"', b"bare", b'"a", "b"', b'"%s"' % (b"x" * 300), b"*"])
def test_an_etag_that_is_none_is_not_sent_back(vault, etag):
    odd = capture(vault, head=b"HTTP/1.1 200 OK\r\nETag: %s\r\n\r\n" % etag)
    assert vault.known(odd.path).conditions(URL) == {}


@pytest.mark.parametrize(
    ("told", "more"),
    [
        ({"verdict": "consent"}, {}),
        ({"verdict": ""}, {}),
        ({"disposition": "dead"}, {}),
        ({"layer": "wayback"}, {}),
        ({"status": 203}, {}),
        ({"digest": "sha256:00"}, {}),
        ({}, {"truncated": "time"}),
    ],
)
def test_only_a_whole_good_page_of_the_site_itself_is_known(vault, told, more):
    assert vault.known(capture(vault, told=told, **more).path) is None


def test_what_is_not_there_or_does_not_read_is_not_known(vault, first, tmp_path):
    path = tmp_path / "raw" / first.path
    path.write_bytes(path.read_bytes()[:-9])
    assert vault.known(first.path) is None
    path.unlink()
    assert vault.known(first.path) is None
    assert vault.known("../../etc/passwd") is None


def gone(path, known):
    path.unlink()


def another(path, known):
    other = Vault(path.parents[4] / "other")
    path.write_bytes((path.parents[4] / "other" / capture(other).path).read_bytes())


@pytest.mark.parametrize("spoil", [gone, another])
def test_a_page_that_is_no_longer_where_others_look_for_it_is_damage(vault, first, known, tmp_path, spoil):
    again = capture(vault, known, at=LATER)
    spoil(tmp_path / "raw" / first.path, known)
    told = f"{again.path} refers to {first.path}, which does not have its page"
    with pytest.raises(Damaged, match=told):
        vault.verify(again.path)
    with pytest.raises(Damaged, match=told), vault.payload(again.path):
        pass
    assert vault.known(again.path) is None


def test_a_reference_never_leads_out_of_the_vault(vault, first, known, tmp_path):
    outside = tmp_path / "2026/11/23" / first.path.rpartition("/")[2]
    outside.parent.mkdir(parents=True)
    (tmp_path / "raw" / first.path).rename(outside)
    astray = capture(vault, replace(known, snapshot=f"../{first.path}"), at=LATER)
    with pytest.raises(Damaged, match="does not have its page"):
        vault.verify(astray.path)


def test_an_unchanged_answer_nothing_is_known_of_is_kept_as_it_came(vault, tmp_path):
    lone = unchanged(vault, None)
    assert lone.facts.refers_to == ""
    assert [kind for kind, *_ in records(tmp_path / "raw" / lone.path)] == [
        "warcinfo",
        "request",
        "response",
        "metadata",
    ]


def test_a_snapshot_may_refer_and_have_a_better_page_of_its_own(vault, first, known):
    scratch = vault.scratch("good.example", known)
    put(scratch, PAGE, head=OK, size=len(PAGE))
    put(scratch, b"better", url="http://good.example/amp")
    [snapshot] = vault.keep([scratch.seal(page_facts(body=b"better", final_url="http://good.example/amp", at=LATER))])
    assert snapshot.facts.refers_to == first.path
    assert body_of(vault, snapshot)[1] == b"better"
    assert vault.known(snapshot.path).snapshot == snapshot.path


TWIN = "https://twin.example/pi"


def recalling(vault, *snapshots):
    """Finds pages by the digest of their body, as the catalog does."""
    asked = []

    def recall(digest):
        asked.append(digest)
        return next((vault.held(one.path) for one in snapshots if one.facts.digest == digest), None)

    recall.asked = asked
    return recall


def twin(vault, recall, body=PAGE, **more):
    """Keeps an answer from another address, which may bring what the vault has; returns the snapshot."""
    told = {"url": TWIN, "final_url": TWIN, **more.pop("told", {})}
    scratch = vault.scratch("twin.example", None, recall)
    put(scratch, body, **{"url": TWIN, "at": LATER, "size": len(body), **more})
    [snapshot] = vault.keep([scratch.seal(page_facts(at=LATER, body=body, **told))])
    return snapshot


def test_a_body_that_came_from_another_address_is_not_kept_again(vault, first, known, tmp_path):
    again = twin(vault, recalling(vault, first))
    _, _, (kind, revisit, _, body), _ = records(tmp_path / "raw" / again.path)
    assert (kind, body, revisit["WARC-Target-URI"]) == ("revisit", b"", TWIN)
    assert revisit["WARC-Profile"] == "http://netpreserve.org/warc/1.1/revisit/identical-payload-digest"
    assert (revisit["WARC-Refers-To"], revisit["WARC-Refers-To-Date"]) == (known.record, known.date)
    assert (revisit["WARC-Refers-To-Target-URI"], revisit["WARC-Payload-Digest"]) == (URL, DIGEST)
    assert again.facts.refers_to == first.path
    assert body_of(vault, again) == ({"Content-Type": "text/html"}, PAGE)
    vault.verify(again.path)


def test_one_reference_across_addresses_leads_one_step_too(vault, first):
    again = twin(vault, recalling(vault, first))
    third = twin(vault, recalling(vault, again), url="https://third.example/")
    assert third.facts.refers_to == first.path
    assert vault.known(again.path).snapshot == first.path
    vault.verify(third.path)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        (PAGE[: LEAST - 1], {}),
        (PAGE, {"status": 404}),
        (PAGE, {"truncated": "length"}),
        (PAGE, {"converted": True}),
        (PAGE, {"head": b"HTTP/1.1 200 OK\r\n \r\nA: b\r\n\r\n"}),
    ],
)
def test_what_is_small_or_no_whole_page_is_not_looked_for(vault, body, more):
    recall = recalling(vault, capture(vault, body=body))
    assert (twin(vault, recall, body, **more).facts.refers_to, recall.asked) == ("", [])


@pytest.mark.parametrize("told", [{"verdict": "consent"}, {"disposition": "dead"}, {"digest": "sha256:00"}])
def test_only_a_whole_good_page_is_referred_to_from_elsewhere(vault, told):
    assert twin(vault, recalling(vault, capture(vault, told=told))).facts.refers_to == ""


def test_a_copy_an_archive_sent_may_be_referred_to_and_is_not_known_as_the_page(vault):
    copy = capture(vault, told={"layer": "wayback"})
    assert (vault.held(copy.path).snapshot, vault.known(copy.path)) == (copy.path, None)


def test_what_a_browser_made_of_a_page_is_not_referred_to(vault):
    made = capture(vault, converted=True, headers=(("Content-Type", "text/html"),))
    assert vault.held(made.path) is None


def test_another_body_than_was_looked_for_is_not_referred_to(vault, first):
    assert twin(vault, lambda digest: vault.held(first.path), PAGE + b"!").facts.refers_to == ""


def test_a_body_that_comes_twice_in_one_attempt_is_kept_once(vault, tmp_path):
    scratch = vault.scratch("good.example")
    put(scratch, size=len(PAGE), status=404)
    put(scratch, size=len(PAGE), url=TWIN)
    [snapshot] = vault.keep([scratch.seal(page_facts(final_url=TWIN))])
    _, _, (_, response, *_), _, (kind, revisit, _, body), _ = records(tmp_path / "raw" / snapshot.path)
    assert (kind, body, revisit["WARC-Refers-To"]) == ("revisit", b"", response["WARC-Record-ID"])
    assert (revisit["WARC-Refers-To-Target-URI"], revisit["WARC-Target-URI"]) == (URL, TWIN)
    assert snapshot.facts.refers_to == ""
    assert body_of(vault, snapshot)[1] == PAGE
    assert vault.known(snapshot.path).snapshot == snapshot.path
    vault.verify(snapshot.path)


def test_one_attempt_refers_to_one_other_snapshot(vault, first):
    other = capture(vault, body=PAGE * 2)
    recall = recalling(vault, first, other)
    scratch = vault.scratch("twin.example", None, recall)
    for body in (PAGE, PAGE * 2, PAGE):
        put(scratch, body, url=TWIN, at=LATER, size=len(body))
    [snapshot] = vault.keep([scratch.seal(page_facts(body=PAGE * 2, final_url=TWIN, at=LATER))])
    assert snapshot.facts.refers_to == first.path
    assert body_of(vault, snapshot)[1] == PAGE * 2
    vault.verify(snapshot.path)
