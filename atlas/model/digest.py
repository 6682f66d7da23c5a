"""The daily letter: what came of a day, and what is not in order."""

from datetime import date, datetime, time
from typing import TYPE_CHECKING

from atlas.model.alerting import Message
from atlas.model.check import State
from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.model import health
    from atlas.model.facts import Facts
else:
    health = Late("atlas.model.health")


def is_due(at: time | None, last: date | None, now: datetime) -> bool:
    """Whether it is time for one; `now` is told in the person's own zone."""
    return at is not None and last is not None and last < now.date() and now.time() >= at


def first_day(at: time | None, now: datetime) -> date:
    """Returns the day that counts as told when nothing was told yet: none is sent for a day that is half over."""
    passed = at is not None and now.time() >= at
    return now.date() if passed else date.fromordinal(now.toordinal() - 1)


def digest(facts: "Facts") -> Message:
    """Returns the letter."""
    found = health.checks(facts)
    tries = sum(one.tries for one in facts.tally.day) if facts.tally else 0
    good = sum(one.good for one in facts.tally.day) if facts.tally else 0
    counted = ", ".join(f"{count} {state}" for state, count in facts.files.items())
    wrong = [f"- {one.state.on_disk} {one.name}: {one.value}" for one in found if one.state is not State.PASS]
    body = [f"In the last day {good} of {tries} tries brought a page.", f"Drops: {counted}."]
    body += ["Not in order:", *wrong] if wrong else ["All is in order."]
    return Message(facts.now, "The day in short", "\n".join(body))
