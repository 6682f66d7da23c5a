"""An answer as it arrives: its head kept byte for byte, and its end taken for what it is."""

import http.client
import io
import socket
from typing import Protocol, cast

HEAD_CAP = 64 * 1024
INTERIMS = 10
SIZE_LINE = 4096


class HeadTooLarge(http.client.HTTPException):
    """More headers than an honest server sends."""


class HeadCut(http.client.HTTPException):
    """An answer that ended inside its headers."""


class Ear(Protocol):
    """Who is told what was seen of an answer beside its body."""

    head: bytes
    surplus: bool


class _Recorder:
    """The file an answer is read from, remembering the lines of its head."""

    def __init__(self, file: io.BufferedReader) -> None:
        self.file = file
        self._lines: list[bytes] = []
        self._size = 0
        self._heads = 0

    def another(self) -> None:
        """Forgets an interim answer: a new head begins."""
        self._lines.clear()
        self._heads += 1
        if self._heads > INTERIMS:
            raise HeadTooLarge("too many interim answers")

    def readline(self, limit: int = -1) -> bytes:
        """Returns the next line, within the cap on all of them."""
        line = self.file.readline(limit)
        self._size += len(line)
        self._lines.append(line)
        if self._size > HEAD_CAP:
            raise HeadTooLarge("too many headers")
        return line

    def head(self) -> bytes:
        """Returns the head as it was received; raises HeadCut where its end is missing."""
        if self._lines[-1] not in {b"\r\n", b"\n"}:
            raise HeadCut("the headers have no end")
        return b"".join(self._lines)

    def flush(self) -> None:
        """Does what closing a file begins with."""

    def close(self) -> None:
        """Closes the file."""
        self.file.close()


class Reply(http.client.HTTPResponse):
    """An answer whose head is kept as it was received."""

    def __init__(self, ear: Ear, sock: socket.socket, debuglevel: int = 0, method: str | None = None) -> None:
        super().__init__(sock, debuglevel, method)
        self._ear = ear
        self._sock = sock
        self._recorder = _Recorder(self.fp)

    def begin(self) -> None:
        """Reads the head."""
        plain = self.fp
        self.fp = cast("io.BufferedReader", self._recorder)
        try:
            super().begin()
        except http.client.HTTPException as error:
            # http.client has no name of its own for too many lines.
            if type(error) is not http.client.HTTPException:
                raise
            raise HeadTooLarge("too many headers") from error
        # Not what the server says of it: each exchange has its own connection, dialled through the guard.
        self.will_close = True
        self._ear.head = self._recorder.head()
        self.fp = plain

    def _close_conn(self) -> None:
        self._ear.surplus = self._more()
        super()._close_conn()  # type: ignore[misc]

    def _more(self) -> bool:
        """Whether more has come than the answer was to have; it does not wait for it."""
        try:
            self._sock.settimeout(0)
            rest = self.fp.peek(1) if isinstance(self.fp, io.BufferedReader) else b""
        except (OSError, ValueError):
            return False
        return bool((b"\r\n" + rest).partition(b"\r\n\r\n")[2] if self.chunked else rest)

    def _read_next_chunk_size(self) -> int:
        # http.client takes a line that is cut for a whole one, so half a size is a size, and "0" of "0400" the end.
        line = self.fp.readline(SIZE_LINE)
        if not line.endswith(b"\n"):
            raise http.client.IncompleteRead(b"")
        return int(line.partition(b";")[0], 16)

    def _read_and_discard_trailer(self) -> None:
        """Leaves the trailer where it is: the page is whole, and a trailer may have no end."""

    def _read_status(self) -> tuple[str, int, str]:
        self._recorder.another()
        version, status, reason = super()._read_status()  # type: ignore[misc]
        # http.client skips 100 alone and would take 103 Early Hints for the answer.
        return version, http.client.CONTINUE if 100 <= status < 200 else status, reason
