"""Upgrades with real releases: each a copy of this tree in an environment of its own, the daemon among them.

Only building is short: an environment borrows its packages from the one that runs the tests.
"""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from atlas import __version__
from atlas.catalog import Catalog
from atlas.catalog.layout import LAYOUT, layout_of
from atlas.clock import Clock
from atlas.errors import Busy, NotUpgraded, SwitchedBack
from atlas.jobs.upgrade.building import source_at
from atlas.jobs.upgrade.releases import STAMP, Releases
from atlas.jobs.upgrade.running import Ran, run
from atlas.jobs.upgrade.upgrading import KEPT, Place, Upgrade
from atlas.model.upgrade import Control
from tests.answering import answering

TREE = Path(__file__).parents[2] / "atlas"
UNIT = Control(*(((("unit", verb),)) for verb in ("restart", "stop", "start", "is-active")))
MIGRATION = '''"""A column of a later day."""


def up(migrator, db):
    db.execute_sql("ALTER TABLE record ADD COLUMN later TEXT NOT NULL DEFAULT ''")
'''
LATER = "catalog/migrations/9999_later.py"
NO_IMPORT = ("cli/__init__.py", "raise ImportError('a part is missing')\n")
NO_DOCTOR = ("jobs/doctor.py", "def python():\n    return Check('Python', 'fail', 'not as it should be')\n")
NO_CANARY = ("jobs/canary.py", "LARGEST = 3\n")
NO_RECORDS = ("catalog/migrations/9999_later.py", "def up(migrator, db):\n    db.execute_sql('DELETE FROM record')\n")
NO_DAEMON = ("doors/daemon.py", "Daemon.run = lambda self: sys.exit(1)\nimport sys\n")


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args) -> None:
        pass


class Machine:
    """One that starts the daemon by the link, as a unit would, and builds releases without a network."""

    def __init__(self, root: Path, port: int) -> None:
        self.root, self.port = root, port
        self.home, self.state = root / "home", root / "home/.atlas"
        self.releases = Releases(root / ".venv")
        self.daemon: subprocess.Popen[bytes] | None = None
        self.before: dict[str, object] = {}
        self.environ = {name: told for name, told in os.environ.items() if not name.startswith(("ATLAS_", "PYTHON"))}
        self.environ |= {
            "ATLAS_HOME": str(self.home),
            "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
            "ATLAS_FETCH__HOST_GAP": "0s",
            "ATLAS_QUEUE__REST": "0.1s",
            "ATLAS_VITALS__FREE_DISK": "1MB",
            "ATLAS_READ__ENABLED": "false",
        }
        made(self.releases.link, TREE.parent)
        (self.releases.link / STAMP).write_text("runtime\n")
        self.atlas("init")
        self.releases.adopt(__version__)
        self.old = self.releases.current

    @property
    def place(self) -> Place:
        catalog = Catalog(self.state / "catalog.db")
        return Place(self.home, self.state, self.releases, self.run, self.environ, Clock(), catalog)

    def upgrade(self, control: Control = UNIT) -> Upgrade:
        return Upgrade(self.place, control, 1.0)

    def run(self, words: Sequence[str], environ: Mapping[str, str]) -> Ran:
        match list(words):
            case ["unit", verb]:
                return self.unit(verb)
            case [_, "-m", "venv", place]:
                made(Path(place))
                return Ran(0)
            case [python, "-m", "pip", *_, what]:
                if not what.endswith(".lock"):
                    leads(Path(python).parents[1], Path(what))
                return Ran(0)
        return run(words, environ)

    def unit(self, verb: str) -> Ran:
        if verb == "is-active":
            return Ran(0 if self.daemon and self.daemon.poll() is None else 3)
        if verb in {"stop", "restart"}:
            self.stop()
        if verb in {"start", "restart"}:
            python = self.releases.link.resolve() / "bin/python"
            words = [python, "-P", "-m", "atlas", "watch"]
            self.daemon = subprocess.Popen(words, env=self.environ, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
            assert self.daemon.stderr
            # Ready, as Type=notify has it, or ended.
            while (line := self.daemon.stderr.readline()) and b"watches" not in line:
                pass
            if not line:
                return Ran(1, err=f"the daemon ended: {self.daemon.wait()}")
        return Ran(0)

    def stop(self) -> None:
        if self.daemon:
            self.daemon.terminate()
            self.daemon.communicate()
        self.daemon = None

    def atlas(self, *words: str) -> Ran:
        return run([str(self.releases.link / "bin/python"), "-P", "-m", "atlas", *words], self.environ)

    def drop(self, name: str) -> None:
        page = self.root / "site" / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(f"<title>{name}</title><article><p>The words of {name}.</article>")
        hidden = self.home / f"inbox/.{name}.txt"
        hidden.write_text(f"http://127.0.0.1:{self.port}/{name}\n")
        hidden.rename(self.home / f"inbox/{name}.txt")

    def dropping(self, lines: Iterable[str]) -> Iterator[str]:
        for number, line in enumerate(lines, 1):
            self.drop(f"while-{number}")
            yield line

    def kept(self) -> list[str]:
        self.atlas("drain", "--wait", "--no-read")
        rows = [json.loads(line) for line in self.atlas("list", "--json").out.splitlines()]
        return sorted(row["url"].rpartition("/")[2] for row in rows)

    def release(self, name: str, *changes: tuple[str, str]) -> Path:
        folder = self.root / name
        # With what Python compiled of it, which times and sizes keep true; not with what it is just writing.
        shutil.copytree(TREE, folder / "atlas", ignore=shutil.ignore_patterns("*.pyc.*"))
        (folder / "requirements.lock").write_text(f"# of {name}\n")
        init = folder / "atlas/__init__.py"
        init.write_text(init.read_text().replace(__version__, "9.0.0"))
        for place, text in changes:
            with (folder / "atlas" / place).open("a") as file:
                file.write(text)
        return folder


def made(place: Path, *trees: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    leads(place, *trees)


def leads(place: Path, *trees: Path) -> None:
    packages = next(place.glob("lib/python*/site-packages"))
    (packages / "borrowed.pth").write_text("\n".join(map(str, [*trees, sysconfig.get_path("purelib")])) + "\n")


@contextmanager
def standing(root: Path) -> Iterator[Machine]:
    with answering(ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=root / "site"))) as server:
        one = Machine(root, server.server_port)
        yield one
        one.stop()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with standing(tmp_path) as one:
        yield one


@pytest.fixture(scope="module")
def unharmed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    """A machine with a page, for releases that it is not to switch to: each leaves it as it was."""
    with standing(tmp_path_factory.mktemp("unharmed")) as one:
        one.drop("before")
        assert one.kept() == ["before"]
        yield one


def test_a_good_release_keeps_what_there_is_and_can_be_undone_after_it_captured(machine: Machine):
    machine.unit("start")
    machine.drop("before")
    new = source_at(machine.release("good", (LATER, MIGRATION)))
    told = list(machine.dropping(machine.upgrade().to(new)))
    assert machine.releases.current == new.release.name
    assert "9.0.0" in machine.atlas("--version").out
    machine.stop()
    machine.drop("after")
    dropped = sorted(["after", "before", *(f"while-{number + 1}" for number in range(len(told)))])
    assert machine.kept() == dropped
    assert layout_of(machine.state / "catalog.db") == LAYOUT + 1
    list(machine.upgrade().undo())
    machine.stop()
    assert __version__ in machine.atlas("--version").out
    assert layout_of(machine.state / "catalog.db") == LAYOUT
    assert machine.kept() == dropped
    assert machine.atlas("audit", "--strict").code == 0
    with pytest.raises(NotUpgraded, match="no upgrade to undo"):
        list(machine.upgrade().undo())


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (NO_IMPORT, "a part is missing"),
        (NO_DOCTOR, "fails where the old one did not: Python"),
        (NO_CANARY, "has another page in it"),
        (NO_RECORDS, "shows 0"),
    ],
    ids=["import", "doctor", "canary", "migration"],
)
def test_a_broken_release_is_found_out_on_trial_and_nothing_is_switched(unharmed: Machine, tmp_path, change, why):
    machine = unharmed
    with pytest.raises(NotUpgraded, match=why):
        list(machine.upgrade(Control()).to(source_at(machine.release(tmp_path.name, change))))
    assert machine.releases.current == machine.old
    assert not (machine.state / "upgrade").exists()
    assert machine.kept() == ["before"]


def test_a_release_that_does_not_stay_at_work_is_switched_back_and_nothing_is_lost(machine: Machine):
    machine.unit("start")
    machine.drop("before")
    new = source_at(machine.release("broken", NO_DAEMON, (LATER, MIGRATION)))
    with pytest.raises(SwitchedBack, match="the daemon ended") as found:
        list(machine.dropping(machine.upgrade().to(new)))
    assert found.value.exit_code == 1
    assert machine.releases.current == machine.old
    assert machine.unit("is-active").code == 0
    machine.stop()
    kept = machine.kept()
    assert "before" in kept
    assert kept == sorted({"before", *(one.stem for one in machine.home.glob("processed/drops/*/*.txt"))})
    assert len(kept) > 4
    assert not list(machine.home.glob("failed/*/*"))
    assert machine.atlas("audit", "--strict").code == 0


def test_an_atlas_that_was_started_by_hand_is_not_pulled_away(machine: Machine):
    machine.unit("start")
    with pytest.raises(Busy):
        list(machine.upgrade(Control()).to(source_at(machine.release("good"))))
    assert not (machine.state / KEPT).exists()
