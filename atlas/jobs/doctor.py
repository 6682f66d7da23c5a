"""What of the machine is as Atlas needs it, and what is not."""

import os
import socket
import sqlite3
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas import files, vitals
from atlas.catalog import Catalog
from atlas.clock import BUILT, Clock
from atlas.errors import Busy, CatalogBroken, Unkept
from atlas.spool import Folders

OLDEST_SQLITE = (3, 37)
INOTIFY = Path("/proc/sys/fs/inotify")
FEWEST_WATCHES = 1024
NAME = "example.com"
NAME_SECONDS = 3.0


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: str
    """ok, warn or fail."""
    told: str
    hint: str = ""


def checks(
    folders: Folders,
    free_disk: int,
    clock: Clock,
    layers: Sequence[str],
    missing: Mapping[str, str],
    unread: Mapping[str, str],
) -> Iterator[Check]:
    """Yields what was looked at, one after the other."""
    yield python()
    yield sqlite()
    yield inotify(INOTIFY)
    yield inbox_kind(files.kind_of(folders.inbox))
    yield state_kind(files.kind_of(folders.state))
    for folder in (folders.inbox, folders.raw, folders.processed, folders.failed, folders.state):
        yield writable(folder) if folder.is_dir() else absent(folder)
    if folders.inbox.is_dir():
        yield leases(folders.inbox)
    if folders.state.is_dir():
        yield private(folders.state)
    yield room(vitals.free_bytes(_there(folders.raw)), free_disk)
    yield wall(clock)
    yield names(NAME, NAME_SECONDS)
    yield lock(folders.state / "lock")
    yield catalog(folders.state / "catalog.db")
    yield ladder(layers, missing)
    yield readers(unread)


def ladder(layers: Sequence[str], missing: Mapping[str, str]) -> Check:
    """Whether every layer of the settings can be asked on this machine."""
    told = ", ".join(layers)
    lacks = " ".join(f"{name} is passed over: {reason}" for name, reason in missing.items())
    return Check("layers", "warn" if missing else "ok", f"{told}." if missing else told, lacks)


def readers(unread: Mapping[str, str]) -> Check:
    """Whether files of every kind can be read on this machine; what cannot is captured all the same."""
    told = f"no {', '.join(unread)}" if unread else "every kind"
    lacks = " ".join(f"{kind}: {reason}" for kind, reason in unread.items())
    return Check("readers", "warn" if unread else "ok", told, f"{lacks} Until then they are kept unread.")


def backup(to: str, sealed_to: str, lacking: str) -> Check:
    """Whether the settings name a place for backups, and this machine can seal them."""
    if sealed_to and lacking:
        return Check("backup", "fail", "sets are to be sealed, and cannot be", lacking)
    if not to:
        return Check("backup", "warn", "without the archive", "Name a folder on another disk in [backup] to.")
    return Check("backup", "ok", f"to {to}{', sealed' if sealed_to else ''}")


def secrets(broken: str, over: Sequence[str]) -> Check:
    """Whether the secrets open, and the cookies among them are any use."""
    if broken:
        return Check("secrets", "fail", broken, "Until then no cookies are sent, and no archive is asked for anything.")
    if over:
        hint = "Export them anew from your browser: `atlas secret set cookies:HOST < cookies.txt`."
        return Check("secrets", "warn", f"the cookies for {', '.join(over)} have ended", hint)
    return Check("secrets", "ok", "they open")


def python() -> Check:
    """Whether Python is new enough."""
    told = ".".join(str(one) for one in sys.version_info[:3])
    return Check("Python", "ok" if sys.version_info >= (3, 11) else "fail", told, "Atlas needs 3.11.")


def sqlite() -> Check:
    """Whether SQLite is new enough and has full-text search."""
    database = sqlite3.connect(":memory:")
    try:
        database.execute("CREATE VIRTUAL TABLE t USING fts5(x)")
        searches = True
    except sqlite3.OperationalError:
        searches = False
    finally:
        database.close()
    told = f"{sqlite3.sqlite_version}, {'with' if searches else 'without'} FTS5"
    good = searches and sqlite3.sqlite_version_info[:2] >= OLDEST_SQLITE
    return Check("SQLite", "ok" if good else "fail", told, "Atlas needs 3.37 with FTS5.")


def inotify(limits: Path) -> Check:
    """Whether the kernel lets Atlas watch folders."""
    try:
        watches = int((limits / "max_user_watches").read_text())
        instances = int((limits / "max_user_instances").read_text())
    except (OSError, ValueError):
        return Check("inotify", "warn", "no limits to be read", "The sweep serves alone where the bell cannot hang.")
    good = watches >= FEWEST_WATCHES and instances > 1
    told = f"{watches} watches, {instances} instances"
    return Check("inotify", "ok" if good else "warn", told, "Raise fs.inotify.max_user_watches (sysctl).")


def inbox_kind(kind: str) -> Check:
    """Whether the inbox can be watched where it lies."""
    told = kind or "unknown"
    if files.is_network(kind):
        return Check("inbox", "warn", f"on {told}", "Others' changes ring no bell here: the sweep alone serves.")
    return Check("inbox", "ok", f"on {told}")


def state_kind(kind: str) -> Check:
    """Whether the database may lie where it does."""
    state = "fail" if files.is_network(kind) else "ok"
    hint = "SQLite's log needs a disk of this machine: set [paths] state in config.toml."
    return Check("state", state, f"on {kind or 'unknown'}", hint)


def writable(folder: Path) -> Check:
    """Whether a folder takes, syncs and renames files."""
    try:
        files.check_writable(folder)
    except Unkept as error:
        return Check(f"{folder.name}/", "fail", str(error), error.hint)
    return Check(f"{folder.name}/", "ok", "writes, syncs and renames")


def absent(folder: Path) -> Check:
    """That a folder is not there."""
    return Check(f"{folder.name}/", "warn", "not there", "`atlas watch` and `atlas drain` make it.")


def leases(folder: Path) -> Check:
    """Whether the kernel tells of who still writes a file in the inbox."""
    try:
        held = files.leases_hold(folder)
    except Unkept as error:
        return Check("leases", "fail", str(error), error.hint)
    told = "a file is not taken while somebody writes it" if held else "refused where the inbox lies"
    hint = "There a file is taken when it has lain still: raise [queue] rest where writers pause."
    return Check("leases", "ok" if held else "warn", told, hint)


def private(folder: Path) -> Check:
    """Whether others are kept out."""
    mode = folder.stat().st_mode & 0o777
    hint = f"chmod 700 {folder}"
    return Check("modes", "fail" if mode & 0o077 else "ok", f"{folder.name} is {mode:o}", hint)


def room(free: int, wanted: int) -> Check:
    """Whether there is disk enough."""
    told = f"{free / 1e9:.1f} GB free, {wanted / 1e9:.1f} GB are to stay so"
    return Check("disk", "ok" if free >= wanted else "fail", told, "Free some space; fetching waits until then.")


def wall(clock: Clock) -> Check:
    """Whether the clock can be right, and whether the machine says that it is set."""
    now = clock.now()
    state = "fail" if now < BUILT else "warn" if clock.doubtful() else "ok"
    told = f"{now:%Y-%m-%d %H:%M}Z" + (", not synchronised" if state == "warn" else "")
    return Check("clock", state, told, "Certificates will not hold under a wrong clock: `timedatectl` tells more.")


def names(name: str, seconds: float) -> Check:
    """Whether names are found; asked in a thread, for a resolver may take its time."""
    found: list[str] = []

    def ask() -> None:
        try:
            found.append(str(socket.getaddrinfo(name, 443)[0][4][0]))
        except OSError as error:
            found.append(f"! {error.strerror or error}")

    # getaddrinfo has no timeout. A daemon thread: one that hangs must not hold up the end of the process.
    asker = threading.Thread(target=ask, daemon=True)
    asker.start()
    asker.join(seconds)
    told = found[0] if found else f"! no answer within {seconds:.0f} s"
    state = "warn" if told.startswith("!") else "ok"
    return Check("names", state, f"{name}: {told.lstrip('! ')}", "Look at this machine's network.")


def _there(path: Path) -> Path:
    """Returns a folder, or the nearest above it that is there: both lie on one disk."""
    return next(one for one in (path, *path.parents) if one.is_dir())


def lock(path: Path) -> Check:
    """Whether an Atlas is at work."""
    if not os.path.lexists(path):
        return Check("lock", "ok", "free")
    try:
        taken = files.Lock(path)
        taken.take()
        taken.drop()
    except Busy as error:
        return Check("lock", "ok", str(error))
    except Unkept as error:
        return Check("lock", "fail", str(error), error.hint)
    return Check("lock", "ok", "free")


def catalog(path: Path) -> Check:
    """Whether the catalog is whole."""
    if not path.exists():
        return Check("catalog", "ok", "none yet")
    try:
        wrong = Catalog(path).check()
    except CatalogBroken as error:
        return Check("catalog", "fail", str(error), error.hint)
    told = "; ".join(wrong) if wrong else "whole"
    return Check("catalog", "fail" if wrong else "ok", told, CatalogBroken.hint)
