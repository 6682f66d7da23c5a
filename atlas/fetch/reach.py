"""Whether a host that is called answers for itself: asked of the network without asking for a page."""

import ssl

from atlas.clock import Clock
from atlas.errors import BadUrl, LedInside
from atlas.fetch import faults
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.model import url as urls

SECONDS = 5.0


def reaches(guard: Guard, trust: ssl.SSLContext, url: str, clock: Clock) -> bool:
    """Returns whether the host of an address is there; a refusal is an answer, too.

    It is not where its name leads into a private network or somebody else speaks for it: a network
    without a way out, or one that wants a password first, answers so for everybody.
    """
    there = urls.parse(url)
    with Deadline(SECONDS, clock) as deadline:
        try:
            with guard.dial(there.host, there.port, deadline) as sock:
                if there.scheme == "https":
                    trust.wrap_socket(sock, server_hostname=there.host).close()
        except LedInside:
            return False
        except BadUrl:
            return True
        except ssl.SSLCertVerificationError:
            return clock.doubtful()
        except faults.FOREIGN as error:
            return not faults.fault_of(error, there.host, sent=False).silent
    return True
