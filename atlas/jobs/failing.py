"""What failed, brought together by why: as a person goes through it."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from atlas.jobs.verbs import Waiting

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
        together.setdefault((one.state, one.kind or one.reason), []).append(one)
    groups = [Group(state, why, tuple(drops)) for (state, why), drops in together.items()]
    return sorted(groups, key=lambda one: (WORST_FIRST.index(one.state), -len(one.drops), one.why))


def seal_of(drops: Iterable[Waiting]) -> str:
    """Returns what these drops have of their own: another if any is added, gone, or another one of its name."""
    digest = sha256()
    for line in sorted(f"{one.state}/{one.drop} {one.first_seen}\n" for one in drops):
        digest.update(line.encode(errors="backslashreplace"))
    return digest.hexdigest()[:16]
