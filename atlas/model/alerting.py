"""What a person is told of, when, how often, and when it is over. Pure: the moment is given."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from atlas.errors import BadUrl
from atlas.model import url as urls
from atlas.model.check import Check, State
from atlas.model.event import Died, Event, Noticed
from atlas.model.privacy import why_private

GATHER = timedelta(seconds=30)
"""What happens once, such as a death, is gathered so long: a list that dies is one message."""
FRESH = timedelta(minutes=2)
"""A check that finds all well is not believed so soon after a warning: what it looked at may be older."""
SUBJECTS = 5
"""So many of what happened are named; the rest are counted."""


@dataclass(frozen=True)
class Advice:
    """What stands in a message about one part of the house."""

    what: str
    tried: str
    command: str
    lasting: bool = True
    """Whether it holds until it is over; else it happened once."""


ADVICE: Mapping[str, Advice] = {
    "death": Advice(
        "A link could not be captured.",
        "Atlas tried every way it knows, as often as the settings say. The ticket beside the drop has each try.",
        "atlas queue --dead",
        lasting=False,
    ),
    "disk": Advice(
        "The disk is nearly full.",
        "Fetching waits, drops are still accepted. It goes on by itself when there is room.",
        "df -h",
    ),
    "inodes": Advice("The disk takes hardly any more files.", "Nothing: it goes on until it cannot.", "df -i"),
    "strain": Advice(
        "The machine is too hot or out of memory.",
        "Fetching and reading pause, drops are still accepted. It goes on by itself.",
        "atlas health",
    ),
    "power": Advice(
        "The machine has not enough power.",
        "Nothing: too little power damages cards. Use a stronger supply and a shorter cable.",
        "atlas health",
    ),
    "bell": Advice(
        "The inbox cannot be watched.",
        "Atlas hangs the watch again every few seconds; meanwhile it looks by itself.",
        "atlas doctor",
    ),
    "canary": Advice(
        "What is dropped may not be captured.",
        "A drop of Atlas's own went through all of it and did not come home, twice. It is tried again every minute.",
        "atlas health --canary",
    ),
    "catalog": Advice(
        "The catalog is broken.",
        "Capture goes on without it. A damaged one is made anew from the folders; that has not come to its end yet.",
        "atlas rebuild",
    ),
    "healed": Advice(
        "A damaged catalog was moved aside.",
        "It was made anew from the folders; nothing is lost.",
        "atlas audit --strict",
        lasting=False,
    ),
    "backup": Advice("The backup is old or not whole.", "Nothing is thrown away meanwhile.", "atlas backup"),
    "drill": Advice("The rehearsed restore failed.", "The backups are left as they are.", "atlas drill"),
    "standby": Advice(
        "Another machine fell silent; this one took over.",
        "This machine works until the other is back, and then gives the work back by itself.",
        "atlas standby status",
    ),
    "defect": Advice(
        "A mistake in Atlas showed.",
        "Atlas goes on. The journal has the trace for whoever mends it.",
        "less .atlas/log/atlas.log",
        lasting=False,
    ),
}
CHECKED: Mapping[str, str] = {
    "watcher": "bell",
    "catalog": "catalog",
    "disk": "disk",
    "inodes": "inodes",
    "power": "power",
    "backup": "backup",
    "drill": "drill",
}
"""The checks that a person is told of, and under which name."""


@dataclass(frozen=True)
class Message:
    """What is sent."""

    at: datetime
    title: str
    body: str


@dataclass(frozen=True)
class Topic:
    """How far a person knows of one part of the house."""

    standing: bool = False
    """Whether it holds now."""
    told: bool = False
    """Whether the person believes that it holds."""
    told_at: datetime | None = None
    since: datetime | None = None
    """When the first of what was not told yet happened; while it stands, when that began."""
    heard_at: datetime | None = None
    unsaid: int = 0
    subjects: tuple[str, ...] = ()
    """The first of what was not told yet, in words."""

    def heard(self, subject: str, lasting: bool, now: datetime) -> "Topic":
        """Returns it after it happened, or happened again."""
        if lasting and self.standing:
            return replace(self, heard_at=now)
        named = (*self.subjects, subject) if subject and subject not in self.subjects else self.subjects
        since = self.since if self.unsaid else now
        unsaid = self.unsaid + 1
        return replace(self, standing=lasting, since=since, heard_at=now, unsaid=unsaid, subjects=named[: SUBJECTS + 1])

    def due_at(self, lasting: bool, quiet: timedelta) -> datetime | None:
        """Returns when it is to be told, or None where there is nothing to tell."""
        if not self.unsaid or self.since is None or (lasting and not self.standing):
            return None
        first = self.since if lasting else self.since + GATHER
        return first if self.told_at is None else max(first, self.told_at + quiet)


@dataclass(frozen=True)
class Watchlist:
    """All that a person was told of, or is to be told of."""

    quiet: timedelta
    topics: Mapping[str, Topic] = field(default_factory=dict)

    def heard(self, about: str, subject: str, now: datetime) -> "Watchlist":
        """Returns it after something happened."""
        return self._with(about, self._topic(about).heard(subject, ADVICE[about].lasting, now))

    def over(self, about: str, now: datetime, after: timedelta = timedelta(0)) -> "Watchlist":
        """Returns it after something ended; not if it was heard of within so long a time."""
        topic = self._topic(about)
        fresh = topic.heard_at is not None and timedelta(0) <= now - topic.heard_at < after
        return self if fresh else self._with(about, replace(topic, standing=False))

    def checked(self, checks: tuple[Check, ...], now: datetime) -> "Watchlist":
        """Returns it after a look at everything."""
        after = self
        for one in checks:
            about = CHECKED.get(one.name)
            if about and one.state is State.FAIL:
                after = after.heard(about, one.value, now)
            elif about and one.state is State.PASS:
                after = after.over(about, now, FRESH)
        return after

    def due(self, now: datetime) -> tuple["Watchlist", tuple[Message, ...]]:
        """Returns what is to be said now, and the list after it was said."""
        topics, said = dict(self.topics), []
        for about, topic in self.topics.items():
            if topic.told and not topic.standing:
                said.append(_over(about, topic, now))
                topics[about] = replace(topic, told=False, unsaid=0, subjects=())
            elif self._is_due(about, topic, now):
                said.append(_told(about, topic, now))
                told = ADVICE[about].lasting
                topics[about] = replace(topic, told=told, told_at=now, unsaid=0, subjects=())
        return replace(self, topics=topics), tuple(said)

    def _is_due(self, about: str, topic: Topic, now: datetime) -> bool:
        # A clock that was set back must not keep a person waiting.
        behind = topic.told_at is not None and now < topic.told_at
        at = (replace(topic, told_at=None) if behind else topic).due_at(ADVICE[about].lasting, self.quiet)
        return at is not None and (at <= now or (topic.since or now) > now)

    def _topic(self, about: str) -> Topic:
        return self.topics.get(about, Topic())

    def _with(self, about: str, topic: Topic) -> "Watchlist":
        return replace(self, topics={**self.topics, about: topic})


def about_of(event: Event) -> tuple[str, str, bool] | None:
    """Returns the part an event is about, in words for a person, and whether it is over; None for most."""
    match event:
        case Died():
            return "death", f"{event.drop}: {told_url(event.url)} {event.reason}", False
        case Noticed() if event.name == "broke":
            return "defect", f"{event.what} {event.subject}", False
        case Noticed() if event.about in ADVICE:
            return event.about, event.subject or event.what, event.level == "INFO"
        case _:
            return None


def told_url(address: str) -> str:
    """Returns an address as it may be told in a message: of one that looks as if it had a secret in it, the host."""
    try:
        parsed = urls.parse(address)
    except BadUrl:
        return "(an address Atlas does not dial)"
    return f"(at {parsed.host})" if why_private(parsed) else parsed.href


def _told(about: str, topic: Topic, now: datetime) -> Message:
    advice = ADVICE[about]
    times = f" ({topic.unsaid} times)" if topic.unsaid > 1 else ""
    more = topic.unsaid - SUBJECTS if len(topic.subjects) > SUBJECTS else 0
    lines = [f"- {one}" for one in topic.subjects[:SUBJECTS]] + ([f"- and {more} more"] if more else [])
    since = f"Since {topic.since:%Y-%m-%d %H:%M} UTC." if topic.since else ""
    body = [*lines, since, f"What Atlas does: {advice.tried}", f"What helps: {advice.command}"]
    return Message(now, f"{advice.what}{times}", "\n".join(one for one in body if one))


def _over(about: str, topic: Topic, now: datetime) -> Message:
    since = f" It began {topic.since:%Y-%m-%d %H:%M} UTC." if topic.since else ""
    return Message(now, f"Over: {ADVICE[about].what}", f"It is over.{since}")
