"""Sees Atlas's units at work. Runs as root under a systemd that is there for nothing else: see check-systemd.sh."""

import http.server
import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
import traceback
import urllib.request
from collections.abc import Callable
from pathlib import Path

HOME = Path("/home/friend/atlas")
FRIEND = pwd.getpwnam("friend")
DROPIN = Path("/etc/systemd/system/atlas.service.d/check.conf")
STANDBY = DROPIN.with_name("standby.conf")
NODES = {"NODES": '["other", "mine"]', "TTL": "40s"}
OTHER = Path("/home/friend/other.sh")
WRITTEN = (
    *("/etc/probe", "/usr/probe", "/var/lib/probe", "/home/friend/probe", "/root/probe", "/tmp/probe"),
    *(f"{HOME}/atlas/probe.py", f"{HOME}/.venv/probe", f"{HOME}/inbox/.probe"),
)
PROBE = """
import json, os, pathlib, socket, sys
sys.path.insert(0, "/home/friend/atlas")
from atlas.jobs.reading import cage, sight
place, *written = sys.argv[1:]
told = {"written": [], "reached": []}
for one in written:
    try:
        pathlib.Path(one).write_text("x")
        told["written"].append(one)
    except OSError:
        pass
for host in ("169.254.169.254", "127.0.0.1"):
    try:
        socket.create_connection((host, 8099), 3).close()
        told["reached"].append(host)
    except OSError:
        pass
try:
    socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, 0).close()
    told["netlink"] = True
except OSError:
    told["netlink"] = False
handed = pathlib.Path(os.environ.get("CREDENTIALS_DIRECTORY", "/none"), "atlas-identity")
told["identity"] = handed.is_file() and "AGE-SECRET-KEY" in handed.read_text()
told["status"] = pathlib.Path("/proc/self/status").read_text()
with open(place, "w") as file:
    told["landlock"] = sight.narrow(["/"])
    told["seccomp"] = cage.shut()
    file.write(json.dumps(told))
"""


APP = """<!doctype html><title>An app</title><body><div id="root"></div>
<noscript>You need to enable JavaScript to run this app.</noscript>
<script>document.getElementById("root").innerHTML = '<article><h1>An app</h1>PROSE</article>'</script>"""


class Site(http.server.BaseHTTPRequestHandler):
    """A page for each path."""

    def do_GET(self) -> None:
        """Answers."""
        prose = f"<p>The page at {self.path} is kept because somebody wished so, and it has words enough. " * 12
        page = f"<!doctype html><title>{self.path}</title><article><h1>{self.path}</h1>{prose}</article>".encode()
        if self.path.startswith("/app"):
            page = APP.replace("PROSE", prose).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *told: object) -> None:
        """Says nothing."""


def sh(command: str, code: int | None = 0) -> str:
    done = subprocess.run(
        command, shell=True, check=False, capture_output=True, text=True, stdin=subprocess.DEVNULL, cwd=HOME
    )
    if code is not None and done.returncode != code:
        raise AssertionError(f"{command}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout + done.stderr


def shown(unit: str, key: str) -> str:
    return sh(f"systemctl show -p {key} --value {unit}").strip()


def until(found: Callable[[], object], seconds: float, what: str) -> float:
    begun = time.monotonic()
    while not found():
        if time.monotonic() - begun > seconds:
            raise AssertionError(f"{what}: not within {seconds:.0f} s")
        time.sleep(0.1)
    return time.monotonic() - begun


def drop(name: str) -> None:
    path = HOME / "inbox" / name
    hidden = path.with_name(f".{name}")
    hidden.write_text(f"http://127.0.0.1:8099/{name}\n")
    os.chown(hidden, FRIEND.pw_uid, FRIEND.pw_gid)
    hidden.rename(path)


def captured(name: str) -> bool:
    return any((HOME / "processed/drops").rglob(name))


def ok(told: str) -> None:
    print(f"ok    {told}", flush=True)


def the_service_starts() -> None:
    sh("./install.sh service --system --web")
    sh("./install.sh service --system --web")
    assert shown("atlas", "ActiveState") == "active"
    ok(f'installed twice, started: Type={shown("atlas", "Type")}, status "{shown("atlas", "StatusText")}"')
    with urllib.request.urlopen("http://127.0.0.1:7444/health", timeout=10) as answer:
        ok(f'the door answers {answer.status}, status "{shown("atlas-web", "StatusText")}"')
    for unit in ("atlas", "atlas-web", "atlas-drain", "atlas-upkeep@daily"):
        sh(f"systemd-analyze --no-pager security --threshold=20 {unit}.service")
    ok("systemd-analyze security: " + sh("systemd-analyze --no-pager security atlas.service | tail -n 1").strip("→ \n"))


def a_drop_is_captured_and_read() -> None:
    drop("one.txt")
    seconds = until(lambda: captured("one.txt"), 30, "the first drop")
    ok(f"a drop is captured after {seconds:.1f} s")
    until(lambda: list((HOME / "processed/articles").rglob("*one.txt*.md")), 60, "its article")
    ok("and read, by a child within the walls")


def the_sandbox_holds() -> None:
    sh("ip addr add 169.254.169.254/32 dev lo")
    Path("/probe.py").write_text(PROBE)
    inside, outside = HOME / ".atlas/inside.json", HOME / ".atlas/outside.json"
    DROPIN.parent.mkdir(exist_ok=True)
    sh("su friend -c 'echo ntfy://127.0.0.1/x | .venv/bin/atlas secret set mine'")
    sh("install -D -m 600 ~friend/.config/atlas/identity /etc/credstore/atlas-identity")
    DROPIN.write_text(
        f"[Service]\nExecStartPre=/usr/bin/python3 -B /probe.py {inside} {' '.join(WRITTEN)}\n"
        "WatchdogSec=6\nTimeoutAbortSec=3\nRestartSec=1\n"
    )
    sh("systemctl daemon-reload && systemctl restart atlas")
    sh(f"su friend -c 'python3 -B /probe.py {outside}'")
    told, free = json.loads(inside.read_text()), json.loads(outside.read_text())
    there = [one for one in WRITTEN if Path(one).exists()]
    assert there == [f"{HOME}/inbox/.probe"], there
    ok(f"it writes into its home alone (and into {len(told['written']) - 1} places that end with it): {there}")
    for line in told["status"].splitlines():
        if line.startswith("Cap"):
            assert line.split()[1].strip("0") == "", line
    assert "NoNewPrivs:\t1" in told["status"]
    assert not told["netlink"]
    ok("no capability, no new privileges, no socket but of the web's kinds")
    assert told["identity"]
    ok("what opens the secrets is handed over as a credential")
    assert told["seccomp"]
    assert told["landlock"] == free["landlock"]
    ok(f"a child that reads walls itself in as it does outside: seccomp True, Landlock {told['landlock']}")
    assert "127.0.0.1" in told["reached"]
    if "169.254.169.254" in told["reached"]:
        why = sh("journalctl -b -o cat | grep -i -m1 -E 'firewall|bpf'", None).strip()
        print(f"note  IPAddressDeny does not hold here: {why or 'systemd does not say why'}")
    else:
        ok("169.254.169.254 is not reached")


def a_hang_ends_in_a_restart() -> None:
    before, pid = int(shown("atlas", "NRestarts")), shown("atlas", "MainPID")
    until(lambda: shown("atlas", "ActiveState") == "active", 20, "active")
    time.sleep(8)
    assert shown("atlas", "MainPID") == pid, "an idle daemon was restarted"
    ok("an idle daemon outlives its watchdog's time")
    sh(f"kill -STOP {pid}")
    drop("during-the-hang.txt")
    seconds = until(lambda: int(shown("atlas", "NRestarts")) > before, 60, "a restart")
    ok(f"stopped dead (SIGSTOP), it is started again after {seconds:.0f} s (WatchdogSec=6)")
    until(lambda: captured("during-the-hang.txt"), 40, "the drop of the hang")
    ok("and the drop of meanwhile is captured")
    assert "Failed with result 'watchdog'" in sh("journalctl -b -u atlas -o cat")


def the_journal_is_clean() -> None:
    rows = [json.loads(line) for line in sh("journalctl -b -u atlas -o json").splitlines()]
    own = [row for row in rows if row.get("_COMM") in ("atlas", "python3") and row["_TRANSPORT"] == "stdout"]
    assert own
    for row in own:
        assert isinstance(row["MESSAGE"], str)
        assert not row["MESSAGE"].startswith(("<", "20")), row["MESSAGE"]
    captures = [row for row in own if row["MESSAGE"].startswith("captured ")]
    assert {row["PRIORITY"] for row in captures} == {"6"}, captures
    ok(f"{len(own)} lines in the journal, with priorities and without stamps, such as: {captures[0]['MESSAGE']}")


def it_stops_gracefully() -> None:
    until(lambda: shown("atlas", "ActiveState") == "active", 20, "active")
    for way, name in (("systemctl stop atlas", "SIGTERM"), ("systemctl kill -s PWR --kill-whom=main atlas", "SIGPWR")):
        sh("systemctl start atlas")
        sh(way)
        seconds = until(lambda: shown("atlas", "ActiveState") == "inactive", 60, "the stop")
        assert (shown("atlas", "Result"), shown("atlas", "ExecMainStatus")) == ("success", "0")
        assert (HOME / ".atlas/lock").read_text().strip() == ""
        assert json.loads((HOME / ".atlas/heartbeat.json").read_text())["stopped"]
        stops = [line for line in sh("journalctl -b -u atlas -o cat").splitlines() if "Atlas stops." in line]
        assert name in stops[-1], stops
        ok(f"{name}: it says goodbye after {seconds:.1f} s, exit 0")
    sh("systemctl start atlas && systemctl start sigpwr.target")
    until(lambda: shown("atlas", "ActiveState") == "inactive", 60, "the stop for want of power")
    assert shown("atlas", "Result") == "success"
    ok("a power warning to systemd (sigpwr.target) stops it, too")
    sh("systemctl start atlas")


def upkeep_is_timed() -> None:
    timers = sh("systemctl list-timers --all --no-pager")
    assert all(f"atlas-{name}.timer" in timers for name in ("daily", "weekly", "monthly"))
    ok("timers:\n" + "\n".join(line for line in timers.splitlines() if "atlas" in line or "NEXT" in line))
    sh("systemctl start atlas-upkeep@daily.service")
    note = json.loads((HOME / ".atlas/upkeep.json").read_text())
    assert note["daily"]["ok"], note
    ok(f"daily upkeep, beside the daemon: {[step['step'] for step in note['daily']['steps']]}")


def it_stands_by_under_the_watchdog() -> None:
    sh("systemctl stop atlas")
    mine = "".join(f"Environment='ATLAS_STANDBY__{name}={told}'\n" for name, told in {**NODES, "NAME": "mine"}.items())
    STANDBY.parent.mkdir(exist_ok=True)
    state = HOME.parent / "mine"
    state.mkdir()
    os.chown(state, FRIEND.pw_uid, FRIEND.pw_gid)
    mine += f"Environment=ATLAS_PATHS__STATE={state}\nBindPaths={state}\n"
    STANDBY.write_text(f"[Service]\nWatchdogSec=10\n{mine}")
    others = "".join(f"export ATLAS_STANDBY__{name}='{told}'\n" for name, told in {**NODES, "NAME": "other"}.items())
    OTHER.write_text(f"{others}export ATLAS_PATHS__STATE=/home/friend/other\nexec {HOME}/.venv/bin/atlas standby\n")
    other = subprocess.Popen(["su", "friend", "-c", f"cd {HOME} && exec sh {OTHER}"], stderr=subprocess.DEVNULL)
    try:
        drop("by-the-other.txt")
        seconds = until(lambda: captured("by-the-other.txt"), 120, "a drop captured by the other machine")
        ok(f"another machine takes the archive and captures, {seconds:.0f} s after its start")
        sh("systemctl daemon-reload && systemctl restart atlas")
        restarts, pid = shown("atlas", "NRestarts"), shown("atlas", "MainPID")
        time.sleep(40)
        assert (shown("atlas", "NRestarts"), shown("atlas", "MainPID")) == (restarts, pid), "ended while it stood by"
        ok(f'it stands by for longer than its watchdog allows, status "{shown("atlas", "StatusText")}"')
    finally:
        os.kill(json.loads((HOME.parent / "other/lock").read_text())["pid"], signal.SIGKILL)
        other.kill()
        other.wait()
    drop("taken-over.txt")
    seconds = until(lambda: captured("taken-over.txt"), 150, "the take-over")
    assert seconds > 20, f"captured {seconds:.0f} s after a kill: by whom?"
    assert (shown("atlas", "NRestarts"), shown("atlas", "MainPID")) == (restarts, pid), "ended in taking over"
    ok(f"and takes over {seconds:.0f} s after the other was killed (ttl 40 s), as the same process")
    STANDBY.unlink()
    sh("systemctl daemon-reload && systemctl restart atlas")


def the_path_unit_starts_the_drain() -> None:
    DROPIN.unlink()
    DROPIN.parent.rmdir()
    sh("./install.sh service --system --path")
    assert shown("atlas", "ActiveState") == "inactive"
    assert shown("atlas.path", "ActiveState") == "active"
    (HOME / "inbox/tag").mkdir(exist_ok=True)
    (HOME / "inbox/odd").symlink_to("/nowhere")
    drop("by-path.txt")
    seconds = until(lambda: captured("by-path.txt"), 60, "the drop by the path unit")
    ok(f"the path unit starts the drain: captured after {seconds:.1f} s")
    until(lambda: shown("atlas-drain", "ActiveState") == "inactive", 60, "the drain's end")
    time.sleep(3)
    runs = starts_of_drain()
    time.sleep(15)
    assert starts_of_drain() == runs, "the drain is started again and again"
    assert shown("atlas.path", "ActiveState") == "active"
    ok(f"with a subfolder and an odd file left in the inbox it rests ({runs} runs)")
    drop("by-path-again.txt")
    until(lambda: captured("by-path-again.txt"), 60, "the next drop")
    ok("and takes the next drop")
    (HOME / "inbox/odd").unlink()


def starts_of_drain() -> int:
    return sh("journalctl -b -u atlas-drain -o cat").count("Starting atlas-drain.service")


def a_browser_has_its_walls_within() -> None:
    if not shutil.which("chromium"):
        print("note  there is no Chromium in this tree: its drop-in is not tried")
        return
    settings = HOME / "config.toml"
    before = settings.read_text()
    settings.write_text(before.replace('"variants", ', '"variants", "browser", '))
    sh("./install.sh service --system")
    assert "MemoryDenyWriteExecute=no" in sh("systemctl cat atlas")
    drop("app.txt")
    until(lambda: captured("app.txt") or any((HOME / "failed").rglob("app.txt")), 90, "the drop of an app")
    tickets = [path.read_text() for path in HOME.rglob("app.txt.atlas.json")]
    rows = [json.loads(line) for line in sh("su friend -c '.venv/bin/atlas list --json'").splitlines()]
    layers = [row["layer"] for row in rows if row["url"].endswith("/app.txt")]
    assert layers == ["browser"], (
        tickets,
        sh("su friend -c '.venv/bin/atlas try http://127.0.0.1:8099/app2.txt'", None),
    )
    ok("Chromium shows a page that scripts build, with its own sandbox, within the unit's")
    settings.write_text(before)


def it_is_taken_away() -> None:
    sh("./install.sh service --remove")
    assert not list(Path("/etc/systemd/system").glob("atlas*"))
    ok("taken away, nothing is left")


def a_person_has_it_alone() -> None:
    sh("loginctl enable-linger friend")
    run = f"/run/user/{FRIEND.pw_uid}"
    until(lambda: Path(run, "systemd/private").exists(), 30, "friend's own systemd")
    mine = f"XDG_RUNTIME_DIR={run} su friend -c"
    sh(f"{mine} './install.sh service --user'")
    ok("in friend's own systemd: " + sh(f"{mine} 'systemctl --user show -p StatusText atlas'").strip())
    drop("mine.txt")
    until(lambda: captured("mine.txt"), 30, "friend's own drop")
    until(lambda: list((HOME / "processed/articles").rglob("*mine.txt*.md")), 60, "its article")
    ok("a drop is captured and read")
    sh(f"{mine} 'systemctl --user stop atlas'")
    assert (HOME / ".atlas/lock").read_text().strip() == ""
    sh(f"{mine} './install.sh service --user --remove'")
    ok("stopped gracefully, and taken away")


SCENES = (
    *(the_service_starts, a_drop_is_captured_and_read, the_sandbox_holds, a_hang_ends_in_a_restart),
    *(the_journal_is_clean, it_stops_gracefully, upkeep_is_timed),
    *(it_stands_by_under_the_watchdog, the_path_unit_starts_the_drain),
    *(a_browser_has_its_walls_within, it_is_taken_away, a_person_has_it_alone),
)


def main() -> None:
    sh("ip link set lo up")
    # A way to nowhere: Chromium takes longer to see that there is none at all than Atlas waits for it.
    sh(
        "ip link add v0 type veth peer name v1; ip addr add 192.0.2.2/24 dev v0; ip link set v0 up; ip link set v1 up",
        None,
    )
    print(f"systemd {sh('systemctl --version').split()[1]}, {sh('uname -r').strip()}")
    settings = HOME / "config.toml"
    text = settings.read_text().replace("allow_networks = []", 'allow_networks = ["127.0.0.0/8"]')
    settings.write_text(
        text.replace('host_gap = "2s"', 'host_gap = "0s"').replace('free_disk = "1GB"', 'free_disk = "1MB"')
    )
    server = http.server.ThreadingHTTPServer(("", 8099), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    failed = 0
    named = Path("/scenes").read_text().split()
    for scene in [one for one in SCENES if not named or one.__name__ in named]:
        try:
            scene()
        except Exception:
            failed += 1
            print(f"FAIL  {scene.__name__}\n{traceback.format_exc()}", flush=True)
            print(sh("systemctl --no-pager --lines=25 status 'atlas*'", None), flush=True)
    print("In order" if not failed else f"{failed} scenes failed")
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
