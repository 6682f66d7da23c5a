"""Addresses, read as browsers read them, and which of them are dialled."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import BadUrl
from atlas.model.url import BAD_PORTS, LONGEST, host_of, join, parse


@pytest.mark.parametrize(
    ("text", "href"),
    [
        ("https://A.Example", "https://a.example/"),
        (" \thttps://a.example/x \r\n", "https://a.example/x"),
        ("HTTP://a.example:80/./b/../c", "http://a.example/c"),
        ("https://a.example/x#part", "https://a.example/x"),
        ("https://bücher.example/é", "https://xn--bcher-kva.example/%C3%A9"),
        ("https:\\\\a.example\\x", "https://a.example/x"),
        ("https:a.example", "https://a.example/"),
        ("http://0x7f.1/", "http://127.0.0.1/"),
        ("http://2130706433/", "http://127.0.0.1/"),
        ("http://①②⑦.⓪.⓪.①/", "http://127.0.0.1/"),
    ],
)
def test_an_address_is_read_as_browsers_read_it(text, href):
    assert parse(text).href == href


@pytest.mark.parametrize(
    ("text", "host", "port", "site"),
    [
        ("https://a.example/", "a.example", 443, "a.example:443"),
        ("http://a.example/", "a.example", 80, "a.example:80"),
        ("https://a.example:8443/", "a.example", 8443, "a.example:8443"),
        ("http://[::1]:8080/", "::1", 8080, "::1:8080"),
    ],
)
def test_an_address_tells_whom_to_dial(text, host, port, site):
    url = parse(text)
    assert (url.host, url.port, url.site) == (host, port, site)
    assert url.scheme == text.partition(":")[0]


def test_the_fragment_is_kept_apart():
    assert parse("https://a.example/#a#b").fragment == "a#b"
    assert parse("https://a.example/#").fragment == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("ftp://a.example/", "Atlas does not fetch ftp: addresses."),
        ("file:///etc/passwd", "Atlas does not fetch file: addresses."),
        ("javascript:alert(1)", "Atlas does not fetch javascript: addresses."),
        ("mailto:me@a.example", "Atlas does not fetch mailto: addresses."),
        ("https://me:word@a.example/", "The address has a user name or password in it."),
        ("https://me@a.example/", "The address has a user name or password in it."),
        ("https://:word@a.example/", "The address has a user name or password in it."),
        ("https://a.example:25/", "Port 25 is not one for web pages."),
        ("https://a.example:0/", "Port 0 is not one for web pages."),
        ("https://a.example/a\nb", "The address has control characters in it."),
        ("https://a.example/\x00", "The address has control characters in it."),
        ("\x0bhttps://a.example/", "The address has control characters in it."),
        ("Xhttps://a.example/", "Atlas does not fetch xhttps: addresses."),
        ("https://a.example/\udc80", "The address has bytes in it that are no text."),
        ("https://", "The address does not read as a URL."),
        ("https://a b/", "The address does not read as a URL."),
        ("https://a.example:99999/", "The address does not read as a URL."),
        ("no address", "The address does not read as a URL."),
        ("", "The address does not read as a URL."),
        ("https://a.example/" + "x" * LONGEST, f"The address is longer than {LONGEST} characters."),
    ],
)
def test_what_is_not_dialled_is_refused_with_the_reason(text, reason):
    with pytest.raises(BadUrl) as caught:
        parse(text)
    assert str(caught.value) == reason


@pytest.mark.parametrize("number", [0xD800, 0xDFFF])
def test_half_a_letter_is_no_text(number):
    with pytest.raises(BadUrl, match="bytes in it that are no text"):
        parse(f"https://a.example/{chr(number)}")


def test_the_longest_address_that_is_read_is_read_whole():
    href = "https://a.example/".ljust(LONGEST, "x")
    assert parse(href).href == href


@pytest.mark.parametrize("port", sorted(BAD_PORTS))
def test_no_port_of_another_service_is_dialled(port):
    with pytest.raises(BadUrl, match="is not one for web pages"):
        parse(f"http://a.example:{port}/")


@pytest.mark.parametrize(
    ("location", "href", "fragment"),
    [
        ("/y", "https://a.example/y", "part"),
        ("y?q", "https://a.example/x/y?q", "part"),
        ("//b.example/", "https://b.example/", "part"),
        ("http://b.example/#other", "http://b.example/", "other"),
        ("", "https://a.example/x/", "part"),
    ],
)
def test_a_redirect_leads_on_from_its_address_and_keeps_its_fragment(location, href, fragment):
    there = join(parse("https://a.example/x/#part"), location)
    assert there == replace(parse(href), fragment=fragment)


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("ftp://b.example/", "does not fetch ftp"),
        ("https://me@b.example/", "user name"),
        ("http://b.example:22/", "Port 22"),
        ("/a\r\nX-Forged: 1", "control characters"),
        ("https://[", r"^The redirect leads to something that is no URL\.$"),
        ("/" + "x" * LONGEST, "longer than"),
    ],
)
def test_a_redirect_to_where_atlas_does_not_go_is_refused(location, reason):
    with pytest.raises(BadUrl, match=reason):
        join(parse("https://a.example/"), location)


def test_the_host_of_what_is_no_address_is_nothing():
    assert host_of("https://A.example/x") == "a.example"
    assert host_of("nonsense") == ""


@given(st.text(max_size=60) | st.text("https:/@.[]#?\\%0123456789abcx\u3002", max_size=40).map("http://{}".format))
def test_whatever_is_read_reads_again_as_the_same(text):
    try:
        url = parse(text)
    except BadUrl:
        return
    again = parse(url.href)
    assert (again.href, again.host, again.port) == (url.href, url.host, url.port)
    assert "@" not in url.href.split("/")[2]


@pytest.mark.parametrize("letter", ["ẞ", "%E1%BA%9E", "%e1%ba%9e"])
def test_a_letter_that_programs_read_differently_has_no_place_in_a_host(letter):
    with pytest.raises(BadUrl, match=r"^The address has a letter in its host that programs read differently\.$"):
        parse(f"https://stra{letter}e.example/")
    with pytest.raises(BadUrl, match=r"^The address has a letter in its host that programs read differently\.$"):
        join(parse("https://a.example/"), f"//stra{letter}e.example/")
    assert parse(f"https://a.example/stra{letter}e").host == "a.example"
