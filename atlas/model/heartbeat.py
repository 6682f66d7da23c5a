"""What the daemon says of itself now and then, so that others can tell whether it lives."""

import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from atlas.model import moment

FORMAT = 1
EVERY = timedelta(seconds=60)
"""Each beat is a write to the card; this makes 1,440 a day."""
SILENT = timedelta(minutes=3)
"""After so long without a beat the daemon hangs, or was killed."""


@dataclass(frozen=True)
class Beat:
    """One beat."""

    at: datetime
    started_at: datetime
    version: str
    pid: int
    bell: str = "off"
    """hung, broken, or off where the sweep alone serves."""
    swept_at: datetime | None = None
    left: int = 0
    """Errands and drops known to be left."""
    flying: int = 0
    unrested: int = 0
    paused: tuple[str, ...] = ()
    """What fetching waits for: disk, network, machine."""
    reading: str = "off"
    """idle, busy, or off."""
    role: str = ""
    """Where several machines share an archive: active, or standing by."""
    holder: str = ""
    """Who has the lease, as far as is known."""
    epoch: int = 0
    """Of that lease."""
    lease_age: float = 0.0
    """Seconds since that lease was last seen to live."""
    stopped: bool = False
    """It is the last one: Atlas was told to stop."""

    def dumps(self) -> bytes:
        """Returns it as it is written."""
        told = {key: moment.written(one) if isinstance(one, datetime) else one for key, one in asdict(self).items()}
        return json.dumps({"format": FORMAT, **told}, indent=1).encode() + b"\n"


def loads(data: bytes) -> Beat | None:
    """Returns a beat, or None where none is written there."""
    try:
        told = json.loads(data)
        known = {one.name: told[one.name] for one in fields(Beat) if one.name in told}
        return Beat(**{key: _read(key, value) for key, value in known.items()})
    except (ValueError, TypeError, RecursionError):
        return None


def _read(key: str, value: Any) -> Any:
    if key.endswith("at") and value is not None:
        return moment.read(value)
    return tuple(map(str, value)) if key == "paused" else value
