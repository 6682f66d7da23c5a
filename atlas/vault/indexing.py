"""What a player looks up: where in a snapshot each answer lies."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator

from atlas.errors import Damaged
from atlas.vault.reading import UNREADABLE
from atlas.vault.warc import PIECE

REVISIT = "revisit"
INDEXED = frozenset({"response", "resource", REVISIT})
"""A `conversion` is left out: it has the address of the answer it was made of, which a player shows and runs."""


@dataclass(frozen=True)
class Indexed:
    """One answer in a snapshot."""

    url: str
    date: str
    """As its record has it, such as 2026-11-23T12:51:10.250Z."""
    media_type: str
    status: str
    digest: str
    offset: int
    length: int
    """Bytes of its record in the file, as it is packed."""
    revisit: bool


def answers_in(path: Path) -> Iterator[Indexed]:
    """Yields the answers in a snapshot in their order; raises Damaged where it does not read.

    Whether it is whole is a question of its own: a cut one may read.
    """
    try:
        with path.open("rb") as file:
            yield from _answers(ArchiveIterator(file))
    except UNREADABLE as error:
        raise Damaged(f"{path.name} does not read: {error or type(error).__name__}.") from error


def _answers(records: Any) -> Iterator[Indexed]:
    for one in records:
        offset = records.get_record_offset()
        # warcio (1.8.1) knows where a record ends only when it was read to its end.
        while one.raw_stream.read(PIECE):
            pass
        if one.rec_type in INDEXED:
            yield _indexed(one, offset, records.get_record_length())


def _indexed(record: Any, offset: int, length: int) -> Indexed:
    says, answer = record.rec_headers.get_header, record.http_headers
    kind = answer.get_header("Content-Type", "") if answer else says("Content-Type", "")
    return Indexed(
        url=says("WARC-Target-URI", ""),
        date=says("WARC-Date", ""),
        media_type=kind.partition(";")[0].strip().lower(),
        status=answer.get_statuscode() if answer else "200",
        digest=says("WARC-Payload-Digest", ""),
        offset=offset,
        length=length,
        revisit=record.rec_type == REVISIT,
    )
