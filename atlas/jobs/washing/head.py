"""What a child says of what follows: a line of JSON."""

import json
from dataclasses import asdict, dataclass

HTML, TEXT = "text/html", "text/plain"
LONGEST = 4096
"""Bytes of a head."""


@dataclass(frozen=True)
class Head:
    """As what something is shown."""

    media_type: str = ""
    """A page or plain text, both in UTF-8; "" where it is a file to be saved."""
    extension: str = ""
    """Of a file's name."""
    wrong: str = ""
    """Why nothing follows, in a sentence."""

    def dumps(self) -> bytes:
        """Returns it as a line."""
        return json.dumps({**asdict(self), "wrong": self.wrong[:500]}).encode() + b"\n"


def head_of(line: bytes) -> Head | None:
    """Returns the head in a line, or None where a child ended before it had said it."""
    try:
        told = json.loads(line) if line.endswith(b"\n") else None
    except ValueError:
        return None
    return Head(**told) if told else None
