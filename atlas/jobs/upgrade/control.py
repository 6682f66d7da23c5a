"""How this machine starts and stops Atlas: found out once, and kept as the commands themselves.

Commands can be written down with the upgrade: after a cut nobody would find what ran before.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from atlas.jobs.upgrade.running import Run
from atlas.model.upgrade import Control, Words

UNITS = ("atlas.service", "atlas-web.service", "atlas.path", "atlas-drain.timer")
AGENTS = ("atlas-keeper.watch", "atlas-keeper.drain", "atlas-keeper.web")


def control_of(link: Path, run: Run, environ: Mapping[str, str], platform: str = sys.platform) -> Control:
    """Returns the commands for what this machine has started of the environment at this link."""
    if platform == "darwin":
        return _agents(run, environ)
    # The person's own units first: where both are there, they are the ones that may be told without a password.
    for tell in (("systemctl", "--user"), ("systemctl",)):
        units = [one for one in UNITS if _is_ours(tell, one, link, run, environ)]
        if units:
            return _units(tell if "--user" in tell or not os.getuid() else ("sudo", "-n", *tell), units)
    return Control()


def _is_ours(tell: Words, unit: str, link: Path, run: Run, environ: Mapping[str, str]) -> bool:
    if run((*tell, "is-active", unit), environ).code:
        return False
    # A path and a timer start nothing themselves: theirs is what the unit of their name starts.
    starter = "atlas-drain.service" if unit in {"atlas.path", "atlas-drain.timer"} else unit
    return f"{link}/bin/" in run((*tell, "show", "--property=ExecStart", starter), environ).out


def _units(tell: Words, units: list[str]) -> Control:
    every = tuple(units)
    lives = tuple((*tell, "is-active", "--quiet", unit) for unit in units)
    return Control(((*tell, "restart", *every),), ((*tell, "stop", *every),), ((*tell, "start", *every),), lives)


def _agents(run: Run, environ: Mapping[str, str]) -> Control:
    domain, folder = f"gui/{os.getuid()}", Path.home() / "Library/LaunchAgents"
    names = [one for one in AGENTS if not run(("launchctl", "print", f"{domain}/{one}"), environ).code]
    return Control(
        tuple(("launchctl", "kickstart", "-k", f"{domain}/{one}") for one in names),
        tuple(("launchctl", "bootout", f"{domain}/{one}") for one in names),
        tuple(("launchctl", "bootstrap", domain, str(folder / f"{one}.plist")) for one in names),
        tuple(("launchctl", "print", f"{domain}/{one}") for one in names),
    )
