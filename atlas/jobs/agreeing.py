"""The catalog brought to agree with the folders, without making it anew."""

from collections.abc import Callable, Iterator

from atlas.catalog import Catalog
from atlas.jobs.articles import readings_in
from atlas.jobs.rebuild import tried_in
from atlas.model.article import Reading
from atlas.model.snapshot import Snapshot
from atlas.spool import Folders
from atlas.vault import Vault

GROUP = 500


def agree(folders: Folders, vault: Vault, catalog: Catalog, judged: Callable[[Snapshot], Snapshot]) -> int:
    """Adds what the folders have and the catalog lacks; returns how many rows that were. Only under the home's lock."""
    known = {one.snapshot for one in catalog.records()}
    lacking = [one for one in vault.snapshots() if one.path not in known]
    catalog.note([judged(one) for one in lacking], list(tried_in(folders)))
    unfiled = list(_unfiled(folders, catalog))
    for start in range(0, len(unfiled), GROUP):
        catalog.file(unfiled[start : start + GROUP])
    return len(lacking) + len(unfiled)


def _unfiled(folders: Folders, catalog: Catalog) -> Iterator[Reading]:
    filed = {one.snapshot: one.path for one in catalog.readings() if one.path}
    for one in readings_in(folders):
        path = filed.get(one.snapshot)
        if path is None or not (folders.articles / path).is_file():
            yield one
