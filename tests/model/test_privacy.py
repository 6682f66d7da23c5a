"""Which addresses may be told to others."""

import uuid
from base64 import urlsafe_b64encode
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import BadUrl
from atlas.model.privacy import is_secret_name, why_private
from atlas.model.url import parse

WORDS = st.lists(st.sampled_from(["how", "to", "cool", "a", "Pi", "5", "2026", "Keyboards", "part"]), min_size=1)
TOKEN = urlsafe_b64encode(sha256(b"a token").digest()).decode().rstrip("=")


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/Memento_(film)",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42s",
        "https://twitter.com/a/status/1234567890123456789",
        "https://github.com/a/b/commit/0123456789abcdef0123456789abcdef01234567",
        "https://medium.com/@user/how-to-cool-a-raspberry-pi-5-a1b2c3d4e5f6",
        "https://social.example/@me@other.example/1234",
        "https://www.google.com/search?q=how+to+cool+a+raspberry+pi+5+without+a+fan",
        "https://shop.example/p?sku=iphone15promax256gb&order=asc&category=keyboards",
        "https://a.example/2024/05/11/HowToCoolARaspberryPiWithWaterAndIce",
        "https://www.notion.so/My-Page-0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "https://a.example/?utm_source=letter&utm_campaign=2026-11-23-big-story",
        "https://bücher.example:8443/übersicht?seite=2",
    ],
)
def test_the_pages_people_keep_are_public(url):
    assert not why_private(parse(url))


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "93.184.216.34", "[2606:2800:220:1::1]", "2130706433", "0x7f.1"),
        *("nas", "localhost", "nas.local", "nas.LOCAL.", "router.lan", "wiki.internal", "pi.home.arpa", "pi.home"),
        *("a.b.c.lan", "1.168.192.in-addr.arpa", "abc.onion", "pi.tail1234.ts.net", "pi.localdomain", "a.test"),
    ],
)
def test_a_host_without_a_public_name_is_private(host):
    assert why_private(parse(f"https://{host}/page")) == "its host has no public name"


@pytest.mark.parametrize("host", ["local.example", "lan.example.org", "onion.example", "ts.net.example", "internal.co"])
def test_a_public_name_may_have_any_word_in_it(host):
    assert not why_private(parse(f"https://{host}/"))


@pytest.mark.parametrize(
    "query",
    [
        *("token=1", "a=1&access_token=x", "KEY=1", "api-key=1", "sig=1", "auth=1", "session=1", "sessionid=1"),
        *("password=1", "pwd=1", "X-Amz-Signature=1", "accessToken=1", "code=4", "jwt=1", "otp=1", "sid=1"),
        *("a=1;token=1", "%74oken=1", "to%6ben=1", "a[token]=1", "invite=1", "email=x", "to=me%40a.example"),
        "next=https%3A%2F%2Fb.example%2F%3Ftoken%3D1",
        "next=https%253A%252F%252Fb.example%252F%253Ftoken%253D1",
        "next=https://me:word@b.example/",
        *(f"q={TOKEN}", TOKEN, f"a=b&{TOKEN}=", f"q=x%20{TOKEN}", f"q={sha256(b'').hexdigest()}"),
        f"id={uuid.UUID(int=0x1234)}",
        "ref=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.abc",
    ],
)
def test_a_query_with_what_looks_like_a_secret_is_private(query):
    assert why_private(parse(f"https://a.example/?{query}")) == "its query looks as if it had a secret in it"


@pytest.mark.parametrize("path", [f"d/{TOKEN}/edit", "x;jsessionid=1", f"s/{TOKEN}", f"Share-{TOKEN}", "token=1/x"])
def test_a_path_with_what_looks_like_a_secret_is_private(path):
    assert why_private(parse(f"https://a.example/{path}")) == "its path looks as if it had a secret in it"


@given(WORDS, st.sampled_from("-_+/"))
def test_words_are_public(words, between):
    assert not why_private(parse(f"https://a.example/{between.join(words)}?q={between.join(words)}"))


@given(
    st.integers(), st.sampled_from(["?q={}", "?{}", "?a=1&b={}", "?next=/x/{}/y", "?u=https%3A%2F%2Fb.example%2F{}"])
)
def test_a_digest_in_a_query_is_private_wherever_it_stands(number, form):
    token = sha256(str(number).encode()).hexdigest()
    assert why_private(parse(f"https://a.example/{form.format(token)}"))


@given(st.text(max_size=40), st.sampled_from(["token", "X-Api-Key", "password", "client_secret"]))
def test_a_secret_name_makes_any_address_private(rest, name):
    try:
        url = parse(f"https://a.example/{rest}".partition("#")[0].rstrip() + f"&?&{name}=1")
    except BadUrl:
        return
    assert why_private(url)


@given(st.text(max_size=80))
def test_every_address_has_an_answer(text):
    try:
        url = parse(f"http://{text}")
    except BadUrl:
        return
    assert why_private(url).isprintable()


@pytest.mark.parametrize(
    ("name", "secret"), [("monkey", False), ("keyboard", False), ("spin", False), ("apiKey", True)]
)
def test_a_word_within_a_word_is_no_secret(name, secret):
    assert is_secret_name(name) is secret
