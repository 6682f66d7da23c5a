"""Killed, or without power, at any step of reading: no article is lost or doubled, none of a person's touched."""

import json
import shutil
from collections import Counter
from pathlib import Path
from random import Random

import pytest

from atlas import files
from atlas.jobs.reading.desk import Desk
from atlas.model.article import Article, Metadata
from atlas.model.article_file import fields_in, untouched
from tests.fakes import FakeClock
from tests.house import House
from tests.jobs.reading.fakes import FakeChildren, row
from tests.stories import cuts, power

FIRST, SAME, LONGER, RENAMED, EDITED, OTHER_MONTH = (
    row(1),
    row(2),
    row(3),
    row(4),
    row(5),
    row(6, captured_at="2026-12-01T00:00:00.000Z"),
)
ROWS = (FIRST, SAME, LONGER, RENAMED, EDITED, OTHER_MONTH)
THEN = {one.snapshot: Article(f"Text {one.id}.", Metadata(title=f"Title {one.id}")) for one in ROWS}
NOW = {
    **THEN,
    LONGER.snapshot: Article("Text, and more.", Metadata(title=f"Title {LONGER.id}")),
    RENAMED.snapshot: Article("Text.", Metadata(title="A new title")),
    EDITED.snapshot: Article("Text, and more.", Metadata(title=f"Title {EDITED.id}")),
}
MINE = b"My own text."


class Ledger:
    """A catalog that is a file: what was filed is durable."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.known: dict[str, str] = {}
        lines = path.read_text().splitlines(keepends=True) if path.exists() else []
        # A torn last line is what a database takes back.
        whole = [line for line in lines if line.endswith("\n")]
        if whole != lines:
            path.write_text("".join(whole))
        for line in whole:
            self.known.update(json.loads(line))

    def file(self, readings):
        self.known.update({one.snapshot: one.path for one in readings})
        files.append(self._path, json.dumps({one.snapshot: one.path for one in readings}).encode() + b"\n")
        files.sync([self._path], [self._path.parent])

    def reading(self, snapshot):
        path = self.known.get(snapshot, "")
        return type("Before", (), {"path": path}) if path else None


def read(home: Path, articles: dict[str, Article], again: bool = False, *rows) -> None:
    """Reads what is unread, or all, in a process that has just begun."""
    clock, house = FakeClock(), House(home)
    ledger = Ledger(home / ".atlas/ledger")
    desk = Desk(house.folders, ledger, FakeChildren(articles), clock.now, clock.monotonic)
    desk.mend()
    desk.take([one for one in rows or ROWS if again or one.snapshot not in ledger.known])
    while desk.left:
        list(desk.turn(3, 1.0))


def built(home: Path) -> Path:
    """A home where all but the first and the last were read before, and a person changed one file."""
    read(home, THEN, False, SAME, LONGER, RENAMED, EDITED)
    (path,) = (home / "processed/articles").rglob(f"*{EDITED.id}.md")
    path.write_bytes(path.read_bytes().replace(b"Text", MINE))
    return home


def articles(home: Path) -> list[Path]:
    return sorted((home / "processed/articles").rglob("*.md"))


def check(home: Path) -> None:
    """Holds after every cut, once the next process has begun."""
    read(home, NOW, False, SAME)
    own: Counter[str] = Counter()
    theirs = []
    for path in articles(home):
        data = path.read_bytes()
        snapshot = str(fields_in(data)[0]["snapshot"]).removeprefix("raw/")
        if untouched(data):
            own[snapshot] += 1
        else:
            theirs.append(data)
    assert [MINE in one for one in theirs] == [True]
    assert all(count == 1 for count in own.values()), own
    known = Ledger(home / ".atlas/ledger").known
    assert not [one for one in known.values() if not (home / "processed/articles" / one).is_file()]


def healed(home: Path) -> None:
    """Holds once it has read on."""
    read(home, NOW)
    check(home)
    read(home, NOW, True)
    check(home)
    texts = {
        str(fields["snapshot"]): text for fields, text in map(fields_in, (one.read_bytes() for one in articles(home)))
    }
    assert texts == {f"raw/{place}": article.text for place, article in NOW.items()}
    assert len(articles(home)) == len(ROWS) + 1
    ledger = Ledger(home / ".atlas/ledger")
    assert {(home / "processed/articles" / one).is_file() for one in ledger.known.values()} == {True}
    before = {one: one.stat().st_mtime_ns for one in (home / "processed/articles").rglob("*") if one.is_file()}
    assert not [one for one in before if files.is_draft(one.name)]
    read(home, NOW, True)
    assert {one: one.stat().st_mtime_ns for one in (home / "processed/articles").rglob("*") if one.is_file()} == before


@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_any_step_of_reading_is_mended_by_reading_on(scratch, after):
    template = built(scratch / f"killed-{after}")
    counted = shutil.copytree(template, scratch / f"killed-{after}-counted")
    steps = cuts.count_steps(lambda: read(counted, NOW, True))
    assert steps > 15
    for number in range(1, steps + 1):
        home = shutil.copytree(template, scratch / f"killed-{after}-{number}")
        cuts.cut_at(number, lambda home=home: read(home, NOW, True), after=after)
        check(home)
        healed(home)
        shutil.rmtree(home)


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_power_lost_at_any_step_of_reading_is_mended_by_reading_on(scratch, seed):
    template = built(scratch / f"dark-{seed}")
    counted = shutil.copytree(template, scratch / f"dark-{seed}-counted")
    steps = power.count_steps(counted, lambda: read(counted, NOW, True))
    assert steps > 20
    for number in range(1, steps + 1):
        home = shutil.copytree(template, scratch / f"dark-{seed}-{number}" / "home")
        chance = None if seed is None else Random(seed * 1000 + number)
        power.power_cut_at(number, home, lambda home=home: read(home, NOW, True), chance)
        check(home)
        healed(home)
        shutil.rmtree(home.parent)
