"""What the first process of a container does, where nobody else is there to do it.

The kernel hands it the orphans of all others, and no signal ends it that it does not listen to. So it is no Atlas:
it has one for a child, passes signals on to it, buries whoever dies, and ends as that one does.
"""

import os
import signal

PASSED = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGQUIT, signal.SIGUSR1, signal.SIGUSR2}
if hasattr(signal, "SIGPWR"):
    PASSED |= {signal.SIGPWR}
KILLED = 128
"""What a shell adds to the signal that ended a program."""


def attend() -> None:
    """Comes back in a child; the process itself ends with it."""
    heard = {*PASSED, signal.SIGCHLD}
    # Before the fork: a signal that comes in between waits, and is not lost.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, heard)
    child = os.fork()
    if not child:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return
    while True:
        number = signal.sigwait(heard)
        if number != signal.SIGCHLD:
            # It is not buried yet, so that its number is nobody else's.
            os.kill(child, number)
        elif (code := _buried(child)) is not None:
            os._exit(code)


def _buried(child: int) -> int | None:
    """Takes all that have died; returns how the child ended, if it is among them."""
    ended = None
    while True:
        try:
            process, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return ended
        if not process:
            return ended
        if process == child:
            code = os.waitstatus_to_exitcode(status)
            ended = code if code >= 0 else KILLED - code
