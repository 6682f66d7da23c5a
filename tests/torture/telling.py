"""What was tried, and what was not: told as it goes, and as tables in the end."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from tests.torture.running import Job, Outcome
from tests.torture.states import Way

WAYS = (*(way.name.lower() for way in Way), "again")
"""How it died; the last is all that was cut within a recovery."""
HEAD = ("", "points", *WAYS, "states", "wrong", "parts")


@dataclass
class Ledger:
    """What is wanted, and what came of it so far."""

    wanted: Sequence[Job]
    states: Counter[tuple[str, str]] = field(default_factory=Counter)
    points: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    parts: list[Job] = field(default_factory=list)
    """Those that came to their end."""
    seconds: float = 0.0

    def take(self, job: Job, outcome: Outcome) -> Iterator[str]:
        """Takes what a part came to; yields what there is to tell of it."""
        for way, count in outcome.states.items():
            self.states[job.scenario, "again" if job.recovery else way.name.lower()] += count
        self.wrong[job.scenario] += len(outcome.violations)
        self.seconds += outcome.seconds
        if outcome.whole:
            self.parts.append(job)
            self.points[job.scenario] += len(job.points) if job.kind == "cuts" else 0
        count = sum(outcome.states.values())
        yield (
            f"{len(self.parts)}/{len(self.wanted)} {job.scenario}, {job.kind}, {len(job.points)} points: {count} states"
            f" in {outcome.seconds:.0f} s{'' if outcome.whole else ', broken off'}; {self.total} so far,"
            f" {self.wrong.total()} violations"
        )
        yield from (f"VIOLATION {job.scenario}, {job.kind}: {one}" for one in outcome.violations)

    @property
    def total(self) -> int:
        """How many states were tried."""
        return self.states.total()

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Yields what was tried, a line for each scenario, and one for all."""
        names = list(dict.fromkeys(one.scenario for one in self.wanted))
        yield from (self._row(name, [name]) for name in names)
        yield self._row("together", names)

    def _row(self, title: str, names: Sequence[str]) -> tuple[str, ...]:
        wanted = [one for one in self.wanted if one.scenario in names]
        there = sum(len(one.points) for one in wanted if one.kind == "cuts")
        by_way = [sum(self.states[name, way] for name in names) for way in WAYS]
        parts = sum(one.scenario in names for one in self.parts)
        tried = sum(self.points[name] for name in names)
        wrong = sum(self.wrong[name] for name in names)
        figures = (f"{tried}/{there}", *by_way, sum(by_way), wrong, f"{parts}/{len(wanted)}")
        return title, *map(str, figures)

    def left(self) -> Iterator[str]:
        """Yields what was not tried, or not to its end, a line for each scenario."""
        missing = Counter(self.wanted) - Counter(self.parts)
        for name in dict.fromkeys(one.scenario for one in missing):
            kinds: Counter[str] = Counter()
            for one in missing:
                kinds[one.kind] += len(one.points) if one.scenario == name else 0
            yield f"not tried: {name}: " + ", ".join(
                f"{kind} at {count} points" for kind, count in kinds.items() if count
            )


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, markdown: bool) -> Iterator[str]:
    """Yields the lines of a table, for the eye or as Markdown."""
    if markdown:
        yield f"| {' | '.join(head)} |"
        yield "|---" + "|--:" * (len(head) - 1) + "|"
        yield from (f"| {' | '.join(row)} |" for row in rows)
        return
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    for row in (head, *rows):
        cells = (f"{cell:>{width}}" for cell, width in zip(row[1:], widths[1:], strict=True))
        yield f"{row[0]:{widths[0]}}  {'  '.join(cells)}"
