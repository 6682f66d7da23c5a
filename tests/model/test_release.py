"""Releases: which comes later, and which mends what is dangerous."""

import pytest

from atlas.model.release import Release, is_newer, is_security

CHANGES = """# Changelog

## [Unreleased]

### Security

- Not out yet.

## [1.3.0] - 2027-01-01

### Added

- More.

## [1.2.1] - 2026-12-24

### Security

- A name no longer leads inside.

## [1.2.0] - 2026-12-01
"""


def test_a_release_is_called_by_its_version_and_what_it_is_made_of():
    assert Release("1.2.0", "0123456789ab").name == "1.2.0-01234567"


@pytest.mark.parametrize(
    ("version", "than"),
    [("1.10.0", "1.9.9"), ("2", "1.99"), ("1.2.0.1", "1.2.0"), ("1.2.0", "1.2.0a1"), ("1.2.0", "1.2.0.dev3")],
)
def test_versions_are_compared_by_their_numbers(version: str, than: str):
    assert (is_newer(version, than), is_newer(than, version), is_newer(version, version)) == (True, False, False)


def test_what_is_no_version_comes_before_all():
    assert is_newer("0.1", "nonsense")


@pytest.mark.parametrize(("since", "dangerous"), [("1.2.0", True), ("1.1.0", True), ("1.2.1", False), ("1.3.0", False)])
def test_only_a_section_of_a_later_version_counts(since: str, dangerous: bool):
    assert is_security(CHANGES, since) is dangerous


def test_an_upgrade_past_a_security_release_mends_too():
    assert is_security(CHANGES, "1.0")


def test_no_changelog_speaks_of_no_danger():
    assert not is_security("", "1.0")
