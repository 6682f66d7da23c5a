"""A new release, read from where it was put, and built beside the others."""

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import NotUpgraded
from atlas.jobs.upgrade.releases import Releases
from atlas.jobs.upgrade.running import Run
from atlas.model.release import Release

LOCK = "requirements.lock"
WHEELS = "packages"
CHANGES = "CHANGELOG.md"
VERSION = re.compile(r'^__version__ = "([^"]+)"', re.MULTILINE)
WHEEL = "atlas_keeper-*.whl"


@dataclass(frozen=True)
class Source:
    """A folder with a release in it: a checkout or a wheel, its lock, and perhaps its packages."""

    folder: Path
    what: Path
    """What is installed: the checkout, or the wheel."""
    release: Release

    @property
    def changes(self) -> str:
        """Its changelog; "" where none came along."""
        path = self.folder / CHANGES
        return path.read_text("utf-8", "replace") if path.is_file() else ""


def source_at(path: Path) -> Source:
    """Returns the release that lies in a folder, or is a wheel; raises NotUpgraded where none does."""
    path = path.resolve()
    folder = path if path.is_dir() else path.parent
    lock = folder / LOCK
    if not lock.is_file():
        raise NotUpgraded(f"There is no {LOCK} in {folder}: without it nobody knows what the release is made of.")
    init = folder / "atlas/__init__.py"
    if path.is_dir() and init.is_file():
        told = VERSION.search(init.read_text("utf-8", "replace"))
        return Source(folder, folder, Release(told[1] if told else "0", _digest([lock, *_tree(folder / "atlas")])))
    wheels = sorted(folder.glob(WHEEL)) if path.is_dir() else [path]
    if not wheels or not wheels[-1].match(WHEEL):
        raise NotUpgraded(f"There is no release in {path}: a checkout of Atlas, or a wheel of it, is one.")
    return Source(folder, wheels[-1], Release(wheels[-1].name.split("-")[1], _digest([lock, wheels[-1]])))


def build(source: Source, releases: Releases, run: Run, environ: Mapping[str, str]) -> None:
    """Builds a release that is not there yet, every hash checked; the others are not touched."""
    name = source.release.name
    if name in releases.whole():
        return
    place = releases.begin(name)
    for words in _commands(source, place):
        done = run(words, environ)
        if done.code:
            raise NotUpgraded(f"{name} could not be built: {done.last_words}")
    releases.finish(name)


def _commands(source: Source, place: Path) -> Iterator[list[str]]:
    """Yields what makes an environment, fills it from the lock, and puts the release into it."""
    # A venv made by a venv's own Python would depend on the release that it is to replace.
    base = getattr(sys, "_base_executable", sys.executable)
    yield [base, "-m", "venv", str(place)]
    pip = [str(place / "bin/python"), "-m", "pip", "--disable-pip-version-check"]
    install, wheels = ["install", "--quiet", "--no-input", "--no-deps"], source.folder / WHEELS
    if (wheels / "MANIFEST").is_file():
        # Nobody's settings may add a place to look in.
        pip, install = [*pip, "--isolated"], [*install, "--no-index", "--find-links", str(wheels)]
    # Wheels alone: building a package runs its code, before any hash of what comes out could be known.
    yield [*pip, *install, "--require-hashes", "--only-binary", ":all:", "-r", str(source.folder / LOCK)]
    yield [
        *pip,
        "--isolated",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--no-build-isolation",
        str(source.what),
    ]


def _tree(folder: Path) -> list[Path]:
    return sorted(one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)


def _digest(paths: list[Path]) -> str:
    digest = hashlib.sha256()
    for path in paths:
        digest.update(f"{path.name}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
