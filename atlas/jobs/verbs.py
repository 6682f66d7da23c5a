"""What a person does to the queue by a verb: exactly what `mv` and `rm` would."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from atlas import files
from atlas.errors import NotFound, Unfit, unkept
from atlas.model.names import ignored, ignored_folder, shown
from atlas.model.ticket import SUFFIX, Disposition, Target
from atlas.spool import Entry, Folders, Place, Progress, load
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of

STATES = ("inbox", "deferred", "dead")
FEW = 3


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
    settled_at: datetime | None = None
    advice: str = ""
    urls: tuple[str, ...] = ()
    """The first few addresses that are left."""


def waiting(folders: Folders, states: tuple[str, ...], now: datetime) -> Iterator[Waiting]:
    """Yields what waits, folder by folder, in order of names."""
    for state, path in paths(folders, states):
        yield queued(folders, path, now) if state == "inbox" else failed(folders, state, path)


def retry(folders: Folders, one: Waiting) -> Path:
    """Moves a drop back into the inbox, under its tags; returns where it lies now."""
    home = folders.inbox.joinpath(*one.tags) if all(_plain(tag) for tag in one.tags) else folders.inbox
    made = files.make_folder(home)
    target = _moved(one.path, home)
    files.sync(folders=[*made, home])
    files.sync(folders=[one.path.parent])
    # Last: as long as it lies there, a cut has the drop made again from it, and never forgotten.
    files.remove(ticket_of(one.path))
    return target


def discard(one: Waiting) -> None:
    """Forgets a drop, and then its ticket: a cut between the two forgets nothing, for the ticket makes it again."""
    for path in (one.path, ticket_of(one.path)):
        files.remove(path)
        files.sync(folders=[one.path.parent])


def named(folders: Folders, names: tuple[str, ...], states: tuple[str, ...]) -> list[Waiting]:
    """Returns the drops of these names, as the queue shows them or as paths; raises NotFound with the closest."""
    known: dict[str | Path, list[tuple[str, str]]] = {}
    for state, path in paths(folders, states):
        known.setdefault(shown(path), []).append((state, path))
        known[_folder(folders, state).resolve() / path] = [(state, path)]
    missing = [name for name in names if not _meant(known, name)]
    if missing:
        raise NotFound("\n".join(_missing(name, known) for name in missing))
    found = dict.fromkeys(one for name in names for one in _meant(known, name))
    return [failed(folders, state, path) for state, path in found]


def _meant(known: dict[str | Path, list[tuple[str, str]]], name: str) -> list[tuple[str, str]]:
    # The shell's x* names the tickets too: each stands for its drop.
    drop = Path(name.removesuffix(SUFFIX))
    return known.get(str(drop)) or known.get(drop.parent.resolve() / drop.name) or []


def _missing(name: str, known: Iterable[str | Path]) -> str:
    close = get_close_matches(name.rpartition("/")[2], [one for one in known if isinstance(one, str)], 3)
    return f"No drop is called {name}." + (f" Close: {', '.join(close)}." if close else "")


def paths(folders: Folders, states: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Yields where what waits lies, state by state, in order of names."""
    for state in states:
        try:
            found = sorted(one.path for one in files.scan(_folder(folders, state), ignored, ignored_folder))
        except FileNotFoundError:
            # A look makes no folders, and what is not there holds nothing.
            continue
        yield from ((state, path) for path in found)


def _moved(drop: Path, home: Path) -> Path:
    """Moves a drop where nothing is yet; raises FileNotFoundError where somebody took it meanwhile."""
    while True:
        target = files.unused(home / drop.name, beside=SUFFIX)
        try:
            files.move(drop, target)
        except FileExistsError:
            continue
        except FileNotFoundError:
            raise
        except OSError as error:
            raise unkept(error) from error
        return target


def _folder(folders: Folders, state: str) -> Path:
    return {"inbox": folders.inbox, "deferred": folders.deferred, "dead": folders.dead}[state]


def _plain(tag: str) -> bool:
    return tag not in ("", ".", "..") and "/" not in tag and not ignored_folder(tag)


def queued(folders: Folders, path: str, now: datetime) -> Waiting:
    """Returns what a drop in the inbox waits with, and for what."""
    entry = Entry(Place.INBOX, path)
    plain = Waiting(entry.at(folders), shown(path), "inbox")
    try:
        loaded = load(folders, entry, now)
    except Unfit as error:
        return replace(plain, reason=str(error))
    except BlockingIOError:
        return replace(plain, reason="Somebody is still writing it.")
    except OSError as error:
        return replace(plain, reason=f"It cannot be read: {error.strerror}.")
    count = len(loaded.targets)
    fates = Progress(folders.progress).fates(entry, loaded.digest) if count > 1 else {}
    left = sum(fates.get(one.url, one).disposition is not Disposition.CAPTURED for one in loaded.targets)
    attempts = max((one.attempts for one in fates.values()), default=0)
    urls = tuple(one.url for one in loaded.targets[:FEW])
    return replace(plain, targets=count, left=left, attempts=attempts, first_seen=loaded.first_seen, urls=urls)


def failed(folders: Folders, state: str, path: str) -> Waiting:
    """Returns what a failed drop waits with, as its ticket tells it."""
    folder = _folder(folders, state)
    noted = ticket_at(ticket_of(folder / path))
    if noted is None:
        return Waiting(folder / path, shown(path), state, reason="It has no ticket that reads.")
    last = max(noted.targets, key=_last, default=None)
    left = [one.url for one in noted.targets if one.disposition is not Disposition.CAPTURED]
    return Waiting(
        path=folder / path,
        drop=shown(path),
        state=state,
        targets=len(noted.targets),
        left=len(left),
        reason=noted.reason,
        kind=last.kind.on_disk if last and last.kind else "",
        attempts=max((one.attempts for one in noted.targets), default=0),
        first_seen=noted.first_seen,
        retry_at=noted.retry_at,
        tags=noted.tags,
        settled_at=noted.settled_at,
        advice=noted.advice,
        urls=tuple(left[:FEW]),
    )


def _last(target: Target) -> float:
    return target.tries[-1].at.timestamp() if target.tries else 0.0
