"""The keys of the HTTP door: who may read, who may write, and how often an hour.

A key is shown once, when it is made; `.atlas/keys.json` has no more of it than its SHA-256. Thirty-two random
bytes cannot be guessed, so nothing slower is called for.
"""

import hmac
import json
import math
import re
import secrets
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

from atlas import files
from atlas.errors import Damaged, NotFound, Unfit
from atlas.model import moment

FORMAT = 1
PREFIX = "atlas_"
RANDOM_BYTES = 32
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
LARGEST = 1_000_000
PER_HOUR = 1000
HOUR = 3600.0


class Permission(StrEnum):
    """What a key may be for."""

    READ = "read"
    WRITE = "write"
    FEEDS = "feeds"


@dataclass(frozen=True)
class Key:
    """One key, without what opens the door."""

    name: str
    digest: str
    permissions: tuple[Permission, ...]
    per_hour: int
    made_at: str

    def may(self, permission: Permission) -> bool:
        """Whether it is for this; who may read may follow the feeds, which tell less."""
        return permission in self.permissions or (
            permission is Permission.FEEDS and Permission.READ in self.permissions
        )

    @property
    def is_for_feeds_alone(self) -> bool:
        """Whether it opens nothing else, so that a program may keep it that keeps no secrets."""
        return self.permissions == (Permission.FEEDS,)


class Keys:
    """The file of keys, read again whenever it has changed: who is revoked is out at the next request."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: tuple[files.Stamp | None, tuple[Key, ...]] = (None, ())

    def all(self) -> tuple[Key, ...]:
        """Returns every key; raises Damaged where the file does not read, or others may read it."""
        try:
            status = self._path.stat()
        except FileNotFoundError:
            return ()
        stamp = files.stamp_of(status)
        known, keys = self._known
        if stamp != known:
            keys = _read(self._path, status.st_mode)
            self._known = stamp, keys
        return keys

    def shown(self, key: str) -> Key | None:
        """Returns whose key this is, or None; it takes as long for a wrong one as for a right one."""
        digest, found = digest_of(key), None
        # All of them, and no early end: how long it takes tells nothing of which key was nearly right.
        for one in self.all():
            if hmac.compare_digest(one.digest, digest):
                found = one
        return found

    def add(self, name: str, permissions: tuple[Permission, ...], per_hour: int, now: datetime) -> str:
        """Makes a key and returns it, the only time that it is told; raises Unfit where the name will not do."""
        if not NAME.fullmatch(name):
            raise Unfit(f"{name!r} is no name for a key: letters, digits and . _ - will do.")
        # A prefix, so that whoever finds one in a repository knows what it opens (secret scanners go by it).
        key = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
        with self._alone():
            if any(one.name == name for one in self.all()):
                raise Unfit(f"There is a key called {name} already; revoke it first.")
            self._write((*self.all(), Key(name, digest_of(key), permissions, per_hour, moment.written(now))))
        return key

    def revoke(self, name: str) -> None:
        """Lets a key open the door no more; raises NotFound where there is none of that name."""
        with self._alone():
            left = tuple(one for one in self.all() if one.name != name)
            if len(left) == len(self.all()):
                raise NotFound(f"No key is called {name}.")
            self._write(left)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keeps two verbs of one moment from undoing each other's work; raises Busy."""
        files.make_folder(self._path.parent)
        lock = files.Lock(self._path.with_name("keys.lock"))
        lock.take()
        try:
            yield
        finally:
            lock.drop()

    def _write(self, keys: tuple[Key, ...]) -> None:
        text = json.dumps({"format": FORMAT, "keys": [asdict(one) for one in keys]}, indent=2)
        draft = files.draft(self._path.parent, f"{text}\n".encode())
        files.sync([draft])
        files.publish(draft, self._path, replace=True)
        # A key that was revoked must not open the door again after a cut.
        files.sync(folders=[self._path.parent])


class Allowance:
    """How many requests each key has left: a bucket that fills evenly over the hour, in this process's memory."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._left: dict[str, tuple[float, float]] = {}
        """By digest: what was left, and when."""

    def wait(self, key: Key) -> int:
        """Takes one request off a key's allowance; returns the seconds to wait where nothing is left, else 0."""
        now = self._monotonic()
        with self._lock:
            left, then = self._left.get(key.digest, (float(key.per_hour), now))
            left = min(left + (now - then) * key.per_hour / HOUR, key.per_hour)
            taken = left >= 1
            self._left[key.digest] = (left - taken, now)
        return 0 if taken else math.ceil((1 - left) * HOUR / key.per_hour)


def digest_of(key: str) -> str:
    """Returns all that is kept of a key."""
    return f"sha256:{sha256(key.encode(errors='surrogateescape')).hexdigest()}"


def _read(path: Path, mode: int) -> tuple[Key, ...]:
    # Who can write it can add a key of their own, who can read it learns which names there are.
    if stat.S_IMODE(mode) & 0o077:
        raise Damaged(f"{path} is open to others: `chmod 600` it, and no key is taken before that.")
    try:
        with path.open("rb") as file:
            fields = json.loads(file.read(LARGEST))
        return tuple(_key(one) for one in fields["keys"])
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise Damaged(f"{path} does not read: {error}. Remove it and make new keys.") from error


def _key(fields: Mapping[str, Any]) -> Key:
    permissions = tuple(Permission(one) for one in fields["permissions"])
    key = Key(str(fields["name"]), fields["digest"], permissions, int(fields["per_hour"]), str(fields["made_at"]))
    if not DIGEST.fullmatch(key.digest) or key.per_hour < 1:
        raise ValueError(f"the key {key.name!r} is not whole")
    return key
