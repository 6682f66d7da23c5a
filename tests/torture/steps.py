"""The durable steps of a process that goes on: it dies at one of them, or its disk is full.

A dead process changes nothing any more, whichever of its threads tries to.
"""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from atlas import files
from atlas.errors import unkept
from tests.stories.cuts import STEPS

TAKES_ROOM = frozenset({"append", "copy", "create", "draft", "make_folder", "sync"})


class Killed(BaseException):
    """The process is gone: nothing in it catches this."""


@contextmanager
def killed_at(number: int) -> Iterator[None]:
    """Lets so many steps happen, and none after that."""
    left = [number]

    def stepped(name: str, run: Callable[..., Any], *args: Any, **more: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise Killed(name)
        return run(*args, **more)

    with _each_step(stepped):
        yield


@contextmanager
def full(number: int) -> Iterator[None]:
    """Lets so many steps that take room happen; the disk is full for those after that."""
    left = [number]

    def stepped(name: str, run: Callable[..., Any], *args: Any, **more: Any) -> Any:
        left[0] -= name in TAKES_ROOM
        if left[0] < 0 and name in TAKES_ROOM:
            raise unkept(OSError(errno.ENOSPC, "No space left on device"))
        return run(*args, **more)

    with _each_step(stepped):
        yield


@contextmanager
def _each_step(stepped: Callable[..., Any]) -> Iterator[None]:
    before = {name: getattr(files, name) for name in STEPS}

    def wrapped(name: str, run: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *args, **more: stepped(name, run, *args, **more)

    try:
        for name, run in before.items():
            setattr(files, name, wrapped(name, run))
        yield
    finally:
        for name, run in before.items():
            setattr(files, name, run)
