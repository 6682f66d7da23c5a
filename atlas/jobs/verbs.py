"""What a person does to the queue by a verb: exactly what `mv` and `rm` would."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from atlas import files
from atlas.errors import NotFound, Unfit
from atlas.model.names import ignored, ignored_folder, shown
from atlas.model.ticket import Disposition, Target
from atlas.spool import Folders
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of

STATES = ("inbox", "deferred", "dead")


@dataclass(frozen=True)
class Waiting:
    """A drop that is not settled for good."""

    path: Path
    drop: str
    """Its name as it is shown and asked for."""
    state: str
    targets: int = 0
    left: int = 0
    reason: str = ""
    kind: str = ""
    attempts: int = 0
    first_seen: datetime | None = None
    retry_at: datetime | None = None
    tags: tuple[str, ...] = ()


def waiting(folders: Folders, states: tuple[str, ...] = STATES) -> Iterator[Waiting]:
    """Yields what waits, folder by folder, in order of names."""
    for state in states:
        folder = _folder(folders, state)
        for path in sorted(one.path for one in files.scan(folder, ignored, ignored_folder)):
            yield _waiting(folder, path, state)


def retry(folders: Folders, one: Waiting) -> Path:
    """Moves a drop back into the inbox, under its tags; returns where it lies now."""
    home = folders.inbox.joinpath(*one.tags) if all(_plain(tag) for tag in one.tags) else folders.inbox
    made = files.make_folder(home)
    target = files.unused(home / one.path.name)
    files.move(one.path, target)
    files.sync(folders=[*made, home])
    files.sync(folders=[one.path.parent])
    files.remove(ticket_of(one.path))
    return target


def discard(one: Waiting) -> None:
    """Forgets a drop: its ticket first, so that no cut makes it again."""
    files.remove(ticket_of(one.path))
    files.remove(one.path)
    files.sync(folders=[one.path.parent])


def named(folders: Folders, names: tuple[str, ...], states: tuple[str, ...]) -> list[Waiting]:
    """Returns the drops of these names, as the queue shows them or as paths; raises NotFound with the closest."""
    known = {one.drop: one for one in waiting(folders, states)}
    paths = {one.path: one for one in known.values()}
    found = [known.get(name) or paths.get(Path(name).absolute()) for name in names]
    missing = [name for name, one in zip(names, found, strict=True) if one is None]
    if missing:
        close = get_close_matches(missing[0], list(known), 3)
        raise NotFound(f"No drop is called {missing[0]}." + (f" Close: {', '.join(close)}." if close else ""))
    return [one for one in found if one]


def _folder(folders: Folders, state: str) -> Path:
    return {"inbox": folders.inbox, "deferred": folders.deferred, "dead": folders.dead}[state]


def _plain(tag: str) -> bool:
    return tag not in ("", ".", "..") and "/" not in tag


def _waiting(folder: Path, path: str, state: str) -> Waiting:
    noted = ticket_at(ticket_of(folder / path)) if state != "inbox" else None
    if noted is None:
        return Waiting(folder / path, shown(path), state, reason=_unfit(folder, path))
    last = max(noted.targets, key=_last, default=None)
    return Waiting(
        path=folder / path,
        drop=shown(path),
        state=state,
        targets=len(noted.targets),
        left=sum(one.disposition is not Disposition.CAPTURED for one in noted.targets),
        reason=noted.reason,
        kind=last.kind.on_disk if last and last.kind else "",
        attempts=max((one.attempts for one in noted.targets), default=0),
        first_seen=noted.first_seen,
        retry_at=noted.retry_at,
        tags=noted.tags,
    )


def _last(target: Target) -> float:
    return target.tries[-1].at.timestamp() if target.tries else 0.0


def _unfit(folder: Path, path: str) -> str:
    try:
        files.read(folder, path)
    except Unfit as error:
        return str(error)
    except BlockingIOError:
        return "Somebody is still writing it."
    except OSError as error:
        return f"It cannot be read: {error.strerror}."
    return ""
