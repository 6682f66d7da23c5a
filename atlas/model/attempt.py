"""What one climb of the ladder brought: its tries, and the page or the fault."""

from dataclasses import dataclass, replace
from datetime import datetime

from atlas.model.backoff import Patience
from atlas.model.fault import Fault, Kind
from atlas.model.verdict import Verdict

LIVE = frozenset({"direct", "agents"})
"""The layers that bring what the site itself sends for the address."""
SAVED = "saved"
"""What a person's own program brought; it stands where others tell the layer that got the page."""


@dataclass(frozen=True)
class Ask:
    """What a climb is asked to bring."""

    url: str
    since: datetime
    """When its drop came: archives are asked for the copy nearest to that."""
    patience: Patience
    known: "Known | None" = None
    """What the vault has of the page already, if anything."""


@dataclass(frozen=True, slots=True)
class Try:
    """One layer's answer within an attempt."""

    layer: str
    at: datetime
    status: int | None
    kind: Kind | None
    """None where the try brought the page."""
    detail: str
    milliseconds: int
    url: str = ""
    """What was asked for, where it was not the target's own address."""
    size: int = 0
    """Bytes of the body, as they crossed the wire."""
    verdict: str = ""
    """The judge's word for the answer, where there was one that was not a plain page."""


@dataclass(frozen=True)
class Page:
    """The answer that was kept."""

    final_url: str
    layer: str
    status: int
    media_type: str
    size: int
    """Bytes of the body as they crossed the wire, transfer coding removed."""
    digest: str
    """sha256:… of those bytes."""
    verdict: Verdict
    notes: tuple[str, ...] = ()
    """What was odd about it, if anything."""
    signals: tuple[str, ...] = ()
    """What led the judge to the verdict."""
    rules: int = 0
    """The version of the judge's rules."""
    memento: datetime | None = None
    """For an archived copy: when the archive took it (Memento-Datetime, RFC 7089)."""


@dataclass(frozen=True)
class Known:
    """A page the vault has whole: what a new capture of it may refer to instead of keeping it again."""

    snapshot: str
    """The place in the vault of the snapshot that has the body itself."""
    record: str
    """The name of the answer's record in there."""
    date: str
    """The date of that record, as it is written there."""
    uri: str
    """The address of that record."""
    page: Page
    """As it was last captured."""
    etag: str = ""
    last_modified: str = ""

    def conditions(self, url: str) -> dict[str, str]:
        """Returns the headers that ask an address for the page only if it has changed; none for another address."""
        told = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in told.items() if value} if url == self.page.final_url else {}

    def again(self, layer: str, status: int) -> Page:
        """Returns the page as an answer brings it that says it has not changed."""
        return replace(self.page, layer=layer, status=status, notes=())


@dataclass(frozen=True)
class Attempt:
    """One climb of the ladder for one address: a page, or the fault that stands."""

    url: str
    tries: tuple[Try, ...]
    page: Page | None = None
    fault: Fault | None = None
    interrupted: bool = False
    """Atlas was stopping: it says nothing about the page and nothing is written of it."""

    @property
    def captured(self) -> bool:
        """Whether the attempt brought the page home."""
        return self.fault is None and self.page is not None
