"""A door before a house, asked without a socket."""

import asyncio
import json
from dataclasses import dataclass, field, replace
from typing import Any

import httpx
import pytest

from atlas.catalog import Catalog
from atlas.doors.keys import Allowance, Keys, Permission
from atlas.doors.web import Parts, app_of, names_at
from atlas.jobs.reading.desk import Desk
from atlas.model.article import Article, Metadata
from atlas.model.event import Event
from atlas.model.fault import Kind
from tests.chromium import chromium, watched
from tests.fakes import NOON
from tests.house import House, fault
from tests.jobs.reading.fakes import FakeChildren
from tests.vault.samples import sealed

LISTEN = "127.0.0.1:7444"
COOLED = Article("A **fan** is loud.\n\nA heat sink is not.", Metadata(title="How to cool a Pi", authors=("Ada",)), "x")


@dataclass
class Door:
    """A door, the house behind it, and whoever knocks."""

    house: House
    catalog: Catalog
    keys: Keys
    told: list[Event] = field(default_factory=list)
    metrics: Any = None

    def __post_init__(self) -> None:
        self.both = self.keys.add("both", (Permission.READ, Permission.WRITE), 1000, NOON)
        self.app = app_of(self.parts(), names_at(LISTEN, 7444, ("pi.example",)))

    def parts(self, **more: Any) -> Parts:
        house, clock = self.house, self.house.clock
        allowance = Allowance(clock.monotonic)
        told, metrics = self.told.append, self.metrics
        parts = Parts(house.folders, self.catalog, house.vault, self.keys, allowance, clock.now, told, metrics)
        return replace(parts, **more)

    def ask(self, method: str, path: str, key: str | None = "", **more: Any) -> httpx.Response:
        """Asks with the key that may do all, with another, or (None) with none."""
        headers = httpx.Headers(more.pop("headers", {}))
        if key is not None:
            headers["Authorization"] = f"Bearer {key or self.both}"

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url=f"http://{LISTEN}") as client:
                return await client.request(method, path, headers=headers, **more)

        return asyncio.run(asked())

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def drop(self, **fields: Any) -> httpx.Response:
        return self.ask("POST", "/api/drops", json=fields)

    def dropped(self) -> dict[str, str]:
        inbox = self.house.folders.inbox
        return {name: (inbox / name).read_text() for name in self.house.files("inbox")}

    def keep(self, **more: Any) -> str:
        """Puts a page into the vault and the catalog; returns its id."""
        fields = {"verdict": "page", "layer": "direct", **more}
        (kept,) = self.house.vault.keep([sealed(self.house.vault, **fields)])
        self.catalog.note([kept], [])
        return kept.id

    def read(self, article: Article = COOLED) -> None:
        """Makes articles of what is unread."""
        rows = self.catalog.unread(9, 99)
        clock, children = self.house.clock, FakeChildren({one.snapshot: article for one in rows})
        desk = Desk(self.house.folders, self.catalog, children, clock.now, clock.monotonic)
        desk.take(rows)
        while desk.left:
            list(desk.turn(1, 1.0))

    def fail(self, name: str, state: str = "dead") -> None:
        """Puts a drop where failed ones lie, without a ticket."""
        self.house.drop(name, "https://gone.example/", folder=f"failed/{state}")

    def try_in_vain(self, name: str = "gone.url", kind: Kind = Kind.ABSENT, detail: str = "404 Not Found") -> None:
        """Lets a drop fail, as the daemon does: for good or for now, as its kind of fault has it."""
        url = f"https://{name.partition('.')[0].encode().hex()[:40]}.example/"
        self.house.ladder.faults[url] = [fault(kind, detail)]
        self.house.drop(name, url)
        self.house.turns(9)


@pytest.fixture
def door(tmp_path):
    house = House(tmp_path / "home")
    catalog = Catalog(house.folders.state / "catalog.db")
    catalog.note([], [])
    yield Door(house, catalog, Keys(house.folders.state / "keys.json"))
    catalog.close()


@pytest.fixture(scope="module")
def browser():
    """One Chromium for all tests of a module."""
    with chromium() as context:
        yield context


@pytest.fixture
def tab(browser):
    """A page in it, and what it does."""
    with watched(browser) as made:
        yield made


def is_problem(answer: httpx.Response, status: int) -> bool:
    """Whether an answer is a problem of RFC 9457 with this status, and tells nothing of the inside."""
    assert answer.headers["content-type"] == "application/problem+json"
    fields = json.loads(answer.content)
    assert {"type", "title", "status", "detail"} <= set(fields)
    assert "Traceback" not in answer.text
    return (answer.status_code, fields["status"]) == (status, status)


def changed(door: Door, **more: Any) -> Door:
    """Returns the same door with other parts behind it."""
    door.app = app_of(replace(door.parts(), **more), names_at(LISTEN, 7444))
    return door
