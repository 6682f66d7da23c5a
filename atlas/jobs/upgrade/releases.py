"""The releases side by side, and the link that says which one is at work.

`.venv` is what units and the PATH name. Made by install.sh it is a folder; at the first upgrade it changes places, in
one step, with a link to it. From then on a release is a folder in `.venv.releases/`, and a switch is the link's rename.
"""

from pathlib import Path

from atlas import files
from atlas.errors import NotUpgraded

SUFFIX = ".releases"
STAMP = ".atlas-set-up"
"""install.sh's own mark of an environment; of a release it says that it is whole."""


def link_of(prefix: Path) -> Path:
    """Returns the place that units and the PATH name, for the environment that runs."""
    beside = prefix.parent
    return beside.with_name(beside.name.removesuffix(SUFFIX)) if beside.name.endswith(SUFFIX) else prefix


class Releases:
    """The environments of one installation."""

    def __init__(self, link: Path) -> None:
        self.link = link
        self.folder = link.with_name(link.name + SUFFIX)

    @property
    def current(self) -> str:
        """The name of the one at work; "" where none was upgraded yet."""
        return self.link.readlink().name if self.link.is_symlink() else ""

    def whole(self) -> list[str]:
        """Returns the names of those that are complete, oldest first."""
        stamps = [self.folder / name / STAMP for name in files.names_in(self.folder)]
        found = [(stamp.stat().st_mtime_ns, stamp.parent.name) for stamp in stamps if stamp.is_file()]
        return [name for _, name in sorted(found)]

    def python(self, name: str) -> Path:
        """Returns a release's interpreter."""
        return self.folder / name / "bin/python"

    def adopt(self, version: str) -> None:
        """Puts what install.sh made among the releases; at every instant the link's place works."""
        files.make_folder(self.folder)
        if self.link.is_symlink():
            return
        if not (self.link / STAMP).is_file():
            raise NotUpgraded(
                f"{self.link} was not made by install.sh: what made it upgrades it, and a container a new image."
            )
        aside = self.folder / f"{version}-adopted"
        files.remove(aside)
        # It leads to itself until both have changed places.
        aside.symlink_to(f"{self.folder.name}/{aside.name}")
        try:
            # In one step: between a removal and a link, units and the PATH would find no Atlas.
            files.swap(self.link, aside)
        except OSError as error:
            files.remove(aside)
            raise NotUpgraded(f"This file system cannot exchange a folder for a link ({error.strerror}).") from error
        files.sync(folders=[self.folder, self.link.parent])

    def begin(self, name: str) -> Path:
        """Returns the folder a release is built in, without what a cut left there."""
        files.clear(self.folder / name)
        return self.folder / name

    def finish(self, name: str) -> None:
        """Says that a release is whole; from here on it may be switched to."""
        stamp = self.folder / name / STAMP
        files.create(stamp, f"release {name}\n{self.link}\n".encode())
        # The mark is all that tells a whole release from a torn one after a cut.
        files.sync([stamp], [stamp.parent, self.folder])

    def switch(self, name: str) -> None:
        """Makes a release the one at work: the commit of an upgrade."""
        files.lead(self.link, f"{self.folder.name}/{name}")
        files.sync(folders=[self.link.parent])

    def prune(self, keep: int, needed: str) -> list[str]:
        """Removes all but the newest, the one at work and the one that is needed; returns the names of the removed."""
        others = [name for name in self.whole() if name not in {self.current, needed}]
        spare = max(0, keep - bool(needed))
        # What has no mark was left by a cut, or by a build that failed.
        torn = [name for name in files.names_in(self.folder) if self._is_torn(name)]
        gone = [*torn, *(others[: len(others) - spare] if spare else others)]
        for name in gone:
            # First the mark, so that what a cut leaves is not taken for whole.
            files.remove(self.folder / name / STAMP)
            files.clear(self.folder / name)
        return gone

    def _is_torn(self, name: str) -> bool:
        place = self.folder / name
        return place.is_dir() and not place.is_symlink() and not (place / STAMP).is_file()
