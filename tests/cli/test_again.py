"""What a person sees of pages that were captured more than once."""

import os

import pytest

from tests.cli.conftest import PAGE, SHARED


def captured_twice(home, url):
    """Captures an address two times; returns what is known of both, the best first."""
    for number in (1, 2):
        home.drop(f"{number}.url", f"{url}\n")
        home.atlas("drain")
    return home.atlas("show", url, "--json").lines


@pytest.mark.parametrize(("path", "status"), [("/tagged", 304), ("/plain", 200)])
def test_a_page_that_has_not_changed_is_kept_once_and_given_back_from_both(home, site, path, status):
    second, first = captured_twice(home, f"{site}{path}")
    assert (second["status"], second["verdict"], second["disposition"]) == (status, "page", "captured")
    assert (second["refers_to"], first["refers_to"]) == (first["snapshot"], "")
    assert second["digest"] == first["digest"]
    for name in (first["id"], second["id"], f"{site}{path}"):
        assert home.atlas("open", "--body", name).out.encode() == PAGE
    assert [one["id"] for one in home.atlas("list", "--json").lines] == [second["id"]]
    assert home.atlas("audit", "--strict").code == 0


def test_a_page_that_two_addresses_bring_is_kept_once_and_given_back_from_both(home, site):
    for number, path in enumerate(("/shared-a", "/shared-b", "/shared-b?again")):
        home.drop(f"{number}.url", f"{site}{path}\n")
        home.atlas("drain")
    ones = [home.atlas("show", f"{site}{path}", "--json").lines[0] for path in ("/shared-a", "/shared-b")]
    assert [one["refers_to"] for one in ones] == ["", ones[0]["snapshot"]]
    assert [home.atlas("open", "--body", one["id"]).out.encode() for one in ones] == [SHARED, SHARED]
    before = home.atlas("list", "--all", "--json").lines
    assert len({one["refers_to"] for one in before}) == 2
    assert home.atlas("judge").code == 0
    assert home.atlas("audit", "--strict").code == 0
    assert home.atlas("rebuild").code == 0
    assert home.atlas("list", "--all", "--json").lines == before


def test_the_best_capture_of_an_address_is_listed_and_opened(home, site):
    good, gone = captured_twice(home, f"{site}/once")
    assert (good["status"], gone["status"]) == (200, 410)
    assert home.atlas("open", f"{site}/once").out.strip() == str(home.path / good["snapshot"])
    assert [one["id"] for one in home.atlas("list", "--json").lines] == [good["id"]]
    assert {one["id"] for one in home.atlas("list", "--all", "--json").lines} == {good["id"], gone["id"]}


def test_a_snapshot_that_others_refer_to_is_missed_by_the_audit_and_captured_whole_again(home, site):
    second, first = captured_twice(home, f"{site}/tagged")
    (home.path / first["snapshot"]).unlink()
    told = home.atlas("audit", "--strict")
    place = {name: one["snapshot"].removeprefix("raw/") for name, one in (("first", first), ("second", second))}
    assert told.code == 1
    assert f"{place['second']} refers to {place['first']}, which does not have its page" in told.out
    assert home.atlas("open", "--body", second["id"]).code == os.EX_DATAERR
    third, *_ = captured_twice(home, f"{site}/tagged")[1:]
    assert (third["status"], third["refers_to"]) == (200, "")
    assert home.atlas("open", "--body", f"{site}/tagged").out.encode() == PAGE


def test_an_address_without_a_capture_is_told(home, site):
    assert home.atlas("open", "https://never.example/").code == os.EX_NOINPUT
    assert home.atlas("show", "https://:nonsense").code == os.EX_DATAERR


def test_a_catalog_made_anew_knows_what_refers_to_what(home, site):
    before = captured_twice(home, f"{site}/tagged")
    for path in (home.path / ".atlas").glob("catalog.db*"):
        path.unlink()
    assert home.atlas("rebuild").code == 0
    assert home.atlas("show", f"{site}/tagged", "--json").lines == before


def test_without_a_catalog_a_body_from_another_address_is_kept_again(home, site):
    home.drop("1.url", f"{site}/shared-a\n")
    home.atlas("drain")
    for path in (home.path / ".atlas").glob("catalog.db*"):
        path.unlink()
    (home.path / ".atlas/catalog.db").mkdir()
    home.drop("2.url", f"{site}/shared-b\n")
    assert "captured" in home.atlas("drain").err
    (home.path / ".atlas/catalog.db").rmdir()
    assert home.atlas("rebuild").code == 0
    assert [one["refers_to"] for one in home.atlas("list", "--all", "--json").lines] == ["", ""]


def test_without_a_catalog_a_page_is_captured_whole_again(home, site):
    home.drop("1.url", f"{site}/tagged\n")
    home.atlas("drain")
    for path in (home.path / ".atlas").glob("catalog.db*"):
        path.unlink()
    (home.path / ".atlas/catalog.db").mkdir()
    home.drop("2.url", f"{site}/tagged\n")
    assert "captured" in home.atlas("drain").err
    (home.path / ".atlas/catalog.db").rmdir()
    assert home.atlas("rebuild").code == 0
    assert [one["refers_to"] for one in home.atlas("show", f"{site}/tagged", "--json").lines] == ["", ""]
