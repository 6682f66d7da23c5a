"""Archives: the names in them and how large each is. Nothing is unpacked."""

import bz2
import io
import lzma
import tarfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.facts import titled, told
from atlas.extract.marking import table
from atlas.extract.pack import Pack
from atlas.extract.tidying import amount, one_line
from atlas.model.article import Article, Metadata, Source

MOST_NAMES = 2000
MOST_INFLATED = 200_000_000
BLOCK = 65_536
MOST_MEMORY = 100_000_000
TAR_AT, TAR = 257, b"ustar"
HURT = (tarfile.TarError, zlib.error, lzma.LZMAError, OSError, EOFError) + (
    ValueError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    AttributeError,
)


def article_of(source: Source) -> Article:
    """Returns the names in an archive; of a single packed file, what can be told."""
    if source.media_type == "application/zip":
        pack = Pack(source.body)
        names = [(name, size) for name, size in pack.sizes.items() if not name.endswith("/")]
        return _article(source, names, ("It opens with a password only.",) if pack.is_locked else ())
    stream = io.BytesIO(source.body) if source.media_type == "application/x-tar" else _inflated(source)
    head = stream.peek(BLOCK) if isinstance(stream, io.BufferedReader) else source.body
    if head[TAR_AT : TAR_AT + len(TAR)] != TAR:
        note = f"It is a single file, packed; it begins with {amount(len(head))} that Atlas does not read."
        return Article("", titled(Metadata(genre="data"), source.url), "archive", notes=(note,))
    names, note = _in_tar(stream)
    return _article(source, names, (note,) if note else ())


def _article(source: Source, names: Iterable[tuple[str, int]], notes: tuple[str, ...]) -> Article:
    found = list(names)
    rows = [["name", "size"], *([name, amount(size)] for name, size in found[:MOST_NAMES])]
    if len(found) > MOST_NAMES:
        notes = (*notes, f"Only the first {MOST_NAMES} names of at least {len(found)} are here.")
    facts = told({"files": len(found), "unpacked": amount(sum(size for _, size in found))})
    text = table(rows) if found else ""
    return Article(text, titled(Metadata(genre="data"), source.url), "archive", notes=notes, facts=facts)


def _in_tar(stream: Any) -> tuple[list[tuple[str, int]], str]:
    """Returns the files in a tar, and what kept from reading on."""
    names: list[tuple[str, int]] = []
    try:
        with tarfile.open(fileobj=stream, mode="r|", errorlevel=0) as tar:
            names.extend((one_line(one.name, 500), one.size) for one in islice(tar, MOST_NAMES + 1) if one.isfile())
    except HURT as error:
        return names, f"The archive is damaged after what is listed: {one_line(str(error), 120)}."
    return names, ""


def _inflated(source: Source) -> Any:
    try:
        stream = io.BufferedReader(_Inflated(source), BLOCK)
        stream.peek(1)
    except HURT as error:
        raise Broken(f"The archive is damaged: {one_line(str(error), 120)}.") from None
    return stream


class _Inflated(io.RawIOBase):
    """A packed file's content, as it is read; there is an end to it, whatever is in it."""

    def __init__(self, source: Source) -> None:
        super().__init__()
        self._pieces = _pieces(source)
        self._rest = b""
        self._left = MOST_INFLATED

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        while not self._rest:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._rest = piece
        count = min(len(room), len(self._rest))
        room[:count], self._rest = self._rest[:count], self._rest[count:]
        self._left -= count
        if self._left < 0:
            raise ValueError("it is larger than Atlas unpacks")
        return count


def _pieces(source: Source) -> Iterator[bytes]:
    """Yields what is packed, a bounded piece at a time."""
    match source.media_type:
        case "application/gzip":
            stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
            wire = source.body
            while wire and not stream.eof:
                yield stream.decompress(wire, BLOCK)
                wire = stream.unconsumed_tail
            return
        case "application/x-bzip2":
            unpacker: Any = bz2.BZ2Decompressor()
        case _:
            unpacker = lzma.LZMADecompressor(memlimit=MOST_MEMORY)
    yield unpacker.decompress(source.body, BLOCK)
    while not unpacker.eof and not unpacker.needs_input:
        yield unpacker.decompress(b"", BLOCK)
