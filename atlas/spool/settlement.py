"""One drop that is to be filed: where to, with what is left of it, and what became of that."""

from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path

from atlas.model.ticket import Disposition, Ticket
from atlas.spool.entry import Loaded, Place


class Outcome(Enum):
    """What became of a settlement."""

    FILED = "filed"
    CHANGED = "changed"
    """The drop is another file now: it stays, to be taken anew."""
    GONE = "gone"
    """Somebody took the drop away meanwhile."""
    UNKEPT = "unkept"
    """The disk did not take it: to be settled again later."""


@dataclass(frozen=True)
class Leftover:
    """What is left of a list, as a drop of its own."""

    name: str
    ticket: Ticket

    @property
    def data(self) -> bytes:
        """Its bytes: one URL a line."""
        return self.ticket.remade()


@dataclass
class Settlement:
    """One drop to be filed, and how far that has come."""

    loaded: Loaded
    ticket: Ticket
    leftovers: tuple[Leftover, ...] = ()
    outcome: Outcome = Outcome.FILED
    error: Exception | None = None
    """Why it is UNKEPT; with FILED, that the disk did not confirm the last step."""
    home: Path | None = None
    """Where the drop lies when it is filed."""
    notes: list[Path] = field(default_factory=list)
    """Files written for it that mean nothing without its move."""
    drafts: list[tuple[Path, Path]] = field(default_factory=list)
    """Hidden files, and the names they are to be published under."""
    published: list[Path] = field(default_factory=list)
    """Leftovers and receipts that have their names."""
    folders: list[Path] = field(default_factory=list)
    """Folders whose entries changed by making others in them."""

    @property
    def stays(self) -> bool:
        """Whether it waits on where it already lies."""
        return self.ticket.disposition is Disposition.DEFERRED and self.loaded.entry.place is Place.DEFERRED
