"""Whether the packages Atlas stands on are those it was tested with, still looked after, and not known to be unsafe."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from importlib import metadata
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from atlas.errors import Damaged
from atlas.jobs.upkeep.rounds import Said
from atlas.model.advisory import Advisory, advisories_in

DISTRIBUTION = "atlas-keeper"
LOCK = "requirements.lock"
PINNED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^\s;\\]+)", re.MULTILINE)
INACTIVE = "Development Status :: 7 - Inactive"
# By PEPs 664, 693, 719, 745 and 790: the last month in which mistakes that are unsafe are still mended.
PYTHONS = {(3, 11): date(2027, 10, 31), (3, 12): date(2028, 10, 31), (3, 13): date(2029, 10, 31)}
PYTHONS |= {(3, 14): date(2030, 10, 31), (3, 15): date(2031, 10, 31)}
STALE = 92
"""Days after which a file of advisories says little."""
MOST = 20

Installed = Mapping[str, str]
"""The version of each package, by its name as indexes have it."""


def installed() -> dict[str, str]:
    """Returns what is installed beside Atlas, of packages and their versions."""
    return {canonicalize_name(one.name): one.version for one in metadata.distributions() if one.name}


def needed() -> set[str]:
    """Returns the packages that Atlas needs, and those that they need, as far as they are here."""
    waiting, known = [DISTRIBUTION], set[str]()
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in known:
            known.add(name)
            waiting += [one.name for one in _requirements(name)]
    return known - {DISTRIBUTION}


def unlike_lock(here: Installed, lock: Path) -> Iterator[Said]:
    """Tells which packages have other versions than Atlas was tested with."""
    if not lock.is_file():
        yield Said(f"There is no {LOCK} beside Atlas to compare the packages with.")
        return
    pinned = {canonicalize_name(name): version for name, version in PINNED.findall(lock.read_text(encoding="utf-8"))}
    other = {name: version for name, version in pinned.items() if name in here and here[name] != version}
    older = sorted(name for name, version in other.items() if _is_older(here[name], version))
    for name in older[:MOST]:
        yield Said(f"outdated: {name} {here[name]}, tested with {pinned[name]}. ./install.sh brings it.")
    same = len(set(pinned) & set(here)) - len(other)
    yield Said(f"{same} packages are as the lock has them, {len(older)} older, {len(other) - len(older)} newer.")


def unfit(here: Installed) -> Iterator[Said]:
    """Tells which packages are not of the versions that Atlas asks for, or are given up by who made them."""
    for one in _requirements(DISTRIBUTION):
        version = here.get(canonicalize_name(one.name))
        if version and not one.specifier.contains(version, prereleases=True):
            yield Said(f"{one.name} {version} is here, and Atlas asks for {one.specifier}.", ok=False)
    for name in sorted(needed() & set(here)):
        if INACTIVE in (metadata.metadata(name).get_all("Classifier") or []):
            yield Said(f"deprecated: {name} says of itself that nobody looks after it any more.")


def python_age(version: tuple[int, int], today: date) -> Iterator[Said]:
    """Tells whether this Python is still mended where it is unsafe."""
    name, end = f"Python {version[0]}.{version[1]}", PYTHONS.get(version)
    if end and end < today:
        yield Said(f"deprecated: {name} is mended no more since {end:%B %Y}.", ok=False)
    elif end and (end - today).days < STALE * 2:
        yield Said(f"{name} is mended until {end:%B %Y}.")


def advised(here: Installed, needed: Iterable[str], place: Path, now: datetime) -> Iterator[Said]:
    """Tells which packages are known to be unsafe, by a file of advisories or a folder of such files."""
    found = sorted(place.glob("**/*.json")) if place.is_dir() else [place]
    known: list[Advisory] = []
    for path in found:
        try:
            known += advisories_in(path.read_bytes())
        except (Damaged, OSError) as error:
            yield Said(f"[upkeep] advisories: {path} does not read. {error}", ok=False)
    matter = set(needed)
    for name, version in sorted(here.items()):
        for one in known:
            if one.concerns(name, version):
                mended = f" Mended in {', '.join(one.mended)}." if one.mended else ""
                # What merely lies in the same environment is told, and is no failure of Atlas's.
                yield Said(f"unsafe: {name} {version}: {one.id} {one.told}{mended}", ok=name not in matter)
    yield from _age_of(found, now)
    yield Said(f"{len(here)} packages were compared with {len(known)} advisories.")


def _age_of(found: list[Path], now: datetime) -> Iterator[Said]:
    newest = max((one.stat().st_mtime for one in found if one.exists()), default=now.timestamp())
    days = int((now.timestamp() - newest) / 86_400)
    if days > STALE:
        yield Said(f"The advisories are {days} days old: fetch them anew.")


def _requirements(name: str) -> Iterator[Requirement]:
    try:
        told = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in told:
        try:
            one = Requirement(line)
        except InvalidRequirement:
            continue
        # Extras count where they are installed: who has them uses them.
        if one.marker is None or one.marker.evaluate({"extra": ""}) or "extra" in str(one.marker):
            yield one


def _is_older(here: str, tested: str) -> bool:
    try:
        return Version(here) < Version(tested)
    except InvalidVersion:
        return False
