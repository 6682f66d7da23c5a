"""The note beside a settled drop."""

import base64
import json
import zlib
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import Damaged
from atlas.model.attempt import Attempt, Page, Try
from atlas.model.backoff import Backoff
from atlas.model.fault import WAIT, Fault, Kind
from atlas.model.link import Link
from atlas.model.target import REMEMBERED, target_for, try_fields, try_of
from atlas.model.ticket import FEW, NO_ADDRESS, NO_TARGETS, Disposition, Target, Ticket, loads
from atlas.model.verdict import Verdict
from tests.fakes import NOON

URL = "https://a.example/"
HOUR = timedelta(hours=1)
BACKOFF = Backoff((HOUR,), 5 * 24 * HOUR, HOUR)
TRY = Try("direct", NOON, 503, Kind.OVERLOADED, "a.example answered 503.", 12)
SILENT = Try("direct", NOON, None, Kind.UNREACHABLE, "a.example is not there.", 12)
PAGE = Page(URL, "direct", 200, "text/html", 5, "sha256:x", Verdict.PAGE)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
MOMENTS = st.integers(0, 10**9).map(lambda count: NOON + timedelta(milliseconds=count))
TRIES = st.builds(
    Try,
    TEXTS,
    MOMENTS,
    st.none() | st.integers(100, 599),
    st.none() | st.sampled_from(Kind),
    TEXTS,
    st.integers(0, 10**6),
)
TARGETS = st.builds(
    Target,
    TEXTS,
    title=TEXTS,
    disposition=st.sampled_from(Disposition),
    reason=TEXTS,
    kind=st.none() | st.sampled_from(Kind),
    attempts=st.integers(0, 99),
    retry_at=st.none() | MOMENTS,
    snapshot=TEXTS,
    article=TEXTS,
    tries=st.lists(TRIES, max_size=3).map(tuple),
)
TICKETS = st.builds(
    Ticket,
    TEXTS,
    TEXTS,
    MOMENTS,
    MOMENTS,
    st.lists(TARGETS, max_size=3).map(tuple),
    st.sampled_from(Disposition),
    reason=TEXTS,
    tags=st.lists(TEXTS, max_size=2).map(tuple),
    leftovers=st.lists(TEXTS, max_size=2).map(tuple),
    came_from=TEXTS,
    content=st.binary(max_size=30),
)


def ticket(*targets, **more):
    return Ticket("a.txt", "sha256:a", NOON, NOON, targets, Disposition.DEAD, **more)


def failed(target, fault, tries=(TRY,), now=NOON):
    return target.failed(Attempt(URL, tries, fault=fault), fault, target.patience(NOON, now, BACKOFF), Random(1))


@pytest.mark.parametrize(
    ("target", "due"),
    [
        (Target(URL), True),
        (Target(URL, disposition=Disposition.DEFERRED), True),
        (Target(URL, disposition=Disposition.DEFERRED, retry_at=NOON), True),
        (Target(URL, disposition=Disposition.DEFERRED, retry_at=NOON + HOUR), False),
        (Target(URL, disposition=Disposition.CAPTURED), False),
        (Target(URL, disposition=Disposition.DEAD), False),
    ],
)
def test_a_target_is_due_when_it_is_new_or_its_wait_is_over(target, due):
    assert target.due(NOON) is due


def test_a_captured_target_forgets_its_fault_and_keeps_its_tries():
    before = failed(Target(URL), Fault(Kind.OVERLOADED, "a.example answered 503."))
    after = before.captured(Attempt(URL, (TRY,), PAGE), "2026/x.warc.gz")
    assert (after.disposition, after.kind, after.reason, after.retry_at) == (Disposition.CAPTURED, None, "", None)
    assert (after.snapshot, after.tries, after.attempts) == ("2026/x.warc.gz", (TRY, TRY), 1)


def test_a_fault_that_counts_uses_up_an_attempt_and_defers():
    target = failed(Target(URL), Fault(Kind.OVERLOADED, "a.example answered 503."))
    assert (target.disposition, target.attempts, target.kind) == (Disposition.DEFERRED, 1, Kind.OVERLOADED)
    assert target.reason == "a.example answered 503."
    assert NOON < target.retry_at <= NOON + HOUR
    assert target.retry_at.microsecond % 1000 == 0


def test_a_dead_network_costs_no_attempt():
    target = failed(Target(URL, attempts=7), Fault(Kind.UNREACHABLE, "a.example is not there."), (SILENT,))
    assert (target.disposition, target.attempts) == (Disposition.DEFERRED, 7)


def test_a_fault_that_waiting_cannot_mend_is_a_death():
    target = failed(Target(URL), Fault(Kind.LEGAL, "a.example answered 451."))
    assert (target.disposition, target.retry_at, target.attempts) == (Disposition.DEAD, None, 1)


def test_an_attempt_that_does_not_count_is_an_attempt_before_all_the_same():
    new = Target(URL)
    unknown = failed(new, Fault(Kind.NO_SUCH_HOST, "There is no host named a.example."))
    assert (unknown.attempts, len(unknown.tries)) == (0, 1)
    assert [one.patience(NOON, NOON, BACKOFF).tried for one in (new, unknown)] == [False, True]


def test_a_page_that_once_answered_is_tried_for_longer_than_one_that_never_did():
    spent = Target(URL, attempts=1)
    fault = Fault(Kind.TIMEOUT, "a.example was silent.")
    assert failed(spent, fault, (SILENT,)).disposition is Disposition.DEAD
    assert failed(spent, fault, (TRY,)).disposition is Disposition.DEFERRED
    assert failed(Target(URL, attempts=1, tries=(TRY,)), fault, (SILENT,)).disposition is Disposition.DEFERRED


def test_only_the_latest_tries_are_remembered():
    target = failed(Target(URL, tries=(SILENT,) * REMEMBERED), Fault(Kind.TIMEOUT, "x"))
    assert target.tries == (SILENT,) * (REMEMBERED - 1) + (TRY,)


def test_a_ticket_is_due_when_its_first_waiting_target_is():
    late = Target(URL, disposition=Disposition.DEFERRED, retry_at=NOON + HOUR)
    early = Target(URL, disposition=Disposition.DEFERRED, retry_at=NOON)
    dead = Target(URL, disposition=Disposition.DEAD, retry_at=NOON - HOUR)
    assert ticket(late, dead, early).retry_at == NOON
    assert ticket(dead).retry_at is None


def test_the_advice_is_that_of_what_is_left_each_once():
    targets = [
        Target(URL, disposition=Disposition.DEFERRED, kind=Kind.TIMEOUT),
        Target(URL, disposition=Disposition.DEFERRED, kind=Kind.UNREACHABLE),
        Target(URL, disposition=Disposition.DEAD, kind=Kind.LEGAL),
        Target(URL, disposition=Disposition.CAPTURED, kind=Kind.LOGIN),
        Target(URL, disposition=Disposition.DEAD),
    ]
    assert ticket(*targets).advice == f"{WAIT} {Kind.LEGAL.advice}"
    assert ticket().advice == NO_ADDRESS


def test_the_fate_stands_first_in_a_ticket():
    target = Target(URL, disposition=Disposition.DEFERRED, kind=Kind.TIMEOUT, retry_at=NOON)
    lines = ticket(target, reason="Silence.", tags=("food",), leftovers=("x",), came_from="b.txt").dumps().decode()
    assert list(json.loads(lines)) == [
        *("format", "disposition", "reason", "advice", "retry_at", "drop", "digest", "first_seen", "settled_at"),
        *("tags", "leftovers", "from", "targets"),
    ]
    assert lines.splitlines()[1:4] == ['  "format": 1,', '  "disposition": "dead",', '  "reason": "Silence.",']
    assert json.loads(lines)["retry_at"] == "2026-11-23T12:00:00.000Z"


@pytest.mark.parametrize("count", [0, 1, FEW, FEW + 1, 300])
def test_however_many_targets_a_ticket_has_it_reads_back(count):
    targets = [Target(f"{URL}{number}", title='"targets": []', tries=(TRY,)) for number in range(count)]
    one = ticket(*targets, reason='"targets": []', leftovers=("x",))
    assert loads(one.dumps()) == one


def test_a_few_targets_are_indented_for_a_person_to_read_letters_as_they_are():
    lines = ticket(*[Target(f"{URL}{number}/é") for number in range(FEW)], reason="Für später.").dumps().decode()
    assert sum(line.startswith(f'      "url": "{URL}') and line.endswith('/é",') for line in lines.splitlines()) == FEW
    assert '"reason": "Für später."' in lines


def test_many_targets_are_told_a_line_each():
    lines = ticket(*[Target(f"{URL}{number}/é") for number in range(FEW + 1)]).dumps().decode().splitlines()
    assert sum(line.startswith(f'    {{"url": "{URL}') and '/é", ' in line for line in lines) == FEW + 1
    assert [line.strip()[0] for line in lines if URL in line] == ["{"] * (FEW + 1)


def test_a_ticket_of_no_target_says_so_on_one_line():
    assert NO_TARGETS in ticket().dumps()


@given(TICKETS)
def test_a_ticket_reads_back_as_it_was(one):
    assert loads(one.dumps()) == one


def test_a_drop_is_made_again_from_its_targets_or_from_its_bytes():
    targets = Target(URL), Target("https://b.example/é")
    assert ticket(*targets).remade() == "https://a.example/\nhttps://b.example/é\n".encode()
    assert loads(ticket(*targets, content=b"\xff\x00").dumps()).remade() == b"\xff\x00"


def changed(**changes):
    fields = json.loads(ticket(Target(URL, tries=(TRY,))).dumps())
    return json.dumps({**fields, **changes}).encode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b"7",
        b"{}",
        b"[" * 100_000,
        changed(disposition="lost"),
        changed(targets=7),
        changed(targets=[7]),
        changed(targets=[{}]),
        changed(first_seen="then"),
        changed(settled_at=None),
        changed(content="!"),
        changed(content=base64.b64encode(b"no zlib").decode()),
        changed(content=base64.b64encode(zlib.compress(b"x" * 99)[:-4]).decode()),
    ],
)
def test_what_is_no_ticket_is_damaged(data):
    with pytest.raises(Damaged, match="not a ticket"):
        loads(data)


def test_a_ticket_a_person_has_shortened_still_reads():
    fields = {**json.loads(ticket(Target(URL)).dumps()), "targets": [{"url": URL, "disposition": "queued"}]}
    assert loads(json.dumps(fields).encode()).targets == (Target(URL),)


def test_what_an_export_told_goes_with_the_target_and_with_the_ticket():
    target = Target(URL, "T", added=NOON, tags=("pi",), note="mine", once=True)
    told = replace(ticket(target), unusable=("place:x",), feeds=("https://a.example/feed",))
    assert loads(told.dumps()) == told


def test_a_ticket_tells_nothing_of_exports_where_there_is_nothing_to_tell():
    fields = json.loads(ticket(Target(URL)).dumps())
    assert not {"unusable", "feeds"} & fields.keys()
    assert not {"added", "tags", "note", "once"} & fields["targets"][0].keys()


def test_a_page_that_was_kept_before_is_captured_without_a_try():
    target = Target(URL, once=True, tries=(TRY,)).recognised("raw/x.warc.gz")
    assert (target.disposition, target.snapshot) == (Disposition.CAPTURED, "raw/x.warc.gz")
    assert target.tries == (TRY,)


def test_a_ticket_is_from_the_future_where_the_clock_went_back_by_more_than_an_hour():
    noted = Ticket("a.url", "sha256:0", NOON, NOON, (), Disposition.DEAD)
    hour = timedelta(hours=1)
    assert [noted.from_the_future(NOON - ago) for ago in (0 * hour, hour, 1.1 * hour)] == [False, False, True]


@pytest.mark.parametrize("once", [True, False])
def test_a_target_has_all_that_its_link_says(once):
    link = Link("https://a.example/", "A", NOON, ("pi",), "A note")
    assert target_for(link, once=once) == Target(
        "https://a.example/", "A", added=NOON, tags=("pi",), note="A note", once=once
    )


def test_what_was_kept_already_is_captured_whatever_was_before():
    before = Target("https://a.example/", kind=Kind.ABSENT, reason="Gone.", retry_at=NOON, attempts=2)
    assert before.recognised("raw/x.warc.gz") == Target(
        *("https://a.example/", "", Disposition.CAPTURED, "It was kept already.", None, 2, None, "raw/x.warc.gz")
    )


def test_of_a_try_all_that_is_told_is_read_back():
    one = Try("agents", NOON, 403, Kind.BLOCKED, "It refused.", 7, url="https://b.example/", size=9, verdict="wall")
    assert try_of(try_fields(one)) == one
    plain = Try("direct", NOON, None, None, "", 3)
    assert (try_of(try_fields(plain)), {"url", "size", "verdict"} & set(try_fields(plain))) == (plain, set())
