"""How alike a text is to the one people wrote down: multisets of four words in a row, counted page by page."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import unescape
from random import Random

WORD = re.compile(r"\w+")
SHINGLE = 4
SAMPLES = 1000
IMAGE = re.compile(r"!\[[^\]]*\]\([^()\s]*(?:\([^()]*\)[^()\s]*)*(?:\s+\"[^\"]*\")?\)")
TARGET = re.compile(r"\]\((?:<[^<>]*>|[^()\s]*(?:\([^()]*\)[^()\s]*)*)(?:\s+\"[^\"]*\")?\)")
AUTOLINK = re.compile(r"<((?:https?|mailto):[^<>\s]+)>")
DEFINED = re.compile(r"^\[(?!\^)[^\]]+\]:\s+\S+.*$|^\[\^[^\]]+\]:", re.MULTILINE)
LEADING = re.compile(r"^[ >]*(?:#{1,6} |[-*+] |\d{1,9}[.)] |(?:`{3,}|~{3,}).*$|(?:- *){3,}$|[|: -]+$)*", re.MULTILINE)
ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
EMPHASIS = re.compile(r"[*`]|~~|(?<!\w)_|_(?!\w)|\[\^[^\]]+\]")


@dataclass(frozen=True)
class Score:
    """Precision and recall, averaged over pages, and what is made of both."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The F1 of the averages."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def page_score(truth: str, found: str) -> Score:
    """Returns how alike a found text is to the true one."""
    true, got = _shingles(truth), _shingles(found)
    shared = (true & got).total()
    if not true:
        return Score(0.0 if got else 1.0, 1.0)
    return Score(shared / got.total() if got else 0.0, shared / true.total())


def mean_score(scores: Sequence[Score]) -> Score:
    """Returns the average of several pages."""
    count = len(scores) or 1
    return Score(sum(one.precision for one in scores) / count, sum(one.recall for one in scores) / count)


def interval(scores: Sequence[Score], seed: int = 1) -> tuple[float, float]:
    """Returns between what the F1 lies in 95 of 100 draws of as many pages (bootstrap, percentiles)."""
    random = Random(seed)
    drawn = sorted(mean_score(random.choices(scores, k=len(scores))).f1 for _ in range(SAMPLES))
    return drawn[int(0.025 * SAMPLES)], drawn[int(0.975 * SAMPLES) - 1]


def plain(markdown: str) -> str:
    """Returns Markdown's words without its marks, addresses and pictures."""
    text = LEADING.sub("", DEFINED.sub("", markdown))
    text = AUTOLINK.sub(r"\1", TARGET.sub("]", IMAGE.sub(" ", text)))
    # What is escaped is no mark: it is kept aside while the marks are taken off.
    parts = ESCAPE.split(text)
    parts[::2] = [EMPHASIS.sub("", one) for one in parts[::2]]
    return unescape("".join(parts))


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = WORD.findall(text)
    if not words:
        return Counter()
    return Counter(tuple(words[at : at + SHINGLE]) for at in range(max(1, len(words) - SHINGLE + 1)))
