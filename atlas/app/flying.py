"""One canary by hand: through the daemon where one is at work, else through a home of its own on the same disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

from atlas import files
from atlas.app.app import App
from atlas.config import Settings
from atlas.config.settings import Paths
from atlas.errors import Busy
from atlas.jobs.canary import WANTED
from atlas.jobs.sparing import canary_in
from atlas.model.canary import Canary

SECONDS = 90.0
LOOK = 0.25
SCRATCH = "canary"
TICK = timedelta(milliseconds=1)
"""What is written of a moment may be less than it by so much."""


def flown(app: App) -> Canary:
    """Returns what came of a round that is begun now; the person's own drops have no part in it."""
    files.make_folder(app.folders.state)
    lock = files.Lock(app.folders.state / "lock")
    try:
        lock.take()
    except Busy:
        return _sent(app)
    try:
        with _scratch(app) as aside:
            return _alone(aside)
    finally:
        lock.drop()


def _sent(app: App) -> Canary:
    """Asks the daemon for a round, and waits for what comes of it."""
    state, clock = app.folders.state, app.clock
    begun, end = clock.now(), clock.monotonic() + SECONDS
    files.publish(files.draft(state, b""), state / WANTED, replace=True)
    while clock.monotonic() < end:
        known = canary_in(state)
        if known and known.tried_at and known.tried_at >= begun - TICK:
            return known
        clock.sleep(LOOK)
    files.remove(state / WANTED)
    return Canary().lost(clock.now(), f"The daemon sent none within {SECONDS:.0f} seconds.")


def _alone(app: App) -> Canary:
    """Flies a round through a home that has nothing else in it."""
    clock, state = app.clock, app.folders.state
    with app.locked(lambda event: None) as kept:
        capture, aviary = app.capture(kept), app.aviary
        files.publish(files.draft(state, b""), state / WANTED)
        known, end = None, clock.monotonic() + SECONDS
        while known is None and clock.monotonic() < end:
            for event in capture.turn(LOOK):
                list(aviary.told(event))
            if capture.paused:
                known = Canary().lost(clock.now(), f"Fetching waits for the {capture.paused[0]}.")
            else:
                list(aviary.tend())
                known = canary_in(state)
        aviary.stop()
        list(capture.finish(0.0))
    return known or Canary().lost(clock.now(), f"It did not come home within {SECONDS:.0f} seconds.")


@contextmanager
def _scratch(app: App) -> Iterator[App]:
    home = app.folders.state / SCRATCH
    # A scratch of its own, beneath the state: nothing in it was ever a person's.
    files.clear(home)
    files.make_folder(home)
    try:
        yield App(_within(app.settings, Paths(*(home / one for one in ("inbox", "raw", "processed", "failed", "s")))))
    finally:
        files.clear(home)


def _within(settings: Settings, paths: Paths) -> Settings:
    """Returns the settings for a home elsewhere, where a round that fails is not gone again."""
    return replace(settings, home=paths.inbox.parent, paths=paths)
