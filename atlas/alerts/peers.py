"""What another machine's door says: whether it works still, though the share brings nothing from it."""

from atlas.alerts.webhook import answer_of
from atlas.errors import Unsent

LARGEST = 1_000_000
METRIC = "atlas_lease_epoch"


def still_has(door: str, epoch: int) -> bool:
    """Whether the machine at a door says that it works under that lease."""
    try:
        told = answer_of(f"{door.rstrip('/')}/metrics", LARGEST).decode(errors="replace")
    except Unsent:
        return False
    return any(line.split() == [METRIC, str(epoch)] for line in told.splitlines())
