"""`judge`: what is called otherwise by today's rules."""

import os
from datetime import timedelta

import pytest

from atlas.catalog import Catalog
from atlas.model.verdict import RULES
from atlas.vault import Vault
from tests.vault.samples import AT, sealed

MISSING = b"<!doctype html><title>Page not found</title><h1>Sorry</h1><p>Nothing.</p>"


@pytest.fixture
def archive(home):
    """A home with one page that was judged by the rules of old."""
    vault, catalog = Vault(home.path / "raw"), Catalog(home.path / ".atlas/catalog.db")
    catalog.note(vault.keep([sealed(vault, MISSING, verdict="page", rules=1, layer="direct")]), [])
    catalog.close()
    return home


def test_what_is_called_otherwise_is_shown_once(archive):
    (row,) = archive.atlas("list", "--json").lines
    (told,) = archive.atlas("judge", "--json").lines
    assert told["signals"][0] == "title page not found"
    assert {key: told[key] for key in ("id", "was", "verdict", "rules")} == {
        "id": row["id"],
        "was": "page",
        "verdict": "soft-404",
        "rules": RULES,
    }
    done = archive.atlas("judge")
    assert (done.code, done.out, done.err) == (0, "", "0 judged, 0 called otherwise.\n")


def test_a_person_sees_what_led_to_it(archive):
    done = archive.atlas("judge")
    assert "page -> soft-404  http://good.example/pi  (title page not found; 2 words)" in done.out
    assert "1 judged, 1 called otherwise." in done.err


def test_what_was_judged_by_todays_rules_is_judged_again_when_asked(archive):
    assert archive.atlas("judge").code == 0
    assert "1 judged, 0 called otherwise." in archive.atlas("judge", "--again").err


def test_only_what_is_named_is_judged(archive):
    vault, catalog = Vault(archive.path / "raw"), Catalog(archive.path / ".atlas/catalog.db")
    more = sealed(vault, MISSING, verdict="page", rules=1, at=AT + timedelta(seconds=9))
    (other,) = vault.keep([more])
    catalog.note([other], [])
    catalog.close()
    assert "1 judged" in archive.atlas("judge", other.id).err
    assert archive.atlas("judge", "no-such").code == os.EX_NOINPUT


def test_a_rebuild_judges_by_todays_rules(archive):
    assert archive.atlas("rebuild").code == 0
    (row,) = archive.atlas("list", "--json").lines
    assert (row["verdict"], row["rules"]) == ("soft-404", RULES)


def test_a_list_may_be_of_one_verdict(archive, site):
    archive.drop("pi.url", f"{site}/pi\n")
    assert archive.atlas("drain").code == 0
    assert len(archive.atlas("list", "--json").lines) == 2
    assert archive.atlas("judge").code == 0
    assert [one["verdict"] for one in archive.atlas("list", "--json", "--verdict", "soft-404").lines] == ["soft-404"]
    assert len(archive.atlas("list", "--json", "--all", "--verdict", "page").lines) == 1
    assert archive.atlas("list", "--verdict", "ugly").code == 2


def test_a_snapshot_that_does_not_read_makes_it_exit_one(archive):
    (path,) = (archive.path / "raw").rglob("*.warc.gz")
    path.chmod(0o600)
    path.write_bytes(b"no snapshot")
    done = archive.atlas("judge")
    assert (done.code, "damaged: " in done.err) == (1, True)
    assert archive.atlas("rebuild").code == 1
