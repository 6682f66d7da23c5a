"""A web on loopback, in a process of its own: many hosts, pages that are all different, an adjustable latency.

`python -m bench.versus.site` prints its port and serves until its input ends.
"""

import argparse
import asyncio
import gzip
import random
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HOSTS = 50
SENTENCE = "a fan is loud and a block of metal is not so people try both when the board gets warm and slows down"
WORDS = SENTENCE.split()
CHUNK = 1000


@dataclass(frozen=True)
class Page:
    """A page, packed as far as its end: what makes it one of its own is added when it is asked for."""

    plain: bytes
    packed: bytes
    check: int

    def body(self, number: int, *, packed: bool) -> bytes:
        """Returns the page with this number in it."""
        mark = f"<!-- {number} -->".encode()
        if not packed:
            return self.plain + mark
        size = len(mark)
        stored = b"\x01" + size.to_bytes(2, "little") + (size ^ 0xFFFF).to_bytes(2, "little") + mark
        length = (len(self.plain) + size) & 0xFFFFFFFF
        return self.packed + stored + zlib.crc32(mark, self.check).to_bytes(4, "little") + length.to_bytes(4, "little")


def page_of(plain: bytes) -> Page:
    """Returns a page from its bytes."""
    squeeze = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    packed = squeeze.compress(plain) + squeeze.flush(zlib.Z_FULL_FLUSH)
    return Page(plain, b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + packed, zlib.crc32(plain))


def made_up(seed: int) -> bytes:
    """Returns a page as an article of a magazine looks: links around, a head, some eighty paragraphs."""
    chance = random.Random(seed)
    made = ["".join(chance.choices("etaoinshrdlucm", k=chance.randint(3, 9))) for _ in range(400)]
    told = [" ".join(chance.choices(WORDS + made, k=chance.randint(30, 90))).capitalize() for _ in range(80)]
    links = "".join(
        f'<li class="nav-item-{n}"><a href="/{chance.random()}" title="{chance.choice(made)}">{chance.choice(made)}</a>'
        for n in range(250)
    )
    meta = f'<meta name="author" content="Ada {made[0]}"><meta property="article:published_time" content="2025-03-04">'
    title = " ".join(made[1:6])
    head = f"<!doctype html><html lang=en><head><meta charset=utf-8><title>{title} - Example</title>{meta}</head>"
    text = ".</p>\n<p>".join(told)
    return f"{head}<body><nav><ul>{links}</ul></nav><article><h1>{title}</h1><p>{text}.</p></article>".encode()


def pages_of(corpus: Path | None) -> tuple[Page, ...]:
    """Returns the pages of a folder, or pages that are made up."""
    if corpus is None:
        return tuple(page_of(made_up(seed)) for seed in range(100))
    found = sorted(one for one in corpus.rglob("*") if one.name.endswith((".html", ".htm", ".html.gz")))
    return tuple(
        page_of(gzip.decompress(one.read_bytes()) if one.suffix == ".gz" else one.read_bytes()) for one in found
    )


class Answers(asyncio.Protocol):
    """One connection; it stays open as long as the other side likes."""

    def __init__(self, pages: tuple[Page, ...], latency: float) -> None:
        self._pages = pages
        self._latency = latency
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Takes the connection."""
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Answers each request that is whole."""
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            answer = self._answer(head)
            if self._latency:
                asyncio.get_running_loop().call_later(self._latency, self._send, answer)
            else:
                self._send(answer)

    def _answer(self, head: bytes) -> bytes:
        number = int("".join(one for one in head.split(None, 2)[1].decode() if one.isdigit()) or "0")
        packed = b"gzip" in head.lower()
        body = self._pages[number % len(self._pages)].body(number, packed=packed)
        encoding = b"Content-Encoding: gzip\r\n" if packed else b""
        return b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n%bContent-Length: %d\r\n\r\n%b" % (
            encoding,
            len(body),
            body,
        )

    def _send(self, answer: bytes) -> None:
        if isinstance(self._transport, asyncio.Transport) and not self._transport.is_closing():
            self._transport.write(answer)


async def serve(corpus: Path | None, latency: float) -> None:
    """Answers until the input ends."""
    pages = pages_of(corpus)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answers(pages, latency), "0.0.0.0", 0, backlog=1000)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


@contextmanager
def served(corpus: Path | None, latency: float = 0.0) -> Iterator[int]:
    """Gives the port of a site that is there for the length of a `with`."""
    words = [sys.executable, "-m", "bench.versus.site", "--latency", str(latency)]
    words += ["--corpus", str(corpus)] if corpus else []
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdin
        try:
            yield int(process.stdout.readline())
        finally:
            process.stdin.close()


def links(port: int, count: int, first: int = 0) -> list[str]:
    """Returns so many addresses, over all hosts in turn."""
    return [f"http://127.8.{n % HOSTS}.1:{port}/page-{n}.html" for n in range(first, first + count)]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--latency", type=float, default=0.0)
    given = parser.parse_args()
    asyncio.run(serve(given.corpus, given.latency))
