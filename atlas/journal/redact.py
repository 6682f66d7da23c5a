"""What must not stand in a log: the one redactor, in the way of every line. Linear in the text's length."""

import re
from urllib.parse import unquote

from atlas.model.privacy import is_secret_name

HIDDEN = "…"
HEADER = re.compile(
    r"(?i)\b((?:proxy-)?authorization|(?:set-)?cookie|x-api-key|x-auth-token)([\"']?[ \t]{0,9}[:=])[^\r\n]*"
)
NAMED = ("authorization", "cookie", "x-api-key", "x-auth-token")
# Bounded repeats: with open ones a line of blanks takes time that grows with the square of its length.
BEARER = re.compile(
    r"\b((?i:bearer))[ \t]{1,9}(?:[^ \t\r\n]*(?i:bearer)[ \t]{1,9})*[^ \t\r\n]+"
    r"|\b((?i:basic))[ \t]{1,9}(?=[^ \t\r\n]*[0-9A-Z=])[A-Za-z0-9+/=_-]{6,}"
)
# Only these end an address: anything else may be part of a secret.
WORD = re.compile(r"[^ \t\r\n]+")
ADDRESS = re.compile(r"(?i)https?:|[a-z0-9]://")
USER = re.compile(r"(?i)(https?:[/\\]*|://[/\\]*)[^/\\?#]*@")
PAIR = re.compile(r"(^|[?&;#\"'(,{=])([^=&;?#\"'(,{]{1,200})=([^&#]+)")


def redacted(text: str) -> str:
    """Returns a text without user-info, secret query values, credentials in headers, and fragments of addresses."""
    # Looked for plainly first: most lines have none of it, and each pattern tries every letter.
    small = text.casefold()
    if any(one in small for one in NAMED):
        text = HEADER.sub(rf"\1\2 {HIDDEN}", text)
    if "bearer" in small or "basic" in small:
        text = BEARER.sub(lambda match: f"{match[1] or match[2]} {HIDDEN}", text)
    if ":" in text or "=" in text:
        text = WORD.sub(lambda match: _word(match[0]), text)
    return text


def _word(word: str) -> str:
    address = ADDRESS.search(word)
    if address:
        start, sharp, _ = word[address.end() :].partition("#")
        word = word[: address.end()] + start + (f"#{HIDDEN}" if sharp else "")
        word = USER.sub(rf"\1{HIDDEN}@", word)
    return PAIR.sub(_pair, word) if "=" in word else word


def _pair(match: re.Match[str]) -> str:
    # What a value is may have a name before it once more, as in next=/x?token=…
    names = [match[2], *match[3].split("=")[:-1]]
    secret = next((number for number, name in enumerate(names, 1) if is_secret_name(unquote(name))), 0)
    return f"{match[1]}{'='.join(names[:secret])}={HIDDEN}" if secret else match[0]
