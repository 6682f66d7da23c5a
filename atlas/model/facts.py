"""What is known of a home and its machine at one moment: what health, metrics and alerts are told from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from atlas.model.canary import Canary
from atlas.model.heartbeat import Beat
from atlas.model.vitals import Limits, Vitals, Wear


@dataclass(frozen=True)
class Rate:
    """What came of the tries of one layer, or at one host."""

    name: str
    tries: int
    good: int

    @property
    def share(self) -> float:
        """How many of a hundred were good."""
        return 100.0 * self.good / self.tries if self.tries else 100.0


@dataclass(frozen=True)
class Tally:
    """What the catalog counts."""

    captured: int = 0
    """Snapshots with a page in them, of all time."""
    failed: int = 0
    """Snapshots without one."""
    last_at: datetime | None = None
    """When the latest page was captured."""
    durations: tuple[tuple[float, int], ...] = ()
    """How many tries took so many seconds at most; cumulative, the last bound being infinity."""
    seconds: float = 0.0
    """What all tries took together."""
    unread: int = 0
    unreadable: int = 0
    """Records of which nothing could be read."""
    day: tuple[Rate, ...] = ()
    """By layer, of the last day."""
    week: tuple[Rate, ...] = ()
    hosts: tuple[Rate, ...] = ()
    """By host, of the last day: those with most failures first."""
    week_hosts: tuple[Rate, ...] = ()
    """The same, of the last week."""


@dataclass(frozen=True)
class Oldest:
    """The drop that has lain in the inbox longest."""

    drop: str
    since: datetime
    reason: str = ""
    """What speaks against taking it, or ""."""


@dataclass(frozen=True)
class Drill:
    """The last rehearsal of a restore."""

    at: datetime
    passed: bool
    told: str = ""


@dataclass(frozen=True)
class Facts:
    """All of it."""

    now: datetime
    version: str
    vitals: Vitals
    limits: Limits
    at_work: bool = False
    """Whether an Atlas holds the lock."""
    beat: Beat | None = None
    files: Mapping[str, int] = field(default_factory=dict)
    """Drops by state."""
    oldest: Oldest | None = None
    catalog: str = ""
    """What is wrong with it, or ""."""
    tally: Tally | None = None
    wear: Wear | None = None
    backup_at: datetime | None = None
    backup_whole: bool = True
    """Whether the last backup found all of the archive as it was."""
    drill: Drill | None = None
    canary: Canary | None = None
    clock_doubtful: bool = False
    missing_layers: Mapping[str, str] = field(default_factory=dict)
    missing_readers: Mapping[str, str] = field(default_factory=dict)
    certificates: datetime | None = None
    """When the bundle of certificates was made."""
