"""The redactor: a secret is planted in what the journal is told, and looked for in all that the journal writes."""

import html
import io
import json
import tempfile
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, quote_plus, unquote

from loguru import logger

from atlas.journal import Journal, redacted
from atlas.model.event import Broke, Captured, Deferred, Event, Read, Unreadable, Warned
from tests.fakes import FakeClock
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target
from tests.journal.test_redact import CALM, PLACES

MARK = "zQ9w"
LETTERS = "abcXYZ019-._~!$*()+,;:'\"[]{}|^`<>é秘%=-_"
"""What a secret is made of, beside its mark; a blank or a break ends one, and no program writes them unescaped."""
WRITTEN = (lambda it: it, quote, quote_plus, lambda it: quote(quote(it)), lambda it: quote(it, safe=""))
AROUND = ("", "see ", "('", "\n", '{"url": "', "http://b.example/?a=b ", "<a href=", "é ", "at\t", "token ", "&", "=")
BEHIND = ("", " on", "\nx", "')", '"}', "&b=c", "#d", ">", ", again", "\\")
STYLES = ("auto", "json")


def check(data: bytes) -> None:
    draw = Draw(data)
    place, write, before, behind = (draw.one_of(one) for one in (PLACES, WRITTEN, AROUND, BEHIND))
    kind, style, under_systemd = draw.number(6), draw.one_of(STYLES), bool(draw.number(1))
    letters = "".join(LETTERS[one % len(LETTERS)] for one in draw.some(draw.number(12)))
    noise = draw.text(60)
    secret = f"{MARK}{letters}{MARK[::-1]}"
    planted = place.format(write(secret))
    text = f"{noise}{before if before or not noise else ' '}{planted}{behind}"
    if _is_ended_early(noise, before):
        return
    assert MARK not in redacted(text), (text, redacted(text))
    assert MARK not in written(_event(kind, text, draw.text(10)), style, under_systemd=under_systemd), text
    for calm in CALM:
        assert redacted(calm) == calm
    again = redacted(text)
    assert MARK not in redacted(f"{again} {again}")


def _is_ended_early(noise: str, before: str) -> bool:
    """Whether what is planted is no address, header or field any more, but a part of the word before it."""
    return bool(noise) and not before


def _event(kind: int, text: str, other: str) -> Event:
    return (
        Captured(text, other, "raw/x.warc.gz", 5, 12),
        Deferred(other, text, "overloaded", text, None),
        Warned(text, other, text),
        Warned(other, text, other, text),
        Broke(text, other, other, trace=f"Traceback\n  {text}\n"),
        Read(text, other, text, 3, 9),
        Unreadable(text, other, text),
    )[kind]


def written(event: Event, style: str, *, under_systemd: bool) -> str:
    """Returns all that the journal writes of an event, in every way that a reader may read it."""
    stream = io.StringIO()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as folder:
        journal = Journal(
            Path(folder), "DEBUG", style, timedelta(days=1), stream, FakeClock(), under_systemd=under_systemd
        )
        journal.tell(event)
        journal.close()
        lines = (Path(folder) / "atlas.log").read_text("utf-8")
    logger.remove()
    assert len(stream.getvalue().splitlines()) == 1, "an event is one line"
    assert len(lines.split("\n")) == 2
    told = json.dumps(json.loads(lines), ensure_ascii=False)
    return "\n".join([lines, told, stream.getvalue(), unquote(told), html.unescape(told)])


def seeds() -> list[bytes]:
    return [
        bytes((place, way, number % len(AROUND), number % len(BEHIND), number % 7, number % 2, 0, 6))
        + b"secret"
        + (b"" if number % 3 else b"noise")
        for number, (place, way) in enumerate(
            (place, way) for place in range(len(PLACES)) for way in range(len(WRITTEN))
        )
    ]


TARGET = Target(check, seeds, (b"token=", b"://", b"Cookie: ", b"?", b"Bearer ", b"@"), 300)
