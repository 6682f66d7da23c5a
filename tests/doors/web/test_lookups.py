"""No name in a captured page is looked up: Chromium's own log of all that it does on the network tells."""

import re
from pathlib import Path

import pytest

from tests.chromium import chromium, needs_chromium, watched
from tests.doors.web.hostile import ROWS
from tests.doors.web.stage import NAMES, listening, standing

pytestmark = needs_chromium
WANTED = ("looked up beforehand", "preconnect", "prefetch", "links in the head", "speculation", "icon", "picture")


@pytest.fixture(scope="module")
def stage(tmp_path_factory):
    with standing(tmp_path_factory.mktemp("home")) as made:
        yield made


@pytest.fixture
def outside():
    with listening() as made:
        yield made


def looked_up(log: Path) -> set[str]:
    """Returns the names that a Chromium has looked up, by its own log of all that it did on the network."""
    return set(re.findall(r"[a-z0-9-]+\.example(?=[:/\"])", log.read_text()))


@pytest.mark.parametrize("way", ["kept", "free"])
def test_no_name_in_a_page_is_looked_up(stage, tmp_path, outside, way):
    log = tmp_path / "net.json"
    rows = [row for row in ROWS if row.name in WANTED]
    with chromium(NAMES, f"--log-net-log={log}") as context, watched(context) as tab:
        for row in rows:
            outside.page = stage.free(row, outside)
            tab.page.goto(stage.alone(row) if way == "kept" else f"http://127.0.0.1:{outside.port}/")
    assert looked_up(log) == ({"free.example"} if way == "free" else set())
