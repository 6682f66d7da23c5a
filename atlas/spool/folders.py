"""Where things lie in a home."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from atlas import files
from atlas.model.names import SUFFIX


@dataclass(frozen=True)
class Folders:
    """The folders of one home."""

    home: Path
    inbox: Path
    raw: Path
    processed: Path
    failed: Path
    state: Path
    shared: Path | None = None
    """What several machines on one archive note for each other."""
    durable: set[Path] = field(default_factory=set, init=False, compare=False, repr=False)
    """Shelves whose own names are known to outlast a power cut."""
    doubted: set[Path] = field(default_factory=set, init=False, compare=False, repr=False)
    """Folders of which the disk did not confirm what was moved into them or out of them."""

    @property
    def deferred(self) -> Path:
        """What Atlas tries again by itself."""
        return self.failed / "deferred"

    @property
    def dead(self) -> Path:
        """What needs a person."""
        return self.failed / "dead"

    @property
    def drops(self) -> Path:
        """What was in these is in the vault, or in a leftover."""
        return self.processed / "drops"

    @property
    def articles(self) -> Path:
        """What a person reads."""
        return self.processed / "articles"

    @property
    def progress(self) -> Path:
        """How far lists have come."""
        return (self.shared or self.state) / "progress"

    def drops_of(self, moment: datetime) -> Path:
        """Returns the folder of a month's settled drops."""
        return self.drops / f"{moment:%Y-%m}"

    def make(self) -> None:
        """Makes what is missing, private to its owner."""
        changed = []
        for folder in (self.inbox, self.raw, self.deferred, self.dead, self.drops, self.articles, self.progress):
            changed += files.make_folder(folder)
        files.sync(folders=changed)

    def told(self, path: Path) -> str:
        """Returns a path as tickets tell it: relative to the home where it lies in it.

        Of a shared archive it means the same on each machine, wherever that has its folders.
        """
        for name, folder in self._parts.items():
            if path.is_relative_to(folder):
                return f"{name}/{path.relative_to(folder).as_posix()}"
        return path.relative_to(self.home).as_posix() if path.is_relative_to(self.home) else path.as_posix()

    def placed(self, told: str) -> Path:
        """Returns the path a ticket tells."""
        name, _, rest = told.partition("/")
        return self._parts[name] / rest if name in self._parts else self.home / told

    @property
    def _parts(self) -> dict[str, Path]:
        """The folders that machines share, by the names all have for them."""
        if not self.shared:
            return {}
        return {"inbox": self.inbox, "raw": self.raw, "processed": self.processed, "failed": self.failed}


def shelves(folders: Folders) -> list[Path]:
    """Returns every folder that drops are filed in."""
    months = [folders.drops / name for name in sorted(files.names_in(folders.drops))]
    return [*(one for one in months if one.is_dir()), folders.deferred, folders.dead]


def ticket_of(drop: Path) -> Path:
    """Returns where a drop's ticket lies."""
    return drop.with_name(drop.name + SUFFIX)


def drop_of(ticket: Path) -> Path:
    """Returns where a ticket's drop lies."""
    return ticket.with_name(ticket.name.removesuffix(SUFFIX))
