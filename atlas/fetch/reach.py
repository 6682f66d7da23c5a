"""Whether anything comes back when a host is called: asked of the network without asking for a page."""

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.model import url as urls

SECONDS = 5.0


def reaches(guard: Guard, url: str, clock: Clock) -> bool:
    """Returns whether the host of an address is there; a refusal is an answer, too."""
    there = urls.parse(url)
    with Deadline(SECONDS, clock) as deadline:
        try:
            guard.dial(there.host, there.port, deadline).close()
        except BadUrl:
            return True
        except faults.FOREIGN as error:
            return not faults.fault_of(error, there.host, sent=False).silent
    return True
