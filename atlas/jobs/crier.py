"""Tells a person what needs one: by the policy of the model, through a file, to every address."""

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import asdict, fields, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from atlas import files
from atlas.errors import AtlasError, Unkept
from atlas.jobs.outbox import Letter, Outbox, is_stale, mark_of
from atlas.model import moment
from atlas.model.alerting import ADVICE, Message, Topic, Watchlist, about_of
from atlas.model.check import Check
from atlas.model.event import Event, Warned

FIRST, LONGEST = 60.0, 3600.0
"""Seconds to wait after an address did not take a message; then twice as long, up to the longest."""
LARGEST = 1_000_000
OUTBOX, TOLD = "alerts.jsonl", "alerts.json"


class Send(Protocol):
    """Whoever brings a message to an address; raises AtlasError where nobody took it."""

    def __call__(self, address: str, title: str, body: str) -> None:
        """Sends it."""


class Crier:
    """What was heard, what was said, and what could not be sent yet. One thread uses it."""

    def __init__(
        self,
        state: Path,
        addresses: tuple[str, ...],
        quiet: timedelta,
        send: Send,
        now: Callable[[], datetime],
        monotonic: Callable[[], float],
        redact: Callable[[str], str],
        machine: str,
    ) -> None:
        self._told = state / TOLD
        self._outbox = Outbox(state / OUTBOX)
        self._addresses = addresses
        self._send = send
        self._now = now
        self._monotonic = monotonic
        self._redact = redact
        self._machine = machine
        self._watchlist = Watchlist(quiet, topics_in(self._told))
        self._saved = self._watchlist
        self._refused = False
        self._resting: dict[str, tuple[float, float]] = {}

    def hear(self, event: Event) -> None:
        """Takes what happened, where a person is to be told of it."""
        if heard := about_of(event):
            about, subject, over = heard
            now = self._now()
            watchlist = self._watchlist
            self._watchlist = watchlist.over(about, now) if over else watchlist.heard(about, subject, now)

    def check(self, checks: tuple[Check, ...]) -> None:
        """Takes what a look at everything found."""
        self._watchlist = self._watchlist.checked(checks, self._now())

    def say(self, *messages: Message) -> Iterator[Event]:
        """Puts messages down to be sent; those that the disk does not take are sent all the same."""
        to = tuple(map(mark_of, self._addresses))
        letters = [Letter(self._safe(one), to) for one in messages] if to else []
        if letters:
            yield from self._written(lambda: self._outbox.add(letters))

    def turn(self) -> Iterator[Event]:
        """Says what is due and sends what waits; yields what went wrong."""
        after, messages = self._watchlist.due(self._now())
        # Written down before it counts as told: a cut in between tells twice, and never not at all.
        yield from self.say(*messages)
        self._watchlist = after
        yield from self._written(self.save)
        yield from self._deliver()

    def _written(self, deed: Callable[[], None]) -> Iterator[Event]:
        """Writes something down; where the disk does not take it, tells so once until it does."""
        try:
            deed()
        except (Unkept, OSError) as error:
            if not self._refused:
                yield Warned("Alerts cannot be written down; they are sent all the same.", str(error))
            self._refused = True
        else:
            self._refused = False

    def save(self) -> None:
        """Writes down what was heard and told, where that changed, for the next start."""
        if self._watchlist != self._saved:
            self._write()
            self._saved = self._watchlist

    def _deliver(self) -> Iterator[Event]:
        letters, left = self._outbox.letters(), []
        for letter in letters:
            offered = yield from self._offered(letter)
            if offered.to and not is_stale(offered, self._now()):
                left.append(offered)
        if left != letters or self._outbox.unwritten:
            yield from self._written(lambda: self._outbox.keep(left))

    def _offered(self, letter: Letter) -> Generator[Event, None, Letter]:
        """Offers a letter to whoever has not taken it; returns it with those who still have not."""
        left = []
        for address in self._addresses:
            mark = mark_of(address)
            if mark not in letter.to:
                continue
            # Each address waits for itself: a mail server that is down holds up no message to the phone.
            error = None if self._rests(address) else self._brought(letter, address)
            if error:
                yield Warned("An alert was not taken; it is sent again.", str(error), error.hint)
            if self._rests(address):
                left.append(mark)
        return replace(letter, to=tuple(left))

    def _brought(self, letter: Letter, address: str) -> AtlasError | None:
        told = letter.message
        try:
            self._send(address, f"Atlas on {self._machine}: {told.title}", told.body)
        except AtlasError as error:
            _, wait = self._resting.get(address, (0.0, FIRST / 2))
            wait = min(2 * wait, LONGEST)
            self._resting[address] = (self._monotonic() + wait, wait)
            return error
        self._resting.pop(address, None)
        return None

    def _rests(self, address: str) -> bool:
        return self._monotonic() < self._resting.get(address, (0.0, 0.0))[0]

    def _safe(self, message: Message) -> Message:
        body = "\n".join(self._redact(line) for line in message.body.split("\n"))
        return replace(message, title=self._redact(message.title), body=body)

    def _write(self) -> None:
        topics = {about: _dumped(topic) for about, topic in self._watchlist.topics.items()}
        data = json.dumps({"format": 1, "topics": topics}, indent=1).encode() + b"\n"
        files.publish(files.draft(self._told.parent, data), self._told, replace=True)


def topics_in(path: Path) -> dict[str, Topic]:
    """Returns what a person was told of up to now."""
    try:
        with path.open("rb") as file:
            told = json.loads(file.read(LARGEST))
        return {about: _loaded(one) for about, one in told["topics"].items() if about in ADVICE}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _dumped(topic: Topic) -> dict[str, Any]:
    return {key: moment.written(one) if isinstance(one, datetime) else one for key, one in asdict(topic).items()}


def _loaded(told: dict[str, Any]) -> Topic:
    known = {one.name: told[one.name] for one in fields(Topic) if one.name in told}
    times = {key: moment.read(known[key]) for key in ("told_at", "since", "heard_at") if known.get(key)}
    return Topic(**{**known, **times, "subjects": tuple(known.get("subjects", ()))})
