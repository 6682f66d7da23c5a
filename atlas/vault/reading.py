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
from atlas.model.snapshot import NAME, PLACE, Facts, facts_of
from atlas.vault import warc

Headers = tuple[tuple[str, str], ...]
Reference = tuple[str, str]
"""The name of a record, and the digest of its payload."""

# The facts of nearly every capture fit the first; many tries need more.
WINDOWS = (1 << 14, 1 << 17, 1 << 20)
LARGEST_FACTS = 16 << 20
WITH_BODY = frozenset({"response", "conversion", "resource"})
ANSWERS = WITH_BODY | {"revisit"}
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
            # The last record is the facts or the file was cut: what lies before it is never taken for them.
            if found and METADATA.search(found[0]):
                return facts_of(found[1])
            if found or window >= size:
                break
    raise Damaged(f"{path.name} does not end with a capture's facts: it is cut or no snapshot.")


def verify(root: Path, place: str) -> None:
    """Raises Damaged unless the file has its name's digest, whole gzip members and records with true digests.

    What its records refer to must be there; whether that is whole is a question of its own.
    """
    path = root / place
    name = NAME.fullmatch(path.name)
    if not name:
        raise Damaged(f"{path.name} is no snapshot's name.")
    with _told(path), path.open("rb") as file:
        if file_digest(file, "sha256").hexdigest()[:8] != name["id"]:
            raise Damaged(f"{path.name} has other bytes than it was written with.")
        file.seek(0)
        # warcio reads over a cut last member without a word; gzip does not.
        _check_members(file)
        file.seek(0)
        references = _check_records(path, file)
    for one in references:
        with _original(root, place, facts_in(path), one):
            pass


@contextmanager
def payload(root: Path, place: str) -> Iterator[tuple[Headers, BinaryIO]]:
    """Gives the headers and the body of the answer that was kept, as they crossed the wire."""
    with answer(root, place, facts_in(root / place)) as (found, original, _):
        told = found.http_headers or original.http_headers
        yield tuple(told.headers) if told else _type_of(found), original.raw_stream


@contextmanager
def answer(root: Path, place: str, facts: Facts) -> Iterator[tuple[Any, Any, str]]:
    """Gives the record of the answer that was kept, the one that has its body, mostly the same, and its snapshot."""
    path = root / place
    with ExitStack() as open_files:
        with _told(path):
            file = open_files.enter_context(path.open("rb"))
            # By digest, then by address, then the last: a snapshot has every hop and try, and their facts name the one
            # that counts.
            best = max(_answers(file, facts), default=None)
            if best is None:
                raise Damaged(f"{path.name} has no answer in it.")
            file.seek(best[-1])
            found = next(iter(ArchiveIterator(file)))
        if found.rec_type in WITH_BODY:
            yield found, found, place
        else:
            yield found, *open_files.enter_context(_original(root, place, facts, reference_of(found)))


def _type_of(record: Any) -> Headers:
    """Returns the one header that a body has which did not come with headers of its own."""
    media_type = record.rec_headers.get_header("Content-Type")
    return (("Content-Type", media_type),) if media_type else ()


def reference_of(revisit: Any) -> Reference:
    """Returns what a revisit record refers to."""
    says = revisit.rec_headers.get_header
    return says("WARC-Refers-To") or "", says("WARC-Payload-Digest") or ""


def request_of(path: Path, answer: Any) -> Any:
    """Returns the headers of the request that an answer's record belongs to, or None."""
    name = answer.rec_headers.get_header("WARC-Record-ID")
    with _told(path), path.open("rb") as file:
        for one in ArchiveIterator(file):
            if one.rec_type == "request" and one.rec_headers.get_header("WARC-Concurrent-To") == name:
                return one.http_headers
    return None


@contextmanager
def _original(root: Path, place: str, facts: Facts, reference: Reference) -> Iterator[tuple[Any, str]]:
    """Gives the answer a record refers to, and its snapshot: the same, or the one other that is referred to.

    It has its body itself: a reference leads one step, never on.
    """
    lost = Damaged(f"{place} refers to {facts.refers_to or 'no snapshot'}, which does not have its page.")
    with ExitStack() as open_files:
        for home in (place, facts.refers_to):
            if not PLACE.fullmatch(home):
                continue
            try:
                found = open_files.enter_context(_record(root / home, reference))
            except Damaged as error:
                raise lost from error
            if found is not None:
                yield found, home
                return
        raise lost


@contextmanager
def _record(path: Path, reference: Reference) -> Iterator[Any]:
    """Gives the answer of that name and digest, or None where the snapshot has none."""
    with _told(path):
        file = path.open("rb")
    with file:
        with _told(path):
            found = next((one for one in ArchiveIterator(file) if _has(one, reference)), None)
        yield found


def _has(record: Any, reference: Reference) -> bool:
    says = record.rec_headers.get_header
    return record.rec_type == "response" and (says("WARC-Record-ID"), says("WARC-Payload-Digest")) == reference


def _answers(file: BinaryIO, facts: Facts) -> Iterator[tuple[bool, bool, int]]:
    """Yields how well each answer fits the facts, and where it lies."""
    records = ArchiveIterator(file)
    for one in records:
        if one.rec_type in ANSWERS:
            says: Callable[[str], Any] = one.rec_headers.get_header
            told = says("WARC-Payload-Digest") == facts.digest
            yield told, says("WARC-Target-URI") == facts.final_url, records.get_record_offset()


def _check_members(file: BinaryIO) -> None:
    with gzip.GzipFile(fileobj=file) as plain:
        while plain.read(warc.PIECE):
            pass


def _check_records(path: Path, file: BinaryIO) -> list[Reference]:
    """Returns what the records refer to."""
    records, references = ArchiveIterator(file, check_digests=True), []
    for one in records:
        while one.raw_stream.read(warc.PIECE):
            pass
        # Not `not passed`: of a record without a digest of its own it is None, and that is no damage.
        if one.digest_checker.passed is False:
            raise Damaged(f"{path.name}: {'; '.join(one.digest_checker.problems)}.")
        if one.rec_type == "revisit":
            references.append(reference_of(one))
    if records.err_count:
        raise Damaged(f"{path.name}: a record is longer or shorter than it says.")
    return references


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except UNREADABLE as error:
        raise Damaged(f"{path.name} does not read: {error or type(error).__name__}.") from error
