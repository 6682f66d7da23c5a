"""Link headers, as archives and others write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.fetch.relations import Relation, moment_in, relations
from atlas.model.exchange import Exchange
from tests.fakes import NOON

THEN = datetime(2014, 1, 14, 10, 0, tzinfo=UTC)


def read(*headers):
    return list(relations(Exchange("", NOON, "", b"", b"", 200, tuple(("Link", one) for one in headers), 0)))


def test_every_link_of_every_header_is_read():
    assert read(
        '<http://a.example/x,y;z>; rel="original", </map>; rel="timemap"; type="application/link-format"',
        '<http://w.example/2>; rel="first last memento"; datetime="Tue, 14 Jan 2014 10:00:00 GMT"',
    ) == [
        Relation("http://a.example/x,y;z", frozenset({"original"})),
        Relation("/map", frozenset({"timemap"})),
        Relation("http://w.example/2", frozenset({"first", "last", "memento"}), THEN),
    ]


@pytest.mark.parametrize(
    ("header", "kinds"),
    [
        ("<x>;rel=memento", {"memento"}),
        ("<x> ; REL = Memento", {"memento"}),
        ('<x>; crossorigin; rel="memento"', {"memento"}),
        ('<x>; title="a \\" <y>; rel=b, "; rel=memento', {"memento"}),
        ("<x>; rel=memento; rel=original", {"memento"}),
        ("<x>", set()),
        ("<x>; rel", set()),
    ],
)
def test_a_link_is_read_however_it_is_written(header, kinds):
    assert read(header) == [Relation("x", frozenset(kinds))]


@pytest.mark.parametrize("header", ["", "x; rel=memento", "<x; rel=memento", "rel=memento, >"])
def test_what_is_no_link_is_passed_over(header):
    assert read(header) == []


@given(st.text('<>;=", \\relxé', max_size=60))
def test_every_header_has_an_answer(header):
    assert all("<" not in one.address for one in read(header))


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Tue, 14 Jan 2014 10:00:00 GMT", THEN),
        ("Tue, 14 Jan 2014 11:00:00 +0100", THEN),
        ("Tue, 14 Jan 2014 10:00:00 -0000", THEN),
        *((text, None) for text in ("", "never", "20140114100000", "Tue, 14 Jan 99999 10:00:00 GMT", "0")),
    ],
)
def test_a_moment_is_read_or_there_is_none(text, moment):
    assert moment_in(text) == moment
