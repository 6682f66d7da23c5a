"""A process that dies at its N-th durable step, and what must hold of what it leaves.

The steps are those of the files room: everything Atlas changes goes through it.
"""

import functools
import itertools
import os
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from atlas import files
from atlas.model.drop import links_in
from atlas.model.ticket import SUFFIX, Disposition
from atlas.spool.entry import ticket_at
from atlas.spool.folders import ticket_of
from tests.house import House

STEPS = ("append", "clear", "copy", "create", "draft", "make_folder", "move", "publish", "remove", "sync")
KILLED = 99


def count_steps(deed: Callable[[], object]) -> int:
    """Returns how many durable steps a deed takes, in a process of its own."""
    reader, writer = os.pipe()
    if child := os.fork():
        os.close(writer)
        with os.fdopen(reader) as told:
            steps = int(told.read() or "0")
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        return steps
    counted = [0]

    def step(run: Callable[..., Any], *args: Any, **more: Any) -> Any:
        counted[0] += 1
        return run(*args, **more)

    _in_child(lambda: (_wrap(step), deed(), os.write(writer, str(counted[0]).encode())))
    raise AssertionError


def cut_at(number: int, deed: Callable[[], object], *, after: bool) -> None:
    """Does a deed in a process of its own that is gone before, or right after, its N-th durable step."""
    if child := os.fork():
        # Threads may group their work otherwise this time, and come out with a step less.
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) in (KILLED, 0)
        return
    counted = itertools.count(1)

    def step(run: Callable[..., Any], *args: Any, **more: Any) -> Any:
        here = next(counted)
        if here == number and not after:
            os._exit(KILLED)
        came = run(*args, **more)
        if here == number:
            os._exit(KILLED)
        return came

    _in_child(lambda: (_wrap(step), deed()))


def _in_child(deed: Callable[[], object]) -> None:
    code = 1
    try:
        deed()
        code = 0
    finally:
        os._exit(code)


def _wrap(step: Callable[..., Any]) -> None:
    for name in STEPS:
        setattr(files, name, functools.partial(step, getattr(files, name)))


def places_of(home: Path) -> Counter[str]:
    """Returns in how many queue files each address stands; those that tickets call captured do not wait."""
    places: Counter[str] = Counter()
    for folder in ("inbox", "failed/deferred", "failed/dead"):
        for path in (home / folder).rglob("*"):
            if path.is_file() and not path.name.startswith(".") and not path.name.endswith(SUFFIX):
                settled = ticket_at(ticket_of(path))
                done = (
                    {one.url for one in settled.targets if one.disposition is Disposition.CAPTURED}
                    if settled
                    else set()
                )
                places.update(one.url for one in links_in(path.read_bytes(), path.name) if one.url not in done)
    return places


def check(house: House, urls: set[str]) -> None:
    """Holds after every cut and the recovery from it."""
    waiting = places_of(house.home)
    captured = {}
    for path in (house.home / "processed").rglob(f"*{SUFFIX}"):
        ticket = ticket_at(path)
        assert ticket, path
        assert path.with_name(path.name.removesuffix(SUFFIX)).exists(), path
        for target in ticket.targets:
            if target.disposition is Disposition.CAPTURED:
                captured[target.url] = target.snapshot
    doubled = [url for url, times in waiting.items() if times > 1]
    assert not doubled, doubled
    lost = urls - set(waiting) - set(captured)
    assert not lost, lost
    for snapshot in captured.values():
        house.vault.verify(snapshot.removeprefix("raw/"))
    # Nobody put anything there by hand: without its ticket a drop would have forgotten its attempts.
    for path in (house.home / "failed").rglob("*"):
        assert path.is_dir() or path.name.endswith(SUFFIX) or ticket_at(ticket_of(path)), path
    hidden = [one for one in house.all_files("failed") + house.all_files("processed") if "/." in one]
    assert hidden == []
    # A page that a person saved and a visit to its address are two captures, and a cut may cost each once more.
    kept = [one.facts for one in house.snapshots()]
    times = Counter((one.url, one.layer) for one in kept if one.disposition == "captured")
    assert all(count <= 2 for count in times.values()), times
