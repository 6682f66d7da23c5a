"""How a machine starts Atlas: found by asking it, with the commands of this machine."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from atlas.jobs.upgrade.control import control_of
from atlas.jobs.upgrade.running import Ran, run

LINK = Path("/opt/atlas/.venv")


class Systemd:
    """A machine with units of which some are active."""

    def __init__(self, *active: str, mode: str = "--user", starts: str = f"{LINK}/bin/atlas watch") -> None:
        self.active = {(mode, one) for one in active}
        self.starts = starts

    def __call__(self, words: Sequence[str], environ: Mapping[str, str]) -> Ran:
        mode = "--user" if "--user" in words else "--system"
        if "is-active" in words:
            return Ran(0 if (mode, words[-1]) in self.active else 3)
        return Ran(0, f"ExecStart={{ path={self.starts} ; }}\n")


def test_a_persons_units_are_asked_for_first():
    found = control_of(LINK, Systemd("atlas.service", "atlas-web.service"), {}, "linux")
    assert found.restart == (("systemctl", "--user", "restart", "atlas.service", "atlas-web.service"),)
    assert [one[-1] for one in found.lives] == ["atlas.service", "atlas-web.service"]


def test_the_way_by_path_is_stopped_and_started_too():
    found = control_of(LINK, Systemd("atlas.path", "atlas-drain.timer"), {}, "linux")
    assert found.stop == (("systemctl", "--user", "stop", "atlas.path", "atlas-drain.timer"),)


def test_the_whole_machines_units_are_found():
    found = control_of(LINK, Systemd("atlas.service", mode="--system"), {}, "linux")
    assert found.start[0][-3:] == ("systemctl", "start", "atlas.service")


@pytest.mark.parametrize("machine", [Systemd(), Systemd("atlas.service", starts="/elsewhere/bin/atlas watch")])
def test_what_starts_another_atlas_is_left_alone(machine: Systemd):
    assert not control_of(LINK, machine, {}, "linux").stop


def test_a_machine_without_systemd_has_no_commands():
    assert not control_of(LINK, lambda words, environ: Ran(127), {}, "linux").stop


def test_a_mac_has_agents():
    def launchctl(words: Sequence[str], environ: Mapping[str, str]) -> Ran:
        return Ran(0 if words[-1].endswith(".watch") else 113)

    found = control_of(LINK, launchctl, {}, "darwin")
    assert [words[:2] for words in (*found.restart, *found.stop)] == [
        ("launchctl", "kickstart"),
        ("launchctl", "bootout"),
    ]
    assert found.start[0][-1].endswith("Library/LaunchAgents/atlas-keeper.watch.plist")


def test_a_program_that_is_not_there_has_failed():
    assert run(["/no/such/program"], {}).last_words == "/no/such/program is not here"


def test_the_end_of_what_a_program_said_is_told():
    done = run(["sh", "-c", "echo all well; echo one >&2; echo two >&2; exit 3"], {"PATH": "/usr/bin:/bin"})
    assert (done.code, done.out, done.last_words) == (3, "all well\n", "one / two")
