"""What may be imported from where: capture stands on little, and the verbs are quick."""

import signal
import subprocess
import sys

import pytest

REFUSE = """
import sys
from importlib.abc import MetaPathFinder

class Refuser(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {refused!r}:
            raise ImportError(f"{{name}} is refused here")

sys.meta_path.insert(0, Refuser())
import {module}
"""
HEAVY = ("peewee", "playhouse", "trafilatura", "lxml", "watchdog", "psutil", "loguru")


def imported(module: str, refused: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    code = REFUSE.format(refused=set(refused), module=module)
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "module", ["atlas.jobs.capture", "atlas.jobs.writer", "atlas.fetch", "atlas.spool", "atlas.vault"]
)
def test_capture_stands_without_catalog_watcher_vitals_and_journal(module):
    done = imported(module, HEAVY)
    assert done.returncode == 0, done.stderr


EXTRACTORS = ("trafilatura", "lxml", "readability", "resiliparse", "justext", "htmldate", "courlan", "dateparser")


@pytest.mark.parametrize(
    "module", ["atlas.app", "atlas.cli.running", "atlas.cli.reading", "atlas.cli.library", "atlas.jobs.rebuild"]
)
def test_only_children_have_extractors_in_them(module):
    done = imported(module, EXTRACTORS)
    assert done.returncode == 0, done.stderr
    assert "is refused here" in imported("atlas.extract.html", EXTRACTORS).stderr


def test_what_reads_pages_has_neither_the_web_nor_the_catalog():
    done = imported("atlas.jobs.reading.mother", ("requests", "peewee", "playhouse", "watchdog", "psutil", "loguru"))
    assert done.returncode == 0, done.stderr


def test_the_refusal_refuses():
    assert "is refused here" in imported("atlas.catalog.catalog", HEAVY).stderr


def test_adding_a_link_needs_neither_the_web_nor_the_catalog():
    refused = (*HEAVY, "requests", "urllib3", "warcio", "certifi")
    done = imported("atlas.cli.adding", refused)
    assert done.returncode == 0, done.stderr


LOADED = """
import sys
from atlas.cli import run
code = run(sys.argv[1:])
print("loaded:", *sys.modules)
sys.exit(code)
"""


def loaded_by(*words: str) -> tuple[int, set[str]]:
    done = subprocess.run([sys.executable, "-c", LOADED, *words], capture_output=True, text=True, check=False)
    return done.returncode, set(done.stdout.rpartition("loaded: ")[2].split())


def test_an_address_is_added_without_what_reads_drops_and_tickets(tmp_path):
    home = ("--home", str(tmp_path))
    assert loaded_by(*home, "init")[0] == 0
    code, loaded = loaded_by(*home, "add", "https://a.example/")
    assert (code, [one.read_text() for one in (tmp_path / "inbox").iterdir()]) == (0, ["https://a.example/\n"])
    assert not loaded & {f"atlas.model.{one}" for one in ("drop", "formats", "ticket", "target", "event")}


LATE = ("peewee", "warcio", "requests", "urllib3", "bs4", "jinja2", "fastapi", "atlas.catalog.catalog")
LATE_TOO = (
    *("atlas.vault.scratch", "atlas.vault.reading", "atlas.model.formats", "atlas.model.facts", "atlas.model.lease"),
    *("atlas.jobs.rebuild", "atlas.jobs.verbs", "atlas.jobs.standby.tenant", "atlas.doors.web", "atlas.doors.keys"),
)


def test_a_daemon_that_waits_has_nothing_in_memory_that_only_work_needs(tmp_path):
    home = ("--home", str(tmp_path))
    assert loaded_by(*home, "init")[0] == 0
    words = [sys.executable, "-c", LOADED, *home, "watch"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, stdout=pipe, stderr=pipe, text=True) as daemon:
        assert daemon.stderr
        assert daemon.stdout
        while "watches its inbox" not in daemon.stderr.readline():
            assert daemon.poll() is None
        daemon.send_signal(signal.SIGTERM)
        told = daemon.stdout.read()
    assert daemon.returncode == 0
    assert "loguru" in told
    assert not set(told.split()) & {*LATE, *LATE_TOO}


def test_searching_needs_the_catalog_and_little_else():
    refused = tuple(one for one in (*HEAVY, "requests", "urllib3", "warcio", "bs4", "markdown_it") if one != "peewee")
    done = imported("atlas.cli.searching", refused)
    assert done.returncode == 0, done.stderr


FRAMEWORK = ("fastapi", "starlette", "pydantic", "uvicorn", "anyio", "h11")


@pytest.mark.parametrize("module", ["atlas.app", "atlas.cli.running", "atlas.cli.serving", "atlas.cli.keys"])
def test_only_an_open_door_has_the_web_framework_in_it(module):
    done = imported(module, FRAMEWORK)
    assert done.returncode == 0, done.stderr
    assert "is refused here" in imported("atlas.doors.web", FRAMEWORK).stderr


def test_the_door_has_neither_extractors_nor_what_fetches_in_it():
    done = imported("atlas.doors.web", (*EXTRACTORS, "requests", "urllib3", "bs4", "watchdog", "loguru"))
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("module", ["atlas", "atlas.model.ticket", "atlas.files", "atlas.cli"])
def test_importing_does_nothing_one_can_see(module):
    done = imported(module, ())
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
