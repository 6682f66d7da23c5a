"""Archives: the names in them and how large each is. A single file that is packed is read as what it is."""

import bz2
import io
import lzma
import re
import tarfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.facts import titled, told
from atlas.extract.magic import marked
from atlas.extract.marking import table
from atlas.extract.pack import MOST_OF_A_MEMBER, Pack
from atlas.extract.reading import read
from atlas.extract.tidying import amount, one_line
from atlas.model.article import Article, Metadata, Source

MOST_NAMES = 2000
MOST_UNPACKED = 200_000_000
BLOCK = 65_536
MOST_MEMORY = 100_000_000
GZIP = b"\x1f\x8b"
UNPACKERS: Mapping[str, tuple[bytes, Callable[[], Any]]] = {
    "application/gzip": (GZIP, lambda: zlib.decompressobj(zlib.MAX_WBITS | 16)),
    "application/x-bzip2": (b"BZh", bz2.BZ2Decompressor),
    "application/x-xz": (b"\xfd7zXZ\0", lambda: lzma.LZMADecompressor(memlimit=MOST_MEMORY)),
}
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
    """Returns the names in an archive, or what a single packed file is."""
    if source.media_type == "application/zip":
        pack = Pack(source.body)
        names = [(name, size) for name, size in pack.sizes.items() if not name.endswith("/")]
        return _article(source, names, ("It opens with a password only.",) if pack.is_locked else ())
    unpacked = _Unpacked(iter([source.body]) if source.media_type == "application/x-tar" else _pieces(source))
    stream = io.BufferedReader(unpacked, BLOCK)
    if stream.peek(1)[TAR_AT : TAR_AT + len(TAR)] != TAR:
        return _single(source, stream, unpacked)
    names, damage = _in_tar(stream)
    damage = unpacked.damage or damage
    return _article(source, names, (f"The archive is damaged after what is listed: {damage}.",) if damage else ())


def _single(source: Source, stream: Any, unpacked: "_Unpacked") -> Article:
    """Returns the article of a single file that is packed; a pack within a pack is left packed."""
    body = stream.read(MOST_OF_A_MEMBER + 1)
    if unpacked.damage:
        raise Broken(f"It is packed, and the pack is damaged: {unpacked.damage}.")
    if len(body) > MOST_OF_A_MEMBER:
        raise Broken("It is packed, and larger than Atlas unpacks.")
    if marked(body) in UNPACKERS:
        raise Broken("It is packed more than once, and Atlas unpacks no more than one layer.")
    url = re.sub(r"\.(?:gz|bz2|xz)(?=$|[?#])", "", source.url)
    return read(Source(body, url, charset=source.charset))


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
        return names, one_line(str(error), 120)
    return names, ""


class _Unpacked(io.RawIOBase):
    """A packed file's content, as it is read; there is an end to it, whatever is in it."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._rest = b""
        self._left = MOST_UNPACKED
        self.damage = ""
        """What kept from reading on."""

    def readable(self) -> bool:
        """Whether it can be read: always."""
        return True

    def readinto(self, room: Any) -> int:
        """Fills some room; returns how much of it, 0 at the end or where it is damaged."""
        try:
            while not self._rest:
                self._rest = next(self._pieces)
        except StopIteration:
            return 0
        except HURT as error:
            self.damage = one_line(str(error), 120)
            return 0
        count = min(len(room), len(self._rest), self._left)
        self.damage = self.damage if count else "it is larger than Atlas unpacks"
        room[:count], self._rest = self._rest[:count], self._rest[count:]
        self._left -= count
        return count


def _pieces(source: Source) -> Iterator[bytes]:
    """Yields what is packed, a bounded piece at a time; packs may follow one another."""
    mark, fresh = UNPACKERS[source.media_type]
    rest = source.body
    while rest.startswith(mark):
        unpacker = fresh()
        yield from _gunzipped(unpacker, rest) if mark == GZIP else _unpacked(unpacker, rest)
        if not unpacker.eof:
            raise EOFError("it breaks off")
        rest = unpacker.unused_data


def _gunzipped(unpacker: Any, wire: bytes) -> Iterator[bytes]:
    while wire and not unpacker.eof:
        yield unpacker.decompress(wire, BLOCK)
        wire = unpacker.unconsumed_tail


def _unpacked(unpacker: Any, wire: bytes) -> Iterator[bytes]:
    yield unpacker.decompress(wire, BLOCK)
    while not unpacker.eof and not unpacker.needs_input:
        yield unpacker.decompress(b"", BLOCK)
