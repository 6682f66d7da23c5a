"""The catalog of a machine that stands by, kept near to what the one that works brings home.

A catalog never lies on the share: each machine has its own, and reads into it what it has not seen yet.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from atlas.catalog import Catalog
from atlas.errors import CatalogBroken
from atlas.jobs.articles import readings_in
from atlas.model.event import Event, Warned
from atlas.model.snapshot import Judged
from atlas.spool import Folders
from atlas.vault import Vault

EVERY = 300.0
"""Seconds between two times."""
GROUP = 64
MOST = 8 * GROUP
"""Snapshots in a row: who stands by must look at the lease, and be heard, meanwhile."""


class Following:
    """Reads into the catalog what is in the folders and not in it, now and then."""

    def __init__(
        self, folders: Folders, vault: Vault, catalog: Catalog, judged: Judged, elapsed: Callable[[], float]
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._catalog = catalog
        self._judged = judged
        self._elapsed = elapsed
        self._followed = -EVERY
        self._broken = False

    def tend(self) -> Iterator[Event]:
        """Reads what is new where it is time to; yields what went wrong, once."""
        if self._elapsed() - self._followed < EVERY:
            return
        try:
            behind = self.follow(MOST) == MOST
            self._broken = False
        except CatalogBroken as error:
            if not self._broken:
                yield Warned("The catalog does not take what another machine captured.", str(error), error.hint)
            self._broken, behind = True, False
        # Still behind: at the next look it goes on at once, and not in five minutes.
        self._followed = self._followed if behind else self._elapsed()

    def follow(self, most: int | None = None) -> int:
        """Returns how many snapshots were new, and taken in: all of them, or so many; raises CatalogBroken."""
        # Where another machine has always worked, this one has no catalog yet: an empty note makes it.
        self._catalog.note([], [])
        known = {row.snapshot for row in self._catalog.records()}
        new = islice(self._vault.without(known), most)
        count = 0
        while group := list(islice(new, GROUP)):
            count += len(group)
            self._catalog.note([self._judged(one) for one in group], [])
        read = {row.snapshot for row in self._catalog.readings()}
        unfiled = [one for one in readings_in(self._folders) if one.snapshot not in read]
        if unfiled:
            self._catalog.file(unfiled)
        return count
