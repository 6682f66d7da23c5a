"""`init`, `watch`, `drain`: making a home and working on it."""

import faulthandler
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

import click

from atlas import config
from atlas.app import App
from atlas.cli.printing import as_json, note, say_json
from atlas.doors.stopping import heard_by
from atlas.errors import Misconfigured
from atlas.jobs.capture import Capture
from atlas.jobs.reading.behind import Behind
from atlas.journal import read_by_systemd
from atlas.model.event import Captured, Event

GRACE = 12.0
TURN = 0.5
SLACK = 1.0
ATTENTION = {"died", "alerted", "broke"}


@click.command("init")
@click.pass_obj
def init_verb(home: Path) -> None:
    """Make the folders and a config.toml; what is there already stays as it is."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = home / config.FILE
    if not path.exists():
        path.write_text(config.template(), encoding="utf-8")
    settings, _ = config.load(home, os.environ)
    app = App(settings)
    app.folders.make()
    with closing(app.catalog) as catalog:
        catalog.note([], [])
    note(f"Drop links into {settings.paths.inbox}")


@click.command("watch")
@click.pass_obj
def watch_verb(home: Path) -> None:
    """Work for as long as the machine runs: take what is dropped, try again what waits."""
    watch(app_of(home))


def watch(app: App) -> None:
    """Works on a home until it is told to stop; of several machines on one archive, whenever it has the lease."""
    # Of a daemon that hangs, systemd's watchdog leaves no more than this.
    faulthandler.enable()
    journal = app.journal(sys.stderr, under_systemd=read_by_systemd(sys.stderr, os.environ))
    try:
        watchman = app.watchman()

        def tell(event: Event) -> None:
            journal.tell(event)
            watchman.hear(event)

        note(f"Drop links into {app.folders.inbox}")
        # The lock first: a second Atlas must not say good morning to the switch, or send what waits in the outbox.
        with app.held() as held, watchman.at_work():
            if app.settings.standby.nodes:
                app.take_turns(held, tell, watchman)
                return
            with app.in_order(held, held.since, tell) as kept:
                app.daemon(app.capture(kept), tell, watchman).run()
    finally:
        journal.close()


@click.command("drain")
@click.option("--wait", is_flag=True, help="Until nothing is resting or in flight.")
@click.option("--no-read", is_flag=True, help="Make no articles of what is captured; a later run does.")
@as_json
@click.pass_obj
def drain_verb(home: Path, wait: bool, no_read: bool, as_json: bool) -> int:
    """Take everything due once, read what is unread, then exit: 1 where something needs you."""
    app = app_of(home)
    shows_bar = sys.stderr.isatty() and not as_json
    under_systemd = read_by_systemd(sys.stderr, os.environ)
    journal = app.journal(None if shows_bar else sys.stderr, under_systemd=under_systemd)
    counted: Counter[str] = Counter()
    rest = app.settings.queue.rest.total_seconds()
    try:
        with app.locked(journal.tell) as kept:
            # The doors before capture: a mail that came is drained with the rest.
            for event in (event for door in app.doors for event in door.tend()):
                journal.tell(event)
            capture = app.capture(kept)
            bar = Bar(capture, counted, app.clock.monotonic) if shows_bar else None
            reading = None if no_read else app.behind(capture)
            stopped = Drain(capture, counted, journal.tell, app.clock.monotonic, bar, reading).run(wait, rest)
    finally:
        journal.close()
    told = {name: counted[name] for name in ("captured", "deferred", "died", "settled", "read")}
    if as_json:
        say_json(told)
    else:
        note(", ".join(f"{count} {name}" for name, count in told.items()))
    if stopped == signal.SIGINT:
        return 128 + stopped
    return 1 if capture.stuck or any(counted[name] for name in ATTENTION) else 0


def app_of(home: Path) -> App:
    """Returns the app of a home; raises Misconfigured where there is none yet."""
    if not home.is_dir():
        raise Misconfigured(f"There is no home at {home}: make one with `atlas --home {home} init`.")
    return App(config.load(home, os.environ)[0])


class Drain:
    """One emptying of the queue."""

    def __init__(
        self,
        capture: Capture,
        counted: Counter[str],
        tell: Callable[[Event], None],
        monotonic: Callable[[], float],
        bar: "Bar | None",
        reading: Behind | None = None,
    ) -> None:
        self._capture = capture
        self._counted = counted
        self._tell = tell
        self._monotonic = monotonic
        self._bar = bar
        self._reading = reading
        self._stopped = 0

    def run(self, wait: bool, rest: float) -> int:
        """Works until there is nothing to do, or a signal comes; returns the signal, or 0."""
        with heard_by(self._stop):
            try:
                self._ring()
                self._work(wait, rest)
                self._stop_reading()
                self._take(self._capture.finish(GRACE))
            finally:
                self._stop_reading()
        if self._bar:
            self._bar.end()
        return self._stopped

    def _work(self, wait: bool, rest: float) -> None:
        # Without --wait what lay there at the start has had its rest by then.
        end = self._monotonic() + rest + SLACK
        while not self._stopped:
            self._take(self._capture.turn(TURN))
            self._take(self._reading.news() if self._reading else ())
            late = not wait and self._monotonic() > end
            if not self._capture.busy and (late or not self._capture.unrested) and self._all_read:
                return
            if late and self._capture.stuck and self._all_read:
                return

    def _take(self, events: Iterable[Event]) -> None:
        for event in events:
            self._counted[event.name] += 1
            self._tell(event)
            if isinstance(event, Captured):
                self._ring()
        if self._bar:
            self._bar.show()

    @property
    def _all_read(self) -> bool:
        return not self._reading or self._reading.idle

    def _ring(self) -> None:
        if self._reading:
            self._reading.ring()

    def _stop_reading(self) -> None:
        reading, self._reading = self._reading, None
        self._take(reading.stop() if reading else ())

    def _stop(self, came: signal.Signals) -> None:
        self._stopped = came
        # In the main thread, between two steps: the turn under way is asked to end, and all else is done where it
        # always is.
        self._capture.wake()


class Bar:
    """How far a drain has come, on one line of a terminal."""

    WIDTH = 24
    EVERY = 0.2

    def __init__(self, capture: Capture, counted: Counter[str], monotonic: Callable[[], float]) -> None:
        self._capture = capture
        self._counted = counted
        self._monotonic = monotonic
        self._begun = self._shown = monotonic()

    def show(self) -> None:
        """Draws it, not too often."""
        if self._monotonic() - self._shown >= self.EVERY:
            self._shown = self._monotonic()
            click.echo(f"\r\x1b[K{self.line()}", err=True, nl=False)

    def end(self) -> None:
        """Draws it a last time."""
        click.echo(f"\r\x1b[K{self.line()}", err=True)

    def line(self) -> str:
        """Returns it as text: what came of how many, how fast, and how long yet."""
        captured, deferred, died = (self._counted[one] for one in ("captured", "deferred", "died"))
        fetched, left = captured + deferred + died, self._capture.left
        rate = fetched / max(self._monotonic() - self._begun, 0.001)
        filled = self.WIDTH * fetched // max(fetched + left, 1)
        eta = f"{left / rate:.0f} s" if rate and left else "-"
        bar = "#" * filled + "." * (self.WIDTH - filled)
        return (
            f"[{bar}] {fetched}/{fetched + left} fetched, {captured} captured, {deferred} deferred, {died} dead, "
            f"{rate:.1f}/s, ETA {eta}"
        )
