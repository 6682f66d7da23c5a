"""What a child may see, tried in a process of its own."""

import subprocess
import sys

import pytest

from atlas.jobs.reading import sight

TRIES = """
import sys
from pathlib import Path
from atlas.jobs.reading import sight
kept, own = Path({kept!r}), Path({own!r})
print("narrowed", sight.narrow([*sight.needed(), kept]))
import colorsys, wave
for name, deed in {{
    "kept": (kept / "page").read_text, "own": (own / "key").read_text, "list": lambda: list(own.iterdir()),
    "up": (kept / ".." / "own" / "key").read_text, "link": (kept / "link").read_text,
    "environment": Path("/proc/1/environ").read_bytes,
}}.items():
    try:
        deed()
        print(name, "seen")
    except PermissionError:
        print(name, "unseen")
"""


def tried(tmp_path) -> dict[str, str]:
    kept, own = tmp_path / "kept", tmp_path / "own"
    kept.mkdir()
    own.mkdir()
    (kept / "page").write_text("a page")
    (own / "key").write_text("a key")
    (kept / "link").symlink_to(own / "key")
    code = TRIES.format(kept=str(kept), own=str(own))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=30)
    assert done.returncode == 0, done.stderr
    return dict(line.split() for line in done.stdout.splitlines())


def test_of_the_disk_the_archive_is_seen_and_nothing_of_a_persons(tmp_path):
    told = tried(tmp_path)
    if told.pop("narrowed") == "False":
        pytest.skip("this kernel has no Landlock")
    assert told.pop("kept") == "seen"
    assert set(told.values()) == {"unseen"}


def test_of_a_clone_that_is_a_home_too_the_code_alone_is_needed():
    own = sight.needed()[0]
    assert (own / "extract").is_dir()
    assert own.parent not in sight.needed()
