"""The journal: loguru's embassy.

Messages are constant and values are fields, so that no brace in an address is ever taken for a
place to fill in.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol, TextIO

import loguru
from loguru import logger

from atlas.journal.redact import redacted
from atlas.journal.storm import Storms
from atlas.model import moment
from atlas.model.event import Event
from atlas.model.names import printable

LARGEST = "10 MB"
LOST = "lost"
PRIORITIES = {"DEBUG": 7, "INFO": 6, "WARNING": 4, "ERROR": 3}
"""As sd-daemon(3) has them."""


class Telling(Protocol):
    """A clock to date lines by."""

    def now(self) -> datetime:
        """Returns the wall's time."""

    def monotonic(self) -> float:
        """Returns seconds from some start."""


class Journal:
    """Where events are told: `.atlas/log/atlas.log`, and a stream for whoever watches."""

    def __init__(
        self,
        folder: Path | None,
        level: str,
        style: str,
        keep: timedelta,
        stream: TextIO | None,
        clock: Telling,
        *,
        under_systemd: bool = False,
    ) -> None:
        self._clock = clock
        self._stream = stream
        self._write = _writer_of(style, under_systemd)
        self._storms = Storms(clock.monotonic)
        self._lost = 0
        logger.remove()
        # The screen first: a file that takes no line raises, and nothing that comes after it hears of the line.
        if stream:
            logger.add(self._show, level=level, format="{message}", catch=False, diagnose=False, backtrace=False)
        if folder:
            with self._forgiving():
                self._add_file(folder, level, keep)

    def tell(self, event: Event) -> None:
        """Writes one line of an event; an event that storms is counted instead."""
        self._tell_over(self._storms.over())
        if self._storms.lets_through(event):
            self._line(event.level, event.name, vars(event), event.sentence())

    def close(self) -> None:
        """Tells what was held back, and ends."""
        self._tell_over(self._storms.over(now=True))
        with self._forgiving():
            logger.remove()

    @contextmanager
    def _forgiving(self) -> Iterator[None]:
        """Counts the lines that a full disk or a closed terminal did not take; what they told of goes on."""
        try:
            yield
        except (OSError, ValueError):
            self._lost += 1

    def _add_file(self, folder: Path, level: str, keep: timedelta) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        logger.add(
            folder / "atlas.log",
            level=level,
            format=_json_template,
            rotation=LARGEST,
            retention=keep,
            # loguru (0.7.3) makes its files 0644, also those it rotates to.
            opener=_private,
            catch=False,
            diagnose=False,
            backtrace=False,
        )

    def _tell_over(self, held: list[tuple[str, int]]) -> None:
        for alike, count in held:
            fields = {"like": alike, "count": count}
            self._line("WARNING", "repeated", fields, f"{alike}: {count} more like this")

    def _line(self, level: str, name: str, fields: Mapping[str, Any], sentence: str) -> None:
        safe = {key: _plain(value) for key, value in fields.items()}
        line = {"ts": moment.written(self._clock.now()), "level": level, "event": name, **safe}
        bound = logger.bind(line=json.dumps(line), sentence=printable(redacted(sentence)), ts=line["ts"])
        before = self._lost
        with self._forgiving():
            # The message is a constant name: loguru fills in any {…} of a message, and addresses have braces.
            bound.log(level, name)
        if self._lost > before:
            # Where neither the screen nor the file took it, it is one line all the same.
            self._lost = before + 1
        elif before and name != LOST:
            self._lost = 0
            self._line("WARNING", LOST, {"count": before}, f"{before} lines were not written")

    def _show(self, message: "loguru.Message") -> None:
        with self._forgiving():
            self._show_line(message)

    def _show_line(self, message: "loguru.Message") -> None:
        assert self._stream
        encoding = self._stream.encoding or "utf-8"
        # A terminal of another encoding would refuse the line, and the line be counted as lost.
        line = self._write(message.record).encode(encoding, "backslashreplace").decode(encoding)
        self._stream.write(f"{line}\n")
        self._stream.flush()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return moment.written(value)
    return redacted(value) if isinstance(value, str) else value


def _private(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)


def _json_template(record: "loguru.Record") -> str:
    del record
    return "{extra[line]}\n"


def _writer_of(style: str, under_systemd: bool) -> Callable[["loguru.Record"], str]:
    if style == "json":
        return lambda record: str(record["extra"]["line"])
    if under_systemd:
        return lambda record: f"<{PRIORITIES[record['level'].name]}>{record['message']} {record['extra']['sentence']}"
    return _words


def _words(record: "loguru.Record") -> str:
    ts = record["extra"]["ts"]
    return f"{ts[:10]} {ts[11:19]} {record['message']} {record['extra']['sentence']}"
