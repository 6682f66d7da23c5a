"""Who is logged in to the library: a browser that showed a key once, for as long as the key is good.

`.atlas/sessions.json` has no more of a session than its SHA-256, so that a restart logs nobody out and the file
opens nothing. A session is never more than its key: whoever revokes the key ends it.
"""

import hmac
import json
import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from atlas import files
from atlas.doors.keys import Key, Keys, digest_of
from atlas.errors import Unkept

FORMAT = 1
RANDOM_BYTES = 32
IDLE = timedelta(days=30)
MOST = 200
"""Sessions that are remembered; of more, those that were not used for longest end."""
LARGEST = 1_000_000


@dataclass(frozen=True)
class Session:
    """One browser, without what its cookie says."""

    digest: str
    key: str
    """The digest of the key that it was begun with."""
    begun_on: str
    seen_on: str
    """The day it was last used: the file changes once a day, not with each page."""


@dataclass(frozen=True)
class Seat:
    """Somebody who reads in the library: their key, and what their forms prove themselves with."""

    key: Key
    proof: str


class Sessions:
    """The file of sessions, read again whenever it has changed: removing it logs everybody out."""

    def __init__(self, path: Path, keys: Keys, now: Callable[[], datetime]) -> None:
        self._path = path
        self._keys = keys
        self._now = now
        self._lock = Lock()
        self._known: tuple[files.Stamp | None, tuple[Session, ...]] = (None, ())

    def begin(self, key: Key) -> str:
        """Begins a session and returns its token, the only time that it is told."""
        token, today = secrets.token_urlsafe(RANDOM_BYTES), self._now().date()
        with self._lock:
            kept = sorted(self._fresh(today), key=lambda one: one.seen_on)[-MOST + 1 :]
            self._write([*kept, Session(digest_of(token), key.digest, today.isoformat(), today.isoformat())])
        return token

    def seat(self, token: str) -> Seat | None:
        """Returns who has this token, or None; it takes as long for a wrong one as for a right one."""
        digest, found, today = digest_of(token), None, self._now().date()
        for one in self._fresh(today):
            if hmac.compare_digest(one.digest, digest):
                found = one
        key = next((one for one in self._keys.all() if found and one.digest == found.key), None)
        if found is None or key is None:
            return None
        if found.seen_on != today.isoformat():
            self._seen(found, today)
        return Seat(key, proof_of(token))

    def end(self, token: str) -> None:
        """Ends a session; that it was none before is as good."""
        digest = digest_of(token)
        with self._lock:
            self._write([one for one in self._fresh(self._now().date()) if one.digest != digest])

    def _seen(self, session: Session, today: date) -> None:
        with self._lock:
            others = [one for one in self._fresh(today) if one.digest != session.digest]
            # Ended meanwhile, in another tab or by its person: it must not come back by being seen.
            if len(others) == len(self._fresh(today)):
                return
            try:
                self._write([*others, replace(session, seen_on=today.isoformat())])
            except Unkept:
                # On a full disk one may still read.
                return

    def _fresh(self, today: date) -> list[Session]:
        # Days compare as texts do, and a day is all that is kept.
        oldest = (today - IDLE).isoformat()
        return [one for one in self._all() if one.seen_on >= oldest]

    def _all(self) -> tuple[Session, ...]:
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return ()
        stamp = files.stamp_of(status)
        known, sessions = self._known
        if stamp != known:
            sessions = _read(self._path, status.st_mode)
            self._known = stamp, sessions
        return sessions

    def _write(self, sessions: list[Session]) -> None:
        text = json.dumps({"format": FORMAT, "sessions": [asdict(one) for one in sessions]}, indent=2)
        files.make_folder(self._path.parent)
        draft = files.draft(self._path.parent, f"{text}\n".encode())
        files.sync([draft])
        files.publish(draft, self._path, replace=True)
        files.sync(folders=[self._path.parent])


def proof_of(token: str) -> str:
    """Returns what each form of a session has in it: known to its pages, and to no other site's."""
    # Made of the token, not drawn: nothing more to keep, and it ends with the session.
    return hmac.new(token.encode(errors="surrogateescape"), b"form", sha256).hexdigest()


def _read(path: Path, mode: int) -> tuple[Session, ...]:
    """Returns the sessions of a file; none where it does not read or others may write it: one logs in once more."""
    if stat.S_IMODE(mode) & 0o077:
        return ()
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(LARGEST))
        return tuple(_session(one) for one in fields["sessions"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return ()


def _session(fields: Mapping[str, Any]) -> Session:
    days = [date.fromisoformat(fields[name]).isoformat() for name in ("begun_on", "seen_on")]
    return Session(str(fields["digest"]), str(fields["key"]), *days)
