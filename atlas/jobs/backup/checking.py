"""Whether a set is whole where it is kept; for that no identity is needed."""

from collections.abc import Iterator

from atlas.errors import Unkept
from atlas.jobs.backup.store import Store, batches
from atlas.model.manifest import Manifest, Stored

SHARES = 16


def check(store: Store, manifest: Manifest, share: int | None = None) -> Iterator[str]:
    """Yields what is wrong with a set: all of it is looked for, and read where it belongs to the share.

    There are sixteen shares; without one everything is read. What is damaged is put aside, so that the next
    backup brings it anew.
    """
    named = store.id
    for some in batches(dict.fromkeys(manifest.stored())):
        # By the first digit of the digest, which is evenly spread: in sixteen nights everything was read once.
        read = {one for one in some if share is None or int(one.sha256[0], 16) == share % SHARES}
        store.ahead(read)
        for stored in some:
            wrong = store.check(stored) if stored in read else _missing(store, stored)
            if not wrong:
                continue
            # A disk that is taken away meanwhile has no file damaged.
            if not named or store.id != named:
                raise Unkept(f"{store.where} went away while it was read.")
            store.set_aside(stored)
            yield wrong


def _missing(store: Store, stored: Stored) -> str:
    return "" if store.has(stored) else f"not there, or of another size: {stored.place}"
