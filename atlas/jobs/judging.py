"""The archive judged anew: by what is kept, without asking anybody. Snapshots stay as they are."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from atlas.catalog import Catalog, Row
from atlas.errors import Damaged
from atlas.fetch.again import judged_again
from atlas.model.attempt import SAVED
from atlas.model.snapshot import Snapshot
from atlas.model.verdict import Judgement
from atlas.vault import Vault

GROUP = 100


@dataclass(frozen=True)
class Rejudged:
    """What the judge says of a snapshot, and what he said before."""

    row: Row
    judgement: Judgement

    @property
    def changed(self) -> bool:
        """Whether it is another verdict."""
        return self.row.verdict != self.judgement.verdict.on_disk


def judged_anew(vault: Vault, snapshot: Snapshot) -> Snapshot:
    """Returns a snapshot with today's judgement in its facts; as it is where what it kept does not read."""
    try:
        found = judgement(vault, snapshot.path)
    except Damaged:
        return snapshot
    if found is None:
        return snapshot
    told = replace(snapshot.facts, verdict=found.verdict.on_disk, signals=found.signals, rules=found.rules)
    return replace(snapshot, facts=told)


def judge(
    vault: Vault, catalog: Catalog, rows: Iterable[Row], tell: Callable[[Row, Damaged], object]
) -> Iterator[Rejudged]:
    """Judges these records anew and writes it to the catalog; yields each when it is written.

    `tell` hears of those whose snapshot does not read.
    """
    found = _found(vault, rows, tell)
    while group := list(islice(found, GROUP)):
        catalog.judge((one.row.snapshot, one.judgement) for one in group)
        yield from group


def judgement(vault: Vault, path: str) -> Judgement | None:
    """Returns what today's rules say of a snapshot's answer, or None where it has none."""
    facts = vault.facts(path)
    if facts.layer == SAVED:
        # A person saw it and saved it: nobody needs to say what it is.
        return None
    if not facts.verdict:
        return None
    with vault.payload(path) as (headers, body):
        return judged_again(facts, headers, body)


def _found(vault: Vault, rows: Iterable[Row], tell: Callable[[Row, Damaged], object]) -> Iterator[Rejudged]:
    for row in rows:
        try:
            found = judgement(vault, row.snapshot)
        except Damaged as error:
            tell(row, error)
        else:
            if found:
                yield Rejudged(row, found)
