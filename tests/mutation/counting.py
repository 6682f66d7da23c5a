"""What a run of mutmut left in its folder, counted."""

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

KILLED = {1, 3}
"""A test failed; or pytest itself did."""
UNSEEN = {5, 33}
"""No test comes by."""
SURVIVED = 0
TIMEOUTS = {24, 152, 255, 36, -24}


@dataclass(frozen=True)
class Count:
    """What became of a room's mutants."""

    noticed: int
    survivors: tuple[str, ...]
    unseen: tuple[str, ...]
    late: int
    """Of those noticed, how many only by not coming to an end."""

    @property
    def share(self) -> float:
        """How many of all were noticed."""
        made = self.noticed + len(self.survivors) + len(self.unseen)
        return self.noticed / made if made else 1.0

    def told(self) -> str:
        """Returns it for a person."""
        made = self.noticed + len(self.survivors) + len(self.unseen)
        first = f"{self.noticed} of {made} noticed ({self.share:.1%}), {self.late} of them by not ending"
        lines = [*(f"  survived {one}" for one in self.survivors), *(f"  unseen {one}" for one in self.unseen)]
        return "\n".join([first, *lines])


def counted(mutants: Path) -> Count:
    """Returns what became of the mutants in this folder."""
    codes: dict[str, int] = {}
    for meta in sorted(mutants.rglob("*.meta")):
        codes |= {
            name: code for name, code in json.loads(meta.read_text())["exit_code_by_key"].items() if code is not None
        }
    by_code = Counter(codes.values())
    survivors = tuple(name for name, code in codes.items() if code == SURVIVED)
    unseen = tuple(name for name, code in codes.items() if code in UNSEEN)
    return Count(len(codes) - len(survivors) - len(unseen), survivors, unseen, sum(by_code[one] for one in TIMEOUTS))
