"""What is done by processes of their own, one for each piece, so that nothing of one is left for the next.

Not by a pool of multiprocessing's: it forks in one thread and ends what it forked in another, and a worker that hears
of its end before Python has come back from the fork forgets it (CPython 3.11), and is waited for without end.
"""

import os
import signal
import traceback
from collections.abc import Callable, Iterable, Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, NoReturn, TypeVar

Ask = TypeVar("Ask")
Answer = TypeVar("Answer")
OURS = {signal.SIGINT, signal.SIGTERM}


def apart(deed: Callable[[Ask], Answer], asks: Iterable[Ask], processes: int) -> Iterator[tuple[Ask, Answer | None]]:
    """Yields what came of each, the first that ends first; None of one whose process ended without a word.

    What is asked for is looked up only when somebody can do it. Whoever leaves off ends those at work.
    """
    rest, at_work = iter(asks), dict[Connection, tuple[int, Ask]]()
    try:
        while True:
            while len(at_work) < processes and (more := list(_next(rest))):
                reader, child = _begun(deed, more[0])
                at_work[reader] = child, more[0]
            if not at_work:
                return
            for one in wait(list(at_work)):
                assert isinstance(one, Connection)
                answer = _answer(one)
                child, ask = at_work.pop(one)
                os.waitpid(child, 0)
                yield ask, answer
    finally:
        for child, _ in at_work.values():
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)


def _next(rest: Iterator[Ask]) -> Iterator[Ask]:
    for one in rest:
        yield one
        return


def _begun(deed: Callable[[Ask], Answer], ask: Ask) -> tuple[Connection, int]:
    reader, writer = Pipe(duplex=False)
    # A signal that came between the fork and what the child makes of it would run the first process's code there.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, OURS)
    child = os.fork()
    if not child:
        _work(deed, ask, writer, before)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    writer.close()
    return reader, child


def _work(deed: Callable[[Ask], Answer], ask: Ask, writer: Connection, mask: set[int]) -> NoReturn:
    try:
        # What is pressed at the keys is for the first process alone: it is the one that ends the others.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        writer.send(deed(ask))
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(0)


def _answer(reader: Connection) -> Any:
    with reader:
        try:
            return reader.recv()
        except EOFError:
            return None
