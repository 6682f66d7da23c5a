"""Advisories, as OSV and pip-audit write them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import Damaged
from atlas.model.advisory import advisories_in


def osv(*events, versions=(), name="Some.Package", kind="ECOSYSTEM", ecosystem="PyPI", **more):
    affected = {
        "package": {"ecosystem": ecosystem, "name": name},
        "ranges": [{"type": kind, "events": list(events)}] if events else [],
        "versions": list(versions),
    }
    return {"id": "PYSEC-1", "summary": "It lets strangers in.", "affected": [affected], **more}


def concerns(told, version, package="some-package"):
    return any(one.concerns(package, version) for one in advisories_in(json.dumps(told).encode()))


FIXED = ({"introduced": "0"}, {"fixed": "2.31.0"})
TWICE = ({"introduced": "1.0"}, {"fixed": "1.5"}, {"introduced": "2.0"}, {"fixed": "2.2"})


# fmt: off
SPANS = [
    (FIXED,                                              "2.30.0",   True),
    (FIXED,                                              "2.31.0",   False),
    (FIXED,                                              "2.31.0rc1", True),
    (FIXED,                                              "2.4",      True),
    (FIXED,                                              "0",        True),
    (({"introduced": "1.2"},),                           "1.1",      False),
    (({"introduced": "1.2"},),                           "99",       True),
    (({"introduced": "1.2"}, {"last_affected": "1.4"}),  "1.4",      True),
    (({"introduced": "1.2"}, {"last_affected": "1.4"}),  "1.4.1",    False),
    (TWICE,                                              "1.4",      True),
    (TWICE,                                              "1.7",      False),
    (TWICE,                                              "2.1",      True),
    (TWICE,                                              "2.2",      False),
]
# fmt: on


@pytest.mark.parametrize(("events", "version", "wanted"), SPANS)
def test_a_version_is_concerned_between_what_brought_it_and_what_mended_it(events, version, wanted):
    assert concerns(osv(*events), version) is wanted


def test_versions_may_be_listed_one_by_one():
    told = osv(versions=["1.0", "1.0.1"])
    assert [concerns(told, one) for one in ("1.0", "1.0.0", "1.0.1", "1.0.2")] == [True, True, True, False]


@pytest.mark.parametrize("name", ["some_package", "SOME-package", "some.package"])
def test_a_package_goes_by_any_of_its_spellings(name):
    assert concerns(osv(*FIXED), "1", name)
    assert not concerns(osv(*FIXED), "1", "other")


def test_what_is_withdrawn_of_another_ecosystem_or_by_commit_concerns_nobody():
    assert not concerns(osv(*FIXED, withdrawn="2026-01-01T00:00:00Z"), "1")
    assert not concerns(osv(*FIXED, ecosystem="npm"), "1")
    assert not concerns(osv({"introduced": "0"}, kind="GIT"), "1")


@pytest.mark.parametrize(
    "wrapped", [lambda one: one, lambda one: [one], lambda one: {"vulns": [one]}], ids=["one", "list", "answer"]
)
def test_one_or_many_are_read(wrapped):
    (one,) = advisories_in(json.dumps(wrapped(osv(*FIXED))).encode())
    assert (one.id, one.package, one.told, one.mended) == (
        "PYSEC-1",
        "some-package",
        "It lets strangers in.",
        ("2.31.0",),
    )


def test_what_pip_audit_found_is_about_the_version_it_looked_at():
    vuln = {"id": "PYSEC-2", "fix_versions": ["3.1"], "aliases": [], "description": "Bad.\nVery."}
    found = {
        "dependencies": [{"name": "Some_Package", "version": "3.0", "vulns": [vuln]}, {"name": "a", "version": "1"}]
    }
    (one,) = advisories_in(json.dumps(found).encode())
    assert (one.told, one.mended) == ("Bad.", ("3.1",))
    assert concerns(found, "3.0")
    assert not concerns(found, "3.1")


@pytest.mark.parametrize("data", [b"", b"{}", b"[1]", b'{"id": "x"}', b'{"vulns": 5}', b"\xff", b"[" * 5000])
def test_what_is_neither_is_told(data):
    with pytest.raises(Damaged):
        advisories_in(data)


@given(st.text(max_size=12))
def test_no_version_makes_it_stumble(version):
    assert concerns(osv(*FIXED), version) in (True, False)
