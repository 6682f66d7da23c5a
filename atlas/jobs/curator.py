"""Who looks after the catalog while the daemon works: a thread of its own that holds up neither capture nor search.

A catalog that is damaged or gone is mended at once and not only at the next start: moved aside, and filled from the
folders in small groups, between which capture writes what it has.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from queue import SimpleQueue
from traceback import format_exception
from typing import TYPE_CHECKING

from atlas.errors import AtlasError, CatalogBroken
from atlas.jobs import notes
from atlas.jobs.healing import aside_of, wrong_with
from atlas.jobs.writer import REFUSED
from atlas.model import moment
from atlas.model.event import Alerted, Broke, Event, Noticed, Warned
from atlas.model.late import Late
from atlas.model.snapshot import Judged
from atlas.spool import Folders
from atlas.vault import Vault

if TYPE_CHECKING:
    from atlas.catalog import Catalog
    from atlas.jobs import agreeing
    from atlas.model.facts import Facts
else:
    agreeing = Late("atlas.jobs.agreeing")

NOTE = "care.json"
CHECK_SECONDS = 30.0
"""How long the pages are looked at, once a day and on suspicion."""
DAY, WEEK = timedelta(days=1), timedelta(days=7)
AGAIN = 600.0
"""Seconds after a mending that failed."""
BREATH = 0.05
"""Seconds between two pieces of care, for whoever waits to write."""


class Curator:
    """The catalog of one home, looked after beside capture; `tend` is the daemon's, all else is the thread's."""

    def __init__(
        self,
        folders: Folders,
        vault: Vault,
        catalog: "Catalog",
        judged: Judged,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._folders = folders
        self._vault = vault
        self._catalog = catalog
        self._judged = judged
        self._now = now
        self._monotonic = monotonic
        self._sleep = sleep
        self._news: SimpleQueue[Event] = SimpleQueue()
        # One: two pieces of work at a time would only wait for each other at the catalog's lock.
        self._threads = ThreadPoolExecutor(1, thread_name_prefix="curator")
        self._work: Future[None] | None = None
        # What was lost before the start was made good by healing.
        self._losses = catalog.losses
        self._suspect = self._missed = self._failed = self._stopped = False
        self._check_at = monotonic() + DAY.total_seconds()
        self._rest_until = 0.0
        self.mending = False
        """Whether rows are missing that will be there again: nothing is to be read for want of them."""

    def hear(self, event: Event) -> None:
        """Learns that the catalog did not take something: it is looked at, and what it missed is added."""
        if isinstance(event, Warned) and event.what == REFUSED:
            self._suspect = self._missed = True

    def seen(self, facts: "Facts") -> "Facts":
        """Returns facts without what is being mended anyway: a person need not hear of that twice."""
        if not facts.catalog or self._failed:
            return facts
        self._suspect = True
        return replace(facts, catalog="")

    def tend(self) -> Iterator[Event]:
        """Begins what is to be done; yields what was."""
        while not self._news.empty():
            yield self._news.get()
        if self._work and self._work.done():
            if error := self._work.exception():
                yield Broke("The curator stumbled.", type(error).__name__, trace="".join(format_exception(error)))
                self._rest_until = self._monotonic() + AGAIN
            self._work, self.mending = None, False
        if self._work is None and not self._stopped and self._monotonic() >= self._rest_until:
            self._begin()

    def stop(self) -> None:
        """Ends after the piece that is under way; the rest is done another time."""
        self._stopped = True
        self._threads.shutdown()

    def _begin(self) -> None:
        if self._catalog.losses != self._losses or not self._catalog.path.exists():
            self.mending = True
            self._work = self._threads.submit(self._fill, "The catalog was gone: it is made anew from the folders.")
        elif self._suspect or self._monotonic() >= self._check_at:
            self._check_at = self._monotonic() + DAY.total_seconds()
            self._suspect = False
            self._work = self._threads.submit(self._look)
        elif self._is_care_due():
            self._work = self._threads.submit(self._care)

    def _look(self) -> None:
        try:
            wrong = wrong_with(self._catalog, CHECK_SECONDS)
        except CatalogBroken:
            return
        if wrong:
            self.mending = True
            self._mend(wrong)
        elif self._missed:
            self._fill("")

    def _mend(self, wrong: str) -> None:
        aside = aside_of(self._catalog.path, self._now())
        hint = "It is made anew from the folders while capture goes on; nothing is lost."
        try:
            self._catalog.set_aside(aside)
        except (AtlasError, OSError) as error:
            self._fail(error)
            return
        self._news.put(Alerted("The catalog was damaged and is moved aside.", f"{aside.name}: {wrong}", hint, "healed"))
        self._fill("")

    def _fill(self, told: str) -> None:
        """Adds what the folders have and the catalog lacks."""
        if told:
            self._news.put(Warned(told))
        try:
            self._catalog.note([], [])
            self._losses = self._catalog.losses
            count = agreeing.agree(self._folders, self._vault, self._catalog, self._judged, lambda: not self._stopped)
        except AtlasError as error:
            self._fail(error)
            return
        # A filling that was stopped has not brought all that was missed: it counts as failed, and is begun again.
        self._missed = self._failed = self._stopped
        self._news.put(Noticed("The catalog has again what it lacked.", f"{count} rows", about="catalog"))

    def _fail(self, error: AtlasError | OSError) -> None:
        told = "The catalog could not be made anew; capture goes on without it."
        if not self._failed:
            self._news.put(Warned(told, str(error), getattr(error, "hint", ""), "catalog"))
        self._failed = self._suspect = self._missed = True
        self._rest_until = self._monotonic() + AGAIN

    def _is_care_due(self) -> bool:
        try:
            last = moment.read(notes.read(self._note)["at"])
        except (KeyError, ValueError, TypeError):
            last = None
        return last is None or not timedelta(0) <= self._now() - last < WEEK

    def _care(self) -> None:
        def goes_on() -> bool:
            # Every piece holds the writer's lock; without a breath capture would get it by luck alone.
            self._sleep(BREATH)
            return not self._stopped

        try:
            pieces = self._catalog.tend(goes_on)
            if not self._stopped:
                notes.write(self._note, {"at": moment.written(self._now()), "pieces": pieces})
        except AtlasError as error:
            self._news.put(Warned("The catalog could not be looked after; that is done another time.", str(error)))
            self._rest_until = self._monotonic() + AGAIN

    @property
    def _note(self) -> Path:
        return self._folders.state / NOTE
