"""The redactor: what was planted is never found again, and what is no secret stays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.journal import redacted

LETTERS = st.characters(codec="utf-8", exclude_characters=" \t\r\n&#/\\?@", exclude_categories=["Cs"])
SECRET = st.text(LETTERS, max_size=12).map(lambda text: f"zQ9{text}Qz9")
NAMES = (
    *("token", "access_token", "accessKey", "user_key", "key", "sig", "X-Amz-Signature", "x-amz-foo", "code"),
    *("auth_code", "PHPSESSID", "AWSAccessKeyId", "%74oken", "oauth", "password", "pwd", "client_secret"),
)
PLACES = [
    "https://me:{}@a.example/x",
    "https://{}@a.example/",
    "https:\\\\me:{}@a.example",
    "https:me:{}@a.example",
    "ftp://me:{}@h/",
    *(f"https://a.example/?q=1&{name}={{}}&z=2" for name in NAMES),
    "https://a.example/#{}",
    "ftp://h/#{}",
    "Authorization: Basic {}",
    "cookie={}",
    "{{'Set-Cookie': 'a={}'}}",
    "Bearer {}",
    "password={}",
    "a;token={}",
]
CALM = [
    "https://a.example/?q=keyboard&page=2",
    "a@b.example wrote",
    "key points: 3",
    "https://a.example/@me",
    "a cookie wall",
    "basic understanding",
    "https://medium.com/@me/x?a=b",
    "notes #1.txt",
    "a.example answered 503 Service Unavailable.",
    "design=1 monkey=2",
]
PATTERNS = ["https://", "?tokentoken", "&a", "token", "a.", "cookie ", "https://a#", "bearer ", "://", "@", "?a=", "?"]


@given(st.sampled_from(PLACES), SECRET, st.sampled_from(["", "see ", "('", "x\n"]), st.sampled_from(["", " on", "\nx"]))
def test_a_planted_secret_is_never_found(place, secret, before, after):
    assert secret not in redacted(before + place.format(secret) + after)


@pytest.mark.parametrize("text", CALM)
def test_what_is_no_secret_stays(text):
    assert redacted(text) == text


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_secret_behind_a_long_repetition_is_found(pattern):
    assert "zQ9" not in redacted(pattern * (100_000 // len(pattern)) + " https://a.example/?token=zQ9")


@pytest.mark.parametrize("text", ["https://a.example/?next=token=zQ9", "=password=zQ9", "a=b=c=sig=zQ9=="])
def test_a_secret_is_found_behind_another_name_too(text):
    assert redacted(text).endswith("=…")


def test_what_stands_before_and_behind_a_secret_stays():
    text = "see https://a.example/?q=1&next=/x?token=abc==&page=2 and a=b=c"
    assert redacted(text) == "see https://a.example/?q=1&next=/x?token=…&page=2 and a=b=c"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Bearer abc, he said", "Bearer … he said"),
        ("sent BASIC dXNlcjpwYXNz to it", "sent BASIC … to it"),
        ("cookie: a=b", "cookie: …"),
        ("see https://a.example/x#part now", "see https://a.example/x#… now"),
        ("https://me@a.example/?page=2", "https://…@a.example/?page=2"),
    ],
)
def test_what_is_hidden_leaves_a_sign_and_nothing_else(text, told):
    assert redacted(text) == told


@pytest.mark.parametrize("text", ["Bearer x&Bearer zQ9", "Bearer Bearer zQ9", "a bearer ('Bearer zQ9"])
def test_a_second_bearer_is_not_taken_for_what_the_first_one_bears(text):
    assert "zQ9" not in redacted(text)
