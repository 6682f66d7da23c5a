"""What may be imported from where: capture stands on little, and the verbs are quick."""

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
