"""Who may ask what: the key of the header, for every route of the table."""

import pytest

from atlas.doors.keys import Permission
from atlas.doors.web.routes import routes_of
from tests.doors.web.conftest import is_problem
from tests.fakes import NOON

READ, WRITE, FEEDS = Permission.READ, Permission.WRITE, Permission.FEEDS
PERMISSIONS = [(), (READ,), (WRITE,), (READ, WRITE), (FEEDS,)]
# As a request fills them in; what the routes need stands in the table alone.
FILLED = {"{id}": "0c597243", "{name:path}": "gone.url"}
ASKED = {
    ("POST", "/api/drops"): WRITE,
    ("POST", "/api/pages"): WRITE,
    ("GET", "/api/queue"): READ,
    ("POST", "/api/queue/{name:path}/retry"): WRITE,
    ("DELETE", "/api/queue/{name:path}"): WRITE,
    ("GET", "/api/records"): READ,
    ("GET", "/api/records/{id}"): READ,
    ("GET", "/api/search"): READ,
    ("GET", "/api/articles/{id}"): READ,
    ("GET", "/api/snapshots/{id}"): READ,
    ("GET", "/feeds/captures"): FEEDS,
    ("GET", "/feeds/failures"): FEEDS,
    ("GET", "/health"): None,
    ("GET", "/ready"): None,
    ("GET", "/metrics"): None,
    ("GET", "/openapi.json"): None,
}


def filled(path):
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path


def test_the_table_says_what_each_route_needs(door):
    assert {(one.method, one.path): one.needs for one in routes_of(door.parts()) if not one.page} == ASKED


def test_what_is_kept_or_changed_is_behind_a_key(door):
    assert {one.path for one in routes_of(door.parts()) if one.needs is None and not one.page} == {
        "/health",
        "/ready",
        "/metrics",
        "/openapi.json",
    }


def test_no_route_that_is_asked_with_get_writes(door):
    assert all(one.needs is not WRITE for one in routes_of(door.parts()) if one.method == "GET")


@pytest.mark.parametrize("permissions", PERMISSIONS)
@pytest.mark.parametrize(("method", "path"), ASKED)
def test_a_key_opens_what_it_is_for_and_nothing_else(door, method, path, permissions):
    needs = ASKED[method, path]
    key = door.keys.add("some", permissions, 1000, NOON)
    answer = door.ask(method, filled(path), key)
    if needs is None or needs in permissions or (needs is FEEDS and READ in permissions):
        assert answer.status_code not in (401, 403)
    else:
        assert is_problem(answer, 403)


@pytest.mark.parametrize(("method", "path"), [one for one, needs in ASKED.items() if needs])
@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer atlas_x"}, {"Authorization": "Basic YTpi"}])
def test_without_a_key_that_is_known_nothing_is_opened(door, method, path, headers):
    answer = door.ask(method, filled(path), None, headers=headers)
    assert is_problem(answer, 401)
    scheme = "Basic" if ASKED[method, path] is FEEDS else "Bearer"
    assert answer.headers["www-authenticate"].partition(" ")[0] == scheme


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "bearer é", "Bearer \xff", "", "Token x"])
def test_a_header_that_is_no_key_opens_nothing(door, header):
    assert is_problem(door.ask("GET", "/api/queue", None, headers={"Authorization": header.encode("latin-1")}), 401)


def test_a_key_in_the_address_or_in_a_cookie_is_none(door):
    path = f"/api/queue?key={door.both}&token={door.both}&access_token={door.both}"
    assert is_problem(door.ask("GET", path, None, headers={"Cookie": f"key={door.both}"}), 401)


def test_a_revoked_key_opens_nothing_from_then_on(door):
    assert door.get("/api/queue").status_code == 200
    door.keys.revoke("both")
    assert is_problem(door.get("/api/queue"), 401)


def test_a_key_that_is_used_up_is_told_how_long_to_wait(door):
    key = door.keys.add("rare", (READ,), 2, NOON)
    answers = [door.get("/api/queue", key=key) for _ in range(3)]
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert is_problem(answers[-1], 429)
    assert answers[-1].headers["retry-after"] == "1800"
    door.house.clock.sleep(1800)
    assert door.get("/api/queue", key=key).status_code == 200


def test_no_header_makes_another_key_of_one(door):
    key = door.keys.add("rare", (READ,), 1, NOON)
    statuses = [
        door.get("/api/queue", key=key, headers={"X-Forwarded-For": f"192.0.2.{one}"}).status_code for one in (1, 2)
    ]
    assert statuses == [200, 429]


def test_what_is_refused_counts_too(door):
    key = door.keys.add("curious", (READ,), 1, NOON)
    assert [door.ask("POST", "/api/drops", key).status_code for _ in range(2)] == [403, 429]


def test_keys_that_do_not_read_open_nothing_and_say_so(door):
    (door.house.folders.state / "keys.json").write_text("{")
    assert is_problem(door.get("/api/queue"), 503)


def test_a_body_is_not_looked_at_before_the_key(door):
    answer = door.ask("POST", "/api/drops", None, content=b"{", headers={"Content-Type": "application/json"})
    assert is_problem(answer, 401)


def test_no_key_is_told_to_the_journal(door):
    door.get("/api/queue", key="atlas_wrong")
    door.drop(url="https://good.example/")
    told = " ".join(one.sentence() for one in door.told)
    assert "both" in told
    assert "401" in told
    assert "atlas_wrong" not in told
    assert door.both not in told
