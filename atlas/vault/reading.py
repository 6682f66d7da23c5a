"""Snapshots read back: their facts, their page, and whether they are whole."""

import gzip
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from hashlib import file_digest
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeadersParserException

from atlas.errors import Damaged
from atlas.model.snapshot import NAME, Facts, facts_of
from atlas.vault import warc

Headers = tuple[tuple[str, str], ...]

WINDOWS = (1 << 14, 1 << 17, 1 << 20)
LARGEST_FACTS = 16 << 20
METADATA = re.compile(rb"^WARC-Type:\s*metadata\s*$", re.MULTILINE | re.IGNORECASE)
# What warcio raises over bytes that are no WARC.
UNREADABLE = (
    *(ArchiveLoadFailed, StatusAndHeadersParserException),
    *(OSError, EOFError, zlib.error, ValueError, AttributeError),
)


def facts_in(path: Path) -> Facts:
    """Returns the facts at a snapshot's end, reading no more than its tail; raises Damaged where there are none."""
    with _told(path), path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        for window in WINDOWS:
            file.seek(max(0, size - window))
            found = warc.last_record(file.read(window), LARGEST_FACTS)
            if found and METADATA.search(found[0]):
                return facts_of(found[1])
            if found or window >= size:
                break
    raise Damaged(f"{path.name} does not end with a capture's facts: it is cut or no snapshot.")


def verify(path: Path) -> None:
    """Raises Damaged unless the file has its name's digest, whole gzip members and records with true digests."""
    name = NAME.fullmatch(path.name)
    if not name:
        raise Damaged(f"{path.name} is no snapshot's name.")
    with _told(path), path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest()[:8] != name["id"]:
            raise Damaged(f"{path.name} has other bytes than it was written with.")
        file.seek(0)
        _check_members(file)
        file.seek(0)
        _check_records(path, file)


@contextmanager
def payload(path: Path, facts: Facts) -> Iterator[tuple[Headers, BinaryIO]]:
    """Gives the headers and the body of the answer that was kept, as they crossed the wire."""
    with ExitStack() as open_files:
        with _told(path):
            file = open_files.enter_context(path.open("rb"))
            best = max(_answers(file, facts), default=None)
            if best is None:
                raise Damaged(f"{path.name} has no answer in it.")
            file.seek(best[-1])
            found = next(iter(ArchiveIterator(file)))
        yield tuple(found.http_headers.headers) if found.http_headers else (), found.raw_stream


def _answers(file: BinaryIO, facts: Facts) -> Iterator[tuple[bool, bool, int]]:
    """Yields how well each answer fits the facts, and where it lies."""
    records = ArchiveIterator(file)
    for one in records:
        if one.rec_type == "response":
            says: Callable[[str], Any] = one.rec_headers.get_header
            told = says("WARC-Payload-Digest") == facts.digest
            yield told, says("WARC-Target-URI") == facts.final_url, records.get_record_offset()


def _check_members(file: BinaryIO) -> None:
    with gzip.GzipFile(fileobj=file) as plain:
        while plain.read(warc.PIECE):
            pass


def _check_records(path: Path, file: BinaryIO) -> None:
    records = ArchiveIterator(file, check_digests=True)
    for one in records:
        while one.raw_stream.read(warc.PIECE):
            pass
        if one.digest_checker.passed is False:
            raise Damaged(f"{path.name}: {'; '.join(one.digest_checker.problems)}.")
    if records.err_count:
        raise Damaged(f"{path.name}: a record is longer or shorter than it says.")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise Damaged(f"{path.name} does not read: {error or type(error).__name__}.") from error
