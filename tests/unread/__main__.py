"""All the documents read, with what each cost: `python -m tests.unread [NAME…]`."""

import os
import sys
import tempfile
import time
from pathlib import Path

from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.jobs.reading.telling import Failed
from atlas.vault import Vault
from tests.jobs.reading.pages import PAGE, Pages, read
from tests.unread.documents import DOCUMENTS

LIMITS = Limits(20, 512_000_000)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        pages = Pages(Vault(Path(folder)), Path(folder))
        nursery, good = Nursery(Path(folder), LIMITS), pages.keep(PAGE)
        for name in sys.argv[1:] or DOCUMENTS:
            one = DOCUMENTS[name]()
            snapshot = pages.keep(one.body, one.media_type, one.coding)
            before, cost = time.monotonic(), _cost(nursery)
            (found,) = read(nursery, snapshot)
            took = time.monotonic() - before
            told = found.reason if isinstance(found, Failed) else f"{found.words} words, {found.metadata.genre}"
            after = _cost(nursery)
            mother = f"mother +{after - cost:.0f} MB" if cost and after - cost >= 1 else ""
            print(f"{name:20} {len(one.body) / 1e6:6.1f} MB {took:6.2f} s  {told[:90]} {mother}", flush=True)
            assert not isinstance(read(nursery, good)[0], Failed), "the next page"
        nursery.rest()


def _cost(nursery: Nursery) -> float:
    """Megabytes the mother has in memory, where the machine tells."""
    statm = Path(f"/proc/{nursery.mother}/statm")
    return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if statm.exists() else 0.0


if __name__ == "__main__":
    main()
