"""The system's Chromium as a child: found, started in a home of its own, ended with all it started.

It is steered over a socket it inherits, never over a port, and ends by itself when the other
end of that socket closes, however Atlas went.
"""

import os
import resource
import shutil
import signal
import socket
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

NAMES = (
    *("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser"),
    *("google-chrome", "google-chrome-stable"),
)
"""The leanest first: the shell without windows needs half the memory."""
NOWHERE = "http://127.0.0.1:1"
# Not the address space: V8 reserves terabytes of it. Seconds of processor time end what outlived a killed Atlas.
LIMITS = (("RLIMIT_CPU", 120), ("RLIMIT_CORE", 0), ("RLIMIT_FSIZE", 256 << 20), ("RLIMIT_DATA", 2 << 30))
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
    """
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            child = _spawned([program, *_flags(home, proxy), *more], home, theirs.fileno())
        try:
            _limit(child)
            yield ours
        finally:
            _end(child)


def _flags(home: Path, proxy: int) -> Iterator[str]:
    yield from FLAGS
    yield f"--user-data-dir={home}"
    yield f"--proxy-server=http://127.0.0.1:{proxy}"
    if os.geteuid() == 0:
        # Its sandbox does not work for root at all.
        yield "--no-sandbox"


def _spawned(command: list[str], home: Path, steering: int) -> int:
    null = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    try:
        # Not subprocess: it cannot say which number a descriptor has in the child without running code after fork.
        return os.posix_spawn(
            command[0],
            command,
            _environment(home),
            file_actions=[
                *((os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)),
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


def _end(child: int) -> None:
    """Kills a child's whole group, and buries it."""
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    # Where Atlas is the first process of a container, its grandchildren are its own to bury.
    with suppress(ChildProcessError):
        while os.waitpid(-child, os.WNOHANG)[0]:
            pass
