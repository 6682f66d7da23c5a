"""What a run of mutmut left in its folder, counted."""

import json
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.changes import Change, changes_of

LISTED = Path(__file__).with_name("same.toml")
"""The changes that change nothing, each looked at, with the reason."""
UNSEEN = frozenset({5, 33})
"""No test comes by."""
SURVIVED = 0
TIMEOUTS = frozenset({24, 152, 255, 36, -24})


@dataclass(frozen=True)
class Count:
    """What became of a room's mutants."""

    noticed: int
    survivors: tuple[Change, ...]
    unseen: tuple[Change, ...]
    same: tuple[Change, ...]
    """Survivors that are listed: they are no other program."""
    wrong: tuple[Change, ...]
    """Listed, and noticed by a test or not there any more."""
    late: int
    """Of those noticed, how many only by not coming to an end."""

    @property
    def made(self) -> int:
        """How many there were."""
        return self.noticed + len(self.survivors) + len(self.unseen) + len(self.same)

    @property
    def share(self) -> float:
        """How many were noticed of those that change anything."""
        other = self.made - len(self.same)
        return self.noticed / other if other else 1.0

    @property
    def share_of_all(self) -> float:
        """How many were noticed of all."""
        return self.noticed / self.made if self.made else 1.0

    def told(self) -> str:
        """Returns it for a person."""
        first = (
            f"{self.made} made, {self.noticed} noticed ({self.late} of them by not ending), {len(self.same)} the same, "
            f"{len(self.survivors) + len(self.unseen)} survived: {self.share:.1%}, or {self.share_of_all:.1%} of all"
        )
        kinds = (("survived", self.survivors), ("unseen", self.unseen), ("wrongly listed", self.wrong))
        return "\n".join([first, *(f"  {kind} {one.told()}" for kind, changes in kinds for one in changes)])


def listed(path: Path = LISTED) -> frozenset[Change]:
    """Returns the changes that change nothing."""
    return frozenset(
        Change(one["function"], lines) for one in tomllib.loads(path.read_text())["same"] for lines in one["lines"]
    )


def counted(mutants: Path, same: Iterable[Change]) -> Count:
    """Returns what became of the mutants in this folder."""
    codes: dict[Change, list[int]] = {}
    modules = set()
    for meta in sorted(mutants.rglob("*.py.meta")):
        path = meta.with_suffix("")
        module = ".".join(path.relative_to(mutants).with_suffix("").parts)
        modules.add(module)
        changes = changes_of(module, path)
        for name, code in json.loads(meta.read_text())["exit_code_by_key"].items():
            codes.setdefault(changes[name], []).append(code)
    return _judged(codes, {one for one in same if any(one.function.startswith(f"{name}.") for name in modules)})


def _judged(codes: dict[Change, list[int]], same: set[Change]) -> Count:
    each = [(change, code) for change, found in codes.items() for code in found]
    lived = [change for change, code in each if code == SURVIVED]
    unseen = [change for change, code in each if code in UNSEEN]
    noticed = [code for _, code in each if code != SURVIVED and code not in UNSEEN]
    return Count(
        noticed=len(noticed),
        survivors=tuple(one for one in lived if one not in same),
        unseen=tuple(one for one in unseen if one not in same),
        same=tuple(one for one in (*lived, *unseen) if one in same),
        wrong=tuple(sorted(same - {*lived, *unseen}, key=Change.told)),
        late=sum(code in TIMEOUTS for code in noticed),
    )
