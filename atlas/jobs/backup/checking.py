"""Whether a set is whole where it is kept; for that no identity is needed."""

from collections.abc import Iterator

from atlas.jobs.backup.store import Store
from atlas.model.manifest import Manifest, Stored

SHARES = 16


def check(store: Store, manifest: Manifest, share: int | None = None) -> Iterator[str]:
    """Yields what is wrong with a set: all of it is looked for, and read where it belongs to the share.

    There are sixteen shares; without one everything is read. What is damaged is put aside, so that the next
    backup brings it anew.
    """
    for stored in dict.fromkeys(manifest.stored()):
        wrong = _wrong(store, stored, share)
        if wrong:
            store.set_aside(stored)
            yield wrong


def _wrong(store: Store, stored: Stored, share: int | None) -> str:
    if share is None or int(stored.sha256[0], 16) == share % SHARES:
        return store.check(stored)
    return "" if store.has(stored) else f"not there, or of another size: {stored.place}"
