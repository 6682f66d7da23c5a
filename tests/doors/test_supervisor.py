"""What systemd hears of the daemon, at real sockets."""

import socket
from dataclasses import replace

import pytest

from atlas.doors.supervisor import Supervisor, address_in, say, status
from atlas.model.heartbeat import Beat
from tests.fakes import NOON

BEAT = Beat(NOON, NOON, "1", 7, "hung", NOON, left=3, flying=1)


class Systemd:
    """One who listens."""

    def __init__(self, name: str, address: str) -> None:
        self.environ = {"NOTIFY_SOCKET": name}
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(address)
        self._socket.setblocking(False)

    def heard(self) -> list[str]:
        """What was said since the last look."""
        found = []
        try:
            while True:
                found.append(self._socket.recv(4096).decode())
        except BlockingIOError:
            return found

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(params=["file", "abstract"])
def systemd(request, tmp_path):
    path = str(tmp_path / "notify")
    listening = Systemd(path, path) if request.param == "file" else Systemd(f"@{path}", f"\0{path}")
    yield listening
    listening.close()


def supervisor(systemd, clock, watches=True):
    return Supervisor(systemd.environ, lambda: BEAT, lambda: watches, clock.monotonic)


def test_systemd_hears_that_atlas_is_ready_lives_and_stops(systemd, clock):
    told = supervisor(systemd, clock)
    told.ready()
    told.lives()
    told.stopping()
    assert [one.split("\n")[0] for one in systemd.heard()] == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_a_sign_of_life_is_given_every_five_seconds_at_most(systemd, clock):
    told = supervisor(systemd, clock)
    told.lives()
    clock.sleep(4.9)
    told.lives()
    assert len(systemd.heard()) == 1
    clock.sleep(0.1)
    told.lives()
    assert systemd.heard() == ["WATCHDOG=1\nSTATUS=1 in flight, 3 left"]


def test_a_daemon_whose_inbox_is_not_watched_gives_no_sign_of_life(systemd, clock):
    supervisor(systemd, clock, watches=False).lives()
    assert systemd.heard() == ["STATUS=The watch on the inbox is dead."]


def test_the_status_says_what_fetching_waits_for():
    assert status(replace(BEAT, paused=("disk", "network"))) == "1 in flight, 3 left; fetching waits for disk, network"


@pytest.mark.parametrize("told", [{}, {"NOTIFY_SOCKET": ""}, {"NOTIFY_SOCKET": "vsock:2:99"}])
def test_where_nobody_listens_nobody_is_told(told):
    assert address_in(told) == ""
    say(told, "READY=1")


def test_a_socket_that_is_gone_costs_nothing(tmp_path):
    environ = {"NOTIFY_SOCKET": str(tmp_path / "none")}
    say(environ, "READY=1")
    assert not (tmp_path / "none").exists()


def watched(systemd, clock):
    systemd.environ["WATCHDOG_USEC"] = "6000000"
    return supervisor(systemd, clock)


def test_who_stands_by_gives_signs_of_life_and_is_ready(systemd, clock):
    assert list(watched(systemd, clock).tend()) == []
    assert systemd.heard() == ["READY=1\nWATCHDOG_USEC=6000000\nWATCHDOG=1\nSTATUS=Standing by."]


def test_an_archive_that_is_put_in_order_has_the_time_of_a_start_and_no_longer(systemd, clock):
    told = watched(systemd, clock)
    told.begins()
    told.ready()
    begun, ready = systemd.heard()
    assert "WATCHDOG_USEC=3600000000" in begun.split("\n")
    assert "READY=1" not in begun
    assert ready.split("\n")[:2] == ["READY=1", "WATCHDOG_USEC=6000000"]


def test_without_a_watchdog_nothing_is_said_of_one(systemd, clock):
    told = supervisor(systemd, clock)
    told.begins()
    told.ready()
    assert "USEC" not in "".join(systemd.heard())
