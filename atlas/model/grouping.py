"""So many at once: a library of a hundred thousand pages is neither asked for in one breath nor one by one."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def groups(ones: Iterable[T], most: int) -> Iterator[list[T]]:
    """Yields them in their order in lists of `most`, the last one shorter; none of none."""
    rest = iter(ones)
    while group := list(islice(rest, most)):
        yield group
