"""A look at the settings, as somebody looks who knows what one comes to regret."""

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from atlas.jobs.upkeep.rounds import Said

MOST = 10
OTHERS = 0o077


@dataclass(frozen=True)
class Chosen:
    """What the settings say of how a home is seen from outside, and who hears of it."""

    listens: str = ""
    """Where the HTTP door is, if other machines reach it."""
    alerts: Sequence[str] = ()
    ping: str = ""
    secrets: str = ""
    """Why the secrets cannot be opened, if so."""
    cookies_over: Sequence[str] = ()
    """The hosts whose cookies have all ended."""


def seen_from_outside(chosen: Chosen) -> Iterator[Said]:
    """Tells of a door that others reach, of nobody who would hear of trouble, and of cookies that are no use."""
    if chosen.listens:
        yield Said(f"[web] listen = {chosen.listens}: other machines reach the door there, in plain HTTP.")
    if not chosen.alerts:
        yield Said("[alerts] urls is empty: nobody is told when something needs a person.")
    if not chosen.ping:
        yield Said("[health] ping is empty: nobody notices when this machine is gone.")
    if chosen.secrets:
        yield Said(f"The secrets cannot be opened. {chosen.secrets}", ok=False)
    for host in chosen.cookies_over:
        yield Said(f"The cookies for {host} have ended: export them anew, or `atlas secret rm cookies:{host}`.")


def kept_private(state: Path, others: Iterable[Path]) -> Iterator[Said]:
    """Tells what of Atlas's own, and of what opens its secrets, may be read by others on this machine."""
    wide = [path for path in (*_beneath(state), *others) if _is_wide(path)]
    yield from (Said(f"Others may read {path}: chmod go-rwx it.", ok=False) for path in sorted(wide)[:MOST])
    if not wide:
        yield Said("What is Atlas's own is for its owner alone.")


def _beneath(root: Path) -> Iterator[Path]:
    for folder, _, names in os.walk(root):
        yield Path(folder)
        # A socket is guarded by its folder.
        yield from (path for name in names if (path := Path(folder, name)).is_file())


def _is_wide(path: Path) -> bool:
    try:
        return bool(path.lstat().st_mode & OTHERS)
    except OSError:
        return False
