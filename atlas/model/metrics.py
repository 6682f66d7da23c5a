"""Facts as Prometheus reads them (text exposition 0.0.4). No address is ever a label."""

from collections.abc import Iterable, Iterator

from atlas.model.canary import Canary
from atlas.model.facts import Facts, Tally
from atlas.model.heartbeat import SILENT

Labels = dict[str, str]
Sample = tuple[Labels, float]


def metrics(facts: Facts) -> str:
    """Returns all metrics; what is not known is left out."""
    return "".join(line for family in _families(facts) for line in family)


def _families(facts: Facts) -> Iterator[Iterator[str]]:
    beat = facts.beat
    yield _family("atlas_build_info", "gauge", "The version at work.", [({"version": facts.version}, 1)])
    files = [({"state": state}, float(count)) for state, count in sorted(facts.files.items())]
    yield _family("atlas_queue_files", "gauge", "Drops by folder.", files)
    oldest = (facts.now - facts.oldest.since).total_seconds() if facts.oldest else 0.0
    yield _one("atlas_queue_oldest_seconds", "How long the oldest drop has lain in the inbox.", oldest)
    if beat:
        alive = 0.0 if beat.stopped else 1.0
        yield _one("atlas_heartbeat_timestamp_seconds", "When the daemon last said that it lives.", beat.at.timestamp())
        yield _one("atlas_up", "Whether the daemon was not told to stop.", alive)
        yield _one("atlas_observer_up", "Whether the inbox is watched.", float(beat.bell == "hung") * alive)
        yield _one("atlas_in_flight", "Errands being fetched.", beat.flying)
        paused = [({"for": name}, float(name in beat.paused)) for name in ("disk", "machine", "network")]
        if beat.role == "active" and not beat.stopped and facts.now - beat.at < SILENT:
            yield _one("atlas_lease_epoch", "The lease under which this machine works.", beat.epoch)
        yield _family("atlas_paused", "gauge", "Whether fetching waits, and for what.", paused)
        if beat.swept_at:
            told = "When the spool was last looked through."
            yield _one("atlas_last_sweep_timestamp_seconds", told, beat.swept_at.timestamp())
    if facts.canary:
        yield from _canary(facts.canary)
    yield _one("atlas_catalog_up", "Whether the catalog answers and is whole.", float(not facts.catalog))
    if facts.tally:
        yield from _tallied(facts.tally)
    yield from _machine(facts)
    yield from _kept(facts)
    yield _one("atlas_clock_doubtful", "Whether the clock is not to be believed.", float(facts.clock_doubtful))
    missing = [({"layer": name}, 1.0) for name in facts.missing_layers]
    yield _family("atlas_layer_missing", "gauge", "Layers of the settings that this machine lacks.", missing)
    if facts.certificates:
        told = "When the bundle of certificates was made."
        yield _one("atlas_certificates_timestamp_seconds", told, facts.certificates.timestamp())


def _machine(facts: Facts) -> Iterator[Iterator[str]]:
    vitals = facts.vitals
    yield _one("atlas_disk_free_bytes", "Bytes left where the archive lies.", vitals.free_bytes)
    if vitals.free_inodes is not None:
        yield _one("atlas_disk_free_inodes", "Files that may still be made there.", vitals.free_inodes)
    if facts.wear:
        yield _one("atlas_disk_written_today_bytes", "Bytes written to that disk today.", facts.wear.written)
    yield _one("atlas_memory_available_bytes", "Memory left.", vitals.memory)
    yield _one("atlas_load_ratio", "Load of the last minute for each processor.", vitals.load)
    if vitals.temperature is not None:
        yield _one("atlas_temperature_celsius", "Heat of the processor.", vitals.temperature)
    if vitals.throttled is not None:
        yield _one("atlas_power_ok", "Whether the machine has power enough.", float(not vitals.power))


def _kept(facts: Facts) -> Iterator[Iterator[str]]:
    if facts.backup_at:
        told = "When the last backup was made."
        yield _one("atlas_backup_last_success_timestamp_seconds", told, facts.backup_at.timestamp())
    if facts.drill:
        yield _one("atlas_drill_passed", "Whether the last rehearsed restore passed.", float(facts.drill.passed))
        yield _one("atlas_drill_timestamp_seconds", "When that was.", facts.drill.at.timestamp())


def _canary(canary: Canary) -> Iterator[Iterator[str]]:
    if canary.at:
        told = "When a canary last came home; the age of it is the number that tells the truth."
        yield _one("atlas_canary_timestamp_seconds", told, canary.at.timestamp())
        yield _one("atlas_canary_duration_seconds", "From the drop to the vault and out again.", canary.seconds)
    yield _one("atlas_canary_failures", "Rounds in a row that failed since.", canary.failed)


def _tallied(tally: Tally) -> Iterator[Iterator[str]]:
    results = [({"result": "captured"}, float(tally.captured)), ({"result": "failed"}, float(tally.failed))]
    yield _family("atlas_captures_total", "counter", "Snapshots in the vault, by what they are.", results)
    if tally.last_at:
        told = "When the latest page was captured."
        yield _one("atlas_last_success_timestamp_seconds", told, tally.last_at.timestamp())
    yield _histogram(tally)
    for span, rates in (("day", tally.day), ("week", tally.week)):
        for name, index in (("tries", 0), ("good", 1)):
            samples = [({"layer": one.name}, float((one.tries, one.good)[index])) for one in rates]
            yield _family(f"atlas_{span}_{name}", "gauge", f"Tries of the last {span} by layer: {name}.", samples)
    yield _one("atlas_unread", "Captured pages that were not read yet.", tally.unread)
    yield _one("atlas_unreadable", "Captured pages that could not be read.", tally.unreadable)


def _histogram(tally: Tally) -> Iterator[str]:
    name = "atlas_capture_duration_seconds"
    yield _head(name, "histogram", "What a try took.")
    for bound, count in tally.durations:
        told = "+Inf" if bound == float("inf") else f"{bound:g}"
        yield _line(f"{name}_bucket", {"le": told}, count)
    yield _line(f"{name}_sum", {}, tally.seconds)
    yield _line(f"{name}_count", {}, tally.durations[-1][1] if tally.durations else 0)


def _one(name: str, told: str, value: float) -> Iterator[str]:
    return _family(name, "gauge", told, [({}, value)])


def _family(name: str, kind: str, told: str, samples: Iterable[Sample]) -> Iterator[str]:
    yield _head(name, kind, told)
    yield from (_line(name, labels, value) for labels, value in samples)


def _head(name: str, kind: str, told: str) -> str:
    return f"# HELP {name} {told}\n# TYPE {name} {kind}\n"


def _line(name: str, labels: Labels, value: float) -> str:
    escaped = ",".join(f'{key}="{_escaped(one)}"' for key, one in labels.items())
    return f"{name}{{{escaped}}} {value:.15g}\n" if labels else f"{name} {value:.15g}\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
