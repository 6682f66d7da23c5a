"""A catalog that is damaged or gone is made anew before anything else, and what was there is kept aside."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from atlas import files
from atlas.errors import CatalogBroken, CatalogDamaged, Unkept
from atlas.model.event import Alerted, Event, Noticed, Warned
from atlas.model.late import Late
from atlas.model.snapshot import Judged
from atlas.spool import Folders
from atlas.vault import Vault

if TYPE_CHECKING:
    from atlas.catalog import Catalog
    from atlas.jobs import rebuild
else:
    rebuild = Late("atlas.jobs.rebuild")

CHECK_SECONDS = 1.0
"""How long a catalog is looked at at each start."""
AFTER_CUT_SECONDS = 30.0
"""How long after a cut."""
NAME = "catalog.db"


def wrong_with(catalog: "Catalog", seconds: float) -> str:
    """Returns what is wrong with its pages, as far as so many seconds tell, or "" where nothing is.

    Raises CatalogBroken where it does not answer: one that is only locked is not damaged.
    """
    try:
        return "; ".join(catalog.quick_check(seconds))
    except CatalogDamaged as error:
        return str(error)


def aside_of(path: Path, now: datetime) -> Path:
    """Returns the name under which a damaged catalog is kept, beside where it lies."""
    return files.unused(path.with_name(f"{path.name}.broken-{now:%Y%m%dT%H%M%SZ}"))


class Healing:
    """The catalog of one home, looked at and mended; only under the lock."""

    def __init__(
        self, folders: Folders, vault: Vault, catalog: "Catalog", judged: Judged, now: Callable[[], datetime]
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._catalog = catalog
        self._judged = judged
        self._now = now
        self._path = folders.state / NAME

    def run(self, *, cut: bool) -> Iterator[Event]:
        """Mends what is to be mended, and yields what was done; a catalog that cannot be mended stays as it was."""
        if not self._path.exists():
            if next(self._vault.snapshots(), None):
                yield Noticed("There is no catalog: it is made anew from the folders.")
                yield from self._rebuilt(None)
        # Power cuts on cards damage pages that nothing reads for weeks: after one it is worth half a minute.
        elif wrong := self._wrong(AFTER_CUT_SECONDS if cut else CHECK_SECONDS):
            aside = aside_of(self._path, self._now())
            hint = "It is made anew from the folders; nothing is lost. Drops wait until that is done."
            yield Alerted("The catalog was damaged and is moved aside.", f"{aside.name}: {wrong}", hint, "healed")
            # Aside, not away: what is wrong with it may be looked into, and nothing of it is needed.
            self._catalog.set_aside(aside)
            yield from self._rebuilt(aside)

    def _wrong(self, seconds: float) -> str:
        try:
            return wrong_with(self._catalog, seconds)
        except CatalogBroken:
            return ""

    def _rebuilt(self, aside: Path | None) -> Iterator[Event]:
        try:
            kept, damaged = rebuild.rebuild(self._folders, self._vault, self._catalog, self._judged)
        except (CatalogBroken, Unkept) as error:
            # Back in its place it is found damaged, and mended, at the next start.
            if aside and not self._path.exists():
                self._catalog.bring_back(aside)
            yield Warned("The catalog could not be made anew; capture goes on without it.", str(error), error.hint)
            return
        told = f"{kept} snapshots" + (f", {len(damaged)} do not read" if damaged else "")
        yield Noticed("The catalog was made anew.", told)
