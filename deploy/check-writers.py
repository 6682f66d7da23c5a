#!/usr/bin/env python3

"""Lets real programs drop files while `atlas watch` runs: each drop is taken once and whole.

usage: python deploy/check-writers.py [WORD…]

With words, only the writers whose names have one of them in it. Needs the Python Atlas runs with; programs that are
not here are named and skipped. All that runs meanwhile is on the loopback, in a folder of its own under TMPDIR.
Exit 1 where a drop was lost, torn, changed or taken twice.
"""

import ctypes
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

TREE = Path(__file__).resolve().parents[1]
WEB = "127.0.0.7"
PATIENCE = 60.0
LONGEST = 900
"""Seconds that all of it may take."""
LULL = 4.0
"""Longer than a file must rest."""
FLOOD = 500
OVERFLOW = 0x4000
QUEUE_LIMIT = Path("/proc/sys/fs/inotify/max_queued_events")
OWN = re.compile(r".*\.atlas\.json|\.stfolder|\.syncthing\..*")

SYNCTHING = """<configuration version="35">
  <folder id="inbox" path="{folder}" type="sendreceive" rescanIntervalS="3600" fsWatcherEnabled="true"
    fsWatcherDelayS="1" ignorePerms="true"><device id="{own}"/><device id="{peer}"/>
    <maxConflicts>10</maxConflicts></folder>
  <device id="{own}" name="own"><address>dynamic</address></device>
  <device id="{peer}" name="peer"><address>tcp://127.0.0.1:{peer_port}</address></device>
  <gui enabled="false"/>
  <options><listenAddress>tcp://127.0.0.1:{port}</listenAddress><globalAnnounceEnabled>false</globalAnnounceEnabled>
    <localAnnounceEnabled>false</localAnnounceEnabled><relaysEnabled>false</relaysEnabled><natEnabled>false</natEnabled>
    <crashReportingEnabled>false</crashReportingEnabled><autoUpgradeIntervalH>0</autoUpgradeIntervalH>
    <reconnectionIntervalS>2</reconnectionIntervalS><startBrowser>false</startBrowser><urAccepted>-1</urAccepted></options>
</configuration>
"""
SAMBA = """[global]
smb ports = {port}
interfaces = lo
bind interfaces only = yes
disable netbios = yes
server role = standalone server
map to guest = Bad User
guest account = {user}
load printers = no
private dir = {place}
lock directory = {place}
state directory = {place}
cache directory = {place}
pid directory = {place}
ncalrpc dir = {place}/ncalrpc
[inbox]
path = {folder}
read only = no
guest only = yes
"""


class Violation(Exception):
    """Something is not as it must be."""


class Web(ThreadingHTTPServer):
    """A web of one host, which counts how often each page is asked for."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__((WEB, 0), Page)
        self.asked: Counter[str] = Counter()
        self.wished: set[str] = set()
        self.slow: set[str] = set()
        self.lock = threading.Lock()

    def url(self, path: str) -> str:
        """Returns the address of a page."""
        return f"http://{WEB}:{self.server_port}{path}"


class Page(BaseHTTPRequestHandler):
    """Any page; a slow one lets its reader wait."""

    server: Web

    def do_GET(self) -> None:
        """Answers."""
        with self.server.lock:
            self.server.asked[self.path] += 1
        if self.path in self.server.slow:
            time.sleep(3)
        body = f"<title>{self.path}</title><p>{'A page. ' * 40}</p>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


@dataclass
class Wish:
    """What is dropped, and what must come of it."""

    name: str
    path: str
    data: bytes
    times: int = 1
    """How often the page is asked for, and the drop filed."""


@dataclass
class Scene:
    """One home with its `atlas watch`, and a web to ask."""

    place: Path
    web: Web
    environ: dict[str, str]
    exits: ExitStack
    wishes: list[Wish] = field(default_factory=list)
    watch: "subprocess.Popen[bytes] | None" = None

    @property
    def home(self) -> Path:
        """The scratch home."""
        return self.place / "home"

    @property
    def inbox(self) -> Path:
        """Where the writers write."""
        return self.home / "inbox"

    @property
    def desk(self) -> Path:
        """A folder of the same file system, out of Atlas's sight."""
        return self.place / "desk"

    def wish(self, name: str, padding: int = 0, times: int = 1) -> Wish:
        """Returns a drop that was never dropped before: its address comes last."""
        path = f"/{secrets.token_hex(24)}"
        head = "".join(f"{number}: only words on this line\n" for number in range(padding))
        self.web.wished.add(path)
        wish = Wish(name, path, f"{head}{self.web.url(path)}\n".encode(), times)
        self.wishes.append(wish)
        return wish

    def laid(self, name: str, padding: int = 0) -> tuple[Wish, Path]:
        """Returns a drop that lies on the desk."""
        wish = self.wish(name, padding)
        path = self.desk / name
        path.write_bytes(wish.data)
        return wish, path

    def atlas(self, *verb: str) -> list[str]:
        """Returns the command line of a verb on this home."""
        return [sys.executable, "-m", "atlas", "--home", str(self.home), *verb]

    def begin(self) -> None:
        """Makes the home and starts `atlas watch`."""
        self.desk.mkdir(parents=True)
        subprocess.run(self.atlas("init"), cwd=TREE, env=self.environ, check=True, capture_output=True, timeout=60)
        self.watch = self.exits.enter_context(running(self.atlas("watch"), self.place / "watch", TREE, self.environ))
        until(lambda: b"watches its inbox" in (self.place / "watch.log").read_bytes(), 30)

    def shelved(self) -> dict[bytes, list[str]]:
        """Returns the names under which each content lies in processed/."""
        found: dict[bytes, list[str]] = {}
        for path in (self.home / "processed").rglob("*"):
            if path.is_file() and not path.name.endswith(".atlas.json"):
                found.setdefault(path.read_bytes(), []).append(path.name)
        return found

    def settled(self, wishes: list[Wish]) -> bool:
        """Whether all these drops left the inbox for processed/."""
        shelved = self.shelved()
        return all(len(shelved.get(one.data, ())) >= one.times for one in wishes)

    def wrong(self, wishes: list[Wish], patience: float = PATIENCE) -> list[str]:
        """Returns what is not as it must be, once these had their time."""
        until(lambda: self.settled(wishes), patience)
        shelved, told = self.shelved(), []
        for one in wishes:
            if (count := len(shelved.get(one.data, []))) != one.times:
                told.append(f"{one.name} lies in processed/ {count} times, not {one.times}")
            if (count := self.web.asked[one.path]) != one.times:
                told.append(f"{one.name} was asked for {count} times, not {one.times}")
            if (self.inbox / one.name).exists():
                told.append(f"{one.name} is still in the inbox")
        return told

    def strays(self) -> list[str]:
        """Returns what was taken again later, and what nobody wished for."""
        told = self.wrong(self.wishes, 0)
        wished = {one.data for one in self.wishes}
        told += [
            f"processed/ has {name}" for data, names in self.shelved().items() if data not in wished for name in names
        ]
        for folder in ("inbox", "failed"):
            files = [path for path in (self.home / folder).rglob("*") if path.is_file()]
            told += [
                f"{folder}/ has {path.name}" for path in files if folder == "failed" or not OWN.fullmatch(path.name)
            ]
        return told + [f"the web was asked for {path}" for path in self.web.asked if path not in self.web.wished]

    def end(self) -> list[str]:
        """Stops `atlas watch` and audits the home; returns what is wrong."""
        assert self.watch
        self.watch.terminate()
        told = [] if self.watch.wait(20) == 0 else [f"atlas watch ended with {self.watch.returncode}"]
        audit = subprocess.run(
            self.atlas("audit", "--strict"),
            check=False,
            cwd=TREE,
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return told + (audit.stdout.splitlines() if audit.returncode else [])


@contextmanager
def running(
    command: list[str], log: Path, folder: Path, environ: dict[str, str]
) -> Iterator["subprocess.Popen[bytes]"]:
    """Runs a program in a session of its own, which ends with the block."""
    with log.with_suffix(".log").open("wb") as lines:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=lines,
            stderr=lines,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        for number in (signal.SIGCONT, signal.SIGTERM):
            signalled(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(20)
        signalled(process.pid, signal.SIGKILL)
        process.wait()


def signalled(leader: int, number: int) -> None:
    """Signals what is left of a session that was started here."""
    with suppress(ProcessLookupError):
        os.killpg(leader, number)


def until(true: Callable[[], bool], seconds: float) -> bool:
    """Waits until something is true, at most so long; returns whether it is."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def run(*command: object, **more: object) -> None:
    """Runs a program that must succeed."""
    subprocess.run([str(one) for one in command], check=True, capture_output=True, timeout=60, **more)


def shell(script: str, *arguments: object) -> None:
    """Runs a few lines of shell with their arguments."""
    run("sh", "-euc", script, "sh", *arguments)


def free_port() -> int:
    """Returns a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def halves(wish: Wish) -> tuple[str, str]:
    """Returns a drop in two parts, torn within its address."""
    text = wish.data.decode()
    return text[:-20], text[-20:]


# The writers. Each returns what it dropped.


def by_cp(scene: Scene) -> list[Wish]:
    """Copies."""
    wish, path = scene.laid("cp.txt", 20_000)
    run("cp", path, scene.inbox)
    return [wish]


def by_mv(scene: Scene) -> list[Wish]:
    """Moves within the file system."""
    wish, path = scene.laid("mv.txt")
    run("mv", path, scene.inbox)
    return [wish]


def by_far_mv(scene: Scene) -> list[Wish]:
    """Moves from another file system, where there is one."""
    with tempfile.TemporaryDirectory(dir="/dev/shm") as other:
        wish = scene.wish("far mv.txt", 20_000)
        path = Path(other, wish.name)
        path.write_bytes(wish.data)
        run("mv", path, scene.inbox)
    return [wish]


def by_folder(scene: Scene) -> list[Wish]:
    """Moves a folder in, with its files."""
    folder = scene.desk / "holiday"
    folder.mkdir()
    wishes = [scene.wish(f"holiday/{number}.txt") for number in range(5)]
    for one in wishes:
        (scene.desk / one.name).write_bytes(one.data)
    run("mv", folder, scene.inbox)
    return wishes


def by_ln(scene: Scene) -> list[Wish]:
    """Links; while both names are there nothing is taken."""
    wish, path = scene.laid("ln.txt")
    run("ln", path, scene.inbox)
    time.sleep(2 * LULL)
    if scene.web.asked[wish.path]:
        raise Violation("It was taken while it had two names.")
    run("rm", path)
    return [wish]


def by_rename(scene: Scene) -> list[Wish]:
    """Writes under three kinds of temporary names, lets them lie, and renames."""
    wishes = []
    for mask in (".{}.tmp", "{}.part", ".goutputstream-{}"):
        wish = scene.wish(f"rename {len(wishes)}.txt")
        torn = scene.inbox / mask.format(wish.name)
        torn.write_bytes(wish.data[:-9])
        time.sleep(LULL)
        torn.write_bytes(wish.data)
        torn.rename(scene.inbox / wish.name)
        wishes.append(wish)
    return wishes


def by_replace(scene: Scene) -> list[Wish]:
    """Replaces a drop by another before it has rested, five times."""
    wish, path = scene.laid("replace.txt")
    for _ in range(5):
        path.with_suffix(".new").write_bytes(wish.data)
        path.with_suffix(".new").rename(scene.inbox / wish.name)
        time.sleep(1)
    path.unlink()
    return [wish]


def by_touch(scene: Scene) -> list[Wish]:
    """Makes an empty file, and writes it later."""
    wish = scene.wish("touch.txt")
    shell('touch "$1"; sleep 5; printf %s "$2" > "$1"', scene.inbox / wish.name, wish.data.decode())
    return [wish]


def by_slow_hand(scene: Scene) -> list[Wish]:
    """Writes an address in two halves, the file open all the while."""
    wish = scene.wish("slow, open.txt")
    script = 'exec 3> "$1"; printf %s "$2" >&3; sleep 3; printf %s "$3" >&3; sleep 3'
    shell(script, scene.inbox / wish.name, *halves(wish))
    return [wish]


def by_reopening(scene: Scene) -> list[Wish]:
    """Writes an address in two halves and closes the file between them, for less than the rest."""
    wish = scene.wish("slow, reopened.txt")
    shell('printf %s "$2" > "$1"; sleep 1; printf %s "$3" >> "$1"', scene.inbox / wish.name, *halves(wish))
    return [wish]


def by_rsync(scene: Scene) -> list[Wish]:
    """Copies with rsync, which renames, and again, which must change nothing that is under way."""
    wish, path = scene.laid("rsync.txt", 40_000)
    run("rsync", "-a", "--bwlimit=300", path, f"{scene.inbox}/")
    run("rsync", "-a", path, f"{scene.inbox}/")
    return [wish]


def by_rsync_inplace(scene: Scene) -> list[Wish]:
    """Copies with rsync under the drop's own name, for about five seconds."""
    wish, path = scene.laid("rsync inplace.txt", 40_000)
    run("rsync", "-a", "--inplace", "--whole-file", "--bwlimit=250", path, f"{scene.inbox}/")
    return [wish]


def by_vim_script(scene: Scene) -> list[Wish]:
    """Writes with vim, without a screen."""
    wish = scene.wish("vim -es.txt")
    address = wish.data.decode().strip()
    run("vim", "-u", "NONE", "-es", "-c", f"call setline(1, '{address}')", "-c", "wq", scene.inbox / wish.name)
    return [wish]


def by_vim(scene: Scene) -> list[Wish]:
    """Writes with vim in a terminal: saves half an address, then all of it, and stays open meanwhile."""
    wish = scene.wish("vim.txt")
    first, second = halves(wish)
    tmux = ("tmux", "-f", "/dev/null", "-S", scene.place / "tmux")
    run(*tmux, "new-session", "-d", "-x", "120", "-y", "30", "vim", "-u", "NONE", scene.inbox / wish.name)
    try:
        time.sleep(1)
        for keys in (("-l", f"i{first}"), ("Escape",), ("-l", ":w"), ("Enter",), ("-l", f"a{second.strip()}")):
            run(*tmux, "send-keys", *keys)
        for keys in (("Escape",), ("-l", ":w"), ("Enter",)):
            run(*tmux, "send-keys", *keys)
        time.sleep(2 * LULL)
        for keys in (("-l", ":q"), ("Enter",)):
            run(*tmux, "send-keys", *keys)
        time.sleep(0.5)
    finally:
        subprocess.run([str(one) for one in (*tmux, "kill-server")], capture_output=True, check=False, timeout=10)
    return [wish]


def by_sed(scene: Scene) -> list[Wish]:
    """Corrects a drop in place before it has rested."""
    wish = scene.wish("sed.txt")
    path = scene.inbox / wish.name
    path.write_bytes(wish.data.replace(b"http", b"PLACE"))
    run("sed", "-i", "s/PLACE/http/", path)
    return [wish]


def by_add(scene: Scene) -> list[Wish]:
    """Drops with Atlas's own verb."""
    wish = scene.wish("add")
    run(*scene.atlas("add", wish.data.decode().strip()), cwd=TREE, env=scene.environ)
    return [wish]


def by_late_reopening(scene: Scene) -> list[Wish]:
    """Does so for three seconds, where files must rest for six: a `rest` longer than the pause is the cure."""
    environ = {**scene.environ, "ATLAS_QUEUE__REST": "6s"}
    patient = Scene(scene.place / "patient", scene.web, environ, scene.exits)
    patient.begin()
    wish = patient.wish("slow, reopened late.txt")
    shell('printf %s "$2" > "$1"; sleep 3; printf %s "$3" >> "$1"', patient.inbox / wish.name, *halves(wish))
    if wrong := [*patient.wrong([wish]), *patient.strays(), *patient.end()]:
        raise Violation("\n         ".join(wrong))
    return []


def by_toucher(scene: Scene) -> list[Wish]:
    """Stamps a drop anew while it is captured: it may be another one, so it is taken a second time."""
    wish = scene.wish("touched.txt", times=2)
    scene.web.slow.add(wish.path)
    path = scene.inbox / wish.name
    path.write_bytes(wish.data)
    until(lambda: scene.web.asked[wish.path] > 0, PATIENCE)
    os.utime(path)
    return [wish]


def by_editor(scene: Scene) -> list[Wish]:
    """Writes another address into a drop while it is captured: both are kept."""
    before, after = scene.wish("edited.txt"), scene.wish("edited.txt")
    scene.web.slow.add(before.path)
    path = scene.inbox / before.name
    path.write_bytes(before.data)
    until(lambda: scene.web.asked[before.path] > 0, PATIENCE)
    path.write_bytes(after.data)
    return [before, after]


def by_smb(scene: Scene) -> list[Wish]:
    """Writes through Samba: in place, and under another name first."""
    port, place = free_port(), scene.place / "samba"
    (place / "ncalrpc").mkdir(parents=True, mode=0o755)
    config = place / "smb.conf"
    user = subprocess.run(["id", "-un"], capture_output=True, text=True, check=True).stdout.strip()
    config.write_text(SAMBA.format(port=port, place=place, folder=scene.inbox, user=user))
    command = [found("smbd"), "-F", "--no-process-group", "-s", str(config), "-l", str(place)]
    client = ("smbclient", "//127.0.0.1/inbox", "-N", "-s", config, "-p", port, "-c")
    (put, first), (later, second) = scene.laid("smb put.txt", 30_000), scene.laid("smb rename.txt", 30_000)
    with running(command, place / "smbd", place, scene.environ):
        until(lambda: listens(port), 15)
        run(*client, f'put "{first}" "{put.name}"')
        run(*client, f'put "{second}" "{later.name}.part"; rename "{later.name}.part" "{later.name}"')
    return [put, later]


def by_syncthing(scene: Scene) -> list[Wish]:
    """Sends with Syncthing; what was taken goes from the sender too."""
    phone = scene.place / "phone" / "inbox"
    with syncthings(scene, phone):
        wishes = [scene.wish(f"synced {number}.txt") for number in range(20)]
        wishes += [scene.wish("synced, long.txt", 150_000), scene.wish(f"{'synced ' * 30}.txt")]
        for one in wishes:
            (phone / one.name).write_bytes(one.data)
            os.utime(phone / one.name, (1e9, 1e9))
        until(lambda: scene.settled(wishes), PATIENCE)
        if not until(lambda: not any((phone / one.name).exists() for one in wishes), PATIENCE):
            raise Violation("What was taken is still on the sender.")
        if not (phone / ".stfolder").is_dir() or not (scene.inbox / ".stfolder").is_dir():
            raise Violation("Syncthing's own folder is gone.")
    return wishes


@contextmanager
def syncthings(scene: Scene, phone: Path) -> Iterator[None]:
    """Runs two Syncthings that know nobody but each other."""
    sides = [(scene.place / "syncthing-here", scene.inbox), (scene.place / "syncthing-phone", phone)]
    ports, names = [free_port(), free_port()], []
    for home, folder in sides:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / ".stfolder").mkdir()
        run("syncthing", "generate", f"--home={home}", "--no-default-folder", "--skip-port-probing")
        names.append(
            subprocess.run(
                ["syncthing", f"--home={home}", "--device-id"], capture_output=True, text=True, check=True, timeout=30
            ).stdout.strip()
        )
    with ExitStack() as stack:
        for own, (home, folder) in enumerate(sides):
            told = {"own": names[own], "peer": names[1 - own], "port": ports[own], "peer_port": ports[1 - own]}
            (home / "config.xml").write_text(SYNCTHING.format(folder=folder, **told))
            command = ["syncthing", "serve", f"--home={home}", "--no-browser", "--no-restart"]
            stack.enter_context(running(command, home / "told", home, {**scene.environ, "STNOUPGRADE": "1"}))
        yield


def by_removed_inbox(scene: Scene) -> list[Wish]:
    """Removes the inbox and makes it again, three ways, then drops at once."""
    wishes = [scene.wish(f"removed {number}.txt") for number in range(3)]
    shutil.rmtree(scene.inbox)
    scene.inbox.mkdir()
    (scene.inbox / wishes[0].name).write_bytes(wishes[0].data)
    until(lambda: scene.settled(wishes[:1]), PATIENCE)
    shutil.rmtree(scene.inbox)
    until(scene.inbox.is_dir, 15)
    (scene.inbox / wishes[1].name).write_bytes(wishes[1].data)
    until(lambda: scene.settled(wishes[:2]), PATIENCE)
    scene.inbox.rename(scene.desk / "old inbox")
    scene.inbox.mkdir()
    (scene.inbox / wishes[2].name).write_bytes(wishes[2].data)
    return wishes


@contextmanager
def stopped(scene: Scene) -> Iterator[None]:
    """Holds `atlas watch` still."""
    assert scene.watch
    os.kill(scene.watch.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(scene.watch.pid, signal.SIGCONT)


def by_flood(scene: Scene) -> list[Wish]:
    """Drops many while `atlas watch` is held still."""
    wishes = [scene.wish(f"flood {number}.txt") for number in range(FLOOD)]
    with stopped(scene):
        for one in wishes:
            (scene.inbox / one.name).write_bytes(one.data)
        time.sleep(LULL)
    return wishes


def by_overflow(scene: Scene) -> list[Wish]:
    """Lets the kernel lose events: more noise than its queue holds, while `atlas watch` is held still."""
    wishes = [scene.wish(f"overflow {number}.txt") for number in range(FLOOD // 5)]
    noise, other = scene.inbox / ".noise", scene.inbox / ".other noise"
    libc = ctypes.CDLL(None, use_errno=True)
    ears = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
    libc.inotify_add_watch(ears, os.fsencode(scene.inbox), 0x3C0 | 0x8)
    noise.touch()
    with stopped(scene):
        for _ in range(int(QUEUE_LIMIT.read_text()) // 4 + 100):
            noise.rename(other)
            other.rename(noise)
        for one in wishes:
            (scene.inbox / one.name).write_bytes(one.data)
    noise.unlink()
    lost = overflowed(ears)
    os.close(ears)
    if not lost:
        raise Violation("The kernel lost no events: this shows nothing.")
    return wishes


def overflowed(ears: int) -> bool:
    """Whether the kernel says that this watch, which heard the same as Atlas's, has lost events."""
    heard = b""
    while True:
        try:
            heard += os.read(ears, 1 << 20)
        except BlockingIOError:
            # The event of a queue that ran over has no folder: its watch is -1.
            return (-1).to_bytes(4, "little", signed=True) + OVERFLOW.to_bytes(4, "little") in heard


def listens(port: int) -> bool:
    """Whether somebody answers at a port of the loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def found(program: str) -> str | None:
    """Returns where a program is, also one that only root has on the PATH."""
    return shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")


Writer = Callable[[Scene], list[Wish]]
# fmt: off
WRITERS: tuple[tuple[str, tuple[str, ...], Writer], ...] = (
    ("cp",                                   ("cp",),                by_cp),
    ("mv, same file system",                 ("mv",),                by_mv),
    ("mv, other file system",                ("mv", "/dev/shm"),     by_far_mv),
    ("mv of a folder",                       ("mv",),                by_folder),
    ("ln, other name removed later",         ("ln",),                by_ln),
    ("temporary name, then renamed",         (),                     by_rename),
    ("renamed over, five times",             (),                     by_replace),
    ("touch, written 5 s later",             ("sh",),                by_touch),
    ("two halves 3 s apart, kept open",      ("sh",),                by_slow_hand),
    ("two halves 1 s apart, reopened",       ("sh",),                by_reopening),
    ("the same 3 s apart, rest = 6 s",       ("sh",),                by_late_reopening),
    ("edited while it is captured",          (),                     by_editor),
    ("touched then (twice, by design)",      (),                     by_toucher),
    ("rsync",                                ("rsync",),             by_rsync),
    ("rsync --inplace, slowly",              ("rsync",),             by_rsync_inplace),
    ("vim -es",                              ("vim",),               by_vim_script),
    ("vim in tmux, saved twice",             ("vim", "tmux"),        by_vim),
    ("sed -i",                               ("sed",),               by_sed),
    ("atlas add",                            (),                     by_add),
    ("smbclient through smbd",               ("smbd", "smbclient"),  by_smb),
    ("Syncthing, two instances",             ("syncthing",),         by_syncthing),
    ("inbox removed and made again",         (),                     by_removed_inbox),
    ("500 drops while held by SIGSTOP",      (),                     by_flood),
    ("inotify queue run over",               (str(QUEUE_LIMIT),),    by_overflow),
)
# fmt: on


def tried(scene: Scene, writer: Writer) -> list[str]:
    """Lets a writer write; returns what is wrong with what came of it."""
    try:
        return scene.wrong(writer(scene))
    except Violation as error:
        return [str(error)]
    except subprocess.SubprocessError as error:
        told = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
        return [f"the writer itself failed: {error} {told}"]


def main(words: list[str]) -> int:
    """Runs the writers; returns the exit code."""
    # Cut short, it still ends all that it started: both become an ordinary exit.
    for number in (signal.SIGTERM, signal.SIGALRM):
        signal.signal(number, lambda *_: sys.exit("check-writers: cut short"))
    signal.alarm(LONGEST)
    clean = {name: value for name, value in os.environ.items() if not name.startswith("ATLAS_")}
    own = {"FETCH__ALLOW_NETWORKS": f'["{WEB}/32"]', "FETCH__HOST_GAP": "0s", "VITALS__FREE_DISK": "1MB"}
    environ = {**clean, **{f"ATLAS_{name}": value for name, value in own.items()}}
    failed = 0
    with ExitStack() as stack:
        place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="writers-")))
        web = stack.enter_context(Web())
        threading.Thread(target=web.serve_forever, daemon=True).start()
        stack.callback(web.shutdown)
        scene = Scene(place, web, environ, stack)
        scene.begin()
        for name, needs, writer in WRITERS:
            if words and not any(word in name for word in words):
                continue
            if missing := [one for one in needs if not (Path(one).exists() if "/" in one else found(one))]:
                print(f"skipped  {name:34}  no {', '.join(missing)}", flush=True)
                continue
            begun, before = time.monotonic(), len(web.wished)
            wrong = tried(scene, writer)
            failed += bool(wrong)
            seconds, count = time.monotonic() - begun, len(web.wished) - before
            print(f"{'WRONG' if wrong else 'ok':7}  {name:34}  {count:3} drops  {seconds:5.1f} s", flush=True)
            for one in wrong[:9]:
                print(f"         {one}", flush=True)
        time.sleep(LULL)
        strays = [*scene.strays(), *scene.end()]
        signal.alarm(0)
        print(f"{'WRONG' if strays else 'ok':7}  nothing torn, nothing else taken, audit", *strays, sep="\n         ")
        if failed or strays:
            sys.stdout.buffer.write(b"".join((place / "watch.log").read_bytes().splitlines(keepends=True)[-20:]))
        return 1 if failed or strays else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
