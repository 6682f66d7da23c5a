"""`atlas watch` as systemd has it: told to by sockets, streams and signals."""

import os
import signal
import socket
import subprocess
import sys

import pytest

from tests.cli.conftest import SETTINGS, clean
from tests.cli.test_verbs import until


@pytest.fixture
def systemd(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind(f"\0{tmp_path}/notify")
        listening.settimeout(20)
        yield listening


def heard(listening, beginning):
    while not (line := listening.recv(4096).decode().split("\n")[0]).startswith(beginning):
        pass
    return line


@pytest.fixture
def journal():
    """A pipe that is named as systemd names the one it reads."""
    reading, writing = os.pipe()
    status = os.fstat(writing)
    with open(reading) as lines, os.fdopen(writing, "w") as stream:
        yield lines, stream, f"{status.st_dev}:{status.st_ino}"


@pytest.mark.skipif(not hasattr(signal, "SIGPWR"), reason="this system has no signal for the power")
def test_systemd_hears_of_a_daemon_from_its_first_look_to_its_end(home, site, systemd, journal, tmp_path):
    lines, stream, named = journal
    environ = {**clean(), **SETTINGS, "NOTIFY_SOCKET": f"@{tmp_path}/notify", "JOURNAL_STREAM": named}
    command = [sys.executable, "-m", "atlas", "--home", str(home.path), "watch"]
    with subprocess.Popen(command, stderr=stream, env=environ) as daemon:
        stream.close()
        assert heard(systemd, "READY=1")
        home.drop("pi.url", f"{site}/pi\n")
        until(lambda: home.files("inbox") == [])
        assert heard(systemd, "WATCHDOG=1")
        daemon.send_signal(signal.SIGPWR)
        assert heard(systemd, "STOPPING=1")
        assert daemon.wait(20) == 0
    told = lines.read().splitlines()
    assert told[0] == f"Drop links into {home.path}/inbox"
    assert all(line.startswith(("<6>", "<4>")) for line in told[1:])
    assert told[-1] == "<6>noticed Atlas stops. [SIGPWR]"
    assert (home.path / ".atlas/lock").read_text().strip() == ""


def test_a_log_may_be_kept_elsewhere_or_nowhere(home, tmp_path):
    elsewhere = tmp_path / "memory"
    home.atlas("drain", ATLAS_JOURNAL__FOLDER=str(elsewhere))
    assert (elsewhere / "atlas.log").exists()
    home.atlas("drain", ATLAS_JOURNAL__FOLDER="off")
    assert not (home.path / ".atlas/log").exists()
