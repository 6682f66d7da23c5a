"""The cookies of a home: opened when they are first needed, and again when the secrets change."""

from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Lock

from atlas.config.secrets import Secrets
from atlas.errors import AtlasError
from atlas.model import cookies
from atlas.model.cookies import Cookie, cookies_for, is_beneath
from atlas.model.url import Url


class Jars:
    """One jar a host. Threads share it."""

    def __init__(self, secrets: Secrets, now: Callable[[], datetime]) -> None:
        self._secrets = secrets
        self._now = now
        self._lock = Lock()
        self._stamp = (-1, -1, -1)
        self._jars: dict[str, tuple[Cookie, ...]] = {}
        self.broken = ""
        """Why they cannot be opened, if so."""

    def sent(self, url: Url) -> Mapping[str, str]:
        """Returns the cookies that an address is sent now, by name; none where they cannot be opened."""
        jars = [jar for host, jar in self._opened().items() if is_beneath(url.host, host)]
        return cookies.sent((one for jar in jars for one in jar), url, self._now())

    def know(self, url: Url) -> bool:
        """Whether there are cookies for the host of an address; where nobody can say, there are."""
        jars = self._opened()
        # For the worst: an address that may be private is told to no archive.
        return bool(self.broken) or any(is_beneath(url.host, host) for host in jars)

    def over(self) -> list[str]:
        """Returns the hosts whose cookies have all ended."""
        return sorted(host for host, jar in self._opened().items() if all(one.is_over(self._now()) for one in jar))

    def _opened(self) -> dict[str, tuple[Cookie, ...]]:
        with self._lock:
            # Before it is read: what changes meanwhile is read at the next look.
            stamp = self._secrets.stamp
            if stamp != self._stamp:
                self._jars, self.broken = self._read()
                self._stamp = stamp
            return self._jars

    def _read(self) -> tuple[dict[str, tuple[Cookie, ...]], str]:
        try:
            return {host: cookies_for(host, text) for host, text in self._secrets.cookies().items()}, ""
        except AtlasError as error:
            return {}, str(error)
