"""A child washes what a snapshot has kept; whatever becomes of it, who asked hears a sentence."""

import asyncio
import gzip

import pytest

from atlas.errors import Damaged
from atlas.jobs.washing.asking import TOO_MUCH, Washer
from atlas.jobs.washing.child import LARGEST, washing
from atlas.jobs.washing.head import HTML, TEXT, Head, head_of
from atlas.model.article import Source
from atlas.vault import Vault
from tests.vault.samples import facts, put

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n%s\r\n"
PAGE = b"<!doctype html><title>Pi</title><p>How to cool it."


@pytest.mark.parametrize(
    ("media_type", "head"),
    [
        ("text/html", Head(HTML)),
        ("application/xhtml+xml", Head(HTML)),
        ("", Head(HTML)),
        ("image/png", Head(HTML)),
        ("image/svg+xml", Head(HTML)),
        ("text/plain", Head(TEXT)),
        ("text/css", Head(TEXT)),
        ("application/json", Head(TEXT)),
        ("application/atom+xml", Head(TEXT)),
        ("application/pdf", Head(extension=".pdf")),
        ("image/tiff", Head(extension=".tiff")),
        ("multipart/x-mixed-replace", Head(extension=".bin")),
        ("nonsense", Head(extension=".bin")),
    ],
)
def test_each_kind_is_shown_as_what_it_may_be(media_type, head):
    assert washing(Source(PAGE, "http://good.example/", media_type))[0] == head


def test_what_says_nothing_and_is_no_page_is_a_file():
    assert washing(Source(b"\x00\x01", "http://good.example/"))[0] == Head(extension=".bin")


def test_what_is_too_large_to_be_shown_is_a_file():
    head, body = washing(Source(b"x" * (LARGEST + 1), "http://good.example/", "text/plain"))
    assert not head.media_type
    assert len(body) == LARGEST + 1


def test_a_page_is_read_in_its_own_letters():
    _, body = washing(Source("<p>Käse".encode("cp1252"), "http://good.example/", "text/html", "iso-8859-1"))
    assert "Käse" in body.decode()


def shown(root, place, **more):
    async def asked():
        async with Washer(root, **more).shown(place) as one:
            return one.head, b"".join([piece async for piece in one.pieces])

    return asyncio.run(asked())


@pytest.fixture
def kept(tmp_path):
    """Keeps a body; returns where."""

    def keep(body, media_type=b"text/html", more=b""):
        vault = Vault(tmp_path)
        (one,) = vault.keep([sealed_as(vault, body, HEAD % (media_type, more))])
        return one.path

    return keep


def sealed_as(vault, body, head):
    scratch = vault.scratch("x")
    put(scratch, body, head=head)
    return scratch.seal(facts(body=body))


def test_a_snapshot_is_shown(tmp_path, kept):
    head, body = shown(tmp_path, kept(gzip.compress(PAGE), more=b"Content-Encoding: gzip\r\n"))
    assert head == Head(HTML)
    assert b"<title>Pi</title>" in body
    assert b"<p>How to cool it.</p>" in body


def test_one_that_does_not_read_is_told(tmp_path):
    (tmp_path / "x.warc.gz").write_bytes(b"nothing")
    with pytest.raises(Damaged, match="no snapshot"):
        shown(tmp_path, "x.warc.gz")


def test_one_that_is_not_there_is_told(tmp_path):
    with pytest.raises(Damaged, match="does not read"):
        shown(tmp_path, "x.warc.gz")


def test_what_costs_too_much_is_told_and_costs_no_more(tmp_path, kept):
    # What a tag leaves open is opened again in each that follows.
    with pytest.raises(Damaged, match="cost too much"):
        shown(tmp_path, kept(b"<div>" * 400_000), seconds=1)


def test_a_child_that_says_nothing_is_not_waited_for(tmp_path):
    with pytest.raises(Damaged, match="cost too much"):
        shown(tmp_path, "x", child="this", patience=0.0)


def test_a_child_that_talks_nonsense_is_not_believed(tmp_path):
    with pytest.raises(Damaged, match="cost too much"):
        shown(tmp_path, "x", child="this")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"[]\n",
        b"x\n",
        b'{"wrong": "cut',
        b'{"x": 1}\n',
        b'{"media_type": "text/css"}\n',
        b'{"extension": ".b\\""}\n',
        b'{"wrong": 1}\n',
    ],
)
def test_what_is_no_head_is_none(line):
    assert head_of(line) is None


def test_a_head_is_told_and_read_back():
    assert head_of(Head(TEXT).dumps()) == Head(TEXT)
    assert TOO_MUCH.startswith("The page")
