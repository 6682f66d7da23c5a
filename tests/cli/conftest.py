"""A home, a site on loopback, and the verbs as a person types them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pytest
from click.testing import CliRunner

from atlas.cli import run
from tests.answering import Quiet, site_of

SETTINGS = {
    "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    "ATLAS_FETCH__HOST_GAP": "0s",
    "ATLAS_FETCH__LAYERS": '["direct", "agents", "variants"]',
    "ATLAS_VITALS__FREE_DISK": "1kB",
    "ATLAS_QUEUE__REST": "50ms",
    "ATLAS_READ__ENABLED": "false",
    "ATLAS_WEB__SNAPSHOTS": "",
}
PAGE = b"<html><title>Pi</title><p>How to cool it.</p></html>"
SHARED = PAGE * 20
TAG = '"1"'


class Site(Quiet):
    seen: ClassVar[set[str]] = set()

    def do_GET(self) -> None:
        if self.path == "/tagged" and self.headers.get("If-None-Match") == TAG:
            self.send_response(304)
            self.end_headers()
            return
        before = self.path in self.seen
        self.seen.add(self.path)
        status = 410 if before and self.path == "/once" else {"/busy": 503, "/gone": 410}.get(self.path, 200)
        page = SHARED if self.path.startswith("/shared") else PAGE
        self.answer(status, page, *([("ETag", TAG)] if self.path == "/tagged" else []))


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    with site_of(Site) as address:
        yield address


@dataclass
class Told:
    """What a verb printed, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


@dataclass
class Home:
    """One home and the verbs on it."""

    path: Path

    def atlas(self, *words: str, piped: bytes = b"", **environ: str) -> Told:
        """A verb within this process: all that a verb does but to start and to end one."""
        umask = os.umask(0o077)
        try:
            with CliRunner(env=SURROUNDINGS).isolation(piped, {**SETTINGS, **environ}) as (out, err, _):
                code = run(["--home", str(self.path), *words])
                sys.stdout.flush()
        finally:
            os.umask(umask)
        return Told(code, out.getvalue().decode(), err.getvalue().decode())

    def process(self, *words: str, piped: bytes = b"", **environ: str) -> Told:
        """A verb in a process of its own, as a shell of a careless umask starts it."""
        done = subprocess.run(
            [sys.executable, "-m", "atlas", "--home", str(self.path), *words],
            input=piped,
            capture_output=True,
            env={**clean(), **SETTINGS, **environ},
            check=False,
            timeout=60,
            umask=0,
        )
        return Told(done.returncode, done.stdout.decode(), done.stderr.decode())

    def drop(self, name: str, text: str) -> Path:
        path = self.path / "inbox" / name
        path.write_text(text)
        return path

    def files(self, folder: str) -> list[str]:
        root = self.path / folder
        return sorted(one.relative_to(root).as_posix() for one in root.rglob("*") if one.is_file())


SURROUNDINGS = {key: None for key in os.environ if key.startswith("ATLAS_")}


def clean() -> dict[str, str]:
    return {key: value for key, value in os.environ.items() if not key.startswith("ATLAS_")}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    made = Home(tmp_path / "home")
    assert made.atlas("init").code == 0
    return made


@pytest.fixture
def captured(home: Home, site: str) -> Home:
    home.drop("pi.url", f"{site}/pi\n")
    assert home.atlas("drain").code == 0
    return home
