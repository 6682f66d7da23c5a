"""The browser layer: the address in the system's Chromium, and what scripts make of the page there.

The browser sees the web through a proxy of Atlas's own, which dials as Atlas does. What is kept
is the page as it came to rest: a conversion of it, not what crossed the wire.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from atlas.clock import Clock
from atlas.fetch import chromium, faults
from atlas.fetch.climb import Climb
from atlas.fetch.deadline import Deadline
from atlas.fetch.devtools import Declined, Devtools, Gone
from atlas.fetch.guard import Guard
from atlas.fetch.profile import profile
from atlas.fetch.proxy import Proxy
from atlas.fetch.rendering import Rendering
from atlas.fetch.tab import Tab
from atlas.fetch.visit import Answer
from atlas.fetch.web import Hosts
from atlas.model.fault import Fault, Kind
from atlas.model.url import Url

LEAST = 4.0
"""With fewer seconds left, a browser is not worth starting."""
LOOK = 0.05
TRAFFIC = 4
"""How many times the cap on a page all that it loads may come to."""
INSTALL = "There is no Chromium on this machine: install it (Debian: apt install chromium-headless-shell)."


class Browser:
    """Shows one page at a time; the others wait for their turn."""

    name = "browser"

    def __init__(
        self,
        guard: Guard,
        hosts: Hosts,
        clock: Clock,
        folder: Path,
        max_bytes: int,
        program: str = "",
        more: Sequence[str] = (),
    ) -> None:
        self._guard = guard
        self._hosts = hosts
        self._clock = clock
        self._folder = folder
        self._max_bytes = max_bytes
        self._program = program
        self._more = tuple(more)
        self._turn = threading.Lock()

    def answers(self, climb: Climb) -> Iterator[Answer]:
        """Yields the page as the browser shows it."""
        url, deadline = climb.url, climb.deadline
        with self._hosts.visit(url.host, True, lambda: deadline.over) as turn, self._alone(deadline) as alone:
            ready = turn and alone and deadline.left() >= LEAST
            answer = self._tried(climb) if ready else None
        yield answer or _failed(url, Kind.TIMEOUT, f"There was no time left to show {url.host} in the browser.")

    def missing(self) -> str:
        """Returns that there is no browser, and what to do about it; or ""."""
        if chromium.found(self._program):
            return ""
        return f"There is no program {self._program}: name another browser." if self._program else INSTALL

    @contextmanager
    def _alone(self, deadline: Deadline) -> Iterator[bool]:
        mine = False
        while not mine and not deadline.over:
            mine = self._turn.acquire(timeout=LOOK)
        try:
            yield mine
        finally:
            if mine:
                self._turn.release()

    def _tried(self, climb: Climb) -> Answer:
        """Returns what came of it; of what went wrong in the browser itself, its host hears nothing."""
        url, deadline = climb.url, climb.deadline
        try:
            answer = self._shown(climb)
        except TimeoutError:
            answer = Answer(url, fault=faults.timed_out(url.host, begun=False))
        except Gone as error:
            if not deadline.over:
                return _failed(url, Kind.UNREACHABLE, f"{error}, before it had shown {url.host}.")
            answer = Answer(url, fault=faults.timed_out(url.host, begun=True))
        except Declined as error:
            return _failed(url, Kind.BROKEN_OFF, f"The browser did not show {url.host} ({error}).")
        except OSError as error:
            return _failed(url, Kind.UNREACHABLE, f"The browser did not start ({error.strerror}).")
        if not deadline.interrupted:
            self._hosts.told(answer.url, answer.fault)
        return answer

    def _shown(self, climb: Climb) -> Answer:
        deadline, clock = climb.deadline, self._clock
        with ExitStack() as stack:
            home = stack.enter_context(profile(self._folder, clock))
            most = self._max_bytes * TRAFFIC
            proxy = stack.enter_context(Proxy(self._guard, deadline, clock, most, outside=climb.outside))
            program = chromium.found(self._program)
            steering = stack.enter_context(chromium.running(program, home, proxy.port, self._more))
            # Shutting the socket it is steered over is what ends a browser at the deadline, and wakes us.
            deadline.watch(steering)
            stack.callback(deadline.release)
            tab = Tab(Devtools(steering, clock.monotonic), clock.monotonic, clock.monotonic() + deadline.left())
            return Rendering(climb, tab, proxy, clock, self._max_bytes).answer()


def _failed(url: Url, kind: Kind, detail: str) -> Answer:
    return Answer(url, fault=Fault(kind, faults.plain(detail)))
