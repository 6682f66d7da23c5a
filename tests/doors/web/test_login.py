"""Coming into the library and going out of it."""

from urllib.parse import urlencode

import pytest

from tests.doors.web.reader import HTML, Reader, is_page, is_sent_to_login, reader_of

ORIGIN = "https://pi.example"


def test_who_shows_a_key_is_in_and_stays_in(door):
    reader = Reader(door)
    answer = reader.enter()
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert is_page(reader.get("/"))


def test_the_cookie_is_for_this_door_alone_and_for_no_script(door):
    told = Reader(door).enter().headers["set-cookie"]
    parts = set(told.split("; ")[1:])
    assert {"HttpOnly", "Path=/", "SameSite=strict", "Max-Age=2592000"} <= parts
    assert told.startswith("atlas=")
    assert "Secure" not in parts
    assert "domain" not in told.lower()


def test_behind_https_the_cookie_is_bound_to_it(door):
    reader = Reader(door)
    told = reader.enter(Origin=ORIGIN, Host="pi.example").headers["set-cookie"]
    assert told.startswith("__Host-atlas=")
    assert "Secure" in told.split("; ")
    assert is_page(reader.get("/", Host="pi.example"))


@pytest.mark.parametrize("key", ["atlas_wrong", "", "é", "\ud800", "x" * 5000])
def test_who_shows_no_key_is_told_so_and_stays_out(door, key):
    answer = door.ask("POST", "/login", None, headers=HTML, data={"key": key.encode(errors="replace")})
    assert is_page(answer, 401)
    assert "set-cookie" not in answer.headers
    assert 'role="alert"' in answer.text


def test_keys_cannot_be_tried_without_end(door):
    answers = [Reader(door).enter("atlas_wrong") for _ in range(11)]
    assert [one.status_code for one in answers] == [401] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "6"
    door.house.clock.sleep(6)
    assert Reader(door).enter().status_code == 303


def test_right_keys_are_not_counted(door):
    assert {Reader(door).enter().status_code for _ in range(12)} == {303}


def test_a_key_that_is_used_up_does_not_log_in(door):
    key = door.keys.add("rare", (), 1, door.house.clock.now())
    assert [Reader(door).enter(key).status_code for _ in range(2)] == [303, 429]


def test_who_logs_out_is_out_whatever_the_browser_keeps(door):
    reader = reader_of(door)
    answer = reader.post("/logout")
    assert is_sent_to_login(answer)
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert is_sent_to_login(reader.get("/"))


def test_others_stay_in(door):
    one, other = reader_of(door), reader_of(door)
    one.post("/logout")
    assert is_page(other.get("/"))


def test_who_is_not_in_is_out_already(door):
    assert is_sent_to_login(Reader(door).post("/logout"))


def test_who_is_in_is_not_asked_again(door):
    answer = reader_of(door).get("/login?next=/search")
    assert (answer.status_code, answer.headers["location"]) == (303, "/search")


def test_after_logging_in_one_is_where_one_wanted_to_be(door):
    answer = Reader(door).get("/?from=2026-11-23&shown=2")
    assert answer.headers["location"] == "/login"
    asked = {"key": door.both, "next": "/search?q=a+b&sort=newest"}
    answer = door.ask("POST", "/login", None, headers=HTML, data=asked)
    assert answer.headers["location"] == "/search?q=a+b&sort=newest"


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "/a\r\nb", "x"]
)
def test_nobody_is_sent_elsewhere(door, place):
    answer = door.ask("POST", "/login", None, headers=HTML, data={"key": door.both, "next": place})
    assert answer.headers["location"] == "/"
    assert 'name="next" value="/"' in Reader(door).get(f"/login?{urlencode({'next': place})}").text


def test_neither_key_nor_session_are_told_to_the_journal(door):
    reader = reader_of(door)
    told = " ".join(one.sentence() for one in door.told)
    assert "both" in told
    assert door.both not in told
    assert reader.cookie.partition("=")[2] not in told
