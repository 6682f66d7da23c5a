import gzip
import hashlib
import itertools
import os
import stat
import sys
from datetime import timedelta

import pytest

from atlas.errors import Damaged, Unkept
from atlas.vault import Vault
from atlas.vault.body import FEW
from tests.vault.samples import AT, PAGE, facts, put, records, sealed


@pytest.fixture
def root(tmp_path):
    return tmp_path / "raw"


@pytest.fixture
def vault(root):
    return Vault(root)


def test_a_kept_snapshot_lies_under_its_day_with_host_and_digest(vault, root):
    one = sealed(vault)
    [snapshot] = vault.keep([one])
    assert snapshot.path == f"2026/11/23/20261123T125110Z-good.example-{one.sha256[:8]}.warc.gz"
    assert snapshot.bytes == (root / snapshot.path).stat().st_size
    assert snapshot.facts == vault.facts(snapshot.path) == one.facts
    assert list((root / ".incoming").iterdir()) == []


def test_snapshots_and_their_folders_are_private(vault, root):
    before = os.umask(0)
    try:
        [snapshot] = vault.keep([sealed(vault)])
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / snapshot.path).stat().st_mode) == 0o600
    for folder in ("2026", "2026/11", "2026/11/23"):
        assert stat.S_IMODE((root / folder).stat().st_mode) == 0o700


def test_a_group_is_kept_together(vault):
    group = [sealed(vault, at=AT + timedelta(days=day)) for day in range(5)]
    kept = vault.keep(group)
    assert [one.facts for one in kept] == [one.facts for one in group]
    assert list(vault.snapshots()) == kept


def test_nothing_to_keep_is_nothing(vault):
    assert vault.keep([]) == []


def test_a_name_taken_by_the_same_bytes_is_kept_already(vault, root):
    one = sealed(vault)
    data = one.path.read_bytes()
    first = vault.keep([one])
    one.path.write_bytes(data)
    assert vault.keep([one]) == first
    assert list((root / ".incoming").iterdir()) == []


def test_a_name_taken_by_other_bytes_is_never_overwritten(vault, root):
    one = sealed(vault)
    name = f"20261123T125110Z-good.example-{one.sha256[:8]}.warc.gz"
    day = root / "2026" / "11" / "23"
    day.mkdir(parents=True)
    (day / name).write_bytes(b"somebody else's")
    [snapshot] = vault.keep([one])
    assert (day / name).read_bytes() == b"somebody else's"
    assert snapshot.path.endswith(f"-good.example-2-{one.sha256[:8]}.warc.gz")
    vault.verify(snapshot.path)


def test_a_group_of_which_one_is_refused_counts_as_unkept(vault, root):
    good, bad = sealed(vault), sealed(vault, at=AT + timedelta(days=1))
    (root / "2026" / "11").mkdir(parents=True)
    (root / "2026" / "11" / "24").write_text("a file where a folder should be")
    with pytest.raises(Unkept):
        vault.keep([good, bad])
    assert list(root.rglob("*.warc.gz")) == []


def test_what_was_kept_before_outlives_a_group_that_is_refused(vault, root):
    good, bad = sealed(vault), sealed(vault, at=AT + timedelta(days=1))
    data = good.path.read_bytes()
    [kept] = vault.keep([good])
    good.path.write_bytes(data)
    (root / "2026" / "11" / "24").write_text("a file where a folder should be")
    with pytest.raises(Unkept):
        vault.keep([good, bad])
    assert (root / kept.path).read_bytes() == data


def test_a_folder_where_the_snapshot_should_lie_is_unkept(vault, root):
    one = sealed(vault)
    (root / f"2026/11/23/20261123T125110Z-good.example-{one.sha256[:8]}.warc.gz").mkdir(parents=True)
    with pytest.raises(Unkept, match="Is a directory"):
        vault.keep([one])


def test_a_scratch_that_vanished_is_unkept(vault):
    one = sealed(vault)
    one.path.unlink()
    with pytest.raises(Unkept, match="No such file"):
        vault.keep([one])


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere fsync(2) takes what keeps nothing")
def test_a_scratch_that_the_disk_did_not_confirm_is_unkept_and_gone(vault, root):
    one = sealed(vault)
    one.path.unlink()
    one.path.symlink_to("/dev/null")
    with pytest.raises(Unkept):
        vault.keep([one])
    assert list((root / ".incoming").iterdir()) == []
    assert list(root.rglob("*.warc.gz")) == []


def test_a_day_folder_removed_by_hand_is_made_again(vault, root):
    [first] = vault.keep([sealed(vault)])
    (root / first.path).unlink()
    (root / first.path).parent.rmdir()
    [second] = vault.keep([sealed(vault)])
    vault.verify(second.path)


def test_facts_are_read_from_the_tail_of_a_large_file(vault):
    scratch = vault.scratch("x")
    put(scratch, os.urandom(3_000_000))
    [snapshot] = vault.keep(
        [scratch.seal(facts(title="Large", notes=tuple(os.urandom(1000).hex() for _ in range(40))))]
    )
    assert vault.facts(snapshot.path).title == "Large"


def test_a_file_cut_anywhere_is_damaged(vault, root):
    [snapshot] = vault.keep([sealed(vault)])
    path = root / snapshot.path
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            vault.facts(snapshot.path)
        with pytest.raises(Damaged):
            vault.verify(snapshot.path)


def test_a_bit_changed_anywhere_is_damage(vault, root):
    [snapshot] = vault.keep([sealed(vault)])
    path = root / snapshot.path
    whole = path.read_bytes()
    for at in range(0, len(whole), 41):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        with pytest.raises(Damaged, match="other bytes"):
            vault.verify(snapshot.path)


def planted(root, data: bytes) -> str:
    """Puts bytes where a snapshot of theirs would lie, under the name they ask for."""
    day = root / "2026" / "11" / "23"
    day.mkdir(parents=True, exist_ok=True)
    name = f"20261123T125110Z-good.example-{hashlib.sha256(data).hexdigest()[:8]}.warc.gz"
    (day / name).write_bytes(data)
    return f"2026/11/23/{name}"


def torn_members(whole: bytes):
    plain = gzip.decompress(whole)
    yield "does not read", whole[:-4]
    yield "does not read", plain
    yield "does not read", gzip.compress(plain)
    yield "does not read", gzip.compress(b"no record at all")
    yield (
        "block digest failed",
        gzip.compress(plain.partition(b"WARC/1.1\r\nWARC-Type: request")[0].replace(b"Atlas", b"Atlax")),
    )
    yield "longer or shorter", gzip.compress(b"WARC/1.1\r\nWARC-Type: warcinfo\r\nContent-Length: 1\r\n\r\nabc\r\n\r\n")


@pytest.mark.parametrize("number", range(6))
def test_a_file_true_to_its_name_may_still_be_damaged(vault, root, number):
    problem, data = next(itertools.islice(torn_members(sealed(vault).path.read_bytes()), number, None))
    with pytest.raises(Damaged, match=problem):
        vault.verify(planted(root, data))


@pytest.mark.parametrize(
    "data", [b"", b"\x1f\x8b", gzip.compress(b"WARC/1.1\r\nWARC-Type: response\r\n\r\n{}\r\n\r\n", mtime=0)]
)
def test_a_file_without_facts_is_damaged(vault, root, data):
    with pytest.raises(Damaged, match="does not end with"):
        vault.facts(planted(root, data))


def test_facts_that_are_no_facts_are_damaged(vault, root):
    data = gzip.compress(b"WARC/1.1\r\nWARC-Type: metadata\r\nContent-Length: 2\r\n\r\n{}\r\n\r\n")
    with pytest.raises(Damaged, match="no capture's facts"):
        vault.facts(planted(root, data))


def test_a_snapshot_that_is_not_there_is_damaged(vault):
    for read in (vault.facts, vault.verify):
        with pytest.raises(Damaged, match="does not read"):
            read("2026/11/23/20261123T125110Z-good.example-00000000.warc.gz")


def test_what_has_no_snapshots_name_is_no_snapshot(vault):
    with pytest.raises(Damaged, match="no snapshot's name"):
        vault.verify("2026/11/23/notes.warc.gz")


def test_the_newest_come_first_and_are_read_lazily(vault, root):
    kept = vault.keep([sealed(vault, at=AT + timedelta(days=40 * day)) for day in range(4)])
    (root / kept[0].path).write_bytes(b"never looked at")
    told = []
    assert list(vault.recent(3, lambda *one: told.append(one))) == kept[:0:-1]
    assert told == []


def test_a_slow_attempt_that_was_kept_last_is_the_newest_whatever_its_name_tells(vault, root):
    quick = vault.keep([sealed(vault, at=AT + timedelta(seconds=30 + one)) for one in range(3)])
    for one in quick:
        os.utime(root / one.path, (AT.timestamp(), AT.timestamp()))
    slow = vault.keep([sealed(vault, at=AT)])
    assert list(vault.recent(1)) == slow
    assert list(vault.recent(9)) == [*slow, *reversed(quick)]


def test_what_does_not_read_is_told_and_passed_over(vault, root):
    kept = vault.keep([sealed(vault, at=AT + timedelta(days=day)) for day in range(3)])
    (root / kept[1].path).write_bytes(b"torn")
    told = []
    assert list(vault.snapshots(lambda place, error: told.append((place, type(error))))) == [kept[0], kept[2]]
    assert told == [(kept[1].path, Damaged)]
    assert list(vault.recent(9)) == [kept[2], kept[0]]


def test_strangers_in_the_vault_are_passed_over(vault, root):
    [snapshot] = vault.keep([sealed(vault)])
    (root / "notes.txt").write_text("mine")
    (root / "2025").write_text("a file, not a year")
    (root / "2026" / "11" / "23" / ".DS_Store").write_text("")
    (root / "backup" / "11" / "23").mkdir(parents=True)
    assert list(vault.snapshots()) == [snapshot]


def test_a_vault_without_a_folder_is_empty(vault):
    assert list(vault.snapshots()) == list(vault.recent(5)) == []
    assert vault.sweep() == 0


def test_the_kept_answers_headers_and_body_come_back(vault):
    scratch = vault.scratch("x")
    put(scratch, b"moved", head=b"HTTP/1.1 301 Moved\r\nLocation: /pi\r\n\r\n", url="http://good.example/old")
    put(scratch, gzip.compress(PAGE), head=b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nA: b\r\n\r\n")
    [snapshot] = vault.keep([scratch.seal(facts(body=gzip.compress(PAGE)))])
    with vault.payload(snapshot.path) as (headers, body):
        assert headers == (("Content-Encoding", "gzip"), ("A", "b"))
        assert gzip.decompress(body.read()) == PAGE


def test_the_best_answer_is_found_among_later_ones(vault):
    scratch = vault.scratch("x")
    put(scratch, PAGE)
    put(scratch, b"403 for robots", url="http://good.example/other")
    [snapshot] = vault.keep([scratch.seal(facts())])
    with vault.payload(snapshot.path) as (_, body):
        assert body.read() == PAGE


def test_a_body_that_looks_chunked_under_a_head_that_says_so_comes_back_whole(vault):
    scratch = vault.scratch("x")
    put(scratch, b"5\r\n1234567890", head=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    [snapshot] = vault.keep([scratch.seal(facts(body=b"5\r\n1234567890"))])
    vault.verify(snapshot.path)
    with vault.payload(snapshot.path) as (_, body):
        assert body.read() == b"5\r\n1234567890"


def test_a_snapshot_without_an_answer_has_no_payload(vault):
    [snapshot] = vault.keep([vault.scratch("x").seal(facts())])
    with pytest.raises(Damaged, match="no answer"), vault.payload(snapshot.path):
        pass


def test_a_readers_own_error_is_not_taken_for_damage(vault):
    [snapshot] = vault.keep([sealed(vault)])
    with pytest.raises(ValueError, match="mine"), vault.payload(snapshot.path):
        raise ValueError("mine")


def test_the_sweep_takes_what_a_cut_left_and_nothing_else(vault, root):
    [snapshot] = vault.keep([sealed(vault)])
    left = vault.scratch("left")
    put(left)
    body = left.body()
    body.write(b"x" * (FEW + 1))
    (root / snapshot.path).with_name(".atlas-draft-of-a-copy").touch()
    assert vault.sweep() == 3
    assert vault.sweep() == 0
    body.close()
    left.discard()
    assert list(vault.snapshots()) == [snapshot]


def test_a_name_that_a_cut_left_reserved_is_swept(vault, root):
    kept = vault.keep([sealed(vault), sealed(vault, at=AT + timedelta(days=2))])
    for day, name in (("24", "20261124T000000Z-a.example-00000000.warc.gz"), ("25", "notes.warc.gz")):
        (root / "2026/11" / day).mkdir(exist_ok=True)
        (root / "2026/11" / day / name).touch()
    assert vault.sweep() == 1
    assert list(vault.snapshots()) == kept
    assert (root / "2026/11/25/notes.warc.gz").exists(), "a stranger's"


def test_a_scratch_folder_that_cannot_be_swept_is_told(vault, root):
    root.mkdir()
    (root / ".incoming").write_text("a file, not a folder")
    with pytest.raises(Unkept):
        vault.sweep()


def test_warcios_own_reader_agrees(vault, root):
    [snapshot] = vault.keep([sealed(vault)])
    *_, (kind, _, http, body), _ = records(root / snapshot.path)
    assert (kind, http.get_statuscode(), http.get_header("content-type"), body) == (
        "response",
        "200",
        "text/html",
        PAGE,
    )
