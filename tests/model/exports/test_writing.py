"""What Atlas exports, it reads again."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.drop import Link, contents_of
from atlas.model.exports.writing import FORMS

DAY = datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)
WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12).map(lambda one: f"x{one}")
LINKS = st.lists(
    st.builds(
        Link,
        st.integers(0, 999).map(lambda one: f"https://a.example/{one}?a=1&copy=2"),
        WORDS,
        st.integers(0, 10**8).map(lambda one: DAY + timedelta(seconds=one)),
        st.lists(st.text("abcé", min_size=1, max_size=5), max_size=3, unique=True).map(tuple),
        WORDS | st.just(""),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.url,
)


@pytest.mark.parametrize("form", FORMS)
@given(links=LINKS)
def test_what_is_written_reads_back(form, links):
    data = "".join(FORMS[form](links)).encode()
    assert contents_of(data, "x").links == tuple(links)


def test_nothing_in_a_table_is_a_formula():
    link = Link("https://a.example/", "=HYPERLINK(1)", tags=("@x",), note="+1")
    (_, row) = csv.reader(io.StringIO("".join(FORMS["csv"]([link]))))
    assert row == ["https://a.example/", "'=HYPERLINK(1)", "'@x", "'+1", ""]


def test_a_title_closes_no_tag():
    link = Link('https://a.example/"><script>', "</A><script>", tags=('"', "<b>"), note="<b>")
    written = "".join(FORMS["bookmarks"]([link]))
    assert "<script>" not in written
    assert contents_of(written.encode(), "x").links == (link,)
