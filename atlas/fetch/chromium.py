"""The system's Chromium as a child: found, started in a home of its own, ended with all it started.

It is steered over a socket it inherits, never over a port, and ends by itself when the other
end of that socket closes, however Atlas went. Where it ends before it should, it is asked what it
had to say of that.
"""

import os
import re
import resource
import shutil
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from atlas.fetch.devtools import Gone

NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
"""The leanest first: the shell without windows needs half the memory."""
NOWHERE = "http://127.0.0.1:1"
# Not the address space: V8 reserves terabytes of it. Seconds of processor time end what outlived a killed Atlas.
LIMITS = (("RLIMIT_CPU", 120), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 256 << 20), ("RLIMIT_DATA", 2 << 30))
HEARD = 64 << 10
"""How many bytes of its complaints are heard at most: as many as a pipe holds."""
LAST_WORDS = 160
PREFIX = re.compile(r"^\[[^\]]*\] *")
"""Process, thread and time, before what a line of its own tells."""
FLAGS = (
    *("--headless", "--remote-debugging-pipe", "--no-startup-window", "--no-first-run", "--no-default-browser-check"),
    # What would go round the proxy, or look for company in the network.
    *("--proxy-bypass-list=<-loopback>", "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1"),
    *("--disable-quic", "--media-router=0"),
    # The one word is the browser's, the other its headless shell's.
    *(f"--{name}=disable_non_proxied_udp" for name in ("webrtc-ip-handling-policy", "force-webrtc-ip-handling-policy")),
    # What would be asked of the network though no page asks for it.
    *(
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-domain-reliability",
    ),
    *("--disable-default-apps", "--disable-extensions", "--disable-component-extensions-with-background-pages"),
    *("--disable-field-trial-config", "--no-pings", f"--gaia-url={NOWHERE}"),
    f"--component-updater=url-source={NOWHERE}",
    "--disable-features=MediaRouter,DialMediaRouteProvider,Translate,OptimizationHints,DnsOverHttps,AsyncDns,"
    "NetworkTimeServiceQuerying,AutofillServerCommunication,CertificateTransparencyComponentUpdater",
    # What a page has no use for where nobody looks at it.
    *("--disable-gpu", "--disable-3d-apis", "--mute-audio", "--hide-scrollbars", "--disable-speech-api"),
    *("--disable-notifications", "--deny-permission-prompts", "--disable-print-preview", "--disable-breakpad"),
    *("--password-store=basic", "--blink-settings=imagesEnabled=false", "--disk-cache-size=1"),
)


def found(program: str = "") -> str:
    """Returns the path of the browser: the one that is named, else the first that is installed; "" where none is."""
    names = (program,) if program else NAMES
    return next((path for name in names if (path := shutil.which(name))), "")


@contextmanager
def running(program: str, home: Path, proxy: int, more: Sequence[str] = ()) -> Iterator[socket.socket]:
    """Gives the socket a browser is steered over; on leaving, it and all that it started are dead.

    It takes the web from the proxy on that port of 127.0.0.1, and keeps what it writes in `home`.
    Where the one who steers finds it Gone, that is raised anew with how it ended and its last words.
    """
    with ExitStack() as undo:
        ours, theirs = (undo.enter_context(end) for end in socket.socketpair())
        complaints, voice = (undo.enter_context(os.fdopen(end, "rb", buffering=0)) for end in _pipe())
        child = _spawned([program, *_flags(home, proxy), *more], home, theirs.fileno(), voice.fileno())
        ends = undo.enter_context(ExitStack())
        ends.callback(_end, child)
        theirs.close()
        _limit(child)
        try:
            yield ours
        except Gone as error:
            ends.pop_all()
            raise Gone(_told(_end(child), complaints.read(HEARD) or b"")) from error


def _pipe() -> tuple[int, int]:
    """Returns a pipe that neither end waits on: a browser that complains on and on is not held up by it."""
    ends = os.pipe()
    for end in ends:
        os.set_blocking(end, False)
    return ends


def _flags(home: Path, proxy: int) -> Iterator[str]:
    yield from FLAGS
    yield f"--user-data-dir={home}"
    yield f"--proxy-server=http://127.0.0.1:{proxy}"
    if os.geteuid() == 0:
        # Its sandbox does not work for root at all.
        yield "--no-sandbox"


def _spawned(command: list[str], home: Path, steering: int, voice: int) -> int:
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        # Not subprocess: it cannot say which number a descriptor has in the child without running code after fork.
        return os.posix_spawn(
            command[0],
            command,
            _environment(home),
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1)),
                (os.POSIX_SPAWN_DUP2, voice, 2),
                *((os.POSIX_SPAWN_DUP2, steering, number) for number in (3, 4)),
            ],
            setpgroup=0,
            setsigdef=[signal.SIGPIPE, signal.SIGXFSZ],
        )
    finally:
        os.close(null)


def _environment(home: Path) -> dict[str, str]:
    own = {name: str(home) for name in ("HOME", "TMPDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR")}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", **own}


def _limit(child: int) -> None:
    if not hasattr(resource, "prlimit"):
        return
    for name, most in LIMITS:
        with suppress(OSError, ValueError):
            resource.prlimit(child, getattr(resource, name), (most, most))


def _end(child: int) -> int:
    """Kills a child's whole group, and buries it; returns how the child itself ended."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    # Where Atlas is the first process of a container, its grandchildren are its own to bury.
    with suppress(ChildProcessError):
        while os.waitpid(-child, os.WNOHANG)[0]:
            pass
    return os.waitstatus_to_exitcode(status)


def _told(code: int, complaints: bytes) -> str:
    """Returns how a browser ended and what it said last: where it names a fatal mistake, that."""
    lines = [line.strip() for line in complaints.decode(errors="replace").splitlines() if line.strip()]
    fatal = [line for line in lines if ":FATAL:" in line]
    # One that was killed has not said why: its last line is about something else.
    last = (fatal or ([] if code == -signal.SIGKILL else lines) or [""])[-1]
    how = f"status {code}" if code >= 0 else _signal(-code)
    said = PREFIX.sub("", last)[:LAST_WORDS].rstrip(".")
    return f"Chromium ended with {how}" + (f" ({said})" if said else "")


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
