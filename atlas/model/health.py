"""Whether all is well, judged from facts: each check says what it found and what to do."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum

from atlas.model.canary import TWICE
from atlas.model.facts import Facts, Rate
from atlas.model.heartbeat import SILENT
from atlas.model.vitals import HOTTER

LONG_WAIT = timedelta(hours=1)
"""A drop that lies in the inbox longer is told of."""
FEW_INODES = 10_000
MANY_TRIES = 20
"""Tries of a day from which on their success says something."""
LOW = 20.0
"""Percent of a day's tries; below that something is wrong with more than one site."""
OLD_BACKUP, LOST_BACKUP = timedelta(days=2), timedelta(days=8)
OLD_DRILL = timedelta(days=40)
OLD_CERTIFICATES = timedelta(days=540)
LATE_SWEEP = timedelta(minutes=5)
LATE_ROUNDS, LATE_CANARY = 3, timedelta(minutes=10)
"""Rounds that were missed before it is told, and the least that it takes."""
HOSTS = 3


class State(IntEnum):
    """How a check ended; the number is the exit code of the worst."""

    PASS = 0
    WARN = 1
    FAIL = 2

    @property
    def on_disk(self) -> str:
        """The word for it."""
        return self.name.lower()


@dataclass(frozen=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: State
    value: str
    advice: str = ""


def worst(checks: "tuple[Check, ...]") -> State:
    """Returns how all of it ended."""
    return max((one.state for one in checks), default=State.PASS)


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
        yield Check("daemon", State.WARN, f"stopped {_ago(age)}", advice)
    elif age > SILENT:
        told = f"silent since {_ago(age)}" + ("" if facts.at_work else ": it was killed")
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
        told = f"the last {_ago(facts.now - beat.swept_at)}"
        advice = "Something holds the daemon up; the journal tells what it did last."
        yield Check("sweep", State.WARN if age > LATE_SWEEP else State.PASS, told, advice)


def _canary(facts: Facts) -> Iterator[Check]:
    canary = facts.canary
    if canary is None or not (canary.every or canary.tried_at):
        return
    if canary.failed:
        state = State.FAIL if canary.failed >= TWICE else State.WARN
        home = f"; the last came home {_ago(facts.now - canary.at)}" if canary.at else ""
        advice = "What is dropped may not be captured: `atlas health --canary` sends another."
        yield Check("canary", state, f"{canary.why.rstrip('.')} ({canary.failed} in a row){home}", advice)
    elif canary.at:
        age = facts.now - canary.at
        late = bool(canary.every) and age > max(LATE_ROUNDS * timedelta(seconds=canary.every), LATE_CANARY)
        advice = "None is sent while the daemon is away, or fetching waits."
        told = f"came home {_ago(age)}, after {canary.seconds:.1f} seconds"
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


def _disk(facts: Facts) -> Iterator[Check]:
    vitals, least = facts.vitals, facts.limits.free_bytes
    state = State.FAIL if vitals.free_bytes < least else State.WARN if vitals.free_bytes < 2 * least else State.PASS
    told = f"{vitals.free_bytes / 1e9:.1f} GB free, {least / 1e9:.1f} GB are to stay so"
    yield Check("disk", state, told, "Free some space; fetching waits below the limit.")
    if vitals.free_inodes is not None:
        few = vitals.free_inodes < FEW_INODES
        yield Check("inodes", State.FAIL if few else State.PASS, f"{vitals.free_inodes} free", "Remove small files.")
    if facts.wear:
        before = "" if facts.wear.before is None else f", {facts.wear.before / 1e6:.0f} MB the day before"
        told = f"{facts.wear.written / 1e6:.0f} MB today{before}"
        yield Check("written", State.PASS, told)


def _machine(facts: Facts) -> Iterator[Check]:
    vitals, limits = facts.vitals, facts.limits
    low = State.FAIL if vitals.memory < limits.memory else State.PASS
    yield Check("memory", low, f"{vitals.memory / 1e6:.0f} MB left", "Fetching and reading pause: end other programs.")
    yield Check("load", State.PASS, f"{vitals.load:.2f} for each processor")
    if (heat := vitals.temperature) is not None:
        over = heat - limits.temperature
        state = State.FAIL if over >= HOTTER else State.WARN if over >= 0 else State.PASS
        yield Check("temperature", state, f"{heat:.0f} °C", "Cool the machine: Atlas works more slowly until then.")
    if vitals.throttled is not None:
        told = ", ".join(vitals.power) or "enough"
        advice = "Use a stronger power supply and a shorter cable: cards are damaged by too little."
        yield Check("power", State.FAIL if vitals.power else State.PASS, told, advice)
    state = State.WARN if facts.clock_doubtful else State.PASS
    yield Check("clock", state, f"{facts.now:%Y-%m-%d %H:%M}Z", "It is not synchronised: `timedatectl` tells more.")


def _backup(facts: Facts) -> Iterator[Check]:
    advice = "`atlas backup` makes one."
    if facts.backup_at is None:
        yield Check("backup", State.WARN, "no backup yet", advice)
    else:
        age = facts.now - facts.backup_at
        state = _by_age(age, OLD_BACKUP, LOST_BACKUP) if facts.backup_whole else State.FAIL
        told = _ago(age) if facts.backup_whole else f"{_ago(age)}, and not whole"
        yield Check("backup", state, told, advice)
    if facts.drill is None and facts.backup_at and facts.backup_whole:
        yield Check("drill", State.PASS, "no restore was rehearsed yet", "`atlas drill` rehearses one.")
    elif facts.drill:
        age = facts.now - facts.drill.at
        state = _by_age(age, OLD_DRILL, timedelta.max) if facts.drill.passed else State.FAIL
        told = f"{'passed' if facts.drill.passed else 'failed'} {_ago(age)} {facts.drill.told}".strip()
        yield Check("drill", state, told, "`atlas drill` rehearses a restore.")


def _parts(facts: Facts) -> Iterator[Check]:
    for name, missing in (("layers", facts.missing_layers), ("readers", facts.missing_readers)):
        told = f"without {', '.join(missing)}" if missing else "all"
        advice = " ".join(f"{one}: {why}" for one, why in missing.items())
        yield Check(name, State.WARN if missing else State.PASS, told, advice)
    if facts.certificates:
        age = facts.now - facts.certificates
        state = _by_age(age, OLD_CERTIFICATES, timedelta.max)
        yield Check(
            "certificates", state, f"made {_ago(age)}", "`pip install -U certifi`; some sites may not be trusted."
        )


LOOKS: tuple[Callable[[Facts], Iterator[Check]], ...] = (
    *(_daemon, _standby, _watcher, _sweep, _canary, _inbox, _dead, _success, _catalog, _reading),
    *(_disk, _machine, _backup, _parts),
)


def _by_age(age: timedelta, old: timedelta, lost: timedelta) -> State:
    return State.FAIL if age > lost else State.WARN if age > old else State.PASS


def _ago(age: timedelta) -> str:
    return f"{span(age)} ago"


def span(age: timedelta) -> str:
    """Returns a time in its largest unit."""
    seconds = max(0.0, age.total_seconds())
    for size, unit in ((86_400, "days"), (3_600, "hours"), (60, "minutes")):
        if seconds >= 2 * size:
            return f"{seconds // size:.0f} {unit}"
    return f"{seconds:.0f} seconds"
