"""Whether all is well, judged from facts: each check says what it found and what to do."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from atlas.model import fitness
from atlas.model.canary import TWICE
from atlas.model.check import Check, State, ago, by_age, span
from atlas.model.facts import Facts, Rate
from atlas.model.heartbeat import SILENT

LONG_WAIT = timedelta(hours=1)
"""A drop that lies in the inbox longer is told of."""
MANY_TRIES = 20
"""Tries of a day from which on their success says something."""
LOW = 20.0
"""Percent of a day's tries; below that something is wrong with more than one site."""
OLD_BACKUP, LOST_BACKUP = timedelta(days=2), timedelta(days=8)
OLD_DRILL = timedelta(days=40)
LATE_SWEEP = timedelta(minutes=5)
LATE_ROUNDS, LATE_CANARY = 3, timedelta(minutes=10)
"""Rounds that were missed before it is told, and the least that it takes."""
HOSTS = 3


def checks(facts: Facts) -> tuple[Check, ...]:
    """Returns what was looked at, in the order of a person's worry."""
    return tuple(one for look in LOOKS for one in look(facts))


def _daemon(facts: Facts) -> Iterator[Check]:
    beat, advice = facts.beat, "`atlas watch` starts it; the journal tells why it ended."
    if beat is None:
        told = "at work, without a heartbeat yet" if facts.at_work else "no Atlas is at work"
        yield Check("daemon", State.WARN, told, "" if facts.at_work else advice)
        return
    age = facts.now - beat.at
    if beat.stopped:
        yield Check("daemon", State.WARN, f"stopped {ago(age)}", advice)
    elif age > SILENT:
        told = f"silent since {ago(age)}" + ("" if facts.at_work else ": it was killed")
        yield Check("daemon", State.FAIL, told, "Stop it and start it again; nothing is lost by that.")
    else:
        waits = f", fetching waits for {', '.join(beat.paused)}" if beat.paused else ""
        state = State.WARN if beat.paused else State.PASS
        told = f"alive, {beat.flying} in flight, {beat.left} left{waits}"
        yield Check("daemon", state, told, "It goes on by itself.")


def _standby(facts: Facts) -> Iterator[Check]:
    beat = facts.beat
    if not beat or beat.stopped or not beat.role:
        return
    told = f"epoch {beat.epoch}, last seen to live {beat.lease_age:.0f} seconds before"
    if beat.role == "active":
        yield Check("standby", State.PASS, f"this machine works, {told}")
    else:
        state = State.PASS if beat.holder else State.WARN
        told = f"{beat.holder} works, {told}" if beat.holder else "no machine has the lease"
        yield Check("standby", state, f"standing by: {told}", "`atlas standby status` tells of each machine.")


def _watcher(facts: Facts) -> Iterator[Check]:
    if facts.beat and not facts.beat.stopped and facts.beat.role in ("", "active"):
        state = State.FAIL if facts.beat.bell == "broken" else State.PASS
        yield Check(
            "watcher", state, facts.beat.bell, "The sweep serves alone; see /proc/sys/fs/inotify for the limits."
        )


def _sweep(facts: Facts) -> Iterator[Check]:
    beat = facts.beat
    if beat and beat.swept_at and not beat.stopped:
        # Between a sweep and the beat that tells of it: a beat's age says nothing of the sweep.
        age = beat.at - beat.swept_at
        told = f"the last {ago(facts.now - beat.swept_at)}"
        advice = "Something holds the daemon up; the journal tells what it did last."
        yield Check("sweep", State.WARN if age > LATE_SWEEP else State.PASS, told, advice)


def _canary(facts: Facts) -> Iterator[Check]:
    canary = facts.canary
    if canary is None or not (canary.every or canary.tried_at):
        return
    if canary.failed:
        state = State.FAIL if canary.failed >= TWICE else State.WARN
        home = f"; the last came home {ago(facts.now - canary.at)}" if canary.at else ""
        advice = "What is dropped may not be captured: `atlas health --canary` sends another."
        yield Check("canary", state, f"{canary.why.rstrip('.')} ({canary.failed} in a row){home}", advice)
    elif canary.at:
        age = facts.now - canary.at
        late = bool(canary.every) and age > max(LATE_ROUNDS * timedelta(seconds=canary.every), LATE_CANARY)
        advice = "None is sent while the daemon is away, or fetching waits."
        told = f"came home {ago(age)}, after {canary.seconds:.1f} seconds"
        yield Check("canary", State.WARN if late else State.PASS, told, advice)


def _inbox(facts: Facts) -> Iterator[Check]:
    count, oldest = facts.files.get("inbox", 0), facts.oldest
    if oldest is None or facts.now - oldest.since < LONG_WAIT:
        yield Check("inbox", State.PASS, f"{count} drops")
        return
    reason = oldest.reason or (
        "fetching waits for " + ", ".join(facts.beat.paused)
        if facts.beat and facts.beat.paused
        else "it is not done yet"
    )
    told = f"{count} drops; {oldest.drop} has lain there for {span(facts.now - oldest.since)}: {reason}"
    yield Check("inbox", State.WARN, told, "`atlas queue` tells what each waits for.")


def _dead(facts: Facts) -> Iterator[Check]:
    count = facts.files.get("dead", 0)
    told = f"{count} dead, {facts.files.get('deferred', 0)} tried again"
    yield Check("failed", State.WARN if count else State.PASS, told, "`atlas queue --dead` says why and what to do.")


def _success(facts: Facts) -> Iterator[Check]:
    if not facts.tally:
        return
    tally = facts.tally
    for name, rates, hosts in (("day", tally.day, tally.hosts), ("week", tally.week, tally.week_hosts)):
        total = Rate("all", sum(one.tries for one in rates), sum(one.good for one in rates))
        low = name == "day" and total.tries >= MANY_TRIES and total.share < LOW
        told = ", ".join(_rate(one) for one in (total, *rates)) if rates else "no tries"
        bad = ", ".join(_rate(one) for one in hosts[:HOSTS] if one.good < one.tries)
        told += f"; worst: {bad}" if bad else ""
        yield Check(f"tries of a {name}", State.WARN if low else State.PASS, told, "`atlas hosts` tells more.")


def _rate(rate: Rate) -> str:
    return f"{rate.name} {rate.share:.0f} % of {rate.tries}"


def _catalog(facts: Facts) -> Iterator[Check]:
    advice = "The Atlas that is at work makes a damaged catalog anew, as `atlas rebuild` does."
    yield Check("catalog", State.FAIL if facts.catalog else State.PASS, facts.catalog or "whole", advice)


def _reading(facts: Facts) -> Iterator[Check]:
    if facts.tally:
        told = f"{facts.tally.unread} unread, {facts.tally.unreadable} could not be read"
        yield Check("reading", State.PASS, told)


def _backup(facts: Facts) -> Iterator[Check]:
    advice = "`atlas backup` makes one."
    if facts.backup_at is None:
        yield Check("backup", State.WARN, "no backup yet", advice)
    else:
        age = facts.now - facts.backup_at
        state = by_age(age, OLD_BACKUP, LOST_BACKUP) if facts.backup_whole else State.FAIL
        told = ago(age) if facts.backup_whole else f"{ago(age)}, and not whole"
        yield Check("backup", state, told, advice)
    if facts.drill is None and facts.backup_at and facts.backup_whole:
        yield Check("drill", State.PASS, "no restore was rehearsed yet", "`atlas drill` rehearses one.")
    elif facts.drill:
        age = facts.now - facts.drill.at
        state = by_age(age, OLD_DRILL, timedelta.max) if facts.drill.passed else State.FAIL
        told = f"{'passed' if facts.drill.passed else 'failed'} {ago(age)} {facts.drill.told}".strip()
        yield Check("drill", state, told, "`atlas drill` rehearses a restore.")


LOOKS: tuple[Callable[[Facts], Iterator[Check]], ...] = (
    *(_daemon, _standby, _watcher, _sweep, _canary, _inbox, _dead, _success, _catalog, _reading),
    *(fitness.disk, fitness.machine, _backup, fitness.parts),
)
