"""A sink for tests: every exchange in a list, every body in a file."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from atlas.model.exchange import Exchange


@dataclass
class Shelf:
    """Keeps what is given it."""

    folder: Path
    exchanges: list[Exchange] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    opened: list[BinaryIO] = field(default_factory=list)

    def body(self) -> BinaryIO:
        file = (self.folder / str(len(self.opened))).open("x+b", buffering=0)
        self.opened.append(file)
        return file

    def keep(self, exchange: Exchange, body: BinaryIO) -> None:
        body.seek(0)
        self.exchanges.append(exchange)
        self.bodies.append(body.read())
        body.close()

    @property
    def left_open(self) -> int:
        return sum(not file.closed for file in self.opened)
