"""Captured pages in a real Chromium: nothing in them runs, phones home, leads away or reaches the library.

Each hostile page is opened as it is kept, by itself and within a page of the library's; then once more as it was, with
nothing to hold it. Only when that has reached what it aims at is it asked what the others have done: they had longer.
"""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest

from atlas.catalog import Catalog
from atlas.doors.keys import Keys
from atlas.doors.web import Passes, Viewing, app_of, bound, doors_of, names_at, show_of
from tests.chromium import chromium, needs_chromium, opened, watched
from tests.doors.web.conftest import Door
from tests.doors.web.hostile import ROWS, Hostile
from tests.fakes import NOON
from tests.house import House
from tests.vault.samples import put, facts

pytestmark = needs_chromium
FRAMING = """<!doctype html><html lang="en"><title>library</title>
<iframe sandbox width="800" height="500" src="{}"></iframe></html>"""
POLICY = "default-src 'none'; frame-src {}"


class Caller(socketserver.BaseRequestHandler):
    """One connection: what it says first is noted; a page that was hung up is told from one that never called."""

    def handle(self) -> None:
        self.server.called.append(b"")
        self.request.settimeout(5)
        with suppress(OSError):
            said = self.request.recv(65536)
            self.server.called[-1] = said
            self.request.sendall(self.server.answer(said))


class Listener(socketserver.ThreadingTCPServer):
    """Counts who calls."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Caller)
        self.called: list[bytes] = []
        self.pages: dict[str, bytes] = {}

    @property
    def port(self) -> int:
        return self.server_address[1]

    def answer(self, said: bytes) -> bytes:
        path = said.split(b" ", 2)[1].decode("latin-1") if said.count(b" ") > 1 else ""
        return self.pages.get(path, b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@contextmanager
def listening() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def answer_of(row: Hostile, out: str, library: str) -> tuple[bytes, bytes]:
    """Returns a hostile page's head and body."""
    body = row.body.encode() if isinstance(row.body, str) else row.body
    for word, told in (("OUT", out), ("LIBRARY", library)):
        body = body.replace(word.encode(), told.encode())
        body = body.replace(word.encode("utf-16-le"), told.encode("utf-16-le"))
    lines = ["HTTP/1.1 200 OK", *([f"Content-Type: {row.media_type}"] if row.media_type else [])]
    lines += [one.replace("OUT", out) for one in row.headers]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "Connection: close", "", ""]).encode(), body


class Stage:
    """A library with hostile pages in it, a door for them, and those who listen for what they say."""

    def __init__(self, folder, kept: Listener, library, shows) -> None:
        self.kept, self.asked = kept, []
        """Who hears those that are kept, and what the library was asked."""
        house = House(folder)
        catalog = Catalog(house.folders.state / "catalog.db")
        catalog.note([], [])
        self.door = Door(house, catalog, Keys(house.folders.state / "keys.json"))
        self.library, self.shows = f"127.0.0.1:{library}", f"127.0.0.1:{shows}"
        self.viewing = Viewing(Passes(lambda: NOON), shows)
        self.ids = {row.name: self._keep(row) for row in ROWS}
        names = names_at(self.library, library)
        beside = names_at(self.shows, shows)
        parts = self.door.parts(viewing=self.viewing)
        self._inner = app_of(parts, names)
        self.app = doors_of(self._answer, {shows: show_of(parts, names, beside)})

    def href(self, row: Hostile) -> str:
        return self.viewing.href(self.library, self.ids[row.name])

    def _keep(self, row: Hostile) -> str:
        head, body = answer_of(row, f"kept.example:{self.kept.port}", f"http://{self.library}")
        vault = self.door.house.vault
        scratch = vault.scratch("x")
        url = f"http://{self.ids_of(row)}.example/"
        put(scratch, body, head=head, url=url)
        (kept,) = vault.keep([scratch.seal(facts(url=url, body=body, verdict="page", layer="direct"))])
        self.door.catalog.note([kept], [])
        return kept.id

    @staticmethod
    def ids_of(row: Hostile) -> str:
        return f"row-{ROWS.index(row)}"

    async def _answer(self, scope, receive, send) -> None:
        """The library: a page of its own that frames a capture; all else is the door's."""
        name = scope["path"].removeprefix("/framed/")
        if name == scope["path"]:
            referer = dict(scope["headers"]).get(b"referer", b"").decode()
            self.asked.append((scope["path"], referer))
            await self._inner(scope, receive, send)
            return
        policy = POLICY.format(self.viewing.place(self.library))
        headers = [(b"content-type", b"text/html"), (b"content-security-policy", policy.encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        body = FRAMING.format(self.viewing.href(self.library, name).replace("&", "&amp;")).encode()
        await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with listening() as kept, bound("127.0.0.1", 0) as one, bound("127.0.0.1", 0) as two:
        ports = one.getsockname()[1], two.getsockname()[1]
        made = Stage(tmp_path_factory.mktemp("home"), kept, *ports)
        with opened(made.app, one, two):
            yield made
        made.door.catalog.close()


@pytest.fixture(scope="module")
def browser():
    """A Chromium to which every name is one of this machine's."""
    with chromium("--host-resolver-rules=MAP *.example 127.0.0.1") as context:
        yield context


@pytest.fixture(scope="module")
def tabs(browser):
    """Three windows: one for a page by itself, one for it within the library's, one for it as it was."""
    with watched(browser) as alone, watched(browser) as framed, watched(browser) as free:
        yield alone, framed, free


@pytest.fixture
def outside():
    """Who hears a page that is free."""
    with listening() as made:
        yield made


def pressed(place) -> None:
    """Presses on what is there to be pressed."""
    if place.locator("#press").count():
        place.locator("#press").click(no_wait_after=True)


def windows(browser) -> int:
    return len(browser.pages)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_hostile_page_does_nothing(stage, browser, tabs, outside, row):
    alone, framed, free = tabs
    here, there = f"http:{stage.href(row)}", f"http://{stage.library}/framed/{stage.ids[row.name]}"
    alone.page.goto(here, wait_until="commit")
    framed.page.goto(there)
    inside = framed.page.frame_locator("iframe")
    if row.pressed:
        pressed(alone.page)
        pressed(inside)
    before = windows(browser)
    outside.pages["/"] = b"".join(answer_of(row, f"free.example:{outside.port}", f"http://{stage.library}/free"))
    free.page.goto(f"http://127.0.0.1:{outside.port}/", wait_until="commit")
    if row.pressed:
        pressed(free.page)
    if row.works:
        import time
        t=time.time()
        while len(outside.called) < 2 and time.time()-t < 2:
            free.page.wait_for_timeout(10)
        assert len(outside.called) > 1 or free.dialogs, "the check is blind"
    assert (alone.page.url, framed.page.url) == (here, there)
    assert (alone.page.title(), framed.page.title()) == ("quiet", "library")
    assert stage.kept.called == []
    assert alone.dialogs + framed.dialogs == []
