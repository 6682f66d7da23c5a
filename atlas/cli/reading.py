"""`read`: articles made now."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from atlas.app import App
from atlas.catalog import Row
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.doors.stopping import heard_by
from atlas.errors import NotFound
from atlas.jobs.reading.desk import Desk
from atlas.jobs.reading.nursery import seats
from atlas.model.article import READER
from atlas.model.event import Event, Read, Unreadable

BATCH = 64
ALL = 1 << 31
TURN = 0.5


@click.command("read")
@click.argument("ids", metavar="[ID]...", nargs=-1)
@click.option("--again", is_flag=True, help="Also what was read already, by this Atlas or an older one.")
@as_json
@click.pass_obj
def read_verb(home: Path, ids: tuple[str, ...], again: bool, as_json: bool) -> int:
    """Make articles of what is unread, or of these; exit 1 where a page could not be read.

    `atlas watch` does so by itself. What you changed in an article's file stays as it is.
    """
    app = App(settings_of(home))
    journal = app.journal(None, under_systemd=False)
    reader = Reader(app, again, as_json)
    try:
        with app.locked(journal.tell):
            nursery = app.nursery()
            desk = app.desk(nursery)
            try:
                for event in reader.read(desk, ids):
                    journal.tell(event)
            finally:
                nursery.end()
                nursery.rest()
    finally:
        journal.close()
    note(reader.summary())
    if reader.stopped:
        return 128 + reader.stopped
    return 1 if reader.failed else 0


class Reader:
    """One reading of the archive, told on the screen."""

    def __init__(self, app: App, again: bool, as_json: bool) -> None:
        self._app = app
        self._again = again
        self._as_json = as_json
        self._shows_count = sys.stderr.isatty() and not as_json
        self._skipped = 0
        self._read = 0
        self.failed = 0
        self.stopped = 0

    def read(self, desk: Desk, ids: tuple[str, ...]) -> Iterator[Event]:
        """Yields what comes of each page when it is filed."""
        with heard_by(self._stop):
            desk.mend()
            for rows in self._batches(desk, ids):
                desk.take(rows)
                while desk.left and not self.stopped:
                    for event in desk.turn(seats(self._app.settings.read.workers), TURN):
                        self._show(event)
                        yield event

    def summary(self) -> str:
        """Returns what came of it."""
        skipped = f", {self._skipped} were read already (--again reads them once more)" if self._skipped else ""
        unreadable = len(self._app.catalog.unreadable())
        in_all = f" {unreadable} in all cannot be read: `atlas list --unreadable`." if unreadable else ""
        return f"{self._read} read, {self.failed} could not be read{skipped}.{in_all}"

    def _batches(self, desk: Desk, ids: tuple[str, ...]) -> Iterator[list[Row]]:
        if ids:
            yield list(self._named(ids))
        elif self._again:
            yield self._app.catalog.unread(READER + 1, ALL)
        else:
            while not self.stopped and (rows := self._unread(desk)):
                yield rows

    def _unread(self, desk: Desk) -> list[Row]:
        rows = self._app.catalog.unread(1, BATCH + len(desk.aside))
        return [one for one in rows if one.snapshot not in desk.aside]

    def _named(self, ids: tuple[str, ...]) -> Iterator[Row]:
        for one in ids:
            rows = self._app.catalog.find(one.lower())
            if not rows:
                raise NotFound(f"No capture's id begins with {one}.")
            for row in rows:
                # What was kept by reference shares the article of what it refers to.
                whole = [row] if not row.refers_to else self._whole(row)
                if self._again or not self._app.catalog.reading(row.snapshot):
                    yield from whole
                else:
                    self._skipped += 1

    def _whole(self, row: Row) -> list[Row]:
        digits = row.refers_to.removesuffix(".warc.gz")[-8:]
        return [one for one in self._app.catalog.find(digits) if one.snapshot == row.refers_to]

    def _show(self, event: Event) -> None:
        match event:
            case Read():
                self._read += 1
                told = {"path": event.path, "words": event.words, "reason": ""}
            case Unreadable():
                self.failed += 1
                told = {"path": "", "words": 0, "reason": event.reason}
            case _:
                return
        digits = event.snapshot.removesuffix(".warc.gz")[-8:]
        if self._as_json:
            say_json({"id": digits, "url": event.url, **told})
        elif self._shows_count and isinstance(event, Read):
            click.echo(f"\r\x1b[K{self._read} read", err=True, nl=False)
        else:
            say(f"{digits}  {told['path'] or told['reason'] or 'There is no text in it.'}")

    def _stop(self, came: signal.Signals) -> None:
        self.stopped = came
