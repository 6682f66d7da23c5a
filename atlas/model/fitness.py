"""Whether the machine is fit for the work: its disk, memory, heat, power, clock, and the programs on it."""

from collections.abc import Iterator
from datetime import timedelta

from atlas.model.check import Check, State, ago, by_age, span
from atlas.model.facts import Facts
from atlas.model.vitals import HOTTER, Wear, endurance_of

FEW_INODES = 10_000
OLD_CERTIFICATES = timedelta(days=540)
WORN, LONGEST = 180, 36_500
"""Days: a disk that lasts for fewer is told of, one that lasts longer is told to last a century."""


def disk(facts: Facts) -> Iterator[Check]:
    """Yields what is free of the disk, and what is written to it."""
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
        yield from _wear(facts, facts.wear)


def _wear(facts: Facts, wear: Wear) -> Iterator[Check]:
    endurance = endurance_of(facts.vitals, facts.limits)
    left = wear.days_left(endurance) if endurance else None
    if left is not None:
        told = f"{wear.total / 1e9:.1f} GB since {wear.since}: at that pace {span(timedelta(days=min(left, LONGEST)))}"
        told += f" are left of {endurance / 1e12:.0f} TB"
        state = State.WARN if left < WORN else State.PASS
        yield Check("wear", state, told, "Have another card at hand, and a backup on another disk.")


def machine(facts: Facts) -> Iterator[Check]:
    """Yields how memory, load, heat, power and clock stand."""
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


def parts(facts: Facts) -> Iterator[Check]:
    """Yields which layers and readers cannot be had, and how old the certificates are."""
    for name, missing in (("layers", facts.missing_layers), ("readers", facts.missing_readers)):
        told = f"without {', '.join(missing)}" if missing else "all"
        advice = " ".join(f"{one}: {why}" for one, why in missing.items())
        yield Check(name, State.WARN if missing else State.PASS, told, advice)
    if facts.certificates:
        age = facts.now - facts.certificates
        state = by_age(age, OLD_CERTIFICATES, timedelta.max)
        yield Check(
            "certificates", state, f"made {ago(age)}", "`pip install -U certifi`; some sites may not be trusted."
        )
