"""Which of several machines works on a shared archive: a lease, as each reads it from what the others wrote.

Every file has one writer: a machine's **sign** is written by that machine alone, a **claim** (one epoch,
one holder) once, by whoever makes it first. The claim of the highest epoch is the lease. No machine
believes another's clock: it watches the signs change, on its own.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from atlas.model import moment

FORMAT = 1
MARGIN = 0.25
"""How much longer than its lease a machine must have been silent: clocks drift, and looks take time."""

ALIVE = 2
"""Changes of a sign after which its machine is taken to be up."""
SETTLES = 6
"""The part of a lease for which one that was given back is left alone."""
PAUSE = 4
"""So many times the longest time between two looks is a long pause between two beats."""


@dataclass(frozen=True)
class Claim:
    """Who took the lease of one epoch."""

    epoch: int
    holder: str
    """ "" where the file does not tell: that epoch is used up."""
    at: datetime | None = None
    """By the holder's own wall clock: for people, and for what recovery looks through."""

    def dumps(self) -> bytes:
        """Returns it as it is written."""
        at = moment.written(self.at) if self.at else None
        return _dumped({"epoch": self.epoch, "holder": self.holder, "at": at})


@dataclass(frozen=True)
class Sign:
    """What a machine says of itself, now and then."""

    name: str
    session: str
    """Another at each start, so that two machines under one name are noticed."""
    beat: int
    """One more each time: the only clock that others believe."""
    ttl: float
    """Seconds for which it counts on its lease after a beat."""
    wants: bool = False
    """Whether it would work if it were let."""
    let_go: int = 0
    """The epoch of the lease it gave back last."""

    def dumps(self) -> bytes:
        """Returns it as it is written."""
        return _dumped(asdict(self))


@dataclass(frozen=True)
class View:
    """What lies in the shared folder at one look."""

    claims: tuple[Claim, ...] = ()
    signs: Mapping[str, Sign] = field(default_factory=dict)

    @property
    def lease(self) -> Claim | None:
        """The claim that counts. Of two of one epoch, which only a share that is late can have, all choose one."""
        return min(self.claims, key=lambda one: (-one.epoch, one.holder == "", one.holder), default=None)

    @property
    def let_go(self) -> bool:
        """Whether its holder gave the lease back."""
        sign = self.signs.get(self.lease.holder) if self.lease else None
        return bool(self.lease and sign and sign.let_go == self.lease.epoch)

    def is_of(self, name: str, epoch: int) -> bool:
        """Whether the lease is that machine's, since that epoch."""
        return bool(self.lease and (self.lease.holder, self.lease.epoch) == (name, epoch))


@dataclass(frozen=True)
class Mark:
    """A sign, or the lease, as it last changed under one's eyes."""

    told: tuple[object, ...]
    since: float
    moves: int = 0
    """How often it was seen to change without a long pause: one change may be a beat of long ago that came late."""


@dataclass(frozen=True)
class Sight:
    """How long nothing has changed, on the clock of the machine that looks."""

    looked: float | None = None
    marks: Mapping[str, Mark] = field(default_factory=dict)

    def after(self, view: View, now: float, longest: float) -> "Sight":
        """Returns it after one more look. One that comes late tells nothing of the time between: it counts anew."""
        late = self.looked is None or not 0 <= now - self.looked <= longest
        told: dict[str, tuple[object, ...]] = {name: (one.session, one.beat) for name, one in view.signs.items()}
        told[""] = _told_of(view, told)
        return Sight(now, {name: _marked(self.marks.get(name), one, now, longest, late) for name, one in told.items()})

    def still(self, name: str, now: float) -> float:
        """Returns for how many seconds a machine's sign has not changed; of "" the lease and its holder's sign."""
        return now - self.marks[name].since if name in self.marks else 0.0

    def is_up(self, name: str, now: float, within: float) -> bool:
        """Whether a machine was seen to beat lately."""
        return name in self.marks and self.marks[name].moves >= ALIVE and self.still(name, now) < within


def _told_of(view: View, signs: Mapping[str, tuple[object, ...]]) -> tuple[object, ...]:
    """Returns what of the lease must change while its holder works: once given back, it has none."""
    if view.lease is None:
        return ()
    mine = (view.lease.epoch, view.lease.holder)
    return mine if view.let_go else (*mine, *signs.get(view.lease.holder, ()))


def _marked(before: Mark | None, told: tuple[object, ...], now: float, longest: float, late: bool) -> Mark:
    if before is None:
        return Mark(told, now)
    if before.told != told:
        return Mark(told, now, 1 if now - before.since > PAUSE * longest else before.moves + 1)
    return replace(before, since=now) if late else before


@dataclass(frozen=True)
class Seat:
    """One machine among those that share an archive."""

    name: str
    nodes: Sequence[str]
    """All of them, the preferred one first."""
    ttl: float

    def waits_for(self, view: View) -> float:
        """Returns how long the lease must lie still before this machine takes it from another."""
        holder = view.signs.get(view.lease.holder) if view.lease else None
        return max(self.ttl, holder.ttl if holder else 0.0) * (1 + MARGIN)

    def may_take(self, view: View, sight: Sight, now: float) -> bool:
        """Whether the lease may be taken now."""
        if self.is_still(view, sight, now):
            return True
        if not self.may_take_at_once(view) or self.better(view, sight, now):
            return False
        if view.lease is None:
            return self.nodes[0] == self.name
        # What was done before it was given back may come later than the word of that.
        return self._is_own(view) or sight.still("", now) >= self.ttl / SETTLES

    def may_take_at_once(self, view: View) -> bool:
        """Whether nobody else can be at work: the lease was its own before, or given back, or never taken."""
        return view.lease is None or self._is_own(view) or view.let_go

    def better(self, view: View, sight: Sight, now: float) -> str:
        """Returns the machine that is up, would work, and is preferred to this one; or ""."""
        above = self.nodes[: self.nodes.index(self.name)]
        for name in above:
            if name in view.signs and view.signs[name].wants and sight.is_up(name, now, self.ttl):
                return name
        return ""

    def is_still(self, view: View, sight: Sight, now: float) -> bool:
        """Whether the lease lay still for so long that its holder counts on it no more."""
        return sight.still("", now) >= self.waits_for(view)

    def _is_own(self, view: View) -> bool:
        return view.lease is not None and view.lease.holder == self.name


def claim_in(data: bytes, epoch: int) -> Claim:
    """Returns the claim that a file tells; of one that does not read only that its epoch is used up."""
    try:
        told = json.loads(data)
        return Claim(int(told["epoch"]), str(told["holder"]), moment.read(told["at"]) if told["at"] else None)
    except (ValueError, TypeError, KeyError, RecursionError):
        return Claim(epoch, "")


def sign_in(data: bytes) -> Sign | None:
    """Returns the sign that a file tells, or None where none does."""
    try:
        told = json.loads(data)
        sign = Sign(**{one.name: told[one.name] for one in fields(Sign)})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return sign if _is_sound(sign) else None


def _is_sound(sign: Sign) -> bool:
    numbers = isinstance(sign.ttl, int | float) and 0 <= sign.ttl < 1e9
    return numbers and isinstance(sign.name, str) and type(sign.beat) is type(sign.let_go) is int


def _dumped(told: dict[str, Any]) -> bytes:
    return json.dumps({"format": FORMAT, **told}).encode() + b"\n"
