"""When two addresses are one page."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.key import TRACKING, key_of

A = "https://a.example/"


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://A.Example:443",
        f"{A}#part",
        f"{A}#:~:text=words",
        f"{A}?utm_source=x&UTM_Medium=y",
        f"{A}?fbclid=1",
        " https://a.example/./ ",
    ],
)
def test_what_changes_nothing_of_a_page_is_no_part_of_its_key(url):
    assert key_of(url) == A


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/",
        "https://www.a.example/",
        f"{A}x",
        f"{A}x/",
        f"{A}?b=2&a=1",
        f"{A}?a=1&b=2",
        f"{A}?utm=x",
        f"{A}?id=7&&x",
        f"{A}?",
        f"{A}?q=utm_source=x",
        f"{A}#!/thread/7",
        f"{A}#/thread/7",
    ],
)
def test_what_may_change_a_page_stays_in_its_key(url):
    assert key_of(url) == url


def test_of_a_query_only_what_counts_clicks_is_left_out_and_nothing_is_sorted():
    assert key_of(f"{A}?b=2&utm_source=x&a=1&gclid=7#x") == f"{A}?b=2&a=1"


def test_what_is_no_address_is_its_own_key():
    assert key_of("urn:sha256:00") == "urn:sha256:00"
    assert key_of("https://me:secret@a.example/#x") == "https://me:secret@a.example/#x"


def test_the_list_is_in_lower_case():
    assert all(one == one.lower() for one in TRACKING)


@given(st.text(max_size=60), st.lists(st.sampled_from(["utm_source=1", "a=1", "", "#!x", "#x", "?", "&"]), max_size=5))
def test_a_key_has_itself_for_its_key(path, pieces):
    key = key_of(f"https://a.example/{path}?{'&'.join(pieces)}")
    assert key_of(key) == key
