"""Whoever wants to look at what was captured asks here: a child is started for it, and ended with it."""

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from atlas.errors import Damaged
from atlas.jobs.washing.head import LONGEST, Head, head_of

CHILD = "atlas.jobs.washing.child"
PATIENCE = 20.0
"""Seconds after which a child is ended that has not begun to speak, however little of the processor it got."""
SECONDS = 5
"""What washing may take of a processor."""
AT_ONCE = 2
PIECE = 1 << 16
TOO_MUCH = (
    "The page would cost too much to be shown: it is too large, or nested too deeply. "
    "Its article, its words and the snapshot itself are there all the same."
)


@dataclass(frozen=True)
class Shown:
    """Something to be looked at."""

    head: Head
    pieces: AsyncIterator[bytes]


class Washer:
    """Children that wash, a few at a time."""

    def __init__(self, root: Path, child: str = CHILD, patience: float = PATIENCE, seconds: int = SECONDS) -> None:
        self._command = (sys.executable, "-P", "-m", child, str(root), f"{seconds}")
        self._patience = patience
        self._seats = asyncio.Semaphore(AT_ONCE)

    @asynccontextmanager
    async def shown(self, place: str) -> AsyncIterator[Shown]:
        """Gives what is to be seen of a snapshot; raises Damaged where nothing is."""
        async with self._seats:
            process = await asyncio.create_subprocess_exec(
                *self._command, place, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, limit=PIECE
            )
            assert process.stdout
            try:
                head = await self._head(process.stdout)
                yield Shown(head, _pieces(process.stdout))
            finally:
                with suppress(ProcessLookupError):
                    process.kill()
                await process.wait()

    async def _head(self, said: asyncio.StreamReader) -> Head:
        try:
            line = await asyncio.wait_for(said.readline(), self._patience)
        except TimeoutError:
            line = b""
        head = head_of(line) if len(line) <= LONGEST else None
        if head is None:
            raise Damaged(TOO_MUCH)
        if head.wrong:
            raise Damaged(head.wrong)
        return head


async def _pieces(said: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while piece := await said.read(PIECE):
        yield piece
