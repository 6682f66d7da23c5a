"""Addresses are looked up in web archives by the key that their players make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.surt import surt

SESSION = "0123456789abcdef0123456789abcdef"


# As the library `surt` 0.3.1 makes them, by which pywb looks things up.
@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://example.com/", "com,example)/"),
        ("https://example.com", "com,example)/"),
        ("https://www.example.com/A/B/?b=2&a=1", "com,example)/a/b?a=1&b=2"),
        ("http://127.0.0.1:8080/pi", "1,0,0,127:8080)/pi"),
        ("http://www2.example.co.uk:80/x//y/../z", "uk,co,example)/x/z"),
        ("https://example.com:443/?", "com,example)/"),
        ("https://example.com/a%20b%2Fc?q=%C3%A9&z", "com,example)/a%20b/c?q=%c3%a9&z"),
        ("https://example.com/é?q=é", "com,example)/%c3%a9?q=%c3%a9"),
        (f"https://example.com/x?JSESSIONID={SESSION}&b=1", "com,example)/x?b=1"),
        (f"https://example.com/x?b=1&sid={SESSION}", "com,example)/x?&b=1"),
        ("https://example.com?x=1", "com,example)/?x=1"),
        ("https://user:pw@example.com/x#frag", "com,example)/x"),
        ("https://xn--bcher-kva.example/%7Efoo", "example,xn--bcher-kva)/~foo"),
        ("https://example.com/?a=1&a=0&a", "com,example)/?a&a=0&a=1"),
        ("https://example.com/?a==&b&a=1=2", "com,example)/?a=1=2&a==&b"),
        ("https://example.com/%25%32%35", "com,example)/%25"),
        ("https://example.com/%zz%", "com,example)/%25zz%25"),
        ("https://example.com/a/./b/", "com,example)/a/b"),
        ("https://example.com/?x=a+b%2Bc", "com,example)/?x=a+b+c"),
        ("https://example.com/web/2026id_/https://a.example/x", "com,example)/web/2026id_/https:/a.example/x"),
        ("http://[::1]:80/x", "::1)/x"),
        ("urn:sha256:ab", "urn:sha256:ab"),
        ("https://example.com/\ud800", "com,example)/%ed%a0%80"),
    ],
)
def test_a_key_is_that_of_the_players(url, key):
    assert surt(url) == key


@given(st.text(st.characters(), max_size=60) | st.text("\n\r &=%?/ab", max_size=20))
def test_every_address_has_a_key_of_one_line(rest):
    key = surt(f"https://a.example/{rest}")
    assert key.isascii()
    assert key.startswith("example,a)/")
    assert not set(key) & set(" \r\n\t")
