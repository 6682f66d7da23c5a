"""What is done every week: the catalog, a part of the archive, the sets that are too many, and how capture fares."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

from atlas.catalog import Catalog
from atlas.catalog.tending import Fared
from atlas.errors import Busy
from atlas.jobs.keeping import Keeping
from atlas.jobs.upkeep.monthly import drilled
from atlas.jobs.upkeep.rounds import Said
from atlas.model import moment

WEEK = timedelta(days=7)
SLICE = 5_000_000_000
RATE = 20_000_000
RESTORED = 200_000_000
"""Bytes of the archive that are restored to see whether they can be."""
FEWEST = 5
"""Tries of which a share says anything."""
WORSE = 0.2
MOST = 10


def tended(catalog: Catalog, locked: Callable[[], AbstractContextManager[object]]) -> Iterator[Said]:
    """Looks after the database; a running Atlas does that itself, since one process writes."""
    try:
        with locked():
            pieces = catalog.tend()
    except Busy:
        yield Said("The catalog is looked after by the Atlas that is at work on it.")
    else:
        yield Said(f"The catalog is in order; its index of words was merged in {pieces} pieces.")


def verified(keeping: Keeping) -> Iterator[Said]:
    """Reads a part of the archive, from where the last one ended; what a backup has is brought back."""
    verify = keeping.verify(RATE, None, repair=True)
    for event in verify.run(SLICE):
        yield Said(event.sentence())
    left = [one for one in verify.wrong if not one.mended]
    end = "to its end" if verify.through else "a part"
    yield Said(f"{verify.checked} snapshots of the archive were read, {end}; {len(left)} are damaged.", ok=not left)


def restorable(keeping: Keeping, most: int) -> Iterator[Said]:
    """Restores the small things of the newest set and a little of its archive, and looks at them."""
    yield from drilled(keeping, most)


def rotated(keeping: Keeping) -> Iterator[Said]:
    """Removes sets that are too many."""
    yield from (Said(event.sentence()) for event in keeping.rotate())


def trend(catalog: Catalog, now: datetime) -> Iterator[Said]:
    """Tells how each layer fared, and which did much worse at which hosts than the week before."""
    until, since, before = (moment.written(now - WEEK * weeks) for weeks in range(3))
    this, last = catalog.fared(since, until), catalog.fared(before, since)
    yield Said(f"{_told(this)} tries were good this week, {_told(last)} the week before.")
    for layer in sorted({one.layer for one in this}):
        now_told, then_told = (_told([one for one in week if one.layer == layer]) for week in (this, last))
        yield Said(f"By {layer}: {now_told}, {then_told} the week before.")
    then = {(one.host, one.layer): one for one in last}
    worse = [(one, was) for one in this if (was := then.get((one.host, one.layer))) and _is_worse(one, was)]
    for one, was in sorted(worse, key=lambda pair: -pair[0].tries)[:MOST]:
        yield Said(
            f"{one.host}, {one.layer}: {one.good} of {one.tries} tries were good, before {was.good} of {was.tries}."
        )


def _told(fared: list[Fared]) -> str:
    return f"{sum(one.good for one in fared)} of {sum(one.tries for one in fared)}"


def _is_worse(one: Fared, was: Fared) -> bool:
    few = min(one.tries, was.tries) < FEWEST
    return not few and one.good / one.tries < was.good / was.tries - WORSE
