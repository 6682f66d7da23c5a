import errno
import gzip
import hashlib
import io
import json
import os
import stat
import threading
import zlib

import pytest

from atlas.errors import NoRoom, Unkept
from atlas.model.snapshot import facts_of
from atlas.vault import Vault
from atlas.vault.body import FEW
from tests.vault.samples import AT, OK, PAGE, REQUEST, URL, exchange, facts, put, records, sealed

MUCH = b"x" * (FEW + 1)


@pytest.fixture
def vault(tmp_path):
    return Vault(tmp_path / "raw")


def test_a_sealed_scratch_holds_the_exchange_and_the_facts(vault):
    one = sealed(vault)
    kinds = [kind for kind, *_ in records(one.path)]
    assert kinds == ["warcinfo", "request", "response", "metadata"]


def test_the_bytes_of_the_wire_come_out_as_they_went_in(vault):
    head = b"HTTP/1.1 200 OK\r\nX-Odd:   spaced  \r\nx-odd: \xff\xfe\r\nbroken line\r\nA: folded\r\n more\r\n\r\n"
    body = bytes(range(256)) * 1000
    scratch = vault.scratch("x")
    put(scratch, body, head=head)
    plain = gzip.decompress(scratch.seal(facts()).path.read_bytes())
    assert b"\r\n\r\n" + REQUEST + b"\r\n\r\n" in plain
    assert b"\r\n\r\n" + head + body + b"\r\n\r\n" in plain


def test_the_records_tell_what_belongs_together(vault):
    (_, about, *_), (_, request, *_), (_, response, *_), (_, metadata, *_) = records(sealed(vault).path)
    assert request["WARC-Concurrent-To"] == metadata["WARC-Concurrent-To"] == response["WARC-Record-ID"]
    assert {one["WARC-Warcinfo-ID"] for one in (request, response, metadata)} == {about["WARC-Record-ID"]}
    assert response["WARC-Target-URI"] == URL
    assert response["WARC-Date"] == "2026-11-23T12:51:10.250Z"
    assert response["WARC-IP-Address"] == "127.0.0.1"
    assert response["WARC-Payload-Digest"] == f"sha256:{hashlib.sha256(PAGE).hexdigest()}"
    assert response["WARC-Block-Digest"] == f"sha256:{hashlib.sha256(OK + PAGE).hexdigest()}"
    assert "WARC-Truncated" not in response


def test_the_facts_do_not_lie_at_the_pages_address(vault):
    *_, (_, metadata, _, block) = records(sealed(vault).path)
    assert metadata["WARC-Target-URI"] == f"urn:atlas:{URL}"
    assert metadata["Content-Type"] == "application/json"
    assert json.loads(block)["url"] == URL


def test_a_cut_answer_says_so(vault):
    scratch = vault.scratch("x")
    put(scratch, b"half", truncated="disconnect", peer="")
    _, _, (_, response, *_), _ = records(scratch.seal(facts()).path)
    assert response["WARC-Truncated"] == "disconnect"
    assert "WARC-IP-Address" not in response


def test_every_hop_is_kept_under_one_warcinfo(vault):
    scratch = vault.scratch("x")
    put(scratch, b"", url="http://good.example/old", head=b"HTTP/1.1 301 Moved\r\nLocation: /pi\r\n\r\n", status=301)
    put(scratch)
    assert scratch.exchanges == 2
    kinds = [kind for kind, *_ in records(scratch.seal(facts()).path)]
    assert kinds == ["warcinfo", "request", "response", "request", "response", "metadata"]


@pytest.mark.parametrize("head", [b"", b"\r\n", b"HTTP/1.1 200 OK\r\n \r\nA: b\r\n\r\n", b"SSH-2.0\r\n\r\n", b"junk"])
def test_a_head_that_lies_still_makes_a_file_that_checks(vault, head):
    scratch = vault.scratch("x")
    put(scratch, b"after", head=head)
    one = scratch.seal(facts())
    [snapshot] = vault.keep([one])
    vault.verify(snapshot.path)


def test_an_attempt_without_an_answer_can_be_sealed(vault):
    scratch = vault.scratch("x")
    assert scratch.exchanges == 0
    assert [kind for kind, *_ in records(scratch.seal(facts()).path)] == ["warcinfo", "metadata"]


def test_every_gzip_member_starts_a_record(vault):
    rest = sealed(vault).path.read_bytes()
    starts = []
    while rest:
        member = zlib.decompressobj(31)
        starts.append(member.decompress(rest)[:8])
        rest = member.unused_data
    assert starts == [b"WARC/1.1"] * 4


def test_the_digest_and_size_are_those_of_the_file(vault):
    one = sealed(vault)
    data = one.path.read_bytes()
    assert (one.sha256, one.size) == (hashlib.sha256(data).hexdigest(), len(data))


def test_the_sealed_facts_are_those_that_read_back(vault):
    one = sealed(vault, at=AT.replace(microsecond=250_999), tags=("tea",), title="Ü")
    assert one.facts.captured_at == AT
    assert one.facts == facts_of(one.facts.dumps())


def test_scratch_files_are_private_whatever_the_umask(vault, tmp_path):
    before = os.umask(0)
    try:
        scratch = vault.scratch("x")
        body = scratch.body()
        body.write(MUCH)
        modes = [stat.S_IMODE(one.stat().st_mode) for one in (tmp_path / "raw" / ".incoming").iterdir()]
        scratch.keep(exchange(), body)
        modes.append(stat.S_IMODE(scratch.seal(facts()).path.stat().st_mode))
    finally:
        os.umask(before)
    assert modes == [0o600, 0o600]
    assert stat.S_IMODE((tmp_path / "raw" / ".incoming").stat().st_mode) == 0o700


def test_a_large_body_is_a_file_that_is_gone_when_it_is_closed(vault, tmp_path):
    scratch = vault.scratch("x")
    with scratch.body() as body:
        body.write(b"abc")
        body.write(MUCH)
        body.seek(0)
        assert body.read() == b"abc" + MUCH
        assert len(list((tmp_path / "raw" / ".incoming").iterdir())) == 1
    body.close()
    assert list((tmp_path / "raw" / ".incoming").iterdir()) == []


def test_a_small_body_needs_no_file(vault, tmp_path):
    with vault.scratch("x").body() as body:
        body.write(b"abc")
        body.write(b"def")
        body.seek(3)
        assert (body.read(2), body.tell(), body.read()) == (b"de", 5, b"f")
        assert list((tmp_path / "raw" / ".incoming").iterdir()) == []


def test_what_the_disk_does_not_take_of_a_large_body_leaves_no_file(vault, tmp_path):
    body = vault.scratch("x").body()
    (tmp_path / "raw" / ".incoming").rmdir()
    with pytest.raises(Unkept, match="No such file"):
        body.write(MUCH)
    body.close()
    assert body.closed


def test_keeping_closes_the_body_even_when_it_fails(vault):
    scratch = vault.scratch("x")
    put(scratch)
    scratch.discard()
    body = scratch.body()
    with pytest.raises(ValueError, match="closed"):
        scratch.keep(exchange(), body)
    assert body.closed


def test_a_discarded_scratch_leaves_nothing(vault, tmp_path):
    scratch = vault.scratch("x")
    put(scratch)
    scratch.discard()
    scratch.discard()
    assert list((tmp_path / "raw" / ".incoming").iterdir()) == []


def test_an_unused_scratch_leaves_nothing(vault, tmp_path):
    vault.scratch("x").discard()
    assert list((tmp_path / "raw" / ".incoming").iterdir()) == []


def test_a_hint_may_be_any_text(vault, tmp_path):
    scratch = vault.scratch("../../\x1b[31m\udc80" + "x" * 300)
    put(scratch)
    assert scratch.seal(facts()).path.parent == tmp_path / "raw" / ".incoming"


class FullDisk(io.BytesIO):
    """A body whose reading fails as a disk does."""

    def read(self, size=-1):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_disk_that_refuses_is_told_as_no_room(vault):
    scratch = vault.scratch("x")
    with pytest.raises(NoRoom, match="No space left"):
        scratch.keep(exchange(), FullDisk())
    scratch.discard()


def test_a_body_that_cannot_be_removed_stops_nothing_and_is_swept_later(vault, tmp_path):
    body = vault.scratch("x").body()
    body.write(MUCH)
    [there] = (tmp_path / "raw" / ".incoming").iterdir()
    there.unlink()
    there.mkdir()
    body.close()
    assert body.closed
    there.rmdir()


def test_a_folder_that_is_gone_is_told_as_unkept(vault, tmp_path):
    scratch = vault.scratch("x")
    (tmp_path / "raw" / ".incoming").rmdir()
    with pytest.raises(Unkept):
        scratch.body().write(MUCH)
    with pytest.raises(Unkept, match="No such file"):
        scratch.keep(exchange(), io.BytesIO())


def test_a_scratch_once_refused_is_not_sealed(vault, tmp_path):
    scratch = vault.scratch("x")
    (tmp_path / "raw" / ".incoming").rmdir()
    with pytest.raises(Unkept):
        scratch.keep(exchange(), io.BytesIO())
    (tmp_path / "raw" / ".incoming").mkdir()
    with pytest.raises(Unkept):
        scratch.seal(facts())


def test_threads_write_scratches_of_their_own_at_once(vault):
    done = {}

    def write(number):
        scratch = vault.scratch("same")
        for hop in range(5):
            put(scratch, bytes([number]) * 50_000 * (hop + 1))
        done[number] = scratch.seal(facts())

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    for number, one in done.items():
        bodies = [body for kind, _, _, body in records(one.path) if kind == "response"]
        assert bodies == [bytes([number]) * 50_000 * (hop + 1) for hop in range(5)]


def test_a_file_is_taken_as_it_is(vault):
    scratch = vault.scratch("x")
    scratch.take(URL, AT, "application/pdf", io.BytesIO(PAGE))
    one = scratch.seal(facts(layer="saved", status=None))
    _, (kind, fields, _, block), (_, metadata, *_) = records(one.path)
    assert (kind, block, fields["WARC-Target-URI"], fields["Content-Type"]) == (
        "resource",
        PAGE,
        URL,
        "application/pdf",
    )
    digest = f"sha256:{hashlib.sha256(PAGE).hexdigest()}"
    assert fields["WARC-Block-Digest"] == fields["WARC-Payload-Digest"] == digest
    assert metadata["WARC-Concurrent-To"] == fields["WARC-Record-ID"]
    (snapshot,) = vault.keep([one])
    vault.verify(snapshot.path)
    with vault.payload(snapshot.path) as (headers, body):
        assert (headers, body.read()) == ((("Content-Type", "application/pdf"),), PAGE)
    assert vault.known(snapshot.path) is None
    assert vault.has(snapshot.path)


@pytest.mark.parametrize("path", ["", "../x.warc.gz", "2026/11/23/20261123T120000Z-x-00000000.warc.gz"])
def test_what_is_not_there_is_not_had(vault, path):
    assert not vault.has(path)
