"""Captures as a web archive in one file (WACZ 1.1.1): the snapshots as they are, where each answer lies, the pages."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from atlas import files
from atlas.catalog import Row
from atlas.errors import Damaged, NotFound
from atlas.jobs.exporting.packing import Pack, packing, pieces_of
from atlas.model import moment
from atlas.model.surt import surt
from atlas.vault.indexing import Indexed, answers_in

VERSION = "1.1.1"
REVISIT = "warc/revisit"
PAGES = {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}
DIGITS = str.maketrans("", "", "-:TZ")
SECOND = "%Y-%m-%dT%H:%M:%SZ"


class Vault(Protocol):
    """Where the snapshots are."""

    def verify(self, path: str) -> None:
        """Raises Damaged unless a snapshot is what was written."""


def write(
    path: Path, title: str, raw: Path, vault: Vault, rows: Sequence[Row], software: str, *, overwrite: bool
) -> list[str]:
    """Writes the captures with what they refer to as one file; returns what is wrong with those left out.

    Raises NotFound where there is none.
    """
    if not rows:
        raise NotFound("There is no capture to make an archive of.")
    newest = max(moment.read(one.captured_at) for one in rows)
    index, wrong = _index(raw, vault, rows)
    if not index:
        raise Damaged(wrong[0])
    with files.made(path, replace=overwrite) as file, packing(file, newest) as pack:
        for place in index:
            with (raw / place).open("rb") as snapshot:
                pack.pour(f"archive/{_name(place)}", pieces_of(snapshot), stored=True)
        lines = sorted(_line(place, one).encode() for place, answers in index.items() for one in answers)
        pack.pour("indexes/index.cdx", lines)
        pack.pour("pages/pages.jsonl", _pages(rows, index))
        _describe(pack, title, newest, software)
    return wrong


def _index(raw: Path, vault: Vault, rows: Iterable[Row]) -> tuple[dict[str, list[Indexed]], list[str]]:
    """Returns the answers in each snapshot that is whole, and a sentence for each that does not."""
    index: dict[str, list[Indexed]] = {}
    wrong: list[str] = []
    for place in dict.fromkeys(place for one in rows for place in (one.snapshot, one.refers_to) if place):
        try:
            vault.verify(place)
            index[place] = list(answers_in(raw / place))
        except Damaged as error:
            wrong.append(str(error))
    return index, wrong


def _name(place: str) -> str:
    return place.rpartition("/")[2]


def _line(place: str, one: Indexed) -> str:
    """Returns an answer as a player looks it up (CDXJ)."""
    told = {
        "url": one.url,
        "mime": REVISIT if one.revisit else one.media_type,
        "status": one.status,
        "digest": one.digest,
        "length": str(one.length),
        "offset": str(one.offset),
        "filename": _name(place),
    }
    return f"{surt(one.url)} {one.date.partition('.')[0].translate(DIGITS)} {json.dumps(told)}\n"


def _pages(rows: Iterable[Row], index: dict[str, list[Indexed]]) -> Iterable[bytes]:
    yield _json_line(PAGES)
    for row in rows:
        if row.snapshot in index:
            yield _json_line(_page(row, index[row.snapshot]))


def _page(row: Row, answers: Sequence[Indexed]) -> dict[str, str]:
    """Returns where a player begins: at the address that was asked for, else where its page was found."""
    dates = {one.url: one.date for one in reversed(answers)}
    url = row.url if row.url in dates else row.final_url or row.url
    return {"id": row.id, "url": url, "ts": dates.get(url, row.captured_at), "title": row.title or url}


def _describe(pack: Pack, title: str, created: datetime, software: str) -> None:
    """Adds what is in the file, and the digest of that."""
    told = {
        "profile": "data-package",
        "wacz_version": VERSION,
        "title": title,
        "created": created.strftime(SECOND),
        "software": software,
        "resources": [
            {"name": _name(one.name).lower(), "path": one.name, "hash": one.digest, "bytes": one.size}
            for one in pack.packed
        ],
    }
    data = json.dumps(told, indent=2).encode()
    pack.put("datapackage.json", data)
    digest = {"path": "datapackage.json", "hash": f"sha256:{sha256(data).hexdigest()}"}
    pack.put("datapackage-digest.json", json.dumps(digest, indent=2).encode())


def _json_line(fields: dict[str, str]) -> bytes:
    return f"{json.dumps(fields, ensure_ascii=False)}\n".encode(errors="backslashreplace")
