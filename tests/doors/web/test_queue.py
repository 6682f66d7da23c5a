"""The queue, looked at and driven by the door."""

import pytest

from atlas.doors.web.queue import Queued
from atlas.errors import NotFound
from tests.doors.web.conftest import is_problem

DEAD = "failed/dead"


def names(answer):
    return [(one["state"], one["drop"]) for one in answer.json()["drops"]]


def test_what_waits_is_told_folder_by_folder(door):
    door.house.drop("new.txt", "https://new.example/")
    door.fail("slow.url", "deferred")
    door.fail("gone.url")
    assert names(door.get("/api/queue")) == [("inbox", "new.txt"), ("deferred", "slow.url"), ("dead", "gone.url")]
    assert names(door.get("/api/queue?state=dead")) == [("dead", "gone.url")]


def test_the_queue_comes_page_by_page(door):
    for one in range(3):
        door.fail(f"{one}.url")
    first = door.get("/api/queue?limit=2")
    assert names(door.get(first.json()["next"])) == [("dead", "2.url")]


def test_a_failed_drop_is_moved_back(door):
    door.fail("gone.url")
    answer = door.ask("POST", "/api/queue/gone.url/retry")
    assert answer.json() == {"format": 1, "drops": ["inbox/gone.url"]}
    assert (door.house.files("inbox"), door.house.files(DEAD)) == (["gone.url"], [])
    assert "moved back" in door.told[-1].what


def test_a_failed_drop_is_forgotten(door):
    door.fail("gone.url")
    assert door.ask("DELETE", "/api/queue/gone.url").json()["drops"] == ["gone.url"]
    assert door.house.all_files("failed") == []


@pytest.mark.parametrize("name", ["a b.txt", "bookmarks (3 waiting).txt", "é.url", "100%.txt", "a?b#c.url", "x\\y.txt"])
def test_a_drop_is_named_as_the_queue_shows_it(door, name):
    door.fail(name)
    ((_, shown),) = names(door.get("/api/queue"))
    from urllib.parse import quote

    assert door.ask("POST", f"/api/queue/{quote(shown, safe='')}/retry").status_code == 200
    assert door.house.files("inbox") == [name]


@pytest.mark.parametrize(
    "name",
    [
        "nix.url",
        "..%2f..%2fconfig.toml",
        "%2e%2e",
        "%2fetc%2fpasswd",
        "gone.url.atlas.json",
        "gone.url%00",
        "gone.url%0a",
        "%ff",
        "x" * 2001,
        ".%2fgone.url",
    ],
)
@pytest.mark.parametrize("method", ["DELETE", "POST"])
def test_nothing_else_is_named_so(door, name, method):
    door.fail("gone.url")
    answer = door.ask(method, f"/api/queue/{name}" + ("/retry" if method == "POST" else ""))
    assert is_problem(answer, {"x" * 2001: 422, "gone.url%00": 400, "gone.url%0a": 400}.get(name, 404))
    assert door.house.files(DEAD) == ["gone.url"]


def test_a_place_is_no_name(door):
    door.fail("gone.url")
    path = str(door.house.folders.dead / "gone.url").replace("/", "%2f")
    assert is_problem(door.ask("DELETE", f"/api/queue/{path}"), 404)
    assert door.house.files(DEAD) == ["gone.url"]


def test_what_still_waits_in_the_inbox_is_not_discarded(door):
    door.house.drop("new.txt", "https://new.example/")
    assert is_problem(door.ask("DELETE", "/api/queue/new.txt"), 404)
    assert door.house.files("inbox") == ["new.txt"]


def test_a_drop_that_goes_between_look_and_deed_is_told_as_gone(door):
    door.fail("gone.url")
    queued = Queued(door.parts())
    (one,) = queued.named("gone.url")
    one.path.unlink()
    with pytest.raises(NotFound, match="no longer there"):
        queued.moved_back(one, "some")
    assert door.told == []
