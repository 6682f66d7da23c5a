"""What crosses the wire, byte for byte: requests' machinery with our own connections in it."""

import functools
import socket
import ssl
from collections.abc import Mapping
from http.client import HTTP_PORT, HTTPS_PORT
from http.cookiejar import DefaultCookiePolicy
from typing import Any, cast
from urllib.parse import urlsplit

import certifi
import requests
from requests.adapters import HTTPAdapter
from requests.cookies import get_cookie_header
from requests.structures import CaseInsensitiveDict
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ProtocolError
from urllib3.util.ssl_ import create_urllib3_context

from atlas.errors import BadUrl
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.fetch.reply import Reply
from atlas.model.url import Url


class Tap:
    """The exchange under way: whom we speak to, and the bytes of request and head as they pass."""

    def __init__(self, guard: Guard, deadline: Deadline) -> None:
        self._guard = guard
        self._deadline = deadline
        self.peer = ""
        self.request = b""
        self.head = b""
        self.surplus = False
        """Whether more had come than the answer was to have."""

    def start(self, url: Url) -> None:
        """Forgets the last exchange; the next goes to this address."""
        self._deadline.release()
        self._url = url
        self.peer = ""
        self.request = b""
        self.head = b""
        self.surplus = False

    def dial(self, host: str, port: int) -> socket.socket:
        """Returns a connection to where the exchange goes, and nowhere else."""
        if (host.strip("[]").lower(), port) != (self._url.host, self._url.port):
            raise BadUrl("The address reads differently to different programs.")
        sock = self._guard.dial(self._url.host, port, self._deadline)
        try:
            self.peer = str(sock.getpeername()[0])
            if self._url.scheme == "https":
                self._deadline.watch_on(sock)
        except OSError:
            sock.close()
            raise
        return sock


class _Plain(HTTPConnection):
    """A connection that goes where the tap leads, and shows it what passes."""

    def __init__(self, tap: Tap, **settings: Any) -> None:
        super().__init__(**settings)
        self._tap = tap
        self.response_class = cast("type[Reply]", functools.partial(Reply, tap))

    def _new_conn(self) -> socket.socket:
        try:
            return self._tap.dial(self._dns_host, self.port)
        except OSError as error:
            # urllib3 takes a bare reset for a server that answers early, and goes on without a socket.
            raise ProtocolError("not connected", error) from error

    def send(self, data: Any) -> None:
        """Sends, and remembers what was sent."""
        if self.sock is None:
            self.connect()
        self._tap.request += data
        super().send(data)


class _Secure(_Plain, HTTPSConnection):
    """The same, under TLS."""


class _Adapter(HTTPAdapter):
    """Where requests meets our connections; certificates are checked with one context, loaded once."""

    def __init__(self, tap: Tap, trust: ssl.SSLContext) -> None:
        self._tap = tap
        self._trust = trust
        super().__init__(max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **settings: Any) -> None:
        """Makes none: no connection is used twice, so nothing is ever found in a pool."""

    def close(self) -> None:
        """Leaves nothing open, as there is nothing."""

    def get_connection_with_tls_context(
        self, request: requests.PreparedRequest, verify: Any, proxies: Any = None, cert: Any = None
    ) -> HTTPConnectionPool:
        """Returns a pool for this one request."""
        # As the libraries read the address: the tap, which has it as Atlas reads it, dials only where both agree.
        place = urlsplit(request.url or "")
        host = place.hostname or ""
        if place.scheme == "https":
            secure = HTTPSConnectionPool(
                host, place.port or HTTPS_PORT, ssl_context=self._trust, cert_reqs=ssl.CERT_REQUIRED
            )
            secure.ConnectionCls = cast("Any", functools.partial(_Secure, self._tap))
            return secure
        # Never without a port: http.client would look for one in the end of an IPv6 address.
        plain = HTTPConnectionPool(host, place.port or HTTP_PORT)
        plain.ConnectionCls = cast("Any", functools.partial(_Plain, self._tap))
        return plain

    def cert_verify(self, conn: Any, url: Any, verify: Any, cert: Any) -> None:
        """Leaves the certificates as the context has them."""


class Session(requests.Session):
    """One climb's requests and cookies; it follows no redirect and asks nothing of the environment."""

    def __init__(
        self, tap: Tap, trust: ssl.SSLContext, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._form = form
        self.trust_env = False
        self.headers = CaseInsensitiveDict(headers)
        # What a host sets for itself alone goes to none beneath it; by itself the library is laxer.
        self.cookies.set_policy(DefaultCookiePolicy(strict_ns_domain=DefaultCookiePolicy.DomainStrictNonDomain))
        self.personal = False
        """Whether a person's own cookies were sent: from then on what the sites set may be worth as much."""
        for scheme in ("http", "https"):
            self.mount(f"{scheme}://", _Adapter(tap, trust))

    def prepared(self, url: Url, more: Mapping[str, str], cookies: Mapping[str, str]) -> requests.PreparedRequest:
        """Returns the request for an address, with more headers than it always has, as it will be sent.

        Of the cookies those go along that no site has set anew.
        """
        method = "POST" if self._form else "GET"
        # Not by the session: it merges what Atlas does not have, which makes 70 microseconds of 42.
        prepared = requests.Request(method, url.href, headers={**self.headers, **more}, data=self._form).prepare()
        prepared.url = url.href
        anew = get_cookie_header(self.cookies, prepared) or ""  # type: ignore[no-untyped-call]
        self.personal |= bool(cookies)
        names = {one.partition("=")[0].strip() for one in anew.split(";")}
        own = [f"{name}={value}" for name, value in cookies.items() if name not in names]
        if told := "; ".join([*own, anew] if anew else own):
            prepared.headers["Cookie"] = told
        return prepared

    def get_redirect_target(self, resp: Any) -> str | None:
        """Returns none: redirects are followed by hand."""
        # requests drains the body of a redirect it sees, whatever its size, even where it is not to follow.
        return None


def trust(authorities: str | None = None) -> ssl.SSLContext:
    """Returns what certificates are checked with: Mozilla's authorities, or those in a file."""
    context = create_urllib3_context(cert_reqs=ssl.CERT_REQUIRED)
    context.load_verify_locations(authorities or certifi.where())
    return context
