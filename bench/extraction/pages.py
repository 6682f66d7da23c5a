"""Real pages and the text that people say is in them, from a folder with a `truth.jsonl`."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path


@dataclass(frozen=True)
class Truth:
    """A page, and its text as people wrote it down."""

    id: str
    path: Path
    url: str
    text: str
    set: str

    @property
    def half(self) -> str:
        """Which half of the pages it belongs to: one is tuned on, the other is told of."""
        return "ab"[sha256(self.id.encode()).digest()[-1] & 1]

    @property
    def body(self) -> bytes:
        """The page as it was served."""
        data = self.path.read_bytes()
        return gzip.decompress(data) if self.path.suffix == ".gz" else data


def truths(folder: Path, half: str = "") -> Iterator[Truth]:
    """Yields the pages of a folder, or of one half of it."""
    for line in (folder / "truth.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        one = Truth(told["id"], folder / told["file"], told["url"], told["text"], told.get("set") or "pages")
        if half in {"", one.half}:
            yield one
