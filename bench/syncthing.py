"""A real Syncthing between two folders, on loopback alone: two processes that tell nobody of each other."""

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree as Xml

OPTIONS = {
    "globalAnnounceEnabled": "false",
    "localAnnounceEnabled": "false",
    "relaysEnabled": "false",
    "natEnabled": "false",
    "startBrowser": "false",
    "crashReportingEnabled": "false",
    "urAccepted": "-1",
    "autoUpgradeIntervalH": "0",
    "reconnectionIntervalS": "5",
    "stunKeepaliveStartS": "0",
}
IGNORED = ".incoming\n.atlas-draft-*\n"


@contextmanager
def syncing(root: Path, one: Path, other: Path) -> Iterator[None]:
    """Keeps two folders alike meanwhile."""
    if not shutil.which("syncthing"):
        raise SystemExit("There is no syncthing here: apt install syncthing.")
    homes, ports = [root / "syncthing-a", root / "syncthing-b"], [_port(), _port()]
    for home in homes:
        _run(home, "generate", "--no-default-folder")
    names = [_run(home, "--device-id").strip() for home in homes]
    for number, (home, folder) in enumerate(zip(homes, (one, other), strict=True)):
        (folder / ".stignore").write_text(IGNORED)
        (folder / ".stfolder").mkdir()
        _configure(home, folder, names, ports, number)
    processes = [
        subprocess.Popen(
            ["syncthing", "serve", f"--home={home}", "--no-browser", "--no-restart", "--no-upgrade"],
            stdout=(home / "log").open("wb"),
            stderr=subprocess.STDOUT,
            env={**os.environ, "STNOUPGRADE": "1", "HOME": str(root)},
        )
        for home in homes
    ]
    try:
        yield
    finally:
        for process in processes:
            process.terminate()
            process.wait(30)


def _configure(home: Path, folder: Path, names: list[str], ports: list[int], number: int) -> None:
    path = home / "config.xml"
    tree = Xml.parse(path)
    root, options = tree.getroot(), tree.find("options")
    assert options is not None
    for key, value in OPTIONS.items():
        found = options.find(key)
        (found if found is not None else Xml.SubElement(options, key)).text = value
    options.find("listenAddress").text = f"tcp://127.0.0.1:{ports[number]}"
    root.find("gui").set("enabled", "false")
    for device in root.findall("device"):
        root.remove(device)
    shared = Xml.SubElement(
        root, "folder", id="archive", path=str(folder), type="sendreceive", rescanIntervalS="10", fsWatcherDelayS="1"
    )
    Xml.SubElement(shared, "maxConflicts").text = "10"
    for name, port in zip(names, ports, strict=True):
        device = Xml.SubElement(root, "device", id=name, name=name[:7])
        Xml.SubElement(device, "address").text = f"tcp://127.0.0.1:{port}"
        Xml.SubElement(shared, "device", id=name)
    tree.write(path)


def _run(home: Path, *words: str) -> str:
    done = subprocess.run(
        ["syncthing", words[0], f"--home={home}", *words[1:]]
        if words[0] == "generate"
        else ["syncthing", f"--home={home}", *words],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def _port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
