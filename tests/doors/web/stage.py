"""A library with hostile pages in it, and those who hear what such pages say."""

import socketserver
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

from atlas.catalog import Catalog
from atlas.doors.keys import Keys
from atlas.doors.web import Passes, Viewing, app_of, bound, doors_of, names_at, show_of
from atlas.jobs.reading.unpacking import kept_in
from atlas.jobs.washing.asking import Shown
from atlas.jobs.washing.child import washing
from tests.answering import answering
from tests.chromium import opened
from tests.doors.web.conftest import Door
from tests.doors.web.hostile import ROWS, Hostile
from tests.fakes import NOON
from tests.house import House
from tests.vault.samples import facts, put

OWN = ("/records/", "/static/")
"""What the library's own page asks for."""
NAMES = "--host-resolver-rules=MAP *.example 127.0.0.1"
PATIENCE = 10.0


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
    with answering(Listener()) as server:
        yield server


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
        self.ids = {row.name: self._keep(number, *answer_of(row, out, self.url)) for number, row in enumerate(ROWS)}
        parts, names = self.door.parts(viewing=self.viewing), names_at(self.library, library)
        beside = names_at(f"127.0.0.1:{shows}", shows)
        self._inner = app_of(parts, names)
        self.app = doors_of(self._answer, {shows: show_of(parts, Indoors(house.folders.raw), names, beside)})

    def alone(self, row: Hostile) -> str:
        """Returns where a kept page is by itself."""
        return f"http:{self.viewing.href(self.library, self.ids[row.name])}"

    def framed(self, row: Hostile) -> str:
        """Returns where the library has it in a frame."""
        return f"{self.url}/records/{self.ids[row.name]}/seen"

    def free(self, row: Hostile, outside: Listener) -> bytes:
        """Returns it as it was, for its own server to send."""
        return b"".join(answer_of(row, f"free.example:{outside.port}", f"{self.url}/free"))

    @property
    def url(self) -> str:
        return f"http://{self.library}"

    def _keep(self, number: int, head: bytes, body: bytes) -> str:
        vault, url = self.door.house.vault, f"http://row-{number}.example/"
        scratch = vault.scratch("x")
        put(scratch, body, head=head, url=url)
        (kept,) = vault.keep([scratch.seal(facts(url=url, body=body, verdict="page", layer="direct"))])
        self.door.catalog.note([kept], [])
        return kept.id

    async def _answer(self, scope, receive, send) -> None:
        if not scope["path"].startswith(OWN):
            self.asked.add(scope["path"])
        await self._inner(scope, receive, send)


@contextmanager
def standing(home: Path) -> Iterator[Stage]:
    """Gives such a library, with both doors open."""
    with listening() as kept, bound("127.0.0.1", 0) as one, bound("127.0.0.1", 0) as two:
        made = Stage(home, kept, one.getsockname()[1], two.getsockname()[1])
        with opened(made.app, one, two):
            yield made
        made.door.catalog.close()
