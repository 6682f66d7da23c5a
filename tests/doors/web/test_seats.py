"""Who may see which page of the library, and whose forms are believed: for every route of the table."""

from itertools import product

import pytest

from atlas.doors.keys import Permission
from atlas.doors.web.routes import routes_of
from tests.doors.web.conftest import is_problem
from tests.doors.web.reader import HTML, Reader, is_page, is_sent_to_login, reader_of

READ, WRITE = Permission.READ, Permission.WRITE
PERMISSIONS = [(READ,), (WRITE,), (READ, WRITE)]
# As in the table of the API's own test: what each page needs is said once more, so that no change goes unseen.
PAGES = {
    ("GET", "/"): READ,
    ("GET", "/search"): READ,
    ("GET", "/add"): READ,
    ("POST", "/add"): WRITE,
    ("GET", "/records/{id}"): READ,
    ("POST", "/records/{id}/note"): WRITE,
    ("GET", "/records/{id}/seen"): READ,
    ("GET", "/records/{id}/text"): READ,
    ("GET", "/records/{id}/warc"): READ,
    ("GET", "/articles/{id}"): READ,
    ("GET", "/pictures/{id}"): READ,
    ("GET", "/login"): None,
    ("POST", "/login"): None,
    ("POST", "/logout"): None,
    ("GET", "/static/{name}"): None,
    ("GET", "/queue"): READ,
    ("GET", "/failed"): READ,
    ("POST", "/failed/retry"): WRITE,
    ("GET", "/failed/forget"): READ,
    ("POST", "/failed/forget"): WRITE,
    ("GET", "/statistics"): READ,
    ("GET", "/checks"): READ,
    ("GET", "/feeds"): READ,
}
BEHIND = [one for one, needs in PAGES.items() if needs]


def filled(path):
    return path.replace("{id}", "0c597243").replace("{name}", "x.css").replace("{name:path}", "gone.url")


def asked(reader, method, path):
    return reader.get(filled(path)) if method == "GET" else reader.post(filled(path))


def test_the_table_says_what_each_page_needs(door):
    assert {(one.method, one.path): one.needs for one in routes_of(door.parts()) if one.page} == PAGES


def test_only_coming_in_and_going_out_are_open(door):
    free = {one.path for one in routes_of(door.parts()) if one.page and one.needs is None}
    assert free == {"/login", "/logout", "/static/{name}"}


def test_no_page_writes(door):
    assert all(one.needs is not WRITE for one in routes_of(door.parts()) if one.page and one.method == "GET")


@pytest.mark.parametrize(("route", "permissions"), [*product(PAGES, PERMISSIONS)])
def test_a_session_opens_what_its_key_is_for_and_nothing_else(door, route, permissions):
    reader = reader_of(door, *permissions)
    answer = asked(reader, *route)
    if PAGES[route] is None:
        assert answer.status_code != 403
    elif PAGES[route] in permissions:
        assert not is_sent_to_login(answer)
        assert answer.status_code not in (401, 403)
    else:
        assert is_page(answer, 403)


@pytest.mark.parametrize("route", BEHIND)
@pytest.mark.parametrize("cookie", ["", "atlas=", "atlas=wrong", "__Host-atlas=wrong", "other=wrong"])
def test_without_a_session_there_is_no_page(door, route, cookie):
    assert is_sent_to_login(asked(Reader(door, cookie), *route))


@pytest.mark.parametrize("route", BEHIND)
def test_a_revoked_key_ends_its_sessions_at_once(door, route):
    reader = reader_of(door, READ, WRITE)
    assert is_page(reader.get("/"))
    door.keys.revoke("some")
    assert is_sent_to_login(asked(reader, *route))


def test_a_new_key_of_the_same_name_is_another(door):
    reader = reader_of(door, READ)
    door.keys.revoke("some")
    door.keys.add("some", (READ,), 1000, door.house.clock.now())
    assert is_sent_to_login(reader.get("/"))


@pytest.mark.parametrize("path", ["/api/queue", "/api/records", "/api/search?q=pi"])
def test_a_session_gives_no_authority_over_the_api(door, path):
    assert is_problem(reader_of(door).get(path), 401)


def test_a_key_in_the_header_opens_no_page(door):
    assert is_sent_to_login(door.get("/", headers=HTML))


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_session_is_not_believed_where_another_site_asks(door, site):
    reader = reader_of(door)
    assert is_sent_to_login(reader.get("/", **{"Sec-Fetch-Site": site}))
    assert is_problem(reader.post("/logout", headers={"Sec-Fetch-Site": site}), 403)
    assert is_page(reader.get("/"))


WRITES = [path for (method, path), needs in PAGES.items() if method == "POST" and path != "/login"]


@pytest.mark.parametrize("path", WRITES)
@pytest.mark.parametrize("proof", ["", "0" * 64, "é"])
def test_a_form_that_no_page_of_the_session_sent_is_refused(door, path, proof):
    reader = reader_of(door)
    assert is_page(reader.post(filled(path), proof), 403)
    assert is_page(reader.get("/"))


def test_the_form_of_another_session_is_refused(door):
    one, other = reader_of(door), reader_of(door)
    assert one.proof != other.proof
    assert is_page(one.post("/logout", other.proof), 403)


def test_what_is_no_form_is_refused(door):
    reader = reader_of(door)
    sent = {"Content-Type": "application/json", "Cookie": reader.cookie}
    assert is_problem(door.ask("POST", "/logout", None, content=b"{}", headers=sent), 415)
    sent["Content-Type"] = "application/x-www-form-urlencoded"
    crowded = "&".join(f"x{one}=1" for one in range(101))
    assert is_problem(door.ask("POST", "/logout", None, content=crowded, headers=sent), 400)


def test_the_hourly_limit_of_a_key_holds_for_its_pages(door):
    key = door.keys.add("rare", (READ,), 2, door.house.clock.now())
    reader = Reader(door)
    reader.enter(key)
    answers = [reader.get("/"), reader.get("/")]
    assert [one.status_code for one in answers] == [200, 429]
    assert answers[-1].headers["retry-after"] == "1800"
    assert is_page(answers[-1], 429)
