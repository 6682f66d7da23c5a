"""`python -m bench.extraction FOLDER [--half a|b] [--rounds N]`: a table of what each tool finds, and what it costs.

Each tool reads the same bytes in a process of its own. Precision, recall and F1 are those of `scoring.py`; in brackets
between what the F1 lies in 95 of 100 draws of as many pages. CPU is the mean of a page in the best of the rounds, after
one page to get warm; memory is the most the process ever had, its imports included.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.extraction.pages import Truth, truths
from bench.extraction.scoring import Score, interval, mean_score, page_score, plain
from bench.extraction.tools import MARKED, STUMBLES, tools

YARDSTICK = "trafilatura"


@dataclass(frozen=True)
class Run:
    """What one tool made of the pages."""

    tool: str
    texts: dict[str, str]
    milliseconds: float
    megabytes: float
    failed: int


def main() -> int:
    options = _options()
    if options.tool:
        json.dump(_reading(options), sys.stdout)
        return 0
    pages = list(truths(options.folder, options.half))
    runs = [run for name in options.only or tools() if (run := _run(name, options))]
    print(*_table(pages, runs), sep="\n")
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.extraction", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=("", "a", "b"), default="", help="only one half of the pages")
    parser.add_argument("--rounds", type=int, default=1, help="how often each page is read")
    parser.add_argument("--only", action="append", choices=tuple(tools()), help="only this tool; may be repeated")
    parser.add_argument("--tool", choices=tuple(tools()), help=argparse.SUPPRESS)
    return parser.parse_args()


def _run(name: str, options: argparse.Namespace) -> Run | None:
    command = [sys.executable, "-m", "bench.extraction", str(options.folder), "--tool", name]
    command += ["--rounds", str(options.rounds)] + (["--half", options.half] if options.half else [])
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{name}: {done.stderr.strip().splitlines()[-1]}", file=sys.stderr)
        return None
    told = json.loads(done.stdout.splitlines()[-1])
    if "absent" in told:
        print(f"{name} is not installed: skipped", file=sys.stderr)
        return None
    texts = {page: plain(text) if name in MARKED else text for page, text in told["texts"].items()}
    return Run(name, texts, told["milliseconds"], told["megabytes"], told["failed"])


def _reading(options: argparse.Namespace) -> dict[str, object]:
    """In the child: reads every page with one tool."""
    try:
        read = tools()[options.tool]()
    except ImportError as error:
        return {"absent": str(error)}
    pages = [(one.id, one.body, one.url) for one in truths(options.folder, options.half)]
    texts: dict[str, str] = {}
    failed, rounds = 0, []
    read(pages[0][1], pages[0][2])
    for _ in range(options.rounds):
        began = time.process_time()
        for name, body, url in pages:
            try:
                texts[name] = read(body, url)
            except STUMBLES:
                texts[name], failed = "", failed + 1
        rounds.append(time.process_time() - began)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 if sys.platform == "darwin" else 1024)
    return {
        "texts": texts,
        "milliseconds": 1000 * min(rounds) / len(pages),
        "megabytes": memory / (1024 if sys.platform == "darwin" else 1),
        "failed": failed // options.rounds,
    }


def _table(pages: Sequence[Truth], runs: Sequence[Run]) -> Iterator[str]:
    sets = sorted({one.set for one in pages}, reverse=True)
    pace = next((one.milliseconds for one in runs if one.tool == YARDSTICK), 0.0)
    counts = {name: sum(one.set == name for one in pages) for name in sets}
    yield "| |" + "".join(f" {name} ({counts[name]}): P / R / F1 [95 %] |" for name in sets) + " ms | ratio | MB |"
    yield "|---|" + "--:|" * (len(sets) + 3)
    for run in runs:
        cells = [_cell([page_score(one.text, run.texts[one.id]) for one in pages if one.set == name]) for name in sets]
        ratio = f"{run.milliseconds / pace:.2f}" if pace else ""
        name = run.tool + (f" ({run.failed} failed)" if run.failed else "")
        yield f"| {name} | {' | '.join(cells)} | {run.milliseconds:.1f} | {ratio} | {run.megabytes:.0f} |"


def _cell(scores: Sequence[Score]) -> str:
    mean, (low, high) = mean_score(scores), interval(scores)
    return f"{mean.precision:.3f} / {mean.recall:.3f} / **{mean.f1:.4f}** [{low:.3f}–{high:.3f}]"


if __name__ == "__main__":
    sys.exit(main())
