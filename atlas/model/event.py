"""What happened, as values: jobs yield them, the journal tells them, one line each."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    level: ClassVar[str] = "INFO"

    @property
    def name(self) -> str:
        """The constant word it is told under."""
        return type(self).__name__.lower()

    def sentence(self) -> str:
        """Returns it in words for a person, without its name."""
        raise NotImplementedError


@dataclass(frozen=True)
class Captured(Event):
    """A page is in the vault, durably."""

    url: str
    drop: str
    snapshot: str
    bytes: int
    milliseconds: int
    layer: str = ""

    def sentence(self) -> str:
        """Returns it in words."""
        return f"{self.url} ({self.bytes} bytes, {self.milliseconds} ms) from {self.drop}"


@dataclass(frozen=True)
class Recognised(Event):
    """A page that an export names was in the vault already."""

    url: str
    drop: str
    snapshot: str

    def sentence(self) -> str:
        """Returns it in words."""
        return f"{self.url} from {self.drop} was kept already: {self.snapshot}"


@dataclass(frozen=True)
class Deferred(Event):
    """A target will be tried again."""

    url: str
    drop: str
    kind: str
    reason: str
    retry_at: datetime | None

    def sentence(self) -> str:
        """Returns it in words."""
        when = f"{self.retry_at:%Y-%m-%d %H:%M}Z" if self.retry_at else "soon"
        return f"{self.url}: {self.reason} Again at {when}"


@dataclass(frozen=True)
class Died(Event):
    """A target needs a person."""

    level: ClassVar[str] = "WARNING"
    url: str
    drop: str
    kind: str
    reason: str

    def sentence(self) -> str:
        """Returns it in words."""
        return f"{self.url}: {self.reason}"


@dataclass(frozen=True)
class Settled(Event):
    """A drop was filed."""

    drop: str
    disposition: str
    path: str
    targets: int

    def sentence(self) -> str:
        """Returns it in words."""
        return f"{self.drop}: {self.disposition}, {self.targets} targets, now {self.path}"


@dataclass(frozen=True)
class Read(Event):
    """A page was read; its article is on the shelf, where there is any text in it."""

    url: str
    snapshot: str
    path: str
    words: int
    milliseconds: int

    def sentence(self) -> str:
        """Returns it in words."""
        what = f"{self.words} words, now {self.path}" if self.path else "there is no text in it"
        return f"{self.url}: {what} ({self.milliseconds} ms)"


@dataclass(frozen=True)
class Unreadable(Event):
    """A page was not read; it stays captured."""

    level: ClassVar[str] = "WARNING"
    url: str
    snapshot: str
    reason: str

    def sentence(self) -> str:
        """Returns it in words."""
        return f"{self.url}: {self.reason}"


@dataclass(frozen=True)
class Backed(Event):
    """A set is in the store, durably, and was read back."""

    set: str
    to: str
    files: int
    copied: int
    bytes: int
    """Of those that were copied."""

    def sentence(self) -> str:
        """Returns it in words."""
        return f"the set {self.set} in {self.to}: {self.files} files, {self.copied} of them new ({self.bytes} bytes)"


@dataclass(frozen=True)
class Noticed(Event):
    """Something about the home or the machine worth a line."""

    what: str
    """A constant sentence."""
    subject: str = ""
    """The file, host or part it is about."""
    hint: str = ""
    about: str = ""
    """The part of the house, where a person is told: a warning that it is broken, a notice that it works again."""

    def sentence(self) -> str:
        """Returns it in words."""
        return " ".join(one for one in (self.what, self.subject and f"[{self.subject}]", self.hint) if one)


@dataclass(frozen=True)
class Warned(Noticed):
    """Something is wrong and Atlas goes on."""

    level: ClassVar[str] = "WARNING"


@dataclass(frozen=True)
class Broke(Warned):
    """A mistake in Atlas showed; its trace is for whoever mends it."""

    trace: str = ""


@dataclass(frozen=True)
class Alerted(Noticed):
    """A person must look."""

    level: ClassVar[str] = "ERROR"
