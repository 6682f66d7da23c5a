"""What becomes of a drop whose targets all have their fate: it moves whole, or it parts by fate."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from atlas.model.moment import whole
from atlas.model.names import leftover_name
from atlas.model.ticket import Disposition, Target, Ticket
from atlas.spool import Leftover, Loaded, Settlement
from atlas.spool.entry import digest_of

WORDS = {Disposition.DEFERRED: "waiting", Disposition.DEAD: "dead"}


def settlement_of(loaded: Loaded, targets: Sequence[Target], now: datetime) -> Settlement:
    """Returns how a drop is to be filed: whole where its targets share one fate, else in parts."""
    # A drop that asks for nothing needs a person: it would lie in processed/ as if it had been captured.
    fates = {one.disposition for one in targets} or {Disposition.DEAD}
    if len(fates) == 1:
        return Settlement(loaded, _ticket(loaded, targets, fates.pop(), now))
    ticket = _ticket(loaded, targets, Disposition.CAPTURED, now)
    lefts = tuple(_leftover(ticket, loaded, fate) for fate in WORDS if fate in fates)
    return Settlement(loaded, ticket, lefts)


def _ticket(loaded: Loaded, targets: Sequence[Target], fate: Disposition, now: datetime) -> Ticket:
    return Ticket(
        drop=loaded.drop,
        digest=loaded.digest,
        first_seen=loaded.first_seen,
        settled_at=whole(now),
        targets=tuple(targets),
        disposition=fate,
        reason=_reason(targets, fate) if targets else _emptiness(loaded),
        tags=loaded.tags,
        came_from=loaded.came_from,
        unusable=loaded.unusable,
        feeds=loaded.feeds,
        content=b"" if targets else loaded.data,
    )


def _leftover(ticket: Ticket, loaded: Loaded, fate: Disposition) -> Leftover:
    targets = tuple(one for one in ticket.targets if one.disposition is fate)
    name = leftover_name(loaded.entry.name, len(targets), WORDS[fate])
    part = replace(
        ticket,
        drop=name,
        targets=targets,
        disposition=fate,
        reason=_reason(targets, fate),
        # The first list, however often a leftover is parted again: that is the name its person knows.
        came_from=loaded.came_from or loaded.drop,
        unusable=(),
        feeds=(),
    )
    return Leftover(name, replace(part, digest=digest_of(part.remade())))


def _emptiness(loaded: Loaded) -> str:
    if loaded.feeds:
        return "It lists feeds, and no pages."
    if loaded.unusable:
        return "There is no web address in it, only entries that no browser could open."
    return "There is no web address in it." if loaded.data.strip() else "The file is empty."


def _reason(targets: Sequence[Target], fate: Disposition) -> str:
    if len(targets) == 1:
        return targets[0].reason
    counted = {one: sum(target.disposition is one for target in targets) for one in Disposition}
    told = [f"{counted[one]} {WORDS.get(one, one.value)}" for one in Disposition if counted[one]]
    first = next((one.reason for one in targets if one.disposition is fate and one.reason), "")
    return f"Of {len(targets)} addresses: {', '.join(told)}.{' First: ' if first else ''}{first}"
