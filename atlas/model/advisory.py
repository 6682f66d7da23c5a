"""Advisories: what is known to be wrong with versions of packages, read from a file (OSV's JSON, or pip-audit's)."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

from atlas.errors import Damaged

ECOSYSTEM = "PyPI"
BEGINNING = "0"


@dataclass(frozen=True, slots=True)
class Span:
    """Versions from one on: up to another, before another, or all that follow."""

    since: str
    before: str = ""
    until: str = ""

    def has(self, version: Version) -> bool:
        """Whether a version is among them; one that does not read bounds nothing."""
        since, before, until = (_version(one) for one in (self.since, self.before, self.until))
        if self.since != BEGINNING and since and version < since:
            return False
        return not (before and version >= before) and not (until and version > until)


@dataclass(frozen=True, slots=True)
class Advisory:
    """What is wrong with some versions of one package."""

    id: str
    package: str
    """Its name as indexes have it."""
    told: str
    spans: tuple[Span, ...] = ()
    versions: tuple[str, ...] = ()
    mended: tuple[str, ...] = ()
    """The versions in which it is no more."""

    def concerns(self, package: str, version: str) -> bool:
        """Whether it is about this version of a package."""
        read = _version(version)
        if canonicalize_name(package) != self.package or read is None:
            return False
        listed = any(read == _version(one) for one in self.versions)
        return listed or any(one.has(read) for one in self.spans)


def advisories_in(data: bytes) -> list[Advisory]:
    """Returns the advisories in a file; raises Damaged where it is neither OSV's JSON nor pip-audit's."""
    try:
        told = json.loads(data)
        if isinstance(told, dict) and "dependencies" in told:
            return list(_of_pip_audit(told["dependencies"]))
        return [one for each in _listed(told) for one in _of_osv(each)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Damaged(f"It is neither OSV's JSON nor that of pip-audit: {error!r}.") from error


def _listed(told: Any) -> list[Any]:
    if isinstance(told, dict):
        told = told.get("vulns", [told])
    return list(told)


def _of_osv(told: dict[str, Any]) -> Iterator[Advisory]:
    if told.get("withdrawn"):
        return
    for one in told["affected"]:
        if one["package"]["ecosystem"] == ECOSYSTEM:
            ranges = [each["events"] for each in one.get("ranges", []) if each["type"] != "GIT"]
            spans = tuple(span for events in ranges for span in _spans(events))
            name = canonicalize_name(one["package"]["name"])
            words = str(told.get("summary") or told.get("details") or "").partition("\n")[0]
            versions = tuple(str(each) for each in one.get("versions", []))
            mended = tuple(span.before for span in spans if span.before)
            yield Advisory(str(told["id"]), name, words, spans, versions, mended)


def _spans(events: Iterable[dict[str, str]]) -> Iterator[Span]:
    since = ""
    for one in events:
        if "introduced" in one:
            since = one["introduced"]
        elif since and ("fixed" in one or "limit" in one):
            yield Span(since, before=one.get("fixed") or one.get("limit", ""))
            since = ""
        elif since and "last_affected" in one:
            yield Span(since, until=one["last_affected"])
            since = ""
    if since:
        yield Span(since)


def _of_pip_audit(told: list[dict[str, Any]]) -> Iterator[Advisory]:
    for one in told:
        for vuln in one.get("vulns", []):
            words = str(vuln.get("description") or "").partition("\n")[0]
            mended = tuple(str(each) for each in vuln.get("fix_versions", []))
            name = canonicalize_name(one["name"])
            yield Advisory(str(vuln["id"]), name, words, versions=(str(one["version"]),), mended=mended)


def _version(text: str) -> Version | None:
    try:
        return Version(text)
    except InvalidVersion:
        return None
