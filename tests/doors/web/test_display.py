"""Captured pages in a real Chromium: nothing in them runs, phones home, leads away or reaches the library.

Each hostile page is opened as it is kept, by itself and within a page of the library's; then once more as it was, with
nothing to hold it. Only when that has reached what it aims at is it asked what the others have done: they had longer.
"""

import re
import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import pytest

from atlas.catalog import Catalog
from atlas.doors.keys import Keys
from atlas.doors.web import Passes, Viewing, app_of, bound, doors_of, names_at, show_of
from atlas.jobs.reading.unpacking import kept_in
from atlas.jobs.washing.asking import Shown
from atlas.jobs.washing.child import washing
from tests.chromium import Watched, chromium, needs_chromium, opened, watched
from tests.doors.web.conftest import Door
from tests.doors.web.hostile import ROWS, Hostile
from tests.fakes import NOON
from tests.house import House
from tests.vault.samples import facts, put

pytestmark = needs_chromium
FRAMING = """<!doctype html><html lang="en"><title>library</title>
<iframe sandbox width="800" height="500" src="{}"></iframe></html>"""
POLICY = "default-src 'none'; frame-src {}"
NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1"
PATIENCE = 10.0
LOOKED_UP = ("looked up beforehand", "preconnect", "prefetch", "links in the head", "speculation", "icon", "picture")


class Calls:
    """What came, in its order; whoever asks for it can wait until it has come."""

    def __init__(self) -> None:
        self.all: list[str] = []
        self._more = threading.Condition()

    def add(self, one: str) -> None:
        with self._more:
            self.all.append(one)
            self._more.notify_all()

    def taken(self) -> list[str]:
        """Returns what has come since this was asked last: what is late is told of the next page, and not lost."""
        with self._more:
            taken, self.all = self.all, []
        return taken

    def came(self, count: int, which: str = "") -> bool:
        """Waits until so many have come; returns whether they have."""
        with self._more:
            return self._more.wait_for(lambda: sum(which in one for one in self.all) >= count, PATIENCE)


class Caller(socketserver.BaseRequestHandler):
    """One connection: it is noted as soon as it is made, for some say nothing."""

    def handle(self) -> None:
        self.server.calls.add("connected")
        self.request.settimeout(PATIENCE)
        with suppress(OSError):
            said = self.request.recv(65536)
            page = b" / " in said.partition(b"\r\n")[0]
            self.request.sendall(self.server.page if page else b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")


class Listener(socketserver.ThreadingTCPServer):
    """Hears whoever calls, and has one page."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Caller)
        self.calls = Calls()
        self.page = b""

    @property
    def port(self) -> int:
        return self.server_address[1]


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


class Indoors:
    """Washes as a child does, and starts none: a hundred of them would take their time."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @asynccontextmanager
    async def shown(self, place: str) -> AsyncIterator[Shown]:
        head, body = washing(kept_in(self._root, place)[0])

        async def pieces() -> AsyncIterator[bytes]:
            yield body

        yield Shown(head, pieces())


class Stage:
    """A library with hostile pages in it, a door for them, and somebody who hears what those pages say."""

    def __init__(self, folder: Path, kept: Listener, library: int, shows: int) -> None:
        self.kept, self.asked = kept.calls, Calls()
        self.library = f"127.0.0.1:{library}"
        house = House(folder)
        catalog = Catalog(house.folders.state / "catalog.db")
        catalog.note([], [])
        self.door = Door(house, catalog, Keys(house.folders.state / "keys.json"))
        self.viewing = Viewing(Passes(lambda: NOON), shows)
        out = f"kept.example:{kept.port}"
        self.ids = {row.name: self._keep(number, *answer_of(row, out, self._url)) for number, row in enumerate(ROWS)}
        parts, names = self.door.parts(viewing=self.viewing), names_at(self.library, library)
        beside = names_at(f"127.0.0.1:{shows}", shows)
        self._inner = app_of(parts, names)
        self.app = doors_of(self._answer, {shows: show_of(parts, Indoors(house.folders.raw), names, beside)})

    def alone(self, row: Hostile) -> str:
        """Returns where a kept page is by itself."""
        return f"http:{self.viewing.href(self.library, self.ids[row.name])}"

    def framed(self, row: Hostile) -> str:
        """Returns where the library has it in a frame."""
        return f"{self._url}/framed/{self.ids[row.name]}"

    def free(self, row: Hostile, outside: Listener) -> bytes:
        """Returns it as it was, for its own server to send."""
        return b"".join(answer_of(row, f"free.example:{outside.port}", f"{self._url}/free"))

    @property
    def _url(self) -> str:
        return f"http://{self.library}"

    def _keep(self, number: int, head: bytes, body: bytes) -> str:
        vault, url = self.door.house.vault, f"http://row-{number}.example/"
        scratch = vault.scratch("x")
        put(scratch, body, head=head, url=url)
        (kept,) = vault.keep([scratch.seal(facts(url=url, body=body, verdict="page", layer="direct"))])
        self.door.catalog.note([kept], [])
        return kept.id

    async def _answer(self, scope, receive, send) -> None:
        """The library: a page of its own that frames a capture; all else is the door's."""
        name = scope["path"].removeprefix("/framed/")
        if name == scope["path"]:
            self.asked.add(name)
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
    with chromium(NAMES) as context:
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


def press(place) -> None:
    """Presses on what is there to be pressed."""
    if place.locator("#press").count():
        place.locator("#press").click(no_wait_after=True)


def reached(stage: Stage, free: Watched, outside: Listener, row: Hostile) -> bool:
    """Opens a hostile page as it was, and returns whether it has reached what it aims at."""
    outside.page = stage.free(row, outside)
    address = f"http://127.0.0.1:{outside.port}/"
    if row.aims == "dialog":
        with free.page.expect_event("dialog"):
            free.page.goto(address, wait_until="commit")
        return True
    free.page.goto(address, wait_until="commit" if row.works else "load")
    if row.pressed:
        press(free.page)
    calls, count, which = (stage.asked, 1, "/free/") if row.aims == "library" else (outside.calls, 2, "")
    # Its own page is the first that was asked for.
    return not row.works or calls.came(count, which)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_hostile_page_does_nothing(stage, browser, tabs, outside, row):
    alone, framed, free = tabs
    if not row.file:
        alone.page.goto(stage.alone(row), wait_until="commit")
    framed.page.goto(stage.framed(row))
    windows = len(browser.pages)
    if row.pressed:
        press(alone.page)
        press(framed.page.frame_locator("iframe"))
    pages = [one for one in browser.pages if one is not free.page]
    assert reached(stage, free, outside, row), "The page does nothing where nothing holds it, either: the row is blind."
    assert stage.kept.taken() == []
    assert [one for one in stage.asked.taken() if not one.startswith("/free/")] == []
    assert alone.dialogs + framed.dialogs == []
    assert len(pages) == windows - 1
    assert framed.page.url == stage.framed(row)
    assert framed.page.title() == "library"
    if not row.file:
        assert alone.page.url.partition("#")[0] == stage.alone(row)
        assert alone.page.title() in {"quiet", ""}


def looked_up(log: Path) -> set[str]:
    """Returns the names that a Chromium has looked up, by its own log of all that it did on the network."""
    return set(re.findall(r"[a-z0-9-]+\.example(?=[:/\"])", log.read_text()))


@pytest.mark.parametrize("way", ["kept", "free"])
def test_no_name_in_a_page_is_looked_up(stage, tmp_path, outside, way):
    log = tmp_path / "net.json"
    rows = [row for row in ROWS if row.name in LOOKED_UP]
    with chromium(NAMES, f"--log-net-log={log}") as context, watched(context) as tab:
        for row in rows:
            outside.page = stage.free(row, outside)
            tab.page.goto(stage.alone(row) if way == "kept" else f"http://127.0.0.1:{outside.port}/")
    assert looked_up(log) == ({"free.example"} if way == "free" else set())
