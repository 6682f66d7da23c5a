"""Structure out of a fuzzer's bytes: numbers, choices and texts are drawn from them, and then whatever is left."""

from collections.abc import Sequence
from typing import TypeVar

Any = TypeVar("Any")


class Draw:
    """Bytes that decisions are made by; when they are used up, each decision is the first there is."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def number(self, most: int) -> int:
        """Returns a number from 0 to `most`."""
        size = (most.bit_length() + 7) // 8
        piece = self.some(size)
        return int.from_bytes(piece, "big") % (most + 1)

    def one_of(self, choices: Sequence[Any]) -> Any:
        """Returns one of these."""
        return choices[self.number(len(choices) - 1)]

    def some(self, size: int) -> bytes:
        """Returns the next bytes, as many as there are of so many."""
        piece = self._data[self._at : self._at + size]
        self._at += size
        return piece

    def text(self, size: int) -> str:
        """Returns a text of that many bytes at most; what is no UTF-8 in them is surrogate-escaped, as in names."""
        return self.some(size).decode("utf-8", "surrogateescape")

    def rest(self) -> bytes:
        """Returns all that is left."""
        return self.some(len(self._data))
