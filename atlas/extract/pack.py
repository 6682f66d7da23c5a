"""A zip file from a stranger: what is unpacked of it is bounded, whatever it claims."""

import io
import struct
import zipfile
import zlib
from functools import cached_property
from lzma import LZMAError

from atlas.extract.broken import Broken

MOST_OF_A_MEMBER = 20_000_000
MOST_OF_ALL = 100_000_000
MOST_MEMBERS = 20_000
# The other ways unpack a piece at a time, however large it gets.
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What zipfile lets through of what its parts raise.
HURT = (zipfile.BadZipFile, zlib.error, LZMAError, struct.error, OSError, EOFError) + (
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
    LookupError,
    AttributeError,
    TypeError,
)


class Pack:
    """A zip file's members, by name."""

    def __init__(self, body: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(body))
        except HURT as error:
            raise Broken(f"It is packed as zip, and the pack is damaged: {error}.") from None
        if len(self._zip.filelist) > MOST_MEMBERS:
            raise Broken(f"It has over {MOST_MEMBERS} files in it, which is more than Atlas reads.")
        self._left = MOST_OF_ALL

    @cached_property
    def sizes(self) -> dict[str, int]:
        """What each member says of its size, in the pack's order."""
        return {one.filename: one.file_size for one in self._zip.filelist}

    @cached_property
    def is_locked(self) -> bool:
        """Whether there is a member that takes a password."""
        return any(one.flag_bits & 1 for one in self._zip.filelist)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return name in self.sizes

    def read(self, name: str) -> bytes:
        """Returns a member; raises Broken where there is none, it is damaged, or too much."""
        most = min(MOST_OF_A_MEMBER, self._left)
        try:
            if self._zip.getinfo(name).compress_type not in PLAIN:
                raise Broken(f"In its pack {name} is packed in a way that Atlas does not unpack.")
            with self._zip.open(name) as member:
                content = member.read(most + 1)
        except HURT as error:
            raise Broken(f"In its pack {name} is missing or damaged: {error}.") from None
        self._left -= len(content)
        if len(content) > most:
            raise Broken(f"In its pack {name} is larger than Atlas unpacks.")
        return content
