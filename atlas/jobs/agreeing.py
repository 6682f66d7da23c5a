"""The catalog brought to agree with the folders, without making it anew."""

from collections.abc import Callable, Iterator

from atlas.catalog import Catalog
from atlas.jobs.articles import readings_in
from atlas.jobs.rebuild import tried_in
from atlas.model.article import Reading
from atlas.model.grouping import groups
from atlas.model.snapshot import Snapshot
from atlas.spool import Folders
from atlas.vault import Vault

GROUP = 100
"""Rows that are added at once: capture writes between two groups."""


def agree(
    folders: Folders,
    vault: Vault,
    catalog: Catalog,
    judged: Callable[[Snapshot], Snapshot],
    goes_on: Callable[[], bool] = lambda: True,
) -> int:
    """Adds what the folders have and the catalog lacks; returns how many rows that were. Only under the home's lock.

    It may be asked between two groups whether to go on; doing the rest later is as doing it now.
    """
    known = {one.snapshot for one in catalog.records()}
    count = 0
    for some in groups((one for one in vault.snapshots() if one.path not in known), GROUP):
        if not goes_on():
            return count
        catalog.note([judged(one) for one in some], [])
        count += len(some)
    for tried in groups(tried_in(folders), GROUP):
        catalog.note([], tried)
    for readings in groups(_unfiled(folders, catalog), GROUP):
        if not goes_on():
            return count
        catalog.file(readings)
        count += len(readings)
    return count


def _unfiled(folders: Folders, catalog: Catalog) -> Iterator[Reading]:
    filed = {one.snapshot: one.path for one in catalog.readings() if one.path}
    # All at once: what is added meanwhile is no longer unfiled.
    for one in list(readings_in(folders)):
        path = filed.get(one.snapshot)
        if path is None or not (folders.articles / path).is_file():
            yield one
