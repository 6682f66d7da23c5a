"""Addresses, read as browsers read them (WHATWG URL Standard), and which of them Atlas dials at all."""

import re
from dataclasses import dataclass

import can_ada

from atlas.errors import BadUrl

LONGEST = 8000
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
CAPITAL_SHARP_S = re.compile("\u1e9e|%[eE]1%[bB][aA]%9[eE]")
"""A letter of which our reader makes ss in a host, as browsers did once; now they make ß of it."""
DEFAULT_PORTS = {"http": 80, "https": 443}
# Fetch Standard, "bad port": what would make an HTTP request speak to a mail server or the like.
BAD_PORTS = frozenset(
    (0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103)
    + (104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514)
    + (515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723)
    + (2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080)
)


@dataclass(frozen=True)
class Url:
    """An address Atlas may dial."""

    href: str
    """The whole of it, normalised, without its fragment."""
    scheme: str
    host: str
    """In ASCII; an IPv6 address without its brackets."""
    port: int
    fragment: str = ""

    @property
    def site(self) -> str:
        """Host and port, as one queue of visits is kept for them."""
        return f"{self.host}:{self.port}"


def parse(text: str) -> Url:
    """Returns the address in a text; raises BadUrl, with the reason, where Atlas does not dial it."""
    # What pasting brings along; any other control character is refused below.
    stripped = text.strip(" \t\r\n\f")
    _refuse_form(stripped)
    try:
        return _vetted(_read(stripped))
    except ValueError as error:
        raise BadUrl("The address does not read as a URL.") from error


def join(base: Url, location: str) -> Url:
    """Returns where a redirect from `base` leads; raises BadUrl where Atlas does not go there.

    A location without a fragment inherits that of its base (RFC 9110, 10.2.2).
    """
    _refuse_form(location)
    try:
        there = _vetted(_read(location, base))
    except ValueError as error:
        raise BadUrl("The redirect leads to something that is no URL.") from error
    return there if there.fragment else Url(there.href, there.scheme, there.host, there.port, base.fragment)


def host_of(text: str) -> str:
    """Returns the host of an address for naming it to a person, or "" where it does not read."""
    try:
        return parse(text).host
    except BadUrl:
        return ""


def _read(text: str, base: Url | None = None) -> can_ada.URL:
    url = can_ada.parse(base.href) + text if base else can_ada.parse(text)
    if CAPITAL_SHARP_S.search(text) and _read(CAPITAL_SHARP_S.sub("ß", text), base).hostname != url.hostname:
        raise BadUrl("The address has a letter in its host that programs read differently.")
    return url


def _refuse_form(text: str) -> None:
    if len(text) > LONGEST:
        raise BadUrl(f"The address is longer than {LONGEST} characters.")
    if CONTROL.search(text):
        raise BadUrl("The address has control characters in it.")
    if not text.isascii() and any("\ud800" <= one <= "\udfff" for one in text):
        raise BadUrl("The address has bytes in it that are no text.")


def _vetted(url: can_ada.URL) -> Url:
    scheme = url.protocol.removesuffix(":")
    if scheme not in DEFAULT_PORTS:
        raise BadUrl(f"Atlas does not fetch {scheme}: addresses.")
    # It would stand in tickets, logs and the archive; and a name that looks like a host fools who reads it.
    if url.username or url.password:
        raise BadUrl("The address has a user name or password in it.")
    port = int(url.port) if url.port else DEFAULT_PORTS[scheme]
    if port in BAD_PORTS:
        raise BadUrl(f"Port {port} is not one for web pages.")
    fragment = url.hash.removeprefix("#")
    return Url(url.href.partition("#")[0], scheme, url.hostname.strip("[]"), port, fragment)
