"""./install.sh service: units and agents with the places of this machine, started, and taken away again."""

import os
import plistlib
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.install.conftest import CHECKOUT, Machine, ran

UNITS = sorted(path for path in (CHECKOUT / "deploy/systemd").iterdir() if path.suffix != ".conf")
SERVICES = [path for path in UNITS if path.suffix == ".service"]
OWN = sorted((CHECKOUT / "deploy/systemd-user").iterdir())
CLOCKS = [path for path in (*UNITS, *OWN) if path.suffix == ".timer"]
AGENTS = sorted((CHECKOUT / "deploy/launchd").iterdir())
SYSTEMD = shutil.which("systemd-analyze")
TIMERS = "atlas-daily.timer atlas-weekly.timer atlas-monthly.timer"

needs_systemd = pytest.mark.skipif(SYSTEMD is None, reason="systemd-analyze is not on this machine")


@pytest.fixture
def ready(machine: Machine) -> Machine:
    """A machine with systemd, on which Atlas is set up."""
    shutil.copytree(CHECKOUT / "deploy", machine.checkout / "deploy")
    for name in ("systemctl", "launchctl"):
        machine.has(name, f'#!/bin/sh\necho "{name} $*" >>{machine.root}/log\n')
    assert machine.install().returncode == 0
    assert machine.log
    return machine


def mine(machine: Machine) -> Path:
    return machine.person / ".config/systemd/user"


def told(machine: Machine) -> list[str]:
    return [line for line in machine.log.splitlines() if line.startswith(("systemctl", "launchctl"))]


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_the_units_have_the_places_of_this_machine_and_are_started(ready: Machine):
    done = ready.install("service", "--user")
    assert (done.returncode, done.stderr) == (0, "")
    unit = (mine(ready) / "atlas.service").read_text()
    assert f'ExecStart="{ready.venv}/bin/atlas" watch\n' in unit
    assert f'Environment="ATLAS_HOME={ready.checkout}"\n' in unit
    assert f"PathChanged={ready.checkout}/inbox\n" in (mine(ready) / "atlas.path").read_text()
    left = [name for name in names(mine(ready)) if "/opt/atlas" in (mine(ready) / name).read_text()]
    assert left == []
    calls = told(ready)
    assert calls[0] == "systemctl --user daemon-reload"
    assert f"systemctl --user enable atlas.service {TIMERS}" in calls
    assert "systemctl --user restart atlas.service" in calls
    assert "enable-linger" in done.stdout


def test_the_second_time_writes_nothing_and_interrupts_nobody(ready: Machine):
    ready.install("service", "--user")
    told(ready)
    done = ready.install("service", "--user")
    assert "writing" not in done.stdout
    assert [line for line in told(ready) if "restart" in line] == []


def test_the_path_way_takes_the_daemons_place_and_the_other_way_round(ready: Machine):
    ready.install("service", "--user")
    told(ready)
    ready.install("service", "--user", "--path")
    calls = told(ready)
    assert "systemctl --user disable --now atlas.service" in calls
    assert f"systemctl --user enable atlas.path atlas-drain.timer {TIMERS}" in calls
    ready.install("service", "--user", "--web")
    calls = told(ready)
    assert "systemctl --user disable --now atlas.path" in calls
    assert f"systemctl --user enable atlas.service atlas-web.service {TIMERS}" in calls


def test_a_person_gets_no_more_walls_than_a_persons_systemd_can_build(ready: Machine):
    ready.install("service", "--user")
    unit = (mine(ready) / "atlas.service").read_text()
    assert "SystemCallFilter" in unit
    assert "WantedBy=default.target\n" in unit
    for word in ("User=", "ProtectSystem", "BindPaths", "IPAddressDeny", "sigpwr", "LoadCredential"):
        assert word not in unit


def test_the_whole_machines_units_open_the_home_alone_and_not_the_code_in_it(ready: Machine):
    done = ready.install("service", "--system", DESTDIR=str(ready.root / "image"), INBOX="/srv/share/inbox")
    assert done.returncode == 0
    folder = ready.root / "image/etc/systemd/system"
    unit = (folder / "atlas.service").read_text()
    assert f'BindPaths="{ready.checkout}" "-/srv/share/inbox"\n' in unit
    assert f'BindReadOnlyPaths="{ready.checkout}/atlas" ' in unit
    assert f'"{ready.venv}"' in unit
    assert f"User={ready.checkout.owner()}\n" in unit
    assert "PathChanged=/srv/share/inbox\n" in (folder / "atlas.path").read_text()
    assert told(ready) == []


def test_security_updates_come_by_themselves_where_a_person_wishes_it_and_go_again(ready: Machine):
    ready.install("service", "--user")
    assert "atlas-upgrade.timer" not in names(mine(ready))
    told(ready)
    done = ready.install("service", "--user", "--upgrades", SOURCE="/srv/releases/atlas")
    assert done.returncode == 0
    assert (
        f'ExecStart="{ready.venv}/bin/atlas" upgrade --security\n'
        in (mine(ready) / "atlas-upgrade.service").read_text()
    )
    assert f"systemctl --user enable atlas.service {TIMERS} atlas-upgrade.timer" in told(ready)
    ready.install("service", "--user", SOURCE="/srv/releases/atlas")
    assert "systemctl --user disable --now atlas-upgrade.timer" in told(ready)
    assert "atlas-upgrade.timer" not in names(mine(ready))


def test_security_updates_need_a_folder_to_look_into(ready: Machine):
    done = ready.install("service", "--user", "--upgrades")
    assert (done.returncode, "[upgrade] source" in done.stderr) == (1, True)
    assert names(mine(ready)) == []


def test_the_whole_machines_atlas_is_not_upgraded_by_a_timer(ready: Machine):
    done = ready.install("service", "--system", "--upgrades", DESTDIR=str(ready.root / "image"), SOURCE="/srv/releases")
    assert (done.returncode, "would have to be root" in done.stderr) == (1, True)


def test_a_mac_is_not_promised_upgrades_that_nothing_would_make(ready: Machine):
    done = ready.install("service", "--user", "--upgrades", SOURCE="/srv/releases", ATLAS_SYSTEM="Darwin")
    assert (done.returncode, "crontab" in done.stderr) == (1, True)
    assert not (ready.person / "Library").exists()


def test_security_updates_are_taken_away_with_the_rest_however_it_is_asked_for(ready: Machine):
    ready.install("service", "--user", "--upgrades", SOURCE="/srv/releases")
    told(ready)
    assert ready.install("service", "--user", "--upgrades", "--remove").returncode == 0
    assert names(mine(ready)) == []
    assert "atlas-upgrade.timer" in told(ready)[0]


def test_a_dry_run_of_it_changes_nothing(ready: Machine):
    before = sorted(ready.root.rglob("*"))
    done = ready.install("service", "--user", "--dry-run")
    assert "would write" in done.stdout
    assert "would run systemctl --user enable" in done.stdout
    assert [path for path in sorted(ready.root.rglob("*")) if path.name != "log"] == before


def test_units_of_somebody_else_stay(ready: Machine):
    mine(ready).mkdir(parents=True)
    (mine(ready) / "atlas.service").write_text("[Service]\nExecStart=/bin/true\n")
    assert "it stays" in ready.install("service", "--user").stdout
    ready.install("service", "--user", "--remove")
    assert names(mine(ready)) == ["atlas.service"]


def test_what_was_installed_is_stopped_and_taken_away(ready: Machine):
    ready.install("service", "--user", "--web")
    told(ready)
    done = ready.install("service", "--user", "--remove")
    assert done.returncode == 0
    assert names(mine(ready)) == []
    calls = told(ready)
    assert calls[0].startswith("systemctl --user disable --now ")
    assert {"atlas.service", "atlas-web.service", "atlas-daily.timer"} <= set(calls[0].split())


def test_who_removes_atlas_removes_its_service(ready: Machine):
    ready.install("service", "--user")
    told(ready)
    done = ready.install("--uninstall")
    assert (done.returncode, names(mine(ready))) == (0, [])
    assert any("disable --now" in line for line in told(ready))


def test_the_service_of_another_atlas_stays(ready: Machine):
    ready.install("service", "--user")
    unit = mine(ready) / "atlas.service"
    unit.write_text(unit.read_text().replace(str(ready.venv), "/srv/other/.venv"))
    ready.install("--uninstall")
    assert unit.exists()


def test_without_atlas_there_is_no_service(machine: Machine):
    done = machine.install("service", "--user")
    assert done.returncode == 1
    assert "call ./install.sh first" in done.stderr


def test_a_place_that_units_cannot_name_is_refused(ready: Machine):
    done = ready.install("service", "--user", INBOX="/srv/100%/inbox")
    assert done.returncode == 1
    assert "a character in it" in done.stderr
    assert not mine(ready).exists()


@pytest.mark.parametrize("words", [["--path"], ["run", "--web"], ["--remove"]])
def test_words_for_a_service_are_for_a_service(machine: Machine, words: list[str]):
    assert machine.install(*words).returncode == 2


def test_a_mac_gets_agents_that_launchd_keeps_alive(ready: Machine):
    done = ready.install("service", "--user", "--web", ATLAS_SYSTEM="Darwin")
    assert (done.returncode, done.stderr) == (0, "")
    folder = ready.person / "Library/LaunchAgents"
    agents = {name: plistlib.loads((folder / name).read_bytes()) for name in names(folder)}
    assert set(agents) == {f"atlas-keeper.{name}.plist" for name in ("watch", "web", "daily", "weekly", "monthly")}
    watch = agents["atlas-keeper.watch.plist"]
    assert watch["ProgramArguments"] == [f"{ready.venv}/bin/atlas", "watch"]
    assert watch["EnvironmentVariables"] == {"ATLAS_HOME": str(ready.checkout)}
    assert f"launchctl bootstrap gui/{os.getuid()} {folder}/atlas-keeper.watch.plist" in told(ready)


def test_a_mac_by_path_watches_the_inbox_and_lets_the_daemon_go(ready: Machine):
    ready.install("service", "--user", ATLAS_SYSTEM="Darwin")
    told(ready)
    ready.install("service", "--user", "--path", ATLAS_SYSTEM="Darwin")
    folder = ready.person / "Library/LaunchAgents"
    drain = plistlib.loads((folder / "atlas-keeper.drain.plist").read_bytes())
    assert drain["WatchPaths"] == [f"{ready.checkout}/inbox"]
    assert not (folder / "atlas-keeper.watch.plist").exists()
    assert f"launchctl bootout gui/{os.getuid()}/atlas-keeper.watch" in told(ready)
    assert ready.install("service", "--user", "--remove", ATLAS_SYSTEM="Darwin").returncode == 0
    assert names(folder) == []


@pytest.mark.parametrize("agent", AGENTS, ids=lambda path: path.name)
def test_an_agent_is_called_as_its_file_and_private(agent: Path):
    agent_is = plistlib.loads(agent.read_bytes())
    assert agent_is["Label"] == agent.stem
    assert agent_is["Umask"] == 0o077
    assert agent_is["ProgramArguments"][0] == "/opt/atlas/.venv/bin/atlas"
    assert {"RunAtLoad", "StartCalendarInterval"} & set(agent_is)


@needs_systemd
@pytest.mark.parametrize("unit", SERVICES, ids=lambda path: path.name)
def test_a_service_is_walled_in(unit: Path):
    command = (SYSTEMD, "security", "--no-pager", "--offline=yes", "--threshold=20", unit)
    done = ran(*command, cwd=unit.parent)
    assert done.returncode == 0, done.stdout


@needs_systemd
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path):
    for unit in UNITS:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/atlas/.venv/bin/atlas", "/bin/true"))
    for name in ("atlas.service", "atlas-drain.service"):
        (tmp_path / f"{name}.d").mkdir()
        shutil.copy(CHECKOUT / "deploy/systemd/atlas-browser.conf", tmp_path / f"{name}.d")
    # What the system itself has is not the question.
    done = ran(SYSTEMD, "verify", "--man=no", *(tmp_path / unit.name for unit in UNITS), cwd=tmp_path)
    assert [line for line in done.stderr.splitlines() if "atlas" in line] == []
    assert done.returncode == 0, done.stderr


@needs_systemd
def test_systemd_finds_nothing_wrong_with_a_persons_own_units(tmp_path: Path):
    for unit in OWN:
        (tmp_path / unit.name).write_text(unit.read_text().replace("/opt/atlas/.venv/bin/atlas", "/bin/true"))
    done = ran(SYSTEMD, "verify", "--user", "--man=no", *(tmp_path / unit.name for unit in OWN), cwd=tmp_path)
    assert [line for line in done.stderr.splitlines() if "atlas" in line] == []


@needs_systemd
@pytest.mark.parametrize("unit", CLOCKS, ids=lambda path: path.name)
def test_upkeep_that_was_missed_is_made_up_for(unit: Path):
    lines = unit.read_text().splitlines()
    for when in (line.partition("=")[2] for line in lines if line.startswith("OnCalendar")):
        assert subprocess.run([SYSTEMD, "calendar", when], check=False, capture_output=True).returncode == 0
        assert "Persistent=yes" in lines
