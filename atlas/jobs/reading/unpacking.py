"""What a snapshot has kept, out of its packing and within bounds, with what was told of it."""

from pathlib import Path
from typing import BinaryIO

from atlas.errors import Damaged
from atlas.model.article import Source
from atlas.model.fault import ARCHIVES
from atlas.model.inflate import READABLE, Inflater, encoding_of
from atlas.model.snapshot import Facts
from atlas.vault import Vault

MOST = 100_000_000
"""Bytes of a page that are read at most."""
PIECE = 1 << 17
CODINGS = 3
"""How often a page may be packed."""
CUT = f"It is larger than {MOST // 1_000_000} MB; only its beginning was read."
TORN = "Its packing breaks off; what came before was read."


def kept_in(root: Path, place: str) -> tuple[Source, tuple[str, ...]]:
    """Returns what a snapshot has kept, and what a reader should know of it; raises Damaged where it does not read."""
    vault = Vault(root)
    facts = vault.facts(place)
    with vault.payload(place) as (headers, stream):
        told = {name.lower(): value for name, value in reversed(headers)}
        coding = encoding_of(told.get("content-encoding", ""))
        body, notes = unpacked(stream, coding)
    return source_of(facts, told.get("content-type", ""), body), notes


def source_of(facts: Facts, content_type: str, body: bytes) -> Source:
    """Returns what is to be read, by what was told of it."""
    media_type, _, parameters = content_type.partition(";")
    named = (one.partition("=") for one in parameters.split(";"))
    charset = next((value.strip(" \"'") for name, _, value in named if name.strip().lower() == "charset"), "")
    # What an archive handed on was found there, and says all it says of its own place.
    url = facts.url if facts.layer in ARCHIVES else facts.final_url or facts.url
    return Source(body, url, media_type.strip().lower(), charset)


def unpacked(stream: BinaryIO, coding: str) -> tuple[bytes, tuple[str, ...]]:
    """Returns a body with its content codings taken off, within bounds, and what a reader should know of that."""
    codings = coding.split(",") if coding else []
    unknown = [one for one in codings if one not in READABLE]
    if unknown or len(codings) > CODINGS:
        raise Damaged(f"It is packed in a way Atlas does not unpack ({coding[:80]}).")
    # One more than may be: so it is known whether it was cut.
    body = stream.read(MOST + 1)
    notes = [CUT] if len(body) > MOST else []
    for one in reversed(codings):
        inflater = Inflater(one, MOST, MOST)
        for start in range(0, len(body), PIECE):
            inflater.feed(body[start : start + PIECE])
        # A body that is not packed though it says so is read as it is, as browsers do.
        if not inflater.lies:
            body = bytes(inflater.sample)
            notes += [CUT] * inflater.too_large + [TORN] * (inflater.cut and not inflater.too_large)
    return body[:MOST], tuple(dict.fromkeys(notes))
