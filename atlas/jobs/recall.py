"""What an export asks for and the vault has: it is told by the catalog, and believed where the snapshot is there."""

from collections.abc import Sequence

from atlas.errors import CatalogBroken
from atlas.jobs.fetcher import Memory
from atlas.spool import Folders
from atlas.vault import Vault


class Recall:
    """Finds the pages of an export that are kept already; without a catalog none is."""

    def __init__(self, memory: Memory, vault: Vault, folders: Folders) -> None:
        self._memory = memory
        self._vault = vault
        self._folders = folders

    def __call__(self, urls: Sequence[str]) -> dict[str, str]:
        """Returns the snapshots of those addresses whose page is kept, as tickets tell them."""
        if not urls:
            return {}
        try:
            found = self._memory.recalled(urls)
        except CatalogBroken:
            return {}
        # The catalog may name what a person deleted: a ticket must never tell of a snapshot that is not there.
        return {url: self._told(place) for url, place in found.items() if self._vault.has(place)}

    def _told(self, place: str) -> str:
        return self._folders.told(self._folders.raw / place)
