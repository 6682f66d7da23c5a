"""Programs that are run to their end: Python, pip, another release, and what starts and stops Atlas."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 3600.0
"""Seconds; a Pi that builds a release may be slow."""
LINES = 5


@dataclass(frozen=True)
class Ran:
    """How a program ended, and what it said."""

    code: int
    out: str = ""
    err: str = ""

    @property
    def last_words(self) -> str:
        """The end of what it said, in one line."""
        return " / ".join((self.err or self.out).strip().splitlines()[-LINES:])


Run = Callable[[Sequence[str], Mapping[str, str]], Ran]


def run(words: Sequence[str], environ: Mapping[str, str]) -> Ran:
    """Runs a program to its end; one that is not there, or does not end, has failed."""
    try:
        done = subprocess.run(  # noqa: S603 - words of Atlas's own
            words, env=dict(environ), stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=LONGEST
        )
    except FileNotFoundError:
        return Ran(127, err=f"{words[0]} is not here")
    except (OSError, subprocess.TimeoutExpired) as error:
        return Ran(126, err=str(error))
    return Ran(done.returncode, done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace"))
