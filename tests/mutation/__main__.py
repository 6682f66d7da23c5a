"""Do the tests notice? Small changes are made to a room's functions, one at a time, and its own tests are run on each.

`python -m tests.mutation` takes all rooms, `python -m tests.mutation keys files` these two. It wants mutmut, from the
group "fuzz". A copy of the project is worked on, one process at a time; what is left of it says so at the end, with
`--keep`. It prints what survived, and ends with 1 where a room's tests notice fewer than nine of ten changes. Changes
that change nothing (another case of an encoding's name, a default given as an argument) are listed in same.toml, each
with its reason, and are left out of that share; one that is listed and noticed, or not there any more, ends it with 1.
"""

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from tests.mutation.counting import Count, counted, listed
from tests.mutation.rooms import ROOMS, Room

PROJECT = Path(__file__).parents[2]
COPIED = ("atlas", "tests", "bench", "docs", "pyproject.toml", "README.md", "config.toml", "CHANGELOG.md")
ENOUGH = 0.9
# One process, in one order, without the clock of a test: the tool has its own.
PYTEST = [
    "-n",
    "0",
    "-p",
    "no:randomly",
    "-p",
    "no:cacheprovider",
    "--timeout",
    "0",
    "--hypothesis-profile",
    "mutation",
]


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rooms", nargs="*", metavar="ROOM", help=f"of {', '.join(ROOMS)} (all)")
    parser.add_argument("--keep", action="store_true", help="keep the copies, for `mutmut show NAME` in them")
    asked = parser.parse_args()
    if unknown := [one for one in asked.rooms if one not in ROOMS]:
        parser.error(f"no room: {', '.join(unknown)}")
    if not find_spec("mutmut"):
        print('mutmut is not installed: `pip install mutmut`, or the group "fuzz".', file=sys.stderr)
        return 2
    counts = list(judged(asked.rooms or list(ROOMS), keep=asked.keep))
    return 0 if all(one.share >= ENOUGH and not one.wrong for one in counts) else 1


def judged(rooms: list[str], *, keep: bool) -> Iterator[Count]:
    """Yields what came of each room, after printing it."""
    for name in rooms:
        folder = Path(tempfile.mkdtemp(prefix=f"atlas-mutants-{name}-"))
        prepare(folder, ROOMS[name])
        subprocess.run(
            ["nice", "-n", "5", sys.executable, "-m", "mutmut", "run", "--max-children", "1"], cwd=folder, check=True
        )
        count = counted(folder / "mutants", listed())
        print(f"{name}: {count.told()}" + (f"\n  kept in {folder}" if keep else ""), flush=True)
        if not keep:
            shutil.rmtree(folder)
        yield count


def prepare(folder: Path, room: Room) -> None:
    """Copies the project, with what the tool has to know of the room."""
    for one in COPIED:
        source = PROJECT / one
        if source.is_dir():
            shutil.copytree(source, folder / one, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / one)
    told = {
        "source_paths": ["atlas"],
        "only_mutate": list(room.modules),
        "also_copy": [one for one in COPIED if one not in {"atlas", "tests"}],
        "timeout_multiplier": 4,
        # Seconds, of the wall's clock: on a machine that has much to do, a short one takes the slow for the endless.
        "timeout_constant": 5.0,
        "pytest_add_cli_args": PYTEST,
        "pytest_add_cli_args_test_selection": list(room.tests),
    }
    lines = "".join(f"{key} = {value!r}\n" for key, value in told.items())
    with (folder / "pyproject.toml").open("a") as file:
        file.write(f"\n[tool.mutmut]\n{lines}")


if __name__ == "__main__":
    sys.exit(main())
