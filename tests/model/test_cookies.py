"""Whom a cookie is for (RFC 6265)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import Misconfigured
from atlas.model import url as urls
from atlas.model.cookies import cookies_for, host_named, is_beneath, sent
from tests.fakes import NOON

HOUR = 3600
LATER, BEFORE = (int(NOON.timestamp()) + one * HOUR for one in (1, -1))


def line(domain="example.org", wide="FALSE", path="/", secure="FALSE", expires=0, name="sid", value="s3cret"):
    return "\t".join((domain, wide, path, secure, str(expires), name, value))


def told(url, *lines, host="example.org"):
    return sent(cookies_for(host, "\n".join(lines)), urls.parse(url), NOON)


# fmt: off
GOES = [
    # A cookie of one host goes to that host.
    ([line()],                                     "http://example.org/a",        True),
    ([line()],                                     "http://www.example.org/",     False),
    ([line()],                                     "http://notexample.org/",      False),
    ([line()],                                     "http://example.org.evil.net/", False),
    ([line()],                                     "http://example.org:8080/",    True),
    # One of a domain goes to what is beneath it, too.
    ([line(".example.org", "TRUE")],               "http://example.org/",         True),
    ([line(".example.org", "TRUE")],               "http://www.example.org/",     True),
    ([line("example.org", "TRUE")],                "http://a.b.example.org/",     True),
    ([line(".example.org", "TRUE")],               "http://evilexample.org/",     False),
    ([line(".example.org", "FALSE")],              "http://www.example.org/",     False),
    ([line("EXAMPLE.org")],                        "http://example.org/",         True),
    # A path ends where a name in it ends.
    ([line(path="/shop")],                         "http://example.org/shop",     True),
    ([line(path="/shop")],                         "http://example.org/shop/1?a", True),
    ([line(path="/shop/")],                        "http://example.org/shop/1",   True),
    ([line(path="/shop/")],                        "http://example.org/shop",     False),
    ([line(path="/shop")],                         "http://example.org/shopping", False),
    ([line(path="/shop")],                         "http://example.org/",         False),
    # What is to be kept from listeners is.
    ([line(secure="TRUE")],                        "http://example.org/",         False),
    ([line(secure="TRUE")],                        "https://example.org/",        True),
    # Time.
    ([line(expires=LATER)],                        "http://example.org/",         True),
    ([line(expires=BEFORE)],                       "http://example.org/",         False),
    ([line(expires=f"{LATER}.25")],                "http://example.org/",         True),
    # How files are written.
    (["#HttpOnly_" + line()],                      "http://example.org/",         True),
    (["# " + line()],                              "http://example.org/",         False),
    ([line() + "\r"],                              "http://example.org/",         True),
    (["\ufeff" + line()],                          "http://example.org/",         True),
    ([line(name="a b")],                           "http://example.org/",         False),
    ([line(name="")],                              "http://example.org/",         False),
    ([line(expires="soon")],                       "http://example.org/",         False),
    (["example.org\tFALSE"],                       "http://example.org/",         False),
]
# fmt: on


@pytest.mark.parametrize(("lines", "url", "goes"), GOES)
def test_a_cookie_goes_where_it_belongs(lines, url, goes):
    assert bool(told(url, *lines)) is goes


@pytest.mark.parametrize("value", ["a;b=c", "a\x00b", "ä", "a\x7fb"])
def test_a_value_that_would_be_more_than_one_is_none(value):
    assert told("http://example.org/", line(value=value)) == {}


def test_of_two_with_one_name_the_nearer_path_counts():
    assert told("http://example.org/a/b", line(value="far"), line(path="/a", value="near")) == {"sid": "near"}


def test_one_without_a_value_has_an_empty_one():
    assert told("http://example.org/", line(value="").rstrip("\t")) == {"sid": ""}


# fmt: off
KEPT = [
    ("example.org",      "FALSE", "example.org",     True),
    ("www.example.org",  "FALSE", "example.org",     True),
    ("example.org",      "FALSE", "www.example.org", False),
    (".example.org",     "TRUE",  "www.example.org", True),
    (".other.net",       "TRUE",  "example.org",     False),
    ("bank.example",     "FALSE", "example.org",     False),
    (".0.0.1",           "TRUE",  "127.0.0.1",       False),
    ("127.0.0.1",        "FALSE", "127.0.0.1",       True),
]
# fmt: on


@pytest.mark.parametrize(("domain", "wide", "host", "kept"), KEPT)
def test_what_can_never_reach_the_host_is_not_kept(domain, wide, host, kept):
    assert bool(cookies_for(host, line(domain, wide))) is kept


def test_a_line_is_written_as_it_was_read():
    text = "\n".join((line(".example.org", "TRUE", "/a", "TRUE", 5), line("#HttpOnly_example.org")))
    (wide, own) = cookies_for("example.org", text)
    assert cookies_for("example.org", f"{wide.line()}\n{own.line()}") == (wide, own)


def test_its_value_is_not_in_what_is_told_of_it():
    (cookie,) = cookies_for("example.org", line())
    assert "s3cret" not in repr(cookie)


@pytest.mark.parametrize(
    ("text", "host"),
    [("Example.ORG", "example.org"), ("bücher.example", "xn--bcher-kva.example"), ("::1", "::1"), ("localhost",) * 2],
)
def test_a_host_is_named_as_addresses_have_it(text, host):
    assert host_named(text) == host


@pytest.mark.parametrize("text", ["", "org", "a b.example", "user@example.org"])
def test_what_is_no_host_has_no_cookies(text):
    with pytest.raises(Misconfigured):
        host_named(text)


LABEL = st.sampled_from(["a", "example", "org", "www", "evil"])
HOST = st.lists(LABEL, min_size=2, max_size=4).map(".".join)


@given(HOST, HOST, st.booleans(), HOST)
def test_nothing_leaves_the_host_it_was_kept_for(domain, kept_for, wide, asked):
    jar = cookies_for(kept_for, line(domain, str(wide).upper()))
    reach = [one for one in jar if one.is_for(urls.parse(f"http://{asked}/"), NOON)]
    assert all(is_beneath(asked, domain) for _ in reach)
    assert wide or not reach or asked == domain


@given(st.text(max_size=200))
def test_no_file_makes_it_stumble(text):
    for one in cookies_for("example.org", text):
        assert "\n" not in one.value + one.name
