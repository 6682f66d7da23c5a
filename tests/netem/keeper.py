"""A home with a real `atlas watch` on it, and what it says of each link."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from atlas.errors import Damaged
from atlas.model.target import Target
from atlas.model.ticket import SUFFIX, loads
from tests.load.burst import audited
from tests.netem.naming import NET
from tests.netem.pages import name_of

LOOK = 0.05
LISTED = 3
"""So many links come as one list, the others each for itself."""
SETTINGS = {
    "ATLAS_FETCH__ALLOW_NETWORKS": f'["{NET}"]',
    "ATLAS_FETCH__HOST_GAP": "0s",
    "ATLAS_FETCH__LAYERS": '["direct"]',
    "ATLAS_QUEUE__REST": "50ms",
    "ATLAS_QUEUE__FETCHERS": "8",
    "ATLAS_RETRY__SCHEDULE": json.dumps(["20s"] * 7),
    "ATLAS_RETRY__LULL": "20s",
    "ATLAS_BREAKER__COOLDOWN": "5s",
    "ATLAS_READ__ENABLED": "false",
    "ATLAS_HEALTH__CANARY": "",
    "ATLAS_VITALS__FREE_DISK": "1kB",
    "ATLAS_VITALS__TEMPERATURE": "120",
}
"""Who waits a quarter of an hour for the next try waits it here as well, only shorter."""


@dataclass(frozen=True)
class Keeper:
    """The home, and its daemon."""

    folder: Path
    daemon: "subprocess.Popen[bytes]"

    @property
    def home(self) -> Path:
        """Where its folders are."""
        return self.folder / "home"

    def drop(self, numbers: Sequence[int]) -> None:
        """Drops links to these pages."""
        listed, alone = numbers[:LISTED], numbers[LISTED:]
        for some in (listed, *([one] for one in alone)):
            draft = self.folder / f"{some[0]}.txt"
            draft.write_text("".join(f"http://{name_of(one)}/{one}\n" for one in some))
            draft.rename(self.home / "inbox" / draft.name)

    def targets(self) -> dict[int, Target]:
        """Returns how far it has come with each link, as the tickets tell; the fate that is further counts."""
        found: dict[int, Target] = {}
        for path in self.home.rglob(f"*{SUFFIX}"):
            try:
                ticket = loads(path.read_bytes())
            # It is just being moved, or its drop is.
            except (Damaged, OSError):
                continue
            for one in ticket.targets:
                number = int(one.url.rpartition("/")[2])
                if number not in found or len(one.tries) >= len(found[number].tries):
                    found[number] = one
        return found

    def files(self, folder: str) -> list[Path]:
        """Returns the drops in a folder."""
        found = (one for one in (self.home / folder).rglob("*") if one.is_file())
        return [one for one in found if not one.name.endswith(SUFFIX) and not one.name.startswith(".")]

    def waits(self) -> bool:
        """Whether a drop is not filed yet."""
        return bool(self.files("inbox") or self.files("failed/deferred"))

    def events(self) -> list[dict[str, object]]:
        """Returns all that it told."""
        log = self.home / ".atlas/log/atlas.log"
        return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []

    def until(self, holds: Callable[[], bool], seconds: float) -> float:
        """Waits until something holds; returns how long it took, or all of the seconds."""
        began = monotonic()
        while not holds() and monotonic() - began < seconds:
            sleep(LOOK)
        return monotonic() - began

    def stop(self) -> None:
        """Tells it to stop, and waits until it has."""
        self.daemon.send_signal(signal.SIGTERM)
        self.daemon.wait()

    def audited(self) -> tuple[str, ...]:
        """Returns what the strictest audit finds wrong."""
        return audited(self.home)[0]


@contextmanager
def keeping(deadline: float) -> Iterator[Keeper]:
    """Gives a home with a daemon, which has so many seconds for an address."""
    environ = os.environ | SETTINGS | {"ATLAS_FETCH__DEADLINE": f"{deadline:g}s"}
    with tempfile.TemporaryDirectory() as folder:
        words = [sys.executable, "-m", "atlas", "--home", f"{folder}/home"]
        subprocess.run([*words, "init"], env=environ, check=True, capture_output=True)
        with subprocess.Popen([*words, "watch"], env=environ, stderr=subprocess.DEVNULL) as daemon:
            keeper = Keeper(Path(folder), daemon)
            try:
                yield keeper
            finally:
                keeper.stop()
