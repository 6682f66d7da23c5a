"""A release on trial: in a home of its own, with the settings and a copy of the catalog, and nothing that is yours."""

import json
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas import files
from atlas.errors import CatalogBroken, NotUpgraded
from atlas.jobs.upgrade.running import Ran, Run
from atlas.model.upgrade import failing, fallen

FOLDERS = ("inbox", "raw", "processed", "failed", "state")
SILENT = {
    "ATLAS_ALERTS__URLS": "[]",
    "ATLAS_HEALTH__PING": "",
    "ATLAS_BACKUP__TO": "",
    "ATLAS_MAIL__MAILDIR": "",
    "ATLAS_READ__ENABLED": "false",
}
"""Nothing goes out from a trial, and nothing comes in."""
SCRATCH = "upgrade"


@dataclass(frozen=True)
class Trial:
    """Where and with what releases are tried."""

    home: Path
    state: Path
    run: Run
    environ: Mapping[str, str]
    copy_catalog: Callable[[Path], None]

    def passed_by(self, new: Path, old: Path) -> None:
        """Has a release do what Atlas does; raises NotUpgraded where it fails and the old one does not."""
        scratch = self.state / SCRATCH
        files.clear(scratch)
        try:
            self._try(scratch, new, old)
        finally:
            files.clear(scratch)

    def _try(self, scratch: Path, new: Path, old: Path) -> None:
        environ = self._furnished(scratch)
        self._must(new, environ, "config", "check")
        before = failing(self._atlas(old, environ, "doctor", "--json").out) or frozenset()
        if worse := fallen(before, failing(self._atlas(new, environ, "doctor", "--json").out)):
            raise NotUpgraded(f"The doctor of the new release is not content: {worse}.")
        counted = (
            len(self._must(old, environ, "list", "--all", "--json").out.splitlines()) if self._copied(scratch) else 0
        )
        # A drain of nothing opens the catalog as every start does: that brings the copy up to date.
        self._must(new, environ, "drain", "--no-read")
        found = len(self._must(new, environ, "list", "--all", "--json").out.splitlines())
        if found != counted:
            raise NotUpgraded(f"Of {counted} records in a copy of the catalog the new release shows {found}.")
        self._flown(new, environ)

    def _furnished(self, scratch: Path) -> dict[str, str]:
        for name in FOLDERS:
            files.make_folder(scratch / name)
        if (self.home / "config.toml").is_file():
            shutil.copyfile(self.home / "config.toml", scratch / "config.toml")
        places = {f"ATLAS_PATHS__{name.upper()}": str(scratch / name) for name in FOLDERS}
        # In this order: what keeps a trial silent and apart wins over whatever the machine's environment says.
        return {**self.environ, **SILENT, **places, "ATLAS_HOME": str(scratch)}

    def _copied(self, scratch: Path) -> bool:
        try:
            self.copy_catalog(scratch / "state/catalog.db")
        except CatalogBroken:
            # Capture goes on without one, and so does an upgrade.
            files.remove(scratch / "state/catalog.db")
            return False
        return True

    def _flown(self, new: Path, environ: Mapping[str, str]) -> None:
        told = self._atlas(new, environ, "health", "--canary", "--json")
        try:
            came = json.loads(told.out)
            whole, why = came["whole"], came["reason"]
        except (ValueError, KeyError, TypeError):
            whole, why = False, told.last_words
        if not whole:
            raise NotUpgraded(f"A canary did not come home from the new release: {why}")

    def _must(self, python: Path, environ: Mapping[str, str], *words: str) -> Ran:
        done = self._atlas(python, environ, *words)
        if done.code:
            raise NotUpgraded(f"`atlas {' '.join(words)}` fails on trial: {done.last_words}")
        return done

    def _atlas(self, python: Path, environ: Mapping[str, str], *words: str) -> Ran:
        return self.run([str(python), "-P", "-m", "atlas", *words], environ)
