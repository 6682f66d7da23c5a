"""What the Wayback Machine's indexes send, whatever it is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.fetch.captures import Capture, captures_in, nearest_in

URL = "http://gone.example/"
NAMES = ["timestamp", "original", "statuscode"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=15) | st.sampled_from([*NAMES, "20260101000000", URL]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["archived_snapshots", "closest", "available", "timestamp"]), inner)
    ),
    max_leaves=12,
)


def rows(*more):
    return captures_in(json.dumps([NAMES, *more]).encode())


def nearest(**closest):
    return nearest_in(json.dumps({"archived_snapshots": {"closest": closest}}).encode(), URL)


def test_the_columns_are_found_by_their_names():
    data = json.dumps([["urlkey", "original", "timestamp"], ["example,gone)/", URL, "20260101000000"]]).encode()
    assert captures_in(data) == [Capture("20260101000000", URL)]


@pytest.mark.parametrize(
    "row",
    [
        *(["2026", URL, "200"], ["20261301000000", URL, "200"], ["2026010100000x", URL, "200"], ["", "", ""], []),
        *(["２0260101000000", URL, "200"], ["20260101000000", "mailto:me@a.example", "200"]),
        *(["20260101000000", URL, "404"], ["20260101000000", URL, "-"]),
    ],
)
def test_a_row_that_names_no_capture_of_the_page_is_passed_over(row):
    assert rows(row, ["20260101000000", URL, "200"]) == [Capture("20260101000000", URL)]


@pytest.mark.parametrize("data", [b"[]", b" [ ] ", b'[["timestamp","original"]]'])
def test_an_empty_list_is_an_answer(data):
    assert captures_in(data) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"null", b"[1]", b"[[1]]", b'[["a"]]', b"<html>", b"[[", b"\xff\xfe", b"[" * 99_999, b"9" * 9999],
)
def test_what_is_no_list_is_no_answer(data):
    assert captures_in(data) is None
    assert nearest_in(data, URL) is None


def test_the_smaller_index_names_one_capture_or_none():
    good = {"available": True, "timestamp": "20260101000000", "status": "200"}
    assert nearest(**good) == [Capture("20260101000000", URL)]
    assert nearest_in(b'{"archived_snapshots": {}}', URL) == []
    for spoilt in ({"available": False}, {"timestamp": "2026"}, {"timestamp": 2026}, {"status": "404"}):
        assert nearest(**good | spoilt) == []


@given(JSON)
def test_whatever_an_index_sends_has_an_answer(sent):
    data = json.dumps(sent).encode()
    for captures in (captures_in(data), nearest_in(data, URL)):
        assert captures is None or all(one.taken.year for one in captures)
