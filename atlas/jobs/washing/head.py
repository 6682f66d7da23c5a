"""What a child says of what follows: a line of JSON."""

import json
import re
from dataclasses import asdict, dataclass

HTML, TEXT = "text/html", "text/plain"
EXTENSION = re.compile(r"(?:\.[a-z0-9]{1,10})?")
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

    @property
    def is_sound(self) -> bool:
        """Whether it says nothing else than a child may: what it has read may have made it say anything."""
        known = self.media_type in ("", HTML, TEXT) and isinstance(self.wrong, str)
        return known and isinstance(self.extension, str) and EXTENSION.fullmatch(self.extension) is not None

    def dumps(self) -> bytes:
        """Returns it as a line."""
        return json.dumps({**asdict(self), "wrong": self.wrong[:500]}).encode() + b"\n"


def head_of(line: bytes) -> Head | None:
    """Returns the head in a line, or None where a child ended before it had said it."""
    try:
        told = Head(**json.loads(line)) if line.endswith(b"\n") else None
    except (ValueError, TypeError):
        return None
    return told if told and told.is_sound else None
