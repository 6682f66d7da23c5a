"""The shortcut beside a saved page."""

from pathlib import Path

import pytest

from atlas.spool import Folders
from atlas.spool.beside import LARGEST, _url_in, url_beside
from tests.spool.samples import home_at, put

MONTHS = ("2099-04", "2099-05", "2099-06")


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    return home_at(tmp_path)


def shortcut(path: Path, host: str) -> Path:
    return put(path, f"[InternetShortcut]\nURL=https://{host}.example/\n")


def test_it_is_looked_for_where_the_page_lies_then_where_drops_wait_then_in_the_newest_months(folders):
    page = folders.inbox / "tag/x.html"
    places = [page.parent, folders.inbox, folders.deferred, folders.dead, folders.drops / MONTHS[2]]
    for number, place in enumerate(places):
        shortcut(place / "x.url", f"h{number}")
    for month in MONTHS[:2]:
        shortcut(folders.drops / month / "x.url", month)
    found = []
    for place in places:
        found.append(url_beside(folders, page))
        (place / "x.url").unlink()
    assert found == [f"https://h{number}.example/" for number in range(5)]
    assert url_beside(folders, page) == "https://2099-05.example/"
    (folders.drops / MONTHS[1] / "x.url").unlink()
    assert url_beside(folders, page) == "", "the oldest month is not looked at"


@pytest.mark.parametrize("text", ["nothing", "https://a.example/\nhttps://b.example/\n", "x" * (LARGEST + 1)])
def test_what_is_no_single_address_of_a_modest_size_tells_nothing(tmp_path, text):
    put(tmp_path / "x.txt", f"{text}\n")
    assert _url_in(tmp_path, "x.txt") == ""


def test_a_shortcut_that_is_not_there_tells_nothing(tmp_path):
    assert _url_in(tmp_path, "x.txt") == ""


def test_what_is_larger_than_a_shortcut_is_not_read(tmp_path):
    put(tmp_path / "x.txt", "https://a.example/".ljust(LARGEST))
    assert _url_in(tmp_path, "x.txt") == "https://a.example/"
    put(tmp_path / "x.txt", "https://a.example/".ljust(LARGEST + 1))
    assert _url_in(tmp_path, "x.txt") == ""
