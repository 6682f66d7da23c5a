"""The upgrade itself: the steps in order, each written down before it is begun, and the way back.

Until the link is renamed nothing that works was touched. After a cut the same call finishes what was begun.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from atlas import files
from atlas.catalog import Catalog
from atlas.catalog.layout import layout_of
from atlas.clock import Clock
from atlas.errors import Busy, CatalogBroken, NotBack, NotUpgraded, SwitchedBack
from atlas.jobs import notes
from atlas.jobs.upgrade.building import Source, build
from atlas.jobs.upgrade.releases import Releases
from atlas.jobs.upgrade.running import Ran, Run
from atlas.jobs.upgrade.trying import Trial
from atlas.model.upgrade import Control, Deed, Note, Phase, Words, failing, fallen, note_of

NOTE = "upgrade.json"
LOOK = 5.0
"""Seconds between two looks at a release."""
GOODBYES = 6
"""Looks at one that was stopped: a stop may only have begun."""
KEPT = "catalog.db.before"
ASIDE = "catalog.db.of-"


@dataclass(frozen=True)
class Place:
    """One home and the installation that works on it."""

    home: Path
    state: Path
    releases: Releases
    run: Run
    environ: Mapping[str, str]
    clock: Clock
    catalog: Catalog

    @property
    def note(self) -> Note:
        """How far the last upgrade has come."""
        return note_of(notes.read(self.releases.folder / NOTE))

    def write(self, note: Note) -> Note:
        """Writes down how far this one has come, durably."""
        notes.write(self.releases.folder / NOTE, note.dumps())
        return note


class Upgrade:
    """From one release to the next, and back; only under the lock of the releases."""

    def __init__(self, place: Place, control: Control, watch: float) -> None:
        self._place = place
        self._control = control
        self._watch = watch
        self._kept = place.state / KEPT

    def finish(self) -> Iterator[str]:
        """Finishes what a cut left of the last upgrade; yields what it does."""
        place, note = self._place, self._place.note
        match note.cut(place.releases.current):
            case Deed.FORGET:
                yield "An upgrade was cut before its switch: it is forgotten."
                place.write(Note())
            case Deed.WATCH:
                yield f"The switch to {note.new} was cut: it is gone on with."
                yield from self._prove(note)
            case Deed.RETURN:
                yield f"The way back to {note.old} was cut: it is gone on with."
                yield from self._return(note)
            case Deed.NOTHING:
                pass

    def to(self, source: Source) -> Iterator[str]:
        """Goes to a release: builds and tries it, switches, watches, and goes back where it is worse."""
        place, name = self._place, source.release.name
        old = place.releases.current
        if name == old:
            yield f"{name} is at work already."
            return
        self._check_free()
        yield f"Building {name} beside {old}."
        build(source, place.releases, place.run, place.environ)
        yield "Trying it in a home of its own: settings, doctor, a copy of the catalog, a canary."
        python = place.releases.python
        trial = Trial(place.home, place.state, place.run, place.environ, place.catalog.copy_to)
        trial.passed_by(python(name), python(old))
        yield from self._prove(self._switched(Note(Phase.SWITCHING, old, name)))

    def undo(self) -> Iterator[str]:
        """Goes back to the release before."""
        note = self._place.note
        if not note.old or note.new != self._place.releases.current:
            raise NotUpgraded("There is no upgrade to undo.")
        self._check_free()
        yield from self._return(replace(note, why="", control=self._control))

    def _switched(self, note: Note) -> Note:
        place, path = self._place, self._place.state / "catalog.db"
        before = failing(self._atlas(note.old, "health", "--json").out) or frozenset()
        files.remove(self._kept)
        try:
            place.catalog.copy_to(self._kept)
        except CatalogBroken:
            files.remove(self._kept)
        note = replace(note, failing=tuple(sorted(before)), layout=layout_of(path))
        # Before the switch: after a cut it says what ran, and which way to go on.
        note = place.write(replace(note, control=self._control))
        place.releases.switch(note.new)
        return note

    def _prove(self, note: Note) -> Iterator[str]:
        """Starts the new release and watches it; goes back, and raises SwitchedBack, where it is worse."""
        place = self._place
        yield f"Switched to {note.new}."
        # One command, not a stop and a start: no cut leaves the machine without Atlas.
        why = self._do(note.control.restart)
        # Where no daemon has brought the catalog up to date by now, this does; where one has, it holds the lock.
        self._atlas(note.new, "rebuild", "--missing")
        note = place.write(replace(note, phase=Phase.WATCHING))
        if why := why or self._worse(note):
            yield f"{note.new} is no good: {why}"
            yield from self._return(replace(note, why=why))
            raise SwitchedBack(f"{note.new} was switched back: {why}")
        place.write(replace(note, phase=Phase.SETTLED))
        yield f"{note.new} is at work. `atlas upgrade --undo` goes back to {note.old}."
        if not note.control.lives:
            yield "Nothing starts Atlas on this machine by itself: start it again by hand."

    def _worse(self, note: Note) -> str:
        """Watches a new release for as long as was asked for; returns what is worse, or ""."""
        clock = self._place.clock
        end = clock.monotonic() + self._watch
        while True:
            if self._do(note.control.lives):
                return "it does not stay at work"
            told = self._atlas(note.new, "health", "--json")
            if worse := fallen(frozenset(note.failing), failing(told.out)):
                return worse
            if not note.control.lives or clock.monotonic() >= end:
                break
            clock.sleep(min(LOOK, self._watch))
        came = self._atlas(note.new, "health", "--canary")
        return "" if not came.code else f"a canary did not come home: {came.last_words}"

    def _return(self, note: Note) -> Iterator[str]:
        """Goes back: every step may be done twice, and after each the machine's next start finds one that works."""
        place = self._place
        note = place.write(replace(note, phase=Phase.RETURNING))
        yield f"Going back to {note.old}."
        why = self._do(note.control.stop)
        if alive := self._alive(note.control):
            raise NotBack(f"{note.new} is still at work and cannot be stopped: {why or alive}")
        # Before the old release is put back: it would refuse a layout of tomorrow, and not start.
        self._part_with_catalog(note)
        place.releases.switch(note.old)
        if note.layout:
            self._fetch_catalog()
            # What was captured since is in the folders: the old release adds it to its own catalog.
            added = self._atlas(note.old, "rebuild", "--missing")
            yield added.last_words if not added.code else f"The catalog is made anew later: {added.last_words}"
        if why := self._do(note.control.start):
            raise NotBack(f"{note.old} is in its place again and does not start: {why}")
        files.remove(self._kept)
        # What it was is remembered: nobody wants to see it tried and switched back every week.
        place.write(Note(new=note.new, why=note.why))
        yield f"{note.old} is at work again."

    def _alive(self, control: Control) -> str:
        """Returns what of a release does not end, or "": one part is enough to write what the old one cannot read."""
        place, alive = self._place, ""
        for look in range(GOODBYES):
            if look:
                place.clock.sleep(LOOK)
            lives = (words for words in control.lives if not place.run(words, place.environ).code)
            alive = " ".join(next(lives, ()))
            if not alive:
                break
        return alive and f"`{alive}` finds it"

    def _part_with_catalog(self, note: Note) -> None:
        """Moves a catalog aside that the old release would refuse."""
        path = self._place.state / "catalog.db"
        # Mostly nothing changed: then the catalog stays, with all that was captured since.
        if layout_of(path) <= note.layout:
            return
        lock = files.Lock(self._place.state / "lock")
        lock.take()
        try:
            aside = files.unused(path.with_name(f"{ASIDE}{note.new}"))
            self._place.catalog.set_aside(aside)
            # Nothing reads them; the last one may say what was wrong.
            for one in path.parent.glob(f"{ASIDE}*"):
                if not one.name.startswith(aside.name):
                    files.remove(one)
        finally:
            lock.drop()

    def _fetch_catalog(self) -> None:
        path = self._place.state / "catalog.db"
        if self._kept.exists() and not path.exists():
            files.publish(self._kept, path)
            files.sync(folders=[path.parent])

    def _check_free(self) -> None:
        """Raises Busy where an Atlas is at work that nothing here can stop."""
        if self._control.stop:
            return
        lock = files.Lock(self._place.state / "lock")
        try:
            lock.take()
        except Busy as error:
            error.hint = "It was started by hand: stop it, call this again, and start it again afterwards."
            raise
        lock.drop()

    def _do(self, commands: tuple[Words, ...]) -> str:
        """Runs commands; returns what the first that failed said, or ""."""
        for words in commands:
            done = self._place.run(words, self._place.environ)
            if done.code:
                return f"`{' '.join(words)}` failed ({done.code}): {done.last_words}"
        return ""

    def _atlas(self, name: str, *words: str) -> Ran:
        python = self._place.releases.python(name)
        return self._place.run(
            [str(python), "-P", "-m", "atlas", "--home", str(self._place.home), *words], self._place.environ
        )
