"""Bytes that nobody thought of: what a stranger may send is made up, and what must hold is held against it.

`python -m tests.fuzz` takes all targets, `python -m tests.fuzz drops naming --seconds 600` these two, ten minutes each.
With atheris (group "fuzz") what an input reaches leads to the next ones; without it they are seeds bent by chance. It
prints how many were tried and what they reached, writes what it finds into the folder `--found`, and ends with 1 where
that is anything. A find is mended with a test of its own, named after the rule.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from random import Random

from tests.fuzz.target import Target, bent
from tests.fuzz.targets import TARGETS

TOLD = re.compile(rb"#(\d+)\s+(?:DONE|pulse|NEW|REDUCE|INITED)\s+cov: (\d+) ft: (\d+) corp: (\d+)")
SPARE = 60.0


def main() -> int:
    """Runs it, and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(TARGETS)} (all)")
    parser.add_argument("--seconds", type=int, default=60, help="for each (60)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--found", type=Path, default=Path(tempfile.gettempdir()) / "atlas-fuzz-found")
    asked = parser.parse_args()
    if unknown := [one for one in asked.names if one not in TARGETS]:
        parser.error(f"no target: {', '.join(unknown)}")
    asked.found.mkdir(exist_ok=True)
    guided = find_spec("atheris") is not None
    if not guided:
        print("atheris is not installed: inputs are seeds bent by chance, and nothing tells what they reach.")
    return 1 if [one for one in asked.names or TARGETS if not _held(one, asked, guided=guided)] else 0


def _held(name: str, asked: argparse.Namespace, *, guided: bool) -> bool:
    told, held = (_guided if guided else _bent)(name, asked.seconds, asked.seed, asked.found)
    print(f"{name:10} {told}{'' if held else ', FOUND SOMETHING'}", flush=True)
    return held


def _guided(name: str, seconds: int, seed: int, found: Path) -> tuple[str, bool]:
    with tempfile.TemporaryDirectory(prefix="atlas-fuzz-") as folder:
        corpus = Path(folder) / "corpus"
        corpus.mkdir()
        begun = len(list(TARGETS[name].seeds()))
        told = [f"-max_total_time={seconds}", f"-seed={seed}", "-timeout=60", "-rss_limit_mb=4096"]
        command = [
            sys.executable,
            "-m",
            "tests.fuzz.guided",
            name,
            *told,
            f"-artifact_prefix={found}/{name}-",
            str(corpus),
        ]
        done = subprocess.run(command, capture_output=True, timeout=seconds * 2 + SPARE, check=False)
    if done.returncode:
        sys.stdout.write((done.stdout + done.stderr).decode(errors="replace")[-4000:])
    lines = TOLD.findall(done.stderr) or [(b"0", b"0", b"0", b"0")]
    sys.stdout.write("".join(f"  {one.decode()}\n" for one in done.stdout.splitlines() if one.startswith(b"a reader")))
    tried, reached, _, kept = (int(one) for one in lines[-1])
    first = int(lines[0][1])
    return f"{tried:9,} inputs, reached {first:,} → {reached:,} edges, corpus {begun} → {kept}", not done.returncode


def _bent(name: str, seconds: int, seed: int, found: Path) -> tuple[str, bool]:
    target, chance, tried = TARGETS[name], Random(seed), 0
    seeds, end = list(target.seeds()), time.monotonic() + seconds
    held = True
    while time.monotonic() < end:
        data = bent(chance.choice(seeds), target, chance)
        tried += 1
        held = _holds(target, data, found / f"{name}-{tried}") and held
    target.end()
    return f"{tried:9,} inputs", held


def _holds(target: Target, data: bytes, place: Path) -> bool:
    try:
        target.check(data)
    except Exception as error:
        place.write_bytes(data)
        print(f"{place}: {type(error).__name__}: {error}")
        return False
    return True


if __name__ == "__main__":
    sys.exit(main())
