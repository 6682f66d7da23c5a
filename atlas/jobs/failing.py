"""What failed, brought together by why: as a person goes through it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from atlas import files
from atlas.jobs.verbs import Waiting, failed, paths
from atlas.model.names import printable
from atlas.spool import Folders
from atlas.spool.folders import ticket_of

WORST_FIRST = ("dead", "deferred")


@dataclass(frozen=True)
class Group:
    """Drops that failed for one reason and wait for the same."""

    state: str
    why: str
    """The kind of their fault, or the reason itself where no fault has a part in it."""
    drops: tuple[Waiting, ...]

    @property
    def advice(self) -> str:
        """What a person can do, as most of them are told."""
        told = [one.advice for one in self.drops]
        return max(dict.fromkeys(told), key=told.count)

    @property
    def left(self) -> int:
        """How many addresses are left in them."""
        return sum(one.left for one in self.drops)


def groups_of(found: Iterable[Waiting]) -> list[Group]:
    """Returns what failed by state and reason: what needs a person first, of that the most frequent."""
    together: dict[tuple[str, str], list[Waiting]] = {}
    for one in found:
        together.setdefault((one.state, why(one)), []).append(one)
    groups = [Group(state, why, tuple(drops)) for (state, why), drops in together.items()]
    return sorted(groups, key=lambda one: (WORST_FIRST.index(one.state), -len(one.drops), one.why))


def why(one: Waiting) -> str:
    """Returns what a drop is brought together with others by."""
    # A form sends no control character as it was, and a reason may be anything.
    return one.kind or printable(one.reason)


def seal_of(drops: Iterable[Waiting]) -> str:
    """Returns what these drops have of their own: another if any is added, gone, or another one of its name."""
    # What a form was made from: a page that is stale by the time somebody presses "all" must not act on others.
    digest = sha256()
    for line in sorted(f"{one.state}/{one.drop} {one.first_seen}\n" for one in drops):
        digest.update(line.encode(errors="backslashreplace"))
    return digest.hexdigest()[:16]


class Failed:
    """All that failed; a ticket is read again only where it has changed, as there may be ten thousand."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self._known: dict[tuple[str, str], tuple[files.Stamp, Waiting]] = {}

    def all(self) -> list[Waiting]:
        """Returns what failed, as its tickets are now."""
        # A new table each time: what is gone is forgotten, and threads do not meet in it.
        known = {}
        found = []
        for state, path in paths(self._folders, WORST_FIRST):
            stamp, before = self._stamp(state, path), self._known.get((state, path))
            one = before[1] if before and before[0] == stamp else failed(self._folders, state, path)
            found.append(one)
            if stamp:
                known[state, path] = stamp, one
        self._known = known
        return found

    def _stamp(self, state: str, path: str) -> files.Stamp | None:
        folder = self._folders.dead if state == "dead" else self._folders.deferred
        try:
            return files.stamp_of(ticket_of(folder / path).stat())
        except OSError:
            return None
