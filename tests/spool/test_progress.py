"""How far lists have come."""

import json
from pathlib import Path

import pytest

from atlas.model.ticket import Disposition, target_fields
from atlas.spool import Entry, Place, Progress
from atlas.spool.entry import digest_of
from tests.spool.samples import names, put, target

LIST = Entry(Place.INBOX, "tag/list.txt")
DATA = b"https://a.example/\nhttps://b.example/\n"
DIGEST = digest_of(DATA)
A, B = target("https://a.example/"), target("https://b.example/", Disposition.DEFERRED)


@pytest.fixture
def progress(tmp_path: Path) -> Progress:
    (tmp_path / "progress").mkdir()
    return Progress(tmp_path / "progress")


def places(root: Path) -> dict[Place, Path]:
    return {one: root / one.value for one in Place}


def test_what_is_noted_is_known_afterwards(progress):
    progress.note(LIST, DIGEST, [A])
    progress.note(LIST, DIGEST, [B])
    assert progress.fates(LIST, DIGEST) == {A.url: A, B.url: B}


def test_a_log_is_its_head_and_a_line_for_each_fate(progress):
    log, new = progress.note(LIST, DIGEST, [A, B])
    assert (log, new) == (progress.log_of(LIST, DIGEST), True)
    assert progress.note(LIST, DIGEST, [A]) == (log, False)
    lines = [json.loads(line) for line in log.read_bytes().split(b"\n") if line]
    assert lines == [
        {"place": "inbox", "path": "tag/list.txt", "digest": DIGEST},
        *(target_fields(one) for one in (A, B, A)),
    ]


def test_the_last_word_counts(progress):
    progress.note(LIST, DIGEST, [target(A.url, Disposition.DEFERRED)])
    progress.note(LIST, DIGEST, [A])
    assert progress.fates(LIST, DIGEST) == {A.url: A}


def test_nothing_is_known_of_a_list_that_was_not_begun(progress):
    assert progress.fates(LIST, DIGEST) == {}


@pytest.mark.parametrize(
    ("entry", "digest"),
    [
        (LIST, digest_of(b"edited")),
        (Entry(Place.DEFERRED, LIST.path), DIGEST),
        (Entry(Place.INBOX, "list.txt"), DIGEST),
    ],
)
def test_a_log_is_not_believed_of_another_file(progress, entry, digest):
    progress.note(LIST, DIGEST, [A])
    assert progress.fates(entry, digest) == {}


def test_a_name_that_is_no_text_has_a_log_too(progress):
    entry = Entry(Place.INBOX, "\udcff.txt")
    progress.note(entry, DIGEST, [A])
    assert progress.fates(entry, DIGEST) == {A.url: A}


def test_a_torn_line_costs_itself_only(progress):
    log, _ = progress.note(LIST, DIGEST, [A, B])
    log.write_bytes(log.read_bytes()[:-40])
    assert progress.fates(LIST, DIGEST) == {A.url: A}
    progress.note(LIST, DIGEST, [B])
    assert progress.fates(LIST, DIGEST) == {A.url: A, B.url: B}


@pytest.mark.parametrize("line", [b"[]", b"{}", b'"x"', b'{"url": "x", "disposition": "odd"}', b"\xff"])
def test_a_line_that_tells_no_target_is_passed_over(progress, line):
    log, _ = progress.note(LIST, DIGEST, [A])
    log.write_bytes(log.read_bytes() + line + b"\n")
    assert progress.fates(LIST, DIGEST) == {A.url: A}


def test_a_list_that_is_done_is_forgotten(progress, tmp_path):
    progress.note(LIST, DIGEST, [A])
    progress.forget(LIST, DIGEST)
    progress.forget(LIST, DIGEST)
    assert names(tmp_path / "progress") == []


def test_a_log_stays_while_its_list_lies_there_unchanged(progress, tmp_path):
    put(tmp_path / "inbox" / LIST.path, DATA)
    progress.note(LIST, DIGEST, [A])
    assert progress.sweep(places(tmp_path)) == 0
    assert progress.fates(LIST, DIGEST) == {A.url: A}


@pytest.mark.parametrize("what", ["gone", "edited", "a link"])
def test_the_log_of_a_list_that_is_gone_or_another_is_swept(progress, tmp_path, what):
    path = put(tmp_path / "inbox" / LIST.path, DATA + b"edited")
    progress.note(LIST, DIGEST, [A])
    if what != "edited":
        path.unlink()
    if what == "a link":
        path.symlink_to(put(tmp_path / "elsewhere", DATA))
    assert progress.sweep(places(tmp_path)) == 1
    assert names(tmp_path / "progress") == []


@pytest.mark.parametrize("head", [b"", b"{", b"[]\n", b'{"place": "moon", "path": "x", "digest": "y"}\n', b"{}\n"])
def test_a_log_without_its_first_line_is_swept(progress, tmp_path, head):
    put(tmp_path / "progress/x.jsonl", head)
    assert progress.sweep(places(tmp_path)) == 1
