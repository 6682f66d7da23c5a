"""Which of several captures of one address is the best: the one worth most, the newest among equals."""

from collections.abc import Sequence
from typing import Any

from peewee import SQL

from atlas.catalog.tables import Known, Record
from atlas.model.attempt import LIVE
from atlas.model.fault import ARCHIVES
from atlas.model.verdict import GOOD, Verdict

PAGES = sorted(one.on_disk for one in GOOD)
WORTHS = " ".join(f"WHEN '{one.on_disk}' THEN {2 * one.worth}" for one in Verdict)
COPIED = ", ".join(f"'{one}'" for one in sorted(ARCHIVES))
# An archived copy is worth a little less than what the site itself sent.
WORTH = f"(CASE {{0}}verdict {WORTHS} ELSE 0 END - ({{0}}layer IN ({COPIED})))"
RANK = f"({WORTH}, {{0}}captured_at, {{0}}snapshot)"

BEST_FIRST = [SQL(f"{WORTH.format('')} DESC"), SQL("captured_at DESC"), SQL("snapshot DESC")]
"""The order of records in which the best comes first."""

QUOTED_PAGES, LIVE_LAYERS = (", ".join(f"'{one}'" for one in some) for some in (PAGES, sorted(LIVE)))
GOOD_PAGE = f"disposition = 'captured' AND verdict IN ({QUOTED_PAGES})"
# Asked at every capture: spelt once, not by Peewee each time.
LATEST_PAGE = (
    f"SELECT snapshot FROM record WHERE url = ? AND {GOOD_PAGE} AND layer IN ({LIVE_LAYERS})"  # noqa: S608
    " ORDER BY captured_at DESC, snapshot DESC LIMIT 1"
)
"""Asks for the snapshot of the latest page that the site itself sent for an address."""
PAGE_WITH = (
    f"SELECT snapshot FROM record WHERE digest = ? AND {GOOD_PAGE}"  # noqa: S608
    " ORDER BY refers_to, captured_at DESC, snapshot DESC LIMIT 1"
)
"""Asks for the snapshot of a good page with this body: one that has it itself, the newest of them."""


def best_of_each(limit: int | None, verdict: str | None = None) -> Any:
    """Returns the query for the best capture of each address, or those that are of a verdict, the newest first."""
    record = Known.alias("record")
    better = f"other.disposition = 'captured' AND {RANK.format('other.')} > {RANK.format('record.')}"
    # Not GROUP BY with max(): ranks have three parts, and the index of addresses answers this for each row.
    best = SQL(f"NOT EXISTS (SELECT 1 FROM record AS other WHERE other.url = record.url AND {better})")  # noqa: S608
    query = record.select().where((record.disposition == "captured") & best)
    if verdict:
        query = query.where(record.verdict == verdict)
    return query.order_by(record.captured_at.desc(), record.snapshot.desc()).limit(limit)


def newest(limit: int | None, verdict: str | None) -> Any:
    """Returns the query for every record, or those of a verdict, the newest first."""
    query = Known.select().order_by(Known.captured_at.desc(), Known.snapshot.desc()).limit(limit)
    return query.where(Known.verdict == verdict) if verdict else query


def best_of(keys: Sequence[str]) -> Any:
    """Returns the query for the captures of these keys, of each the best first."""
    return Record.select().where((Record.disposition == "captured") & Record.key.in_(keys)).order_by(*BEST_FIRST)
