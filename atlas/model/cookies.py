"""Cookies of a person's own: read from the cookies.txt of a browser, and whom each may be shown to (RFC 6265)."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

from atlas.errors import BadUrl, Misconfigured
from atlas.model import url as urls
from atlas.model.url import Url

HTTP_ONLY = "#HttpOnly_"
"""Before a line that is none of the comments it looks like."""
NAME = re.compile(r"[\x21-\x3a\x3c\x3e-\x7e]+")
VALUE = re.compile(r"[\x20-\x3a\x3c-\x7e]*")
PATH = re.compile(r"/[\x21-\x7e]*")
COLUMNS = 7


@dataclass(frozen=True, slots=True)
class Cookie:
    """One cookie, as a line of the file has it."""

    domain: str
    wide: bool
    """Whether the hosts beneath its domain are sent it, too."""
    path: str
    secure: bool
    expires: int
    """In seconds since 1970; 0 where it has no end."""
    name: str
    value: str = field(repr=False)

    def is_for(self, url: Url, now: datetime) -> bool:
        """Whether it is sent to an address at a moment (RFC 6265, 5.4)."""
        if self.secure and url.scheme != "https":
            return False
        return not self.is_over(now) and self._has(url.host) and _is_beneath_path(_path_of(url), self.path)

    def is_over(self, now: datetime) -> bool:
        """Whether its time has passed."""
        return bool(self.expires) and self.expires <= now.timestamp()

    def line(self) -> str:
        """Returns it as a line of a cookies.txt."""
        wide, secure = ("TRUE" if one else "FALSE" for one in (self.wide, self.secure))
        return "\t".join((self.domain, wide, self.path, secure, str(self.expires), self.name, self.value))

    def may_reach(self, host: str) -> bool:
        """Whether any address of a host, or of one beneath it, is ever sent it."""
        return is_beneath(self.domain, host) or (self.wide and is_beneath(host, self.domain))

    def _has(self, host: str) -> bool:
        return is_beneath(host, self.domain) if self.wide else host == self.domain


def cookies_for(host: str, text: str) -> tuple[Cookie, ...]:
    """Returns what of a cookies.txt one host is concerned with; the other lines are nobody's business."""
    lines = (line.strip("\r\n ") for line in text.removeprefix("\ufeff").split("\n"))
    return tuple(cookie for line in lines for cookie in _read(line) if cookie.may_reach(host))


def sent(cookies: Iterable[Cookie], url: Url, now: datetime) -> dict[str, str]:
    """Returns what an address is sent at a moment, by name, those with the longest path first (RFC 6265, 5.4)."""
    chosen = [one for one in cookies if one.is_for(url, now)]
    told: dict[str, str] = {}
    for one in sorted(chosen, key=lambda cookie: -len(cookie.path)):
        told.setdefault(one.name, one.value)
    return told


def is_beneath(host: str, domain: str) -> bool:
    """Whether a host is another, or one of its own; an address of digits has none beneath it."""
    return host == domain or (host.endswith(f".{domain}") and not _is_literal(host))


def host_named(text: str) -> str:
    """Returns the host that a person named, as addresses have it; raises Misconfigured."""
    try:
        host = urls.parse(f"https://{f'[{text}]' if text.count(':') > 1 else text}/").host
    except BadUrl:
        host = ""
    if not host or ("." not in host and ":" not in host and host != "localhost"):
        raise Misconfigured("Cookies are kept for one host: `atlas secret set cookies:www.example.org < cookies.txt`.")
    return host


def _read(line: str) -> Iterator[Cookie]:
    line = line.removeprefix(HTTP_ONLY)
    # A cookie without a value loses its last column where a program trims lines.
    columns = [*line.split("\t"), ""][:COLUMNS]
    if line.startswith("#") or len(columns) != COLUMNS:
        return
    domain, wide, path, secure, expires, name, value = columns
    domain = urls.host_of(f"https://{domain.removeprefix('.')}/")
    if domain and PATH.fullmatch(path) and NAME.fullmatch(name) and VALUE.fullmatch(value) and _is_number(expires):
        yield Cookie(domain, wide.upper() == "TRUE", path, secure.upper() == "TRUE", int(float(expires)), name, value)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,15}(?:\.[0-9]{1,15})?", text) is not None


def _path_of(url: Url) -> str:
    return urlsplit(url.href).path or "/"


def _is_beneath_path(path: str, above: str) -> bool:
    return path == above or path.startswith(above if above.endswith("/") else f"{above}/")


def _is_literal(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
