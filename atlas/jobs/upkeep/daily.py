"""What is done every day: a backup, and a look for what is stuck or left over."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from atlas import files
from atlas.jobs.drill import SCRATCH
from atlas.jobs.keeping import Keeping
from atlas.jobs.rebuild import tickets
from atlas.jobs.upkeep.rounds import Said
from atlas.model.canary import is_drop
from atlas.model.event import Warned
from atlas.model.names import ignored, ignored_folder, shown
from atlas.spool import Folders

MOST = 10
"""Names that are told."""
OVERDUE = timedelta(days=1)


def backed_up(keeping: Keeping) -> Iterator[Said]:
    """Makes a set."""
    for event in keeping.back_up():
        # That the archive is not backed up is told every day, and is a choice.
        yield Said(event.sentence(), ok=not isinstance(event, Warned) or not event.subject)


def checked(keeping: Keeping) -> Iterator[Said]:
    """Looks at the newest set: all of it is there, and a sixteenth, another each day, is read."""
    # By the day's number: each night another sixteenth, whichever nights the machine was on.
    wrong = list(keeping.check(share=keeping.clock.now().toordinal()))
    yield from (Said(one, ok=False) for one in wrong[:MOST])
    if not wrong:
        yield Said("The newest set is there; a sixteenth of it was read.")


def stuck(folders: Folders, lifetime: timedelta, now: datetime) -> Iterator[Said]:
    """Tells of drops that have lain in the inbox for longer than anything is tried, and of retries that are overdue."""
    waiting = (one for one in files.scan(folders.inbox, ignored, ignored_folder) if not is_drop(Path(one.path).name))
    old = [one.path for one in waiting if _age(one.arrived, now) > lifetime]
    late = [
        ticket.drop
        for path, ticket in tickets(folders)
        if path.parent == folders.deferred and ticket.retry_at and ticket.retry_at + OVERDUE < now
    ]
    yield from (Said(f"stuck in the inbox: {shown(one)}", ok=False) for one in sorted(old)[:MOST])
    yield from (Said(f"overdue: {shown(one)}", ok=False) for one in sorted(late)[:MOST])
    yield Said(f"{len(old)} drops are stuck in the inbox, {len(late)} are overdue.")


def tidied(folders: Folders, log: Path, keep: timedelta, now: datetime) -> Iterator[Said]:
    """Removes logs that are too old, and what a drill that was cut off left."""
    oldest = (now - keep).timestamp()
    # A process beside the daemon has a folder of its own there.
    old = [one for one in log.rglob("*") if not one.is_dir() and one.lstat().st_mtime < oldest]
    for one in old:
        files.remove(one)
    # A drill that was cut off leaves gigabytes; the next one, a month away, would be the first to clear them.
    files.clear(folders.state / SCRATCH)
    yield Said(f"Removed {len(old)} old logs.")


def _age(arrived: int, now: datetime) -> timedelta:
    return now - datetime.fromtimestamp(arrived / 1e9, UTC)
