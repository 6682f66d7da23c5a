"""A kept answer, judged anew: what the judge saw when it came is found in what was kept of it."""

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import BinaryIO

from atlas.fetch.body import CHUNK, READABLE, SAMPLE, encoding_of
from atlas.fetch.inflate import Inflater
from atlas.fetch.judge import judgement_of
from atlas.fetch.seen import Seen
from atlas.model.snapshot import Facts
from atlas.model.verdict import Judgement, Verdict


def judged_again(facts: Facts, headers: Iterable[tuple[str, str]], body: BinaryIO) -> Judgement:
    """Returns what today's rules say of an answer, by its headers and its body as they crossed the wire."""
    told = {name.lower(): value for name, value in reversed(tuple(headers))}
    beginning = sample_of(body, encoding_of(told.get("content-encoding", "")))
    # That a page has not changed says of the page what was said when it came.
    status = HTTPStatus.OK if facts.status in (None, HTTPStatus.NOT_MODIFIED) else facts.status
    # Where neither its status nor its page was to blame, the wire was: half a page stays that.
    torn = facts.verdict == Verdict.NOTHING.on_disk and status < HTTPStatus.BAD_REQUEST
    return judgement_of(Seen(_asked(facts), facts.final_url, told, beginning), status, torn, empty=not beginning)


def sample_of(body: BinaryIO, encoding: str) -> bytes:
    """Returns the beginning of a body, inflated where it can be."""
    beginning = b"".join(_pieces(body))
    if encoding not in READABLE:
        return beginning
    inflater = Inflater(encoding, SAMPLE, SAMPLE)
    for start in range(0, len(beginning), CHUNK):
        inflater.feed(beginning[start : start + CHUNK])
    return beginning if inflater.lies else bytes(inflater.sample)


def _pieces(body: BinaryIO) -> Iterator[bytes]:
    left = SAMPLE
    while left and (piece := body.read(min(CHUNK, left))):
        left -= len(piece)
        yield piece


def _asked(facts: Facts) -> str:
    """Returns what the layer that brought the answer had asked for."""
    of_layer = (one.url for one in facts.tries if (one.layer, one.status) == (facts.layer, facts.status))
    return next(of_layer, "") or facts.url
