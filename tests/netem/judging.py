"""What must hold of a home after its network failed, and works again: the oracle."""

import gzip
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.model.attempt import Try
from atlas.model.target import Disposition, Target
from atlas.vault import Vault
from tests.netem.cases import Case
from tests.netem.keeper import Keeper
from tests.netem.pages import page

SLACK = 1.5
"""Seconds that a try may last longer than its limit."""
PACKED = b"\x1f\x8b"
UNPROVED = 2
"""Links that may be told of before an outage is known to be one: it takes three silent hosts to call it that."""


@dataclass(frozen=True)
class Course:
    """How it went."""

    meanwhile: Mapping[int, Target]
    """What was told while the trouble lasted."""
    after: Mapping[int, Target]
    """What is told in the end."""
    held: float
    """Seconds the trouble lasted."""
    healing: float
    """Seconds from its end until every link was captured."""

    @property
    def at_once(self) -> int:
        """How many links were captured while it lasted."""
        return sum(_is_captured(one) for one in self.meanwhile.values())

    @property
    def failed(self) -> list[Try]:
        """All that failed, whenever it did."""
        return [one for target in self.after.values() for one in target.tries if one.kind]

    @property
    def faults(self) -> Counter[str]:
        """What it is told to have been."""
        return Counter(one.kind.on_disk for one in self.failed if one.kind)

    @property
    def longest(self) -> float:
        """Seconds of the longest try."""
        tries = (one for target in self.after.values() for one in target.tries)
        return max((one.milliseconds for one in tries), default=0) / 1000


def violations(case: Case, course: Course, keeper: Keeper, deadline: float) -> Iterator[str]:
    """Yields what is wrong, a sentence each; its daemon has ended."""
    yield from _in_the_end(case, course, keeper)
    yield from _told(case, course, deadline)
    yield from _meanwhile(case, course)
    yield from _kept(case, keeper)
    yield from (f"audit: {one}" for one in keeper.audited())


def _in_the_end(case: Case, course: Course, keeper: Keeper) -> Iterator[str]:
    """Every link is captured, and no drop is anywhere but where what is done lies."""
    for number in case.numbers:
        one = course.after.get(number)
        if one is None:
            yield f"link {number} is lost"
        elif not _is_captured(one):
            yield f"link {number} is {one.disposition.value} in the end: {one.reason}"
    yield from (f"left: {one}" for folder in ("inbox", "failed") for one in keeper.files(folder))
    yield from (f"told: {one}" for one in keeper.events() if one["event"] in {"died", "broke"})


def _told(case: Case, course: Course, deadline: float) -> Iterator[str]:
    """What failed is told as what it was, within its time."""
    for one in course.failed:
        assert one.kind
        if one.kind not in case.faults:
            yield f"told as {one.kind.on_disk}: {one.detail}"
        if not one.kind.waits:
            yield f"told as permanent: {one.detail}"
    if course.longest > deadline + SLACK:
        yield f"a try lasted {course.longest:.1f} s"


def _meanwhile(case: Case, course: Course) -> Iterator[str]:
    met = sum(bool(one.tries) and not _is_captured(one) for one in course.meanwhile.values())
    if met < case.least:
        yield f"only {met} links met the trouble: the case shows nothing"
    if case.outage and met > UNPROVED:
        yield f"{met} links were told of as failed in an outage"
    if case.outage and course.at_once:
        yield f"{course.at_once} links were captured in an outage"
    for number in case.numbers if not case.faults else case.unharmed:
        if number not in course.meanwhile or not _is_captured(course.meanwhile[number]):
            yield f"link {number} was not captured meanwhile"


def _kept(case: Case, keeper: Keeper) -> Iterator[str]:
    """What is told as captured is the page that the other machine has, to the last byte."""
    captured: set[int] = set()
    for snapshot in Vault(keeper.home / "raw").snapshots():
        number = int(snapshot.facts.url.rpartition("/")[2])
        with Vault(keeper.home / "raw").payload(snapshot.path) as (_, body):
            whole = _is_whole(body.read(), number)
        if snapshot.facts.disposition == Disposition.CAPTURED.value:
            captured.add(number)
            if not whole:
                yield f"torn, and told as whole: {Path(snapshot.path).name}"
    yield from (f"link {number} has no snapshot" for number in case.numbers if number not in captured)


def _is_whole(body: bytes, number: int) -> bool:
    try:
        plain = gzip.decompress(body) if body.startswith(PACKED) else body
    except (OSError, EOFError, zlib.error):
        return False
    return plain == page(number)


def _is_captured(target: Target) -> bool:
    return target.disposition is Disposition.CAPTURED
