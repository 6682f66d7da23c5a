"""A scratch that is finished, and how a body is found that the vault has already."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from atlas.model.attempt import Known
from atlas.model.snapshot import Facts

Recall = Callable[[str], Known | None]
"""Returns a page of the vault by the digest of its body."""


@dataclass(frozen=True)
class Sealed:
    """A finished scratch file, not yet durable."""

    path: Path
    sha256: str
    """Of the file's bytes, in hexadecimal."""
    size: int
    facts: Facts
    """As they will read back."""
