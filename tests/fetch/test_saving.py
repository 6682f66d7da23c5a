"""Asking the Wayback Machine to save a page."""

import pytest

from atlas.clock import Clock
from atlas.errors import NoRoom
from atlas.fetch.saving import Saving
from tests.archive import Archive
from tests.fetch.past import GONE, web

KEYS = ("access", "word")


def saving(archive, keys=KEYS):
    return Saving(web(), Clock(), keys, archive.base)


def test_with_keys_a_page_is_handed_in():
    with Archive() as archive:
        asked = saving(archive).asked(GONE)
        ((path, headers),) = archive.requests
    assert (asked.taken, asked.detail) == (True, "127.0.0.1 takes it on.")
    assert (path, headers["authorization"], headers["accept"]) == ("/save", "LOW access:word", "application/json")
    assert headers["user-agent"] == "Atlas/test"
    assert archive.forms[0]["url"] == GONE


def test_without_keys_it_is_only_called():
    with Archive() as archive:
        assert saving(archive, None).asked(GONE).taken
        assert archive.paths == [f"/save/{GONE}", "/live/saved"]
        assert "authorization" not in archive.requests[0][1]


@pytest.mark.parametrize("keys", [KEYS, None])
@pytest.mark.parametrize(("outage", "status"), [("429", "429 Too Many Requests"), ("503", "503 Service Unavailable")])
def test_an_archive_that_is_out_of_order_is_told_in_a_sentence(keys, outage, status):
    with Archive() as archive:
        archive.outages["save"] = outage
        asked = saving(archive, keys).asked(GONE)
    assert (asked.taken, asked.detail) == (False, f"127.0.0.1 answered {status}.")


@pytest.mark.parametrize("outage", ["limit", "garbage", "deep", "nothing"])
def test_what_names_no_job_is_not_taken_on(outage):
    with Archive() as archive:
        archive.outages["save"] = outage
        asked = saving(archive).asked(GONE)
    assert (asked.taken, asked.detail) == (False, "127.0.0.1 does not take it on.")


def test_wrong_keys_are_told_without_naming_them():
    with Archive() as archive:
        asked = saving(archive, ("access", "wrong")).asked(GONE)
    assert (asked.taken, asked.detail) == (False, "127.0.0.1 answered 401 Unauthorized.")


@pytest.mark.parametrize("keys", [KEYS, None])
@pytest.mark.parametrize("url", ["http://gone.example/?token=1", "http://nas.local/", "http://127.0.0.1/", "nonsense"])
def test_an_address_that_is_not_public_is_not_told(url, keys):
    with Archive() as archive:
        assert not saving(archive, keys).asked(url).taken
        assert archive.requests == []


def test_an_archive_that_is_not_there_is_told_in_a_sentence():
    asked = Saving(web(), Clock(), KEYS, "http://127.0.0.1:9999").asked(GONE)
    assert (asked.taken, asked.detail) == (False, "127.0.0.1 refused the connection.")


def test_a_disk_that_is_full_is_told_in_a_sentence():
    class Full:
        def get(self, url, sink, deadline):
            raise NoRoom("The disk is full.")

    asked = Saving(Full(), Clock()).asked(GONE)
    assert (asked.taken, asked.detail) == (False, "The disk is full.")
