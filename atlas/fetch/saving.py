"""Asking the Wayback Machine to save a page: a favour to others, after the page is kept here.

It saves for those it knows: with the two keys of an account at archive.org a page is handed in
(Save Page Now, version 2) and saved some time later. Without keys it takes few or none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from atlas.clock import Clock
from atlas.errors import BadUrl, Unkept
from atlas.fetch import faults
from atlas.fetch.captures import json_in
from atlas.fetch.copies import KNOWN
from atlas.fetch.deadline import Deadline
from atlas.fetch.nowhere import Nowhere
from atlas.fetch.visit import Answer
from atlas.fetch.web import Web
from atlas.model import url as urls
from atlas.model.privacy import why_private
from atlas.model.url import Url

SECONDS = 30.0


@dataclass(frozen=True)
class Asked:
    """What came of asking."""

    taken: bool
    """Whether the archive took it on; it does not tell here whether it succeeds."""
    detail: str
    """One sentence with who and what, for a person."""


class Saving:
    """Asks for one page after the other. It raises nothing of the network's or the disk's, and keeps nothing."""

    def __init__(
        self,
        web: Web,
        clock: Clock,
        keys: tuple[str, str] | None = None,
        base: str = "https://web.archive.org",
        own: Callable[[Url], bool] = lambda url: False,
    ) -> None:
        self._web = web
        self._clock = clock
        self._keys = keys
        self._base = base.rstrip("/")
        self._own = own

    def asked(self, address: str) -> Asked:
        """Returns what came of asking for an address; one that is not public by its form is not told."""
        try:
            url = urls.parse(address)
            if reason := KNOWN if self._own(url) else why_private(url):
                return Asked(False, f"No archive is asked to save it: {reason}.")
            with Deadline(SECONDS, self._clock) as deadline:
                answer = self._handed_in(url, deadline) if self._keys else self._called(url, deadline)
        except (BadUrl, Unkept) as error:
            return Asked(False, faults.plain(str(error)))
        if answer.fault:
            return Asked(False, answer.fault.detail)
        taken = _is_taken(answer) if self._keys else True
        return Asked(taken, faults.plain(f"{answer.url.host} {'takes it on' if taken else 'does not take it on'}."))

    def _handed_in(self, url: Url, deadline: Deadline) -> Answer:
        access, secret = self._keys or ("", "")
        headers = {"Accept": "application/json", "Authorization": f"LOW {access}:{secret}"}
        form = {"url": url.href, "skip_first_archive": "1"}
        return self._web.post(urls.parse(f"{self._base}/save"), form, deadline, headers)

    def _called(self, url: Url, deadline: Deadline) -> Answer:
        return self._web.get(urls.parse(f"{self._base}/save/{url.href}"), Nowhere(), deadline)


def _is_taken(answer: Answer) -> bool:
    """Whether the archive names a job: what it refuses it answers with 200 OK as well."""
    match json_in(answer.sample):
        case {"job_id": str()}:
            return True
    return False
