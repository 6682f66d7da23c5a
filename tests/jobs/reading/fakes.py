"""Stand-ins for the catalog and for children."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from atlas.catalog import Row
from atlas.catalog.rows import record_fields, row_of
from atlas.errors import AtlasError
from atlas.jobs.reading.telling import Failed
from atlas.model.article import Article, Metadata, Reading
from atlas.model.snapshot import Snapshot
from tests.vault.samples import AT, facts

ARTICLE = Article("A fan is loud.", Metadata(title="How to cool a Pi"), "fake")


def row(number: int = 1, url: str = "https://good.example/pi", **more: object) -> Row:
    """A record of a snapshot that nobody kept."""
    place = f"2026/11/23/20261123T125110Z-good.example-{number:08x}.warc.gz"
    snapshot = Snapshot(place, 100, facts(url, AT, verdict="page", layer="direct"))
    columns = {**record_fields(snapshot), "article_title": "", "article": ""}
    return replace(row_of(columns), **more)  # type: ignore[arg-type]


class FakeIndex:
    """A catalog of readings that remembers them, or refuses."""

    def __init__(self, *rows: Row) -> None:
        self.rows = list(rows)
        self.readings: dict[str, Reading] = {}
        self.filed: list[list[str]] = []
        self.error: AtlasError | None = None

    def file(self, readings: Sequence[Reading]) -> None:
        if self.error:
            raise self.error
        self.filed.append([one.snapshot for one in readings])
        self.readings.update({one.snapshot: one for one in readings})

    def reading(self, snapshot: str) -> Reading | None:
        return self.readings.get(snapshot)

    def unread(self, limit: int) -> list[Row]:
        return [one for one in self.rows if one.snapshot not in self.readings][:limit]


class FakeChildren:
    """Children who answer from a table; what is not in it is an article. An error is raised once."""

    def __init__(self, found: dict[str, Article | Failed] | None = None) -> None:
        self.found = found or {}
        self.asked: list[str] = []
        self.flying: list[str] = []
        self.errors: list[AtlasError] = []
        self.before: Callable[[], object] = lambda: None
        self.rested = self.prepared = 0
        self.ended = 0

    def ask(self, place: str) -> None:
        self.asked.append(place)
        self.flying.append(place)

    def answers(self, seconds: float) -> Iterator[tuple[str, Article | Failed]]:
        self.before()
        if self.errors:
            self.flying.clear()
            raise self.errors.pop(0)
        flying, self.flying = self.flying, []
        yield from ((one, self.found.get(one, ARTICLE)) for one in flying)

    def prepare(self) -> None:
        self.prepared += 1

    def rest(self) -> None:
        self.rested += 1

    def end(self) -> None:
        self.ended += 1
