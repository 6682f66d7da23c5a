"""What a snapshot says of itself."""

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import Damaged
from atlas.model.attempt import Attempt, Page, Try
from atlas.model.fault import Fault, Kind
from atlas.model.snapshot import NAME, PLAIN, Facts, Snapshot, facts_of, name_of, told
from atlas.model.verdict import Verdict
from tests.fakes import NOON

TRY = Try("direct", NOON, 200, None, "", 12)
PAGE = Page("https://b.example/", "direct", 200, "text/html", 5, "sha256:b", Verdict.HOLLOW, ("odd",))
FACTS = Facts("https://a.example/", NOON, "a.url", "sha256:a", "captured", tags=("food",), tries=(TRY,))


def test_facts_read_back_as_they_were():
    facts = replace(FACTS.with_page(PAGE), title="Über", software="Atlas/0", reason="é\n\u2028")
    assert facts_of(facts.dumps()) == facts


def test_the_facts_of_an_answer_are_those_of_the_page():
    facts = FACTS.with_page(PAGE)
    assert (facts.final_url, facts.verdict, facts.size, facts.notes) == ("https://b.example/", "hollow", 5, ("odd",))
    assert (facts.url, facts.tags, facts.tries) == (FACTS.url, FACTS.tags, FACTS.tries)


def test_the_facts_are_told_with_the_fate_of_the_attempt():
    facts = told(FACTS, "dead", "absent", "a.example answered 404.", 2)
    assert (facts.disposition, facts.kind, facts.reason, facts.attempts) == (
        "dead",
        "absent",
        "a.example answered 404.",
        2,
    )


def test_no_field_is_forgotten_on_disk():
    assert set(json.loads(FACTS.dumps())) == {one.name for one in fields(Facts)} | {"format"}
    assert set(PLAIN) < {one.name for one in fields(Facts)}


@pytest.mark.parametrize(
    "data",
    [b"", b"7", b"{}", b"\xff", b"[" * 100_000]
    + [
        json.dumps({**json.loads(FACTS.dumps()), **wrong}).encode()
        for wrong in ({"captured_at": "then"}, {"tries": 7}, {"tries": [{}]}, {"tags": None}, {"captured_at": 7})
    ],
)
def test_what_has_no_facts_in_it_is_damaged(data):
    with pytest.raises(Damaged, match="no capture's facts"):
        facts_of(data)


@pytest.mark.parametrize(
    ("host", "plain"),
    [
        ("good.example", "good.example"),
        ("::1", "1"),
        ("a_b/../c", "a-b-..-c"),
        ("", "host"),
        ("...", "host"),
        ("x" * 200, "x" * 80),
    ],
)
def test_a_snapshot_is_named_after_its_moment_host_and_digest(host, plain):
    assert name_of(NOON, host, "0c597243ffff") == f"2026/11/23/20261123T120000Z-{plain}-0c597243.warc.gz"


@given(st.text(max_size=300), st.text("0123456789abcdef", min_size=8, max_size=64))
def test_every_name_is_one_that_reads_back(host, digest):
    path = name_of(NOON, host, digest)
    match = NAME.fullmatch(path.rpartition("/")[2])
    assert match
    assert match["id"] == Snapshot(path, 1, FACTS).id == digest[:8]
    assert path.startswith("2026/11/23/2026")
    assert len(path.rpartition("/")[2]) < 150


@pytest.mark.parametrize(
    ("attempt", "captured"),
    [
        (Attempt("https://a.example/", (TRY,), PAGE), True),
        (Attempt("https://a.example/", (TRY,), PAGE, Fault(Kind.NO_ROOM, "full")), False),
        (Attempt("https://a.example/", (TRY,), fault=Fault(Kind.TIMEOUT, "silent")), False),
        (Attempt("https://a.example/", (), interrupted=True), False),
    ],
)
def test_an_attempt_is_a_capture_where_there_is_a_page_and_no_fault(attempt, captured):
    assert attempt.captured is captured
