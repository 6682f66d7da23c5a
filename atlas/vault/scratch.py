"""A WARC in the making: the exchanges of one attempt, appended as they happen.

It lies in raw/.incoming/ until the vault keeps it. Whatever the disk refuses is told as
Unkept; a scratch that was once refused cannot be sealed any more.
"""

import io
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from itertools import chain
from pathlib import Path
from secrets import token_hex
from typing import BinaryIO, cast

from atlas import __version__
from atlas.errors import Unkept
from atlas.model import moment
from atlas.model.attempt import Known
from atlas.model.exchange import Exchange
from atlas.model.snapshot import SUFFIX, Facts, facts_of
from atlas.vault import revisit, warc
from atlas.vault.body import Body, private, told
from atlas.vault.sealed import Recall, Sealed

REQUEST = "application/http; msgtype=request"
RESPONSE = "application/http; msgtype=response"
ABOUT = (
    f"software: Atlas/{__version__}\r\n"
    "format: WARC File Format 1.1\r\n"
    "conformsTo: https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/\r\n"
).encode()


class Scratch:
    """The sink of one attempt; `seal` or `discard` ends it."""

    def __init__(
        self,
        folder: Path,
        name_hint: str,
        known: Known | None = None,
        recall: Recall = lambda digest: None,
    ) -> None:
        self._path = folder / f"{name_hint}-{token_hex(6)}{SUFFIX}"
        self._file: io.FileIO | None = None
        self._refused: Unkept | None = None
        self._ids = warc.new_ids()
        self._sha256, self._size = sha256(), 0
        self._warcinfo, self._last_response = "", ""
        self._exchanges = 0
        self._origins = revisit.Origins(known, recall)
        self._answers: dict[str, str] = {}

    @property
    def exchanges(self) -> int:
        """How many were kept."""
        return self._exchanges

    def body(self) -> BinaryIO:
        """Returns room for one answer's bytes; it is gone when closed."""
        return cast("BinaryIO", Body(self._path))

    def keep(self, exchange: Exchange, body: BinaryIO) -> None:
        """Appends the request and the answer, or what was made of one, and closes the body."""
        answer = next(self._ids)
        with body:
            self._begin(exchange.at)
            if exchange.converted:
                self._append_conversion(answer, exchange, body)
            else:
                self._append_both(answer, exchange, body)
        self._last_response = answer
        self._exchanges += 1

    def take(self, url: str, at: datetime, media_type: str, body: BinaryIO) -> None:
        """Appends a file as it is, and closes it: a page that somebody else brought (ISO 28500, 6.4.2)."""
        self._begin(at)
        with body:
            digest, size = warc.digest_of(warc.pieces(body))
            fields = (
                *self._fields("resource", next(self._ids), url, at, media_type),
                ("WARC-Block-Digest", digest),
                ("WARC-Payload-Digest", digest),
            )
            self._last_response = fields[1][1]
            self._write(warc.record(fields, size, warc.pieces(body)))
        self._exchanges += 1

    def seal(self, facts: Facts) -> Sealed:
        """Appends the capture's own facts, with the snapshot it refers to, and closes the file."""
        self._begin(facts.captured_at)
        block = replace(facts, refers_to=self._origins.refers_to).dumps()
        fields = (
            # Not the page's own address: replay would take the newest record there, these facts, for the page.
            *self._fields("metadata", next(self._ids), f"urn:atlas:{facts.url}", facts.captured_at, "application/json"),
            ("WARC-Concurrent-To", self._last_response),
            ("WARC-Block-Digest", warc.digest_of([block])[0]),
        )
        self._write(warc.record(fields, len(block), [block]))
        self._close()
        return Sealed(self._path, self._sha256.hexdigest(), self._size, facts_of(block))

    def discard(self) -> None:
        """Removes it, if it is there."""
        self._close()
        with told(self._path):
            self._path.unlink(missing_ok=True)

    def _begin(self, at: datetime) -> None:
        if self._warcinfo:
            return
        self._warcinfo = next(self._ids)
        fields = (
            ("WARC-Type", "warcinfo"),
            ("WARC-Record-ID", self._warcinfo),
            ("WARC-Date", moment.written(at)),
            ("Content-Type", "application/warc-fields"),
            ("WARC-Block-Digest", warc.digest_of([ABOUT])[0]),
        )
        self._write(warc.record(fields, len(ABOUT), [ABOUT]))

    def _append_both(self, name: str, exchange: Exchange, body: BinaryIO) -> None:
        together = (("WARC-Concurrent-To", name),)
        self._append("request", next(self._ids), exchange, REQUEST, together, [exchange.request])
        if origin := self._origins.unchanged(exchange):
            self._append_unchanged(name, exchange, origin)
        else:
            self._append_answer(name, exchange, body)
        self._answers[exchange.url] = name

    def _append(
        self, kind: str, name: str, exchange: Exchange, media_type: str, more: warc.Fields, block: list[bytes]
    ) -> None:
        digest, size = warc.digest_of(block)
        fields = self._fields(kind, name, exchange.url, exchange.at, media_type)
        address = ("WARC-IP-Address", exchange.peer)
        self._write(warc.record((*fields, address, *more, ("WARC-Block-Digest", digest)), size, block))

    def _append_answer(self, name: str, exchange: Exchange, body: BinaryIO) -> None:
        with told(self._path):
            # Twice over the body: WARC wants the digest of the block before its first byte, and the payload's besides.
            digest, size = warc.digest_of(chain([exchange.head], warc.pieces(body)))
            payload, _ = warc.digest_of(warc.pieces(body))
        plain = warc.payload_begins_at(exchange.head) == len(exchange.head)
        if plain:
            if origin := self._origins.of(exchange, payload):
                self._append_revisit(name, exchange, origin, revisit.IDENTICAL, exchange.head)
                return
            self._origins.add(exchange, revisit.Origin(name, exchange.url, moment.written(exchange.at), payload))
        fields = (
            *self._fields("response", name, exchange.url, exchange.at, RESPONSE),
            ("WARC-IP-Address", exchange.peer),
            ("WARC-Block-Digest", digest),
            # Of a head that lies, readers see the payload begin elsewhere than Atlas: no digest is better than a false
            # one.
            ("WARC-Payload-Digest", payload if plain else ""),
            ("WARC-Truncated", exchange.truncated),
        )
        self._write(warc.record(fields, size, chain([exchange.head], warc.pieces(body))))

    def _append_conversion(self, name: str, exchange: Exchange, body: BinaryIO) -> None:
        with told(self._path):
            digest, size = warc.digest_of(warc.pieces(body))
        fields = (
            *self._fields("conversion", name, exchange.url, exchange.at, exchange.header("Content-Type")),
            ("WARC-Refers-To", self._answers.get(exchange.url, "")),
            ("WARC-Block-Digest", digest),
            ("WARC-Payload-Digest", digest),
            ("WARC-Truncated", exchange.truncated),
        )
        self._write(warc.record(fields, size, warc.pieces(body)))

    def _append_unchanged(self, name: str, exchange: Exchange, origin: revisit.Origin) -> None:
        # The head stands in a record of its own: replay would take one in the revisit for the page, and show nothing.
        self._append_revisit(name, exchange, origin, revisit.UNCHANGED, b"")
        head = replace(exchange, url=f"urn:atlas:{exchange.url}")
        self._append("metadata", next(self._ids), head, RESPONSE, (("WARC-Concurrent-To", name),), [exchange.head])

    def _append_revisit(self, name: str, exchange: Exchange, origin: revisit.Origin, profile: str, head: bytes) -> None:
        more = revisit.fields_of(origin, profile)
        self._append("revisit", name, exchange, RESPONSE if head else "", more, [head])

    def _fields(self, kind: str, name: str, url: str, at: datetime, media_type: str) -> warc.Fields:
        return (
            ("WARC-Type", kind),
            ("WARC-Record-ID", name),
            ("WARC-Target-URI", url),
            ("WARC-Date", moment.written(at)),
            ("WARC-Warcinfo-ID", self._warcinfo),
            ("Content-Type", media_type),
        )

    def _write(self, member: Iterable[bytes]) -> None:
        if self._refused:
            raise self._refused
        try:
            with told(self._path):
                for piece in member:
                    self._put(piece)
        except Unkept as error:
            # A write that failed may have left a part: what came after it would read as damage.
            self._refused = error
            self._close()
            raise

    def _put(self, piece: bytes) -> None:
        if self._file is None:
            # Unbuffered: members come in pieces of 128 kB, and what the disk refuses is told where it is written.
            self._file = io.FileIO(self._path, "x", opener=private)
        self._sha256.update(piece)
        self._size += len(piece)
        rest = memoryview(piece)
        while rest:
            rest = rest[self._file.write(rest) :]

    def _close(self) -> None:
        if self._file is not None:
            with told(self._path):
                self._file.close()
