"""The facts of a home, gathered afresh: from its files, its catalog and its machine."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from atlas import __version__, files
from atlas.errors import Busy, CatalogBroken, Unkept
from atlas.jobs.sparing import canary_in
from atlas.model import heartbeat, moment
from atlas.model.canary import is_drop
from atlas.model.heartbeat import Beat
from atlas.model.late import Late
from atlas.model.names import ignored, ignored_folder, shown
from atlas.model.vitals import Limits, Vitals, Wear
from atlas.spool import Folders

if TYPE_CHECKING:
    from atlas.jobs import verbs
    from atlas.model import facts as known
else:
    # The pulse writes its beat beside these; nobody gathers facts before five minutes are over.
    verbs, known = Late("atlas.jobs.verbs"), Late("atlas.model.facts")

LARGEST = 1_000_000
CHECK_SECONDS, CHEAP_SECONDS = 5.0, 0.5
"""How long the catalog's pages are looked at."""
BEAT, WEAR = "heartbeat.json", "vitals.json"
DRILL, BACKUP, BACKUPS = "drill.json", "backup.json", "backups"


class Counted(Protocol):
    """The catalog, as far as health asks it; raises CatalogBroken where it does not answer."""

    def tally(self, now: datetime) -> "known.Tally":
        """Returns what is counted."""

    def quick_check(self, seconds: float) -> list[str]:
        """Returns what is wrong with it, as far as so many seconds tell."""


class Gathering:
    """Where the facts of one home come from."""

    def __init__(
        self,
        folders: Folders,
        catalog: Counted,
        limits: Limits,
        read: Callable[[], Vitals],
        now: Callable[[], datetime],
        doubtful: Callable[[], bool],
        missing: Callable[[], tuple[Mapping[str, str], Mapping[str, str]]],
    ) -> None:
        self._folders = folders
        self._catalog = catalog
        self._limits = limits
        self._read = read
        self._now = now
        self._doubtful = doubtful
        self._missing = missing
        self._last: known.Facts | None = None

    def lately(self, most: timedelta) -> "known.Facts":
        """Returns facts no older than that: who asks a hundred times a second costs no more."""
        last, now = self._last, self._now()
        if last is None or not timedelta(0) <= now - last.now < most:
            # Somebody waits for it before a screen; `atlas health` looks for as long as it takes.
            last = self._last = self.facts(patience=CHEAP_SECONDS)
        return last

    def facts(self, *, cheap: bool = False, patience: float = CHECK_SECONDS) -> "known.Facts":
        """Returns all that is known now; what does not answer is left out, and never raises.

        Cheap ones count nothing in the catalog and load nothing: for a daemon that looks every few minutes.
        """
        folders, now = self._folders, self._now()
        wrong, tally = self._looked_into(now, cheap, CHEAP_SECONDS if cheap else patience)
        layers, readers = ({}, {}) if cheap else self._missing()
        counted, oldest = inbox(folders, now)
        backup_at, whole = backup_in(folders.state)
        return known.Facts(
            now=now,
            version=__version__,
            vitals=self._read(),
            limits=self._limits,
            at_work=is_at_work(folders.state / "lock"),
            beat=beat_in(folders.state),
            files={"inbox": counted, "deferred": _drops(folders.deferred), "dead": _drops(folders.dead)},
            oldest=oldest,
            catalog=wrong,
            tally=tally,
            wear=wear_in(folders.state),
            backup_at=backup_at,
            backup_whole=whole,
            drill=drill_in(folders.state),
            canary=canary_in(folders.state),
            clock_doubtful=self._doubtful(),
            missing_layers=layers,
            missing_readers=readers,
            certificates=certificates(),
        )

    def _looked_into(self, now: datetime, cheap: bool, patience: float) -> "tuple[str, known.Tally | None]":
        try:
            wrong = self._catalog.quick_check(patience)
            return "; ".join(wrong), None if wrong or cheap else self._catalog.tally(now)
        except CatalogBroken as error:
            return str(error), None


def is_at_work(path: Path) -> bool:
    """Whether an Atlas holds the lock."""
    if not path.exists():
        return False
    try:
        lock = files.Lock(path)
        lock.take()
        lock.drop()
    except Busy:
        return True
    except Unkept:
        return False
    return False


def inbox(folders: Folders, now: datetime) -> "tuple[int, known.Oldest | None]":
    """Returns how many drops are in the inbox, and the one that has lain there longest."""
    try:
        found = [one for one in files.scan(folders.inbox, ignored, ignored_folder) if not is_drop(Path(one.path).name)]
    except OSError:
        return 0, None
    if not found:
        return 0, None
    first = min(found, key=lambda one: one.arrived)
    since = datetime.fromtimestamp(first.arrived / 1e9, UTC)
    reason = verbs.queued(folders, first.path, now).reason
    return len(found), known.Oldest(shown(first.path), since, reason)


def beat_in(state: Path) -> Beat | None:
    """Returns the daemon's last beat."""
    data = _data(state / BEAT)
    return heartbeat.loads(data) if data else None


def wear_in(state: Path) -> Wear | None:
    """Returns what was counted of the disk's wear."""
    told = _json(state / WEAR)
    try:
        day = datetime.fromisoformat(told["day"]).date()
        before = told.get("before")
        since = datetime.fromisoformat(told["since"]).date() if told.get("since") else None
        last = None if before is None else int(before)
        return Wear(day, int(told["counter"]), int(told["written"]), last, since, int(told.get("total", 0)))
    except (KeyError, TypeError, ValueError):
        return None


def drill_in(state: Path) -> "known.Drill | None":
    """Returns how the last rehearsed restore went."""
    told = _json(state / DRILL)
    try:
        return known.Drill(moment.read(told["at"]), bool(told["ok"]), "; ".join(map(str, told.get("why", ()))))
    except (KeyError, TypeError, ValueError):
        return None


def backup_in(state: Path) -> tuple[datetime | None, bool]:
    """Returns when the last backup was made, and whether it was whole."""
    told = _json(state / BACKUP)
    try:
        return moment.read(told["at"]), bool(told.get("ok", True))
    except (KeyError, TypeError, ValueError):
        return _newest_in(state / BACKUPS), True


def _newest_in(folder: Path) -> datetime | None:
    try:
        made = [one.stat().st_mtime for one in folder.iterdir() if not one.name.startswith(".")]
    except OSError:
        return None
    return datetime.fromtimestamp(max(made), UTC) if made else None


def certificates() -> datetime | None:
    """Returns when the bundle of certificates was made; its version tells."""
    try:
        year, month, day = (int(one) for one in import_module("importlib.metadata").version("certifi").split(".")[:3])
        return datetime(year, month, day, tzinfo=UTC)
    except (ImportError, ValueError):
        return None


def _drops(folder: Path) -> int:
    return sum(1 for name in files.names_in(folder) if not ignored(name))


def _data(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST)
    except OSError:
        return b""


def _json(path: Path) -> dict[str, Any]:
    try:
        told = json.loads(_data(path) or b"{}")
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def dumped(wear: Wear) -> bytes:
    """Returns what was counted of the disk's wear as it is written."""
    told = {"format": 1, "day": wear.day.isoformat(), "counter": wear.counter, "written": wear.written}
    told |= {"before": wear.before, "since": wear.since and wear.since.isoformat(), "total": wear.total}
    return json.dumps(told, indent=1).encode() + b"\n"
