"""Whether memory is flat: how much it grows with each thousand drops, once what is made only once was made."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

WARM = 0.2
"""The share of the drops after which everything was there that is made only once."""
MOST = 0.05
"""Megabytes that a thousand drops may leave behind."""


@dataclass(frozen=True)
class Sample:
    """Memory at a moment."""

    settled: int
    """Drops that were settled by then."""
    rss: float
    """Megabytes."""
    pss: float
    own: float
    """Without what is mapped from files. The share of those depends on who else has them mapped just now."""
    seconds: float


@dataclass(frozen=True)
class Slope:
    """What is left behind, by the straight line that lies closest."""

    per_thousand: float
    """Megabytes for each thousand drops."""
    least: float
    most: float
    samples: int

    @property
    def is_flat(self) -> bool:
        """Whether it is next to nothing."""
        return self.per_thousand <= MOST


def slope_of(samples: Sequence[Sample]) -> Slope:
    """Returns how memory grew after the warm-up; raises ValueError where there is too little to say."""
    total = max((one.settled for one in samples), default=0)
    points = [(one.settled / 1000, one.own) for one in samples if one.settled >= WARM * total]
    if len({settled for settled, _ in points}) < 3:
        raise ValueError("too few looks to say how memory grows")
    middle, level = (sum(some) / len(points) for some in zip(*points, strict=True))
    spread = sum((settled - middle) ** 2 for settled, _ in points)
    rise = sum((settled - middle) * (memory - level) for settled, memory in points) / spread
    memories = [memory for _, memory in points]
    return Slope(rise, min(memories), max(memories), len(points))


def memory_of(process: int) -> tuple[float, float, float]:
    """Returns the megabytes a process has in memory: all, its share of what others have, too, and what no file has."""
    told = {}
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()[1:]:
        name, _, rest = line.partition(":")
        told[name] = int(rest.split()[0]) / 1024
    return told["Rss"], told["Pss"], told["Anonymous"]


def own() -> tuple[float, float, float]:
    """Returns what this process has in memory."""
    return memory_of(os.getpid())


def told(sample: Sample) -> str:
    """Returns a sample as a row of a table."""
    return f"{sample.settled:9,} {sample.rss:9.1f} {sample.pss:9.1f} {sample.own:9.1f} {sample.seconds:9.0f}"


HEAD = f"{'settled':>9} {'RSS MB':>9} {'PSS MB':>9} {'own MB':>9} {'seconds':>9}"
