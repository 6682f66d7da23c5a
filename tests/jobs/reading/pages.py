"""Pages put into a vault, and what came of reading them."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from atlas.jobs.reading.nursery import Nursery
from atlas.jobs.reading.telling import Failed
from atlas.model.article import Article
from atlas.model.snapshot import Snapshot
from atlas.vault import Vault
from tests.vault.samples import AT, URL, exchange, facts

PROSE = b"<p>A Pi gets warm, and then it gets slow; a fan is loud, and a block of metal is not.</p>" * 8
PAGE = b"<!doctype html><html><title>How to cool a Pi</title><body><article>" + PROSE + b"</article></body></html>"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%s\r\n"


@dataclass
class Pages:
    """A vault to put pages in."""

    vault: Vault
    root: Path
    kept: int = 0

    def keep(
        self, body: bytes = PAGE, media_type: str = "text/html; charset=utf-8", coding: str = "", **more: object
    ) -> Snapshot:
        """Puts a page there, each a second after the one before."""
        at = AT + timedelta(seconds=self.kept)
        self.kept += 1
        scratch = self.vault.scratch("good.example")
        file = scratch.body()
        file.write(body)
        packed = f"Content-Encoding: {coding}\r\n".encode() if coding else b""
        scratch.keep(exchange(URL, HEAD % (media_type.encode(), packed), at), file)
        told = {"verdict": "page", "layer": "direct", "media_type": media_type.partition(";")[0], **more}
        (snapshot,) = self.vault.keep([scratch.seal(facts(at=at, body=body, **told))])
        return snapshot


def read(nursery: Nursery, *snapshots: Snapshot | str) -> list[Article | Failed]:
    """What comes of reading these, in their order."""
    places = [one if isinstance(one, str) else one.path for one in snapshots]
    found: dict[str, Article | Failed] = {}
    for one in places:
        nursery.ask(one)
    while nursery.flying:
        found.update(nursery.answers(10))
    return [found[one] for one in places]
