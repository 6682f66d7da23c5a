"""Lets a machine start Atlas by itself: systemd's units or launchd's agents, with the places of this machine in them.

`./install.sh service` calls it; nothing but Python's own library is needed. The files beside it are whole ones for
/opt/atlas and /var/lib/atlas; here the places of this machine are put into them.
"""

import argparse
import json
import os
import platform
import plistlib
import pwd
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent
MARK = "Written by Atlas's install.sh. What is changed here is lost at its next call"
VENV, HOME, CODE = "/opt/atlas/.venv", "/var/lib/atlas", "/opt/atlas"
SYSTEM_ONLY = "# From here to the end of the section:"
HIDDEN = (Path("/home"), Path("/root"), Path("/run/user"))
"""What ProtectHome=tmpfs hides."""
ODD = set("\"'\\%:$<>\n\t")
"""Characters of paths that mean something to systemd or launchd."""
ALWAYS = ("atlas-daily.timer", "atlas-weekly.timer", "atlas-monthly.timer")
UPGRADES = ("atlas-upgrade.timer",)
DAEMON, BY_PATH, DOOR = ("atlas.service",), ("atlas.path", "atlas-drain.timer"), ("atlas-web.service",)
BROWSER = ("atlas.service", "atlas-drain.service")
AGENT = "atlas-keeper"


@dataclass(frozen=True)
class Place:
    """Where Atlas is on this machine, and what was wished for."""

    venv: Path
    home: Path
    user: str
    system: bool
    by_path: bool
    door: bool
    dry: bool
    settings: dict[str, object]
    upgrades: bool = False
    """Whether security updates are to come by themselves."""

    @property
    def outside(self) -> list[Path]:
        """The folders of the settings that do not lie in the home."""
        names = (
            "paths.inbox",
            "paths.raw",
            "paths.processed",
            "paths.failed",
            "paths.state",
            "backup.to",
            "mail.maildir",
        )
        told = [Path(str(self.settings[name])).expanduser() for name in names if self.settings.get(name)]
        whole = [self.home / one for one in told]
        return list(dict.fromkeys(one for one in whole if not one.is_relative_to(self.home)))

    @property
    def inbox(self) -> Path:
        """What is watched."""
        return self.home / str(self.settings.get("paths.inbox", "inbox"))

    @property
    def readable(self) -> list[Path]:
        """What is read and never written: the code and its Python."""
        code = [CHECKOUT]
        if CHECKOUT.is_relative_to(self.home):
            code = [CHECKOUT / "atlas", CHECKOUT / "pyproject.toml"]
        base = Path(os.path.realpath(self.venv / "bin/python")).parents[1]
        hidden = [base] if any(base.is_relative_to(one) for one in HIDDEN) else []
        return list(dict.fromkeys([*code, self.venv, *hidden]))


def systemd(place: Place) -> dict[str, str]:
    """Returns the text of each unit."""
    units = {path.name: path.read_text() for path in sorted((HERE / "systemd").iterdir()) if path.suffix != ".conf"}
    if place.upgrades:
        units |= {path.name: path.read_text() for path in sorted((HERE / "systemd-user").iterdir())}
    found = {name: rendered(text, place) for name, text in units.items()}
    if "browser" in str(place.settings.get("fetch.layers", "")):
        conf = rendered((HERE / "systemd/atlas-browser.conf").read_text(), place)
        found |= {f"{name}.d/browser.conf": conf for name in BROWSER}
    return found


def rendered(text: str, place: Place) -> str:
    """Returns a unit with the places of this machine in it."""
    if not place.system:
        text = for_a_person(text)
    folders = " ".join([f'"{place.home}"', *(f'"-{one}"' for one in place.outside)])
    code = " ".join(f'"{one}"' for one in place.readable)
    for old, new in (
        (f'BindPaths="{HOME}"', f"BindPaths={folders}"),
        (f'BindReadOnlyPaths="{CODE}"', f"BindReadOnlyPaths={code}"),
        (f"PathChanged={HOME}/inbox", f"PathChanged={place.inbox}"),
        (f"{VENV}/", f"{place.venv}/"),
        (HOME, str(place.home)),
        (f"file:{CODE}", f"file:{str(CHECKOUT).replace(' ', '%20').replace('%', '%%')}"),
        ("User=atlas\n", f"User={place.user}\n"),
    ):
        text = text.replace(old, new)
    return f"# {MARK}: use `systemctl edit`.\n{text}"


def for_a_person(text: str) -> str:
    """Returns a unit without what only the manager of the whole system can do."""
    head, found, rest = text.partition(SYSTEM_ONLY)
    if found:
        sections = [head.rstrip() + "\n", rest.partition("\n\n")[2]]
        text = "\n".join(one for one in sections if one)
    text = text.replace("WantedBy=multi-user.target", "WantedBy=default.target")
    return "".join(
        line for line in text.splitlines(keepends=True) if "sigpwr" not in line and "power supply" not in line
    )


def launchd(place: Place) -> dict[str, str]:
    """Returns the text of each agent."""
    ways = {"drain"} if place.by_path else {"watch"}
    wanted = {"daily", "weekly", "monthly", *ways, *({"web"} if place.door else ())}
    found = {}
    for name in sorted(wanted):
        text = (HERE / f"launchd/{AGENT}.{name}.plist").read_text()
        for old, new in ((f"{HOME}/inbox", place.inbox), (VENV, place.venv), (HOME, place.home)):
            text = text.replace(str(old), escape(str(new)))
        if place.system:
            text = text.replace(
                "<dict>\n", f"<dict>\n\t<key>UserName</key>\n\t<string>{escape(place.user)}</string>\n", 1
            )
        plistlib.loads(text.encode())
        found[f"{AGENT}.{name}.plist"] = text.replace("<plist", f"<!-- {MARK}. -->\n<plist", 1)
    return found


class Machine:
    """Where the files go, and who is told."""

    def __init__(self, place: Place, folder: Path) -> None:
        self._place = place
        self._folder = folder

    def put(self, files: dict[str, str]) -> set[str]:
        """Writes what differs; returns the names of that."""
        changed = set()
        for name, text in files.items():
            path = self._folder / name
            if path.exists() and path.read_text() == text:
                continue
            if path.exists() and MARK not in path.read_text():
                print(f"    {path} is somebody else's: it stays")
                continue
            changed.add(name)
            print(f"    {'would write' if self._place.dry else 'writing'} {path}")
            if not self._place.dry:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
                path.chmod(0o644)
        return changed

    def ours(self) -> Iterator[str]:
        """Yields the names of the files that were written here before."""
        for pattern in ("atlas*", "atlas*.d/browser.conf"):
            for path in sorted(self._folder.glob(pattern)):
                if path.is_file() and MARK in path.read_text():
                    yield str(path.relative_to(self._folder))

    def take(self, names: list[str]) -> None:
        """Removes files."""
        for name in names:
            print(f"    {'would remove' if self._place.dry else 'removing'} {self._folder / name}")
            if not self._place.dry:
                (self._folder / name).unlink()
                if "/" in name:
                    (self._folder / name).parent.rmdir()

    def run(self, *words: str, may_fail: bool = False) -> None:
        """Runs a command, where it is on this machine."""
        idle = self._place.dry or os.environ.get("DESTDIR")
        print(f"    {'would run' if idle else 'running'} {' '.join(words)}")
        if idle:
            return
        try:
            code = subprocess.run(words, check=False, stdin=subprocess.DEVNULL).returncode
        except FileNotFoundError:
            print(f"    {words[0]} is not here: the files are, and that is all")
            return
        if code and not may_fail:
            sys.exit(f"{' '.join(words)} did not succeed ({code}); the lines above say why.")


def install_systemd(place: Place, machine: Machine) -> None:
    """Writes the units and starts what is wished for."""
    tell = ("systemctl",) if place.system else ("systemctl", "--user")
    files = systemd(place)
    gone = [name for name in machine.ours() if name not in files]
    changed = machine.put(files)
    if stopped := [name for name in gone if name in UPGRADES]:
        machine.run(*tell, "disable", "--now", *stopped, may_fail=True)
    machine.take(gone)
    machine.run(*tell, "daemon-reload")
    for other in BY_PATH if not place.by_path else DAEMON:
        machine.run(*tell, "disable", "--now", other, may_fail=True)
    wanted = [*(BY_PATH if place.by_path else DAEMON), *(DOOR if place.door else ()), *ALWAYS]
    wanted += UPGRADES if place.upgrades else ()
    machine.run(*tell, "enable", *wanted)
    for name in wanted:
        machine.run(*tell, "restart" if name in changed else "start", name)
    if not place.system:
        print("    so that it also runs while you are not logged in:  loginctl enable-linger")
    print(f"    how it is:  {' '.join(tell)} status {wanted[0]}")


def remove_systemd(place: Place, machine: Machine) -> None:
    """Stops everything and removes the units."""
    tell = ("systemctl",) if place.system else ("systemctl", "--user")
    names = list(machine.ours())
    started = [name for name in names if name in (*DAEMON, *BY_PATH, *DOOR, *ALWAYS, *UPGRADES)]
    if started:
        machine.run(*tell, "disable", "--now", *started, may_fail=True)
    machine.take(names)
    if names:
        machine.run(*tell, "daemon-reload")


def domain(place: Place) -> str:
    return "system" if place.system else f"gui/{os.getuid()}"


def install_launchd(place: Place, machine: Machine) -> None:
    """Writes the agents and starts them."""
    files = launchd(place)
    gone = [name for name in machine.ours() if name not in files]
    for name in gone:
        machine.run("launchctl", "bootout", f"{domain(place)}/{name.removesuffix('.plist')}", may_fail=True)
    machine.take(gone)
    for name in sorted(machine.put(files)):
        machine.run("launchctl", "bootout", f"{domain(place)}/{name.removesuffix('.plist')}", may_fail=True)
        machine.run("launchctl", "bootstrap", domain(place), str(folder_of(place, "Darwin") / name))
    print(f"    how it is:  launchctl print {domain(place)}/{AGENT}.{'drain' if place.by_path else 'watch'}")


def remove_launchd(place: Place, machine: Machine) -> None:
    """Ends the agents and removes them."""
    names = list(machine.ours())
    for name in names:
        machine.run("launchctl", "bootout", f"{domain(place)}/{name.removesuffix('.plist')}", may_fail=True)
    machine.take(names)


def folder_of(place: Place, kind: str) -> Path:
    """Returns where files of this kind lie; DESTDIR goes before it, for who packs or tries."""
    root = os.environ.get("DESTDIR", "")
    if kind == "Darwin":
        return Path(f"{root}/Library/LaunchDaemons") if place.system else Path.home() / "Library/LaunchAgents"
    own = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "systemd/user"
    return Path(f"{root}/etc/systemd/system") if place.system else own


def settings_of(venv: Path, home: Path) -> dict[str, object]:
    """Returns the settings of a home; without Atlas's own word on them there is no service."""
    env = {**os.environ, "ATLAS_HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        told = subprocess.run(
            [venv / "bin/atlas", "config", "show", "--json"], env=env, check=True, capture_output=True, text=True
        ).stdout
    except (OSError, subprocess.CalledProcessError) as error:
        print(getattr(error, "stderr", "") or "", end="", file=sys.stderr)
        sys.exit(
            f"Atlas is not set up at {venv} for {home}, or its settings are not in order: call ./install.sh first."
        )
    return {row["key"]: row["value"] for row in map(json.loads, told.splitlines())}


def place_of(told: argparse.Namespace) -> Place:
    """Returns what was asked for, checked."""
    system = told.system or (not told.user and os.getuid() == 0)
    if system and os.getuid() != 0 and not told.dry_run and not os.environ.get("DESTDIR"):
        sys.exit("--system writes for the whole machine: put sudo before it, or take --user.")
    settings = {} if told.remove else settings_of(told.venv, told.home)
    owner = pwd.getpwuid(told.home.stat().st_uid).pw_name if told.home.exists() else pwd.getpwuid(os.getuid()).pw_name
    place = Place(told.venv, told.home, owner, system, told.path, told.web, told.dry_run, settings, told.upgrades)
    if told.upgrades and not told.remove and (why := _no_upgrades(place)):
        sys.exit(why)
    for path in (CHECKOUT, place.venv, place.home, place.inbox, *place.outside):
        if ODD & set(str(path)):
            sys.exit(f"{path} has a character in it that a unit cannot: move it, or write units of your own.")
    return place


def _no_upgrades(place: Place) -> str:
    """Returns why security updates cannot come by themselves here, or ""."""
    if kind_of_system() == "Darwin":
        return "--upgrades is for systemd: on a Mac a line of your crontab calls `atlas upgrade --security`."
    if place.system:
        return "--upgrades is for --user: what starts and stops the whole machine's units would have to be root."
    if not place.settings.get("upgrade.source"):
        return "--upgrades looks into [upgrade] source of config.toml, and that is empty: name the folder there first."
    return ""


def kind_of_system() -> str:
    return os.environ.get("ATLAS_SYSTEM") or platform.system()


def main() -> None:
    words = argparse.ArgumentParser(prog="install.sh service")
    for name in ("--system", "--user", "--path", "--web", "--upgrades", "--remove", "--dry-run"):
        words.add_argument(name, action="store_true")
    words.add_argument("--venv", type=Path, required=True)
    words.add_argument("--home", type=Path, required=True)
    told = words.parse_args()
    place = place_of(told)
    kind = kind_of_system()
    machine = Machine(place, folder_of(place, kind))
    deeds: dict[tuple[str, bool], Callable[[Place, Machine], None]] = {
        ("Linux", False): install_systemd,
        ("Linux", True): remove_systemd,
        ("Darwin", False): install_launchd,
        ("Darwin", True): remove_launchd,
    }
    if (kind, told.remove) not in deeds:
        sys.exit(f"There are no units for {kind}: let something call `{told.venv}/bin/atlas watch`.")
    deeds[kind, told.remove](place, machine)


if __name__ == "__main__":
    main()
