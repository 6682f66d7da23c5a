"""What is done every month: a drill, and a look at the settings."""

from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path

from atlas.jobs.backup import sealing
from atlas.jobs.backup.rclone import is_remote
from atlas.jobs.keeping import ALONE, Keeping
from atlas.jobs.upkeep.rounds import Said

DRILLED = 2_000_000_000
"""Bytes of the archive that a drill restores."""
# What one is given for a network of one's own: 192.168/16, and the /48 of a provider or a ULA (RFC 4193).
WIDEST = {4: 16, 6: 48}
LEAST_FREE = 100_000_000


def drilled(keeping: Keeping, most: int, identity: Path | None = None) -> Iterator[Said]:
    """Rehearses a restore; a sealed set takes its identity, where this machine has it."""
    opens = bool(keeping.sealed_to and identity and sealing.opens(identity, keeping.sealed_to))
    if keeping.sealed_to and not opens:
        told = "Sets are sealed to an identity that is not here: rehearse by hand, with `atlas drill --identity FILE`."
        yield Said(told)
        return
    found = keeping.drill(most, identity if opens else None)
    yield from (Said(one, ok=False) for one in found.why)
    if found.ok:
        yield Said(f"The set {found.set} was restored, opened and searched in {found.seconds:.0f} s.")


def reviewed(keeping: Keeping, networks: Sequence[str], free_disk: int, level: str) -> Iterator[Said]:
    """Tells of settings that are allowed, and that one may come to regret."""
    if not keeping.to:
        yield Said(ALONE)
    elif not is_remote(keeping.to) and _device(keeping, keeping.to) == _device(keeping, str(keeping.folders.raw)):
        yield Said("[backup] to lies on the same disk as the archive: both go when it does.")
    for one in networks:
        network = ip_network(one)
        if network.prefixlen < WIDEST[network.version]:
            yield Said(f"[fetch] allow_networks: {one} opens more than a network of one's own to what is dropped.")
    if free_disk < LEAST_FREE:
        yield Said("[vitals] free_disk leaves less than 100 MB: a full disk stops more than Atlas.")
    if level == "DEBUG":
        yield Said("[journal] level = DEBUG wears out a card.")
    yield Said("The settings were looked through.")


def _device(keeping: Keeping, named: str) -> int:
    place = (keeping.folders.home / named).expanduser()
    there = next((one for one in (place, *place.parents) if one.exists()), keeping.folders.home)
    return there.stat().st_dev
