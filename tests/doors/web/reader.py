"""Somebody who reads in the library, without a browser: a cookie, pages, and forms sent from them."""

import re
from dataclasses import dataclass
from typing import Any

import httpx

from tests.doors.web.conftest import Door

HTML = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Sec-Fetch-Site": "same-origin"}
PROOF = re.compile(r'name="proof" value="([0-9a-f]{64})"')
COOKIE = re.compile(r"((?:__Host-)?atlas)=([^;]*)")


@dataclass
class Reader:
    """Asks as a browser does, with the cookie that it was given."""

    door: Door
    cookie: str = ""

    def enter(self, key: str = "", **headers: str) -> httpx.Response:
        """Logs in; later answers to it are this reader's."""
        form = {"key": key or self.door.both, "next": "/"}
        answer = self.door.ask("POST", "/login", None, data=form, headers={**HTML, **headers})
        if told := COOKIE.match(answer.headers.get("set-cookie", "")):
            self.cookie = f"{told[1]}={told[2]}"
        return answer

    def get(self, path: str, **headers: str) -> httpx.Response:
        """Asks for a page."""
        return self.door.ask("GET", path, None, headers={**HTML, **self._cookies(), **headers})

    def post(
        self, path: str, proof: str | None = None, headers: dict[str, str] | None = None, **fields: Any
    ) -> httpx.Response:
        """Sends a form, with the proof of this session where no other is said."""
        form = {"proof": self.proof if proof is None else proof, **fields}
        asked = {**HTML, **self._cookies(), **(headers or {})}
        return self.door.ask("POST", path, None, data=form, headers=asked)

    @property
    def proof(self) -> str:
        """What the forms of this session have in them."""
        found = PROOF.search(self.get("/").text)
        return found[1] if found else ""

    def _cookies(self) -> dict[str, str]:
        return {"Cookie": self.cookie} if self.cookie else {}


def reader_of(door: Door, *permissions: Any, name: str = "some") -> Reader:
    """Returns somebody who has logged in with a key for this, or for all."""
    reader = Reader(door)
    reader.enter(door.keys.add(name, permissions, 1000, door.house.clock.now()) if permissions else "")
    return reader


def is_page(answer: httpx.Response, status: int = 200) -> bool:
    """Whether an answer is a page of the library with this status, that a browser lets do nothing."""
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert "<script" not in answer.text
    assert " style=" not in answer.text
    return answer.status_code == status


def is_sent_to_login(answer: httpx.Response) -> bool:
    """Whether somebody is asked to log in first."""
    return answer.status_code == 303 and answer.headers["location"].startswith("/login")
