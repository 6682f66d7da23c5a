"""The second door: what it shows, to whom, and what each of its answers bears."""

import asyncio
from contextlib import asynccontextmanager

import httpx
import pytest

from atlas.doors.web import Passes, Viewing, doors_of, names_at, show_of
from atlas.errors import Damaged
from atlas.jobs.washing.asking import Shown, Washer
from atlas.jobs.washing.head import HTML, TEXT, Head
from tests.doors.web.conftest import LISTEN, changed
from tests.fakes import NOON
from tests.vault.samples import facts, put

PLACE = "127.0.0.1:7445"
HOSTILE = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nSet-Cookie: a=b\r\nRefresh: 0; url=http://evil.example/\r\n"
    b"Link: <http://evil.example/>; rel=preload\r\nClear-Site-Data: *\r\nLocation: http://evil.example/\r\n"
    b"Access-Control-Allow-Origin: *\r\nContent-Security-Policy: default-src *\r\nX-Own: 1\r\n\r\n"
)


class Told:
    """A washer that says what it is told to."""

    def __init__(self, head: Head, *pieces: bytes) -> None:
        self._head, self._pieces, self.asked = head, pieces, []

    @asynccontextmanager
    async def shown(self, place):
        self.asked.append(place)
        if self._head.wrong:
            raise Damaged(self._head.wrong)

        async def pieces():
            for one in self._pieces:
                yield one

        yield Shown(self._head, pieces())


class Second:
    """The second door, before a house with one capture in it."""

    def __init__(self, door, washer=None) -> None:
        self.door, self.id = door, door.keep()
        self.washer = washer or Told(Head(HTML), b"<p>", b"shown")
        self.viewing = Viewing(Passes(lambda: NOON), 7445)
        self.parts = door.parts(viewing=self.viewing)
        library = names_at(LISTEN, 7444, ("pi.example",))
        self.app = show_of(self.parts, self.washer, library, names_at(PLACE, 7445, ("pi.example:7445",)))

    def ask(self, method="GET", path="", host=PLACE, **headers):
        async def asked():
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{host}") as client:
                return await client.request(method, path or self.path, headers=headers)

        return asyncio.run(asked())

    @property
    def path(self) -> str:
        return f"/snapshots/{self.id}?{self.viewing.passes.query(self.id)}"


@pytest.fixture
def second(door):
    return Second(door)


def test_who_has_leave_sees_what_was_captured(second):
    answer = second.ask()
    assert (answer.status_code, answer.text) == (200, "<p>shown")
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize(
    "query", ["", "?until=9999999999", "?pass=00", "?until=1&until=2&pass=x", "?until=%ff&pass=%ff", "?a&b&c&d"]
)
def test_who_has_none_sees_nothing(second, query):
    answer = second.ask(path=f"/snapshots/{second.id}{query}")
    assert answer.status_code == 403
    assert "shown" not in answer.text
    assert second.washer.asked == []


def test_neither_a_key_nor_a_cookie_is_leave(second):
    answer = second.ask(path=f"/snapshots/{second.id}", Authorization=f"Bearer {second.door.both}", Cookie="session=x")
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/", "/api/records", "/health", "/snapshots/", "/snapshots/ABCD1234", "/snapshots/abcd1234/x"]
)
def test_nothing_else_is_there(second, path):
    assert second.ask(path=path).status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_only_shows(second, method):
    answer = second.ask(method)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD")


def test_a_head_alone_has_no_body(second):
    answer = second.ask("HEAD")
    assert (answer.status_code, answer.content) == (200, b"")


def test_another_name_is_refused(second):
    assert second.ask(host="evil.example").status_code == 421
    assert second.ask(host=LISTEN).status_code == 421


def test_another_site_is_refused(second):
    assert second.ask(Origin="http://evil.example").status_code == 403


@pytest.mark.parametrize("path", ["", "/nowhere", "/snapshots/abcd1234"])
def test_every_answer_is_held(second, path):
    headers = second.ask(path=path).headers
    policy = headers["content-security-policy"].split("; ")
    assert policy[:2] == ["sandbox", "default-src 'none'"]
    assert policy[-1] == f"frame-ancestors {LISTEN}"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize(
    ("host", "ancestors"),
    [
        ("localhost:7445", "localhost:7444"),
        ("pi.example:7445", "pi.example"),
        ("[::1]:7445", "'none'"),
    ],
)
def test_the_library_may_frame_it_under_the_same_name(second, host, ancestors):
    assert second.ask(host=host).headers["content-security-policy"].endswith(f"frame-ancestors {ancestors}")


def test_no_header_of_the_page_is_sent_on(door):
    vault = door.house.vault
    scratch = vault.scratch("x")
    put(scratch, b"<p>x", head=HOSTILE)
    (kept,) = vault.keep([scratch.seal(facts(body=b"<p>x", verdict="page", layer="direct"))])
    door.catalog.note([kept], [])
    second = Second(door, Washer(door.house.folders.raw))
    second.id = kept.id
    answer = second.ask()
    assert answer.status_code == 200
    assert not {"set-cookie", "refresh", "link", "clear-site-data", "location", "x-own"} & set(answer.headers)
    assert not [one for one in answer.headers if one.startswith("access-control")]
    assert "evil" not in str(answer.headers)


def test_a_file_is_saved_and_not_shown(door):
    second = Second(door, Told(Head(extension=".pdf"), b"%PDF"))
    answer = second.ask()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f'attachment; filename="{second.id}.pdf"'
    assert answer.content == b"%PDF"


def test_in_a_frame_a_file_is_told_of(door):
    answer = Second(door, Told(Head(extension=".pdf"), b"%PDF")).ask(**{"Sec-Fetch-Dest": "iframe"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert "to save it" in answer.text


def test_what_cannot_be_shown_is_told_in_words(door):
    answer = Second(door, Told(Head(wrong="It is torn."))).ask()
    assert (answer.status_code, answer.text) == (404, "Not Found. It is torn.\n")


def test_a_snapshot_that_is_gone_is_told(second):
    row = second.door.catalog.find(second.id)[0]
    (second.door.house.folders.raw / row.snapshot).unlink()
    answer = second.ask()
    assert answer.status_code == 404
    assert "not in the archive" in answer.text


def test_plain_text_is_shown_as_such(door):
    answer = Second(door, Told(Head(TEXT), b"<b>")).ask()
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"


def test_a_request_goes_to_the_door_whose_port_it_came_to():
    went = []

    def app(name):
        async def one(scope, receive, send):
            went.append(name)

        return one

    both = doors_of(app("library"), {7445: app("second")})
    for server in (("127.0.0.1", 7445), ("127.0.0.1", 7444), None):
        asyncio.run(both({"type": "http", "server": server}, None, None))
    assert went == ["second", "library", "library"]


def test_the_library_does_without_it(door):
    assert changed(door, viewing=None).get("/health").status_code == 200
