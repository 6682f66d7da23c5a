"""What a child says, and what the daemon believes of it.

A child has read a stranger's bytes: its words are plain JSON, bounded, and looked at one by one.
"""

import json
import math
import re
import signal
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from atlas.jobs.reading.frames import LARGEST, Answer, Limits
from atlas.model.article import Article, Metadata

LONGEST = 2000
"""Characters of a title, a name, a note at most."""
MOST = 200
"""Names, tags, notes at most."""
# What no text has that a person wrote, and what no UTF-8 can hold.
UNTEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
BREAKS = re.compile(r"\s+")
LISTS = frozenset({"authors", "tags"})
MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:.]{5,20}(?:Z|[+-]\d\d:\d\d)?)?")
ADDRESS = re.compile(r"https?://", re.IGNORECASE)
"""In a head an address can be followed; no other kind leads to a page."""
SHAPES = {
    "published": MOMENT.fullmatch,
    "modified": MOMENT.fullmatch,
    "canonical": ADDRESS.match,
    "image": ADDRESS.match,
}
SIGNALS = {one.value: one.name for one in signal.Signals}
"""Those with a name: a child may end by any."""
FINGERPRINT = 1 << 64


@dataclass(frozen=True)
class Failed:
    """Why there is no article."""

    reason: str
    final: bool = True
    """Whether it is the page that is to blame, so that it would come to the same again."""


def article_told(article: Article) -> bytes:
    """Returns an article as a child says it; one that is too long, as the reason why not."""
    told = json.dumps({"article": asdict(article)}, default=dict).encode()
    return told if len(told) <= LARGEST else reason_told(f"What there is to read in it is more than {_size(LARGEST)}.")


def reason_told(reason: str) -> bytes:
    """Returns the reason why there is no article as a child says it."""
    return json.dumps({"reason": reason[:LONGEST]}).encode()


def outcome(answer: Answer, limits: Limits) -> Article | Failed:
    """Returns what a child's end means for the page."""
    if answer.said:
        return _believed(answer.said)
    if answer.late and answer.seconds < limits.time / 2:
        # Not final: the page may be a good one, and the machine was busy.
        return Failed(f"This machine had too little time to read it within {limits.patience:g} s.", final=False)
    if answer.late:
        return Failed(f"Reading it took more than {limits.patience:g} s.")
    if answer.long:
        return Failed(f"What there is to read in it is more than {_size(LARGEST)}.")
    return _ended(answer, limits)


def out_of_memory(limits: Limits) -> bytes:
    """Returns what a child says that ran into its limit."""
    return reason_told(f"Reading it took more than {_size(limits.memory)} of memory.")


def _ended(answer: Answer, limits: Limits) -> Failed:
    spent = answer.seconds >= math.floor(limits.time)
    if answer.ended == -signal.SIGXCPU or (answer.ended == -signal.SIGKILL and spent):
        return Failed(f"Reading it took more than {limits.time:g} s of processor time.")
    if answer.ended == -signal.SIGKILL:
        return Failed("The reading of it was killed; perhaps the machine ran out of memory.", final=False)
    if answer.ended < 0:
        return Failed(f"The reader crashed over it ({SIGNALS.get(-answer.ended, f'signal {-answer.ended}')}).")
    return Failed(f"The reader ended over it without a word (exit code {answer.ended}).")


def _believed(said: bytes) -> Article | Failed:
    try:
        told = json.loads(said)
        return Failed(_line(told["reason"])) if "reason" in told else _article(told["article"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return Failed("The reader's answer does not read.")


def _article(told: Mapping[str, Any]) -> Article:
    agreement, fingerprint = told["agreement"], told["fingerprint"]
    if not isinstance(fingerprint, int) or not 0 <= fingerprint < FINGERPRINT:
        raise ValueError("no fingerprint")
    if agreement is not None and not 0 <= float(agreement) <= 1:
        raise ValueError("no agreement")
    return Article(
        text=_text(told["text"]),
        metadata=_metadata(told["metadata"]),
        extractor=_line(told["extractor"]),
        agreement=None if agreement is None else float(agreement),
        notes=_lines(told["notes"]),
        facts=_pairs(told["facts"]),
        fingerprint=fingerprint,
    )


def _metadata(told: Mapping[str, Any]) -> Metadata:
    names = [one.name for one in fields(Metadata)]
    # Field by field as the dataclass has them, and nothing else: what a child adds is not looked at.
    plain: dict[str, Any] = {name: (_lines if name in LISTS else _line)(told[name]) for name in names[:-1]}
    wrong = {name: "" for name, fits in SHAPES.items() if not fits(plain[name])}
    return Metadata(**{**plain, **wrong}, sources=_pairs(told["sources"]))


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return UNTEXT.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _line(value: Any) -> str:
    return BREAKS.sub(" ", _text(value)).strip()[:LONGEST]


def _lines(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError("no list")
    return tuple(line for one in value[:MOST] if (line := _line(one)))


def _pairs(value: Any) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TypeError("no pairs")
    return {_line(key): _line(one) for key, one in list(value.items())[:MOST]}


def _size(size: int) -> str:
    return f"{size / 1_000_000:.0f} MB"
