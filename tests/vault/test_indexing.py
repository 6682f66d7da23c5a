"""Where an answer lies in a snapshot is told to the byte."""

import gzip
import io

import pytest
from warcio.archiveiterator import ArchiveIterator

from atlas.errors import Damaged
from atlas.model.snapshot import Facts
from atlas.vault import Vault
from atlas.vault.indexing import answers_in
from tests.vault.samples import AT, PAGE, URL, facts, put, sealed

MOVED = b"HTTP/1.1 301 Moved\r\nLocation: /pi\r\n\r\n"


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "raw")


def test_each_answer_is_found_where_it_is_told_to_lie(tmp_path, vault):
    scratch = vault.scratch("good.example")
    put(scratch, b"", url="http://good.example/", head=MOVED, status=301)
    put(scratch)
    (snapshot,) = vault.keep([scratch.seal(facts())])
    data = (tmp_path / "raw" / snapshot.path).read_bytes()
    found = list(answers_in(tmp_path / "raw" / snapshot.path))
    assert [(one.url, one.status, one.media_type) for one in found] == [
        ("http://good.example/", "301", ""),
        (URL, "200", "text/html"),
    ]
    for one in found:
        member = data[one.offset : one.offset + one.length]
        assert gzip.decompress(member).startswith(b"WARC/1.1\r\n")
        (record,) = ArchiveIterator(io.BytesIO(member))
        assert record.rec_headers.get_header("WARC-Target-URI") == one.url
        assert record.rec_headers.get_header("WARC-Payload-Digest") == one.digest
        assert record.rec_headers.get_header("WARC-Date") == one.date


def test_an_answer_that_refers_to_another_is_told_as_one(tmp_path, vault):
    scratch = vault.scratch("good.example")
    put(scratch, PAGE * 9, url="http://good.example/a", size=len(PAGE) * 9)
    put(scratch, PAGE * 9, size=len(PAGE) * 9)
    (snapshot,) = vault.keep([scratch.seal(facts(body=PAGE * 9))])
    found = list(answers_in(tmp_path / "raw" / snapshot.path))
    assert [one.revisit for one in found] == [False, True]
    assert len({one.digest for one in found}) == 1


def test_a_saved_page_is_an_answer_too(tmp_path, vault):
    scratch = vault.scratch("saved")
    scratch.take(URL, AT, "application/pdf", io.BytesIO(b"%PDF-1.4"))
    told = Facts(URL, AT, "x.pdf", "sha256:0", "captured", layer="saved", verdict="page")
    (snapshot,) = vault.keep([scratch.seal(told)])
    (one,) = answers_in(tmp_path / "raw" / snapshot.path)
    assert (one.url, one.status, one.media_type, one.revisit) == (URL, "200", "application/pdf", False)


@pytest.mark.parametrize("left", [b"no snapshot", None])
def test_what_does_not_read_is_told(tmp_path, vault, left):
    (snapshot,) = vault.keep([sealed(vault)])
    path = tmp_path / "raw" / snapshot.path
    path.unlink()
    if left is not None:
        path.write_bytes(left)
    with pytest.raises(Damaged):
        list(answers_in(path))
