"""Exchanges and facts to put into a vault."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator

from atlas.model.attempt import Try
from atlas.model.exchange import Exchange
from atlas.model.snapshot import Facts
from atlas.vault import Sealed, Vault
from atlas.vault.scratch import Scratch

AT = datetime(2026, 11, 23, 12, 51, 10, 250_000, UTC)
URL = "http://good.example/pi"
REQUEST = b"GET /pi HTTP/1.1\r\nHost: good.example\r\nUser-Agent: Atlas/0\r\n\r\n"
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
PAGE = b"<h1>How to cool a Pi</h1>" * 40


def exchange(url=URL, head=OK, at=AT, **more):
    fields = {"peer": "127.0.0.1", "request": REQUEST, "status": 200, "headers": (), "size": 0, **more}
    return Exchange(url=url, at=at, head=head, **fields)


def facts(url=URL, at=AT, body=PAGE, **more):
    digest = f"sha256:{hashlib.sha256(body).hexdigest()}"
    tries = (Try("direct", at, 200, None, "", 12),)
    fields = {"drop": "pi.url", "drop_digest": "sha256:0", "disposition": "captured", "final_url": url, "tries": tries}
    return Facts(url=url, captured_at=at, digest=digest, size=len(body), **{"status": 200, **fields, **more})


def put(scratch: Scratch, body=PAGE, **more) -> None:
    file = scratch.body()
    file.write(body)
    scratch.keep(exchange(**more), file)


def sealed(vault: Vault, body=PAGE, **more) -> Sealed:
    scratch = vault.scratch("good.example")
    put(scratch, body)
    return scratch.seal(facts(body=body, **more))


def records(path: Path):
    """What warcio's own reader sees: each record's fields, HTTP head and bytes, digests checked."""
    seen = []
    with path.open("rb") as file:
        for one in ArchiveIterator(file, check_digests="raise"):
            fields = dict(one.rec_headers.headers)
            seen.append((one.rec_type, fields, one.http_headers, one.raw_stream.read()))
    return seen
