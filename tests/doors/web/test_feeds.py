"""The feeds, and who may follow them."""

import feedparser
import pytest

from atlas.doors.keys import Permission
from atlas.model.fault import Kind
from tests.doors.web.conftest import changed, is_problem
from tests.fakes import NOON
from tests.house import fault

READ, WRITE, FOLLOW = Permission.READ, Permission.WRITE, Permission.FEEDS
CAPTURES, FAILURES = "/feeds/captures", "/feeds/failures"
BOTH = [CAPTURES, FAILURES]


def follow(door, path=CAPTURES, key=None, user="me", **more):
    """Asks as a reader of feeds does, with a key for feeds alone."""
    key = key or door.keys.add("reader", (FOLLOW,), 1000, NOON)
    return door.ask("GET", path, None, auth=(user, key), **more)


def entries(answer):
    read = feedparser.parse(answer.content)
    assert not read.bozo
    return read.entries


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("user", ["", "me", "reader"])
def test_a_key_for_feeds_is_a_password_with_any_name(door, path, user):
    answer = follow(door, path, user=user)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/atom+xml")


@pytest.mark.parametrize("path", BOTH)
@pytest.mark.parametrize("permissions", [(FOLLOW,), (READ,), (READ, WRITE), (FOLLOW, WRITE)])
def test_a_program_shows_its_key_in_the_header_as_elsewhere(door, path, permissions):
    assert door.get(path, key=door.keys.add("some", permissions, 9, NOON)).status_code == 200


def test_a_key_that_only_writes_follows_nothing(door):
    assert is_problem(door.get(CAPTURES, key=door.keys.add("some", (WRITE,), 9, NOON)), 403)


@pytest.mark.parametrize("permissions", [(READ,), (READ, WRITE), (READ, FOLLOW), (WRITE,)])
def test_a_key_that_opens_more_is_no_password(door, permissions):
    answer = follow(door, key=door.keys.add("some", permissions, 9, NOON))
    assert is_problem(answer, 403)
    assert "--feeds" in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/api/queue", "/api/records", "/api/search?q=x", "/api/records/0c597243"])
def test_a_password_opens_feeds_and_nothing_else(door, path):
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    assert is_problem(door.ask("GET", path, None, auth=("me", key)), 401)
    assert is_problem(door.get(path, key=key), 403)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_nothing_is_changed_by_an_address_that_takes_a_password(door, method):
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    assert is_problem(door.ask(method, CAPTURES, None, auth=("me", key)), 405)


@pytest.mark.parametrize("header", [None, "Basic", "Basic !", "Basic bWU6eA==", "Basic bWU=", "Token x"])
def test_who_shows_no_key_is_asked_for_a_password(door, header):
    answer = door.ask("GET", CAPTURES, None, headers={"Authorization": header} if header else {})
    assert is_problem(answer, 401)
    assert answer.headers["www-authenticate"].startswith('Basic realm="')


def test_that_a_reader_waits_to_be_asked_is_not_told_and_that_it_shows_a_wrong_key_is(door):
    door.ask("GET", CAPTURES, None)
    assert door.told == []
    follow(door, key="atlas_wrong")
    assert "401" in door.told[-1].sentence()


@pytest.mark.parametrize("query", ["key={0}", "token={0}", "auth={0}"])
def test_a_key_in_the_address_is_none(door, query):
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    assert is_problem(door.ask("GET", f"{CAPTURES}?{query.format(key)}", None), 401)


def test_a_reader_that_asks_too_often_waits(door):
    key = door.keys.add("reader", (FOLLOW,), 1, NOON)
    assert [follow(door, key=key).status_code for _ in range(2)] == [200, 429]


def test_a_revoked_reader_follows_no_more(door):
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    door.keys.revoke("reader")
    assert is_problem(follow(door, key=key), 401)


def test_what_is_captured_is_told_with_its_page_and_where_it_was(door):
    made = door.keep(title="How to cool a Pi", tags=("pi",))
    (entry,) = entries(follow(door))
    assert (entry.title, entry.link) == ("How to cool a Pi", f"http://127.0.0.1:7444/records/{made}")
    assert entry.updated == "2026-11-23T12:51:10.250Z"
    assert "good.example: page, by direct" in entry.summary
    assert [one.href for one in entry.links if one.rel == "via"] == ["http://good.example/pi"]
    assert [one.term for one in entry.tags] == ["pi"]


def test_a_page_without_an_address_is_told_too(door):
    door.keep(url="urn:sha256:00", final_url="urn:sha256:00", layer="saved", title="")
    (entry,) = entries(follow(door))
    assert (entry.title, entry.summary) == ("urn:sha256:00", "no host: page, by saved.")


def test_an_entry_is_the_same_at_every_look_and_by_every_name(door):
    door.keep()
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    looks = [follow(door, key=key, headers={"Host": host}) for host in ("127.0.0.1:7444", "pi.example")]
    assert len({entries(one)[0].id for one in looks}) == 1
    assert len({feedparser.parse(one.content).feed.id for one in looks}) == 1


def test_the_two_feeds_are_two(door):
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    assert len({feedparser.parse(follow(door, path, key).content).feed.id for path in BOTH}) == 2


def test_behind_a_front_addresses_begin_as_the_front_is_called(door):
    door.keep()
    answer = follow(door, headers={"Host": "pi.example"})
    assert entries(answer)[0].link.startswith("https://pi.example/records/")


def test_what_failed_is_told_with_its_reason_and_what_to_do(door):
    door.try_in_vain(kind=Kind.LEGAL, detail="451 Unavailable")
    (entry,) = entries(follow(door, FAILURES))
    assert (entry.title, entry.link) == ("Needs you: gone.url", "http://127.0.0.1:7444/failed")
    assert "451 Unavailable" in entry.summary
    assert Kind.LEGAL.advice in entry.summary
    assert [one.term for one in entry.tags] == ["dead", "legal"]


def test_what_is_tried_again_is_told_once_and_anew_when_it_needs_a_person(door):
    door.try_in_vain(kind=Kind.ABSENT)
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    (waiting,) = entries(follow(door, FAILURES, key))
    assert waiting.title == "Tried again by itself: gone.url"
    assert "Again at" in waiting.summary
    door.house.ladder.faults["https://676f6e65.example/"] = [fault(Kind.ABSENT, "404 Not Found")]
    door.house.clock.sleep(7200)
    door.house.turns()
    (dead,) = entries(follow(door, FAILURES, key))
    assert dead.title == "Needs you: gone.url"
    assert dead.id != waiting.id


def test_hostile_words_of_pages_stay_words(door):
    door.keep(title="</title><script>alert(1)</script>\x1b[2J\u202e")
    (entry,) = entries(follow(door))
    assert entry.title_detail.type == "text/plain"
    assert "\x1b" not in entry.title
    assert "<script>" in entry.title


def test_a_drop_of_an_odd_name_is_told(door):
    door.fail("a<b>\udcff\n.url")
    (entry,) = entries(follow(door, FAILURES))
    assert entry.title == "Needs you: a<b>\\xff\\x0a.url"


def test_what_has_not_changed_is_not_sent_again(door):
    door.keep()
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    first = follow(door, key=key)
    again = follow(door, key=key, headers={"If-None-Match": f'"x", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    door.keep(url="http://good.example/other")
    assert follow(door, key=key, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_failures_are_told_without_a_catalog(door):
    door.catalog.close()
    (door.house.folders.state / "catalog.db").unlink()
    key = door.keys.add("reader", (FOLLOW,), 9, NOON)
    assert [follow(door, path, key).status_code for path in BOTH] == [503, 200]


def test_a_feed_says_which_machine_it_is_of(door):
    answer = follow(changed(door, machine="pi4"))
    assert feedparser.parse(answer.content).feed.title == "New captures – Atlas on pi4"
