"""One HTTP request and its answer, as they crossed the wire; and where they go."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Protocol


@dataclass(frozen=True)
class Exchange:
    """One request and its answer; the body lies in the scratch file it was written to."""

    url: str
    at: datetime
    peer: str
    """The address that was dialled, or "" where there is none."""
    request: bytes
    """Request line and headers as sent."""
    head: bytes
    """Status line and headers as received, the blank line included."""
    status: int
    headers: tuple[tuple[str, str], ...]
    size: int
    """Bytes of the body in the scratch file, transfer coding removed."""
    truncated: str = ""
    """"" for a whole body, else a WARC-Truncated reason: length, time, disconnect (ISO 28500, 5.13)."""
    unchanged: bool = False
    """It was asked for only if it had changed, and the answer is that it has not."""
    converted: bool = False
    """The body is what a browser made of the page; nothing of it crossed the wire so."""

    def header(self, name: str) -> str:
        """Returns the first header of that name, or ""."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), "")


class Sink(Protocol):
    """Where the exchanges of one attempt are kept as they happen."""

    def body(self) -> BinaryIO:
        """Returns a fresh, unbuffered file open for writing and reading, for one answer's bytes."""

    def keep(self, exchange: Exchange, body: BinaryIO) -> None:
        """Takes an exchange, complete or cut, with its body; closes the body."""
