"""What every request passes, and what every answer bears."""

import pytest

from tests.doors.web.conftest import changed, is_problem

OWN = ["127.0.0.1:7444", "localhost:7444", "[::1]:7444", "pi.example", "LOCALHOST:7444"]
OTHERS = [
    "",
    "evil.example",
    "localhost",
    "127.0.0.1",
    "127.0.0.1:80",
    "pi.example:7444",
    "pi.example.",
    "127.0.0.1:7444, x",
]


@pytest.mark.parametrize("host", OWN)
def test_the_door_answers_to_its_names(door, host):
    assert door.get("/health", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", OTHERS)
def test_the_door_answers_to_no_other_name(door, host):
    assert is_problem(door.get("/health", headers={"Host": host}), 421)
    assert is_problem(door.ask("POST", "/api/drops", json={"url": "https://a.example/"}, headers={"Host": host}), 421)
    assert door.dropped() == {}


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://127.0.0.1:7444.evil.example"]
)
def test_what_another_site_asks_for_is_refused(door, origin):
    assert is_problem(door.get("/api/queue", headers={"Origin": origin}), 403)
    assert is_problem(door.ask("OPTIONS", "/api/drops", headers={"Origin": origin}), 403)


@pytest.mark.parametrize("site", ["cross-site", "same-site", "new"])
def test_what_another_site_sends_is_refused(door, site):
    headers = {"Sec-Fetch-Site": site}
    assert is_problem(door.ask("POST", "/api/drops", json={"url": "https://a.example/"}, headers=headers), 403)
    assert door.get("/health", headers=headers).status_code == 200


def test_its_own_pages_may_ask(door):
    headers = {"Origin": "http://localhost:7444", "Sec-Fetch-Site": "same-origin"}
    assert door.ask("POST", "/api/drops", json={"url": "https://a.example/"}, headers=headers).status_code == 201


@pytest.mark.parametrize("path", ["/health", "/api/queue", "/nothing", "/api/drops"])
def test_no_answer_lets_other_sites_read_it(door, path):
    answer = door.get(path, headers={"Origin": "http://localhost:7444"})
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("path", ["/health", "/api/queue", "/nothing", "/openapi.json", "/api/records/x"])
def test_every_answer_bears_what_keeps_browsers_calm(door, path):
    headers = door.get(path).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "no-referrer"
    assert "server" not in headers
    assert "set-cookie" not in headers


@pytest.mark.parametrize("name", ["Host", "Authorization", "Content-Type", "Origin"])
def test_what_may_be_there_once_is_not_there_twice(door, name):
    twice = [(name, "127.0.0.1:7444"), (name, "127.0.0.1:7444")]
    assert is_problem(door.get("/health", key=None, headers=twice), 400)


def test_a_request_has_a_bearable_number_of_headers(door):
    assert is_problem(door.get("/health", headers={f"x-{one}": "1" for one in range(101)}), 431)


@pytest.mark.parametrize("length", ["1000001", "99999999999999999999", "-1", "1e3", "x"])
def test_a_body_that_says_it_is_too_large_is_not_read(door, length):
    answer = door.ask("POST", "/api/drops", content=b"x", headers={"Content-Length": length})
    assert is_problem(answer, 413)
    assert answer.headers["connection"] == "close"


def test_a_body_that_turns_out_too_large_is_not_read_on(door):
    taken = []

    async def pieces():
        for one in range(100):
            taken.append(one)
            yield b"x" * 100_000

    answer = door.ask("POST", "/api/drops", content=pieces(), headers={"Content-Type": "text/plain"})
    assert is_problem(answer, 413)
    assert len(taken) < 20


def test_a_megabyte_is_taken(door):
    text = f"https://good.example/pi {'x' * 999_000}"
    assert (
        door.ask("POST", "/api/drops", content=text.encode(), headers={"Content-Type": "text/plain"}).status_code == 201
    )


@pytest.mark.parametrize(("method", "allowed"), [("PUT", "GET"), ("HEAD", "GET"), ("TRACE", "GET")])
def test_what_is_not_done_there_is_a_problem_that_names_what_is(door, method, allowed):
    answer = door.ask(method, "/health")
    assert answer.status_code == 405
    assert answer.headers["allow"] == allowed
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api", "/api/", "/health/", "/docs", "/..%2fetc", "/x//evil"])
def test_what_is_not_there_is_a_problem(door, path):
    assert is_problem(door.get(path), 404)


@pytest.mark.parametrize("path", ["/%00", "/health%0a", "/api/queue%0d%0a", "/%7f"])
def test_a_path_has_nothing_in_it_that_steers(door, path):
    assert is_problem(door.get(path), 400)


def test_what_nobody_foresaw_is_a_problem_and_told(door):
    def broken():
        raise ZeroDivisionError("inside")

    answer = changed(door, metrics=broken).get("/metrics")
    assert is_problem(answer, 500)
    assert "inside" not in answer.text
    assert door.told[-1].name == "broke"
    assert "ZeroDivisionError: inside" in door.told[-1].trace


def test_health_says_no_more_than_that_it_is_alive(door):
    assert door.get("/health", key=None).json() == {"format": 1, "alive": True}


def test_ready_says_what_can_be_done(door):
    assert door.get("/ready", key=None).json() == {"format": 1, "ready": True, "reads": True, "drops": True}
    (door.house.folders.state / "catalog.db").unlink()
    answer = door.get("/ready", key=None)
    assert answer.status_code == 503
    assert answer.json() == {"format": 1, "ready": False, "reads": False, "drops": True}
    door.house.folders.inbox.rmdir()
    assert door.get("/ready", key=None).json()["drops"] is False


def test_numbers_are_told_by_who_counts(door):
    assert is_problem(door.get("/metrics", key=None), 404)
    answer = changed(door, metrics=lambda: "atlas_up 1\n").get("/metrics", key=None)
    assert answer.text == "atlas_up 1\n"
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
