"""What is fuzzed: a check that says what must hold for any bytes, and bytes to begin with."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from random import Random
from typing import Protocol


class Check(Protocol):
    """Raises AssertionError, or whatever is no answer of the house's, where something does not hold."""

    def __call__(self, data: bytes) -> None: ...


@dataclass(frozen=True)
class Target:
    """One thing that takes a stranger's bytes."""

    check: Check
    seeds: Callable[[], Iterable[bytes]]
    words: tuple[bytes, ...] = ()
    """What of a format no chance comes upon."""
    largest: int = 4096
    end: Callable[[], None] = field(default=lambda: None)


def inputs(target: Target, count: int) -> Iterable[bytes]:
    """Yields the same inputs each time: the seeds, and then seeds that were bent."""
    chance, seeds = Random(9), [one[: target.largest] for one in target.seeds()]
    yield from seeds[:count]
    for _ in range(count - len(seeds)):
        yield bent(chance.choice(seeds), target, chance)


def bent(seed: bytes, target: Target, chance: Random) -> bytes:
    """Returns a seed after some accidents."""
    data = bytearray(seed)
    for _ in range(chance.randint(1, 6)):
        at = chance.randint(0, len(data))
        match chance.randint(0, 4):
            case 0:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case 1:
                del data[at : at + chance.randint(1, 16)]
            case 2 if target.words:
                data[at:at] = chance.choice(target.words)
            case 3:
                data[at:at] = data[at // 2 : at]
            case _ if at < len(data):
                data[at] ^= 1 << chance.randint(0, 7)
    return bytes(data[: target.largest])
