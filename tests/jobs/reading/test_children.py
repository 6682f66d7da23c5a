"""Children: each reads one page, within its limits, and takes nothing with it when it falls."""

import gzip
import os
import signal
import sys
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from atlas.errors import ReadingBroken
from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery, seats
from atlas.jobs.reading.telling import Failed
from atlas.model.article import Article
from tests.jobs.reading.pages import PAGE, read


def test_a_page_becomes_an_article(nursery, pages):
    (article,) = read(nursery, pages.keep())
    assert isinstance(article, Article)
    assert article.metadata.title == "How to cool a Pi"
    assert "a block of metal is not" in article.text


def test_many_are_read_at_once_and_each_is_told_once(nursery, pages):
    kept = [pages.keep(PAGE.replace(b"a Pi", b"a Pi %d" % number)) for number in range(6)]
    titles = [one.metadata.title for one in read(nursery, *kept)]
    assert titles == [f"How to cool a Pi {number}" for number in range(6)]
    assert list(nursery.answers(0)) == []


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("GZIP, identity", gzip.compress),
        ("gzip, gzip", lambda body: gzip.compress(gzip.compress(body))),
    ],
)
def test_content_codings_are_taken_off(nursery, pages, coding, pack):
    (article,) = read(nursery, pages.keep(pack(PAGE), coding=coding))
    assert article.metadata.title == "How to cool a Pi"


def test_a_body_that_is_not_packed_as_it_says_is_read_as_it_is(nursery, pages):
    (article,) = read(nursery, pages.keep(PAGE, coding="gzip"))
    assert article.metadata.title == "How to cool a Pi"


def test_a_packing_that_breaks_off_is_read_as_far_as_it_goes_and_noted(nursery, pages):
    (article,) = read(nursery, pages.keep(gzip.compress(PAGE * 3)[:-20], coding="gzip"))
    assert article.metadata.title == "How to cool a Pi"
    assert article.notes[0] == "Its packing breaks off; what came before was read."


def test_what_nobody_asked_for_is_told_as_not_unpacked(nursery, pages):
    (failed,) = read(nursery, pages.keep(b"\x1b\x03", coding="br"))
    assert failed == Failed("It is packed in a way Atlas does not unpack (br).")


def test_a_snapshot_that_does_not_read_says_so(nursery, pages):
    snapshot = pages.keep()
    (pages.root / snapshot.path).chmod(0o600)
    (pages.root / snapshot.path).write_bytes(b"no snapshot")
    (failed,) = read(nursery, snapshot)
    assert "does not end with a capture's facts" in failed.reason


def test_a_child_has_no_terminal_to_type_into(nursery, pages):
    read(nursery, pages.keep())
    assert os.getsid(nursery.mother) == nursery.mother


def test_the_environment_of_a_mother_has_no_secrets(pages, monkeypatch):
    monkeypatch.setenv("ATLAS_SECRET", "word")
    nursery = Nursery(pages.root, Limits(20, 512_000_000))
    read(nursery, pages.keep())
    environment = Path(f"/proc/{nursery.mother}/environ")
    told = environment.read_bytes() if environment.exists() else b""
    nursery.rest()
    assert b"ATLAS_SECRET" not in told


def test_a_mother_gives_way_to_everybody_else(nursery, pages):
    read(nursery, pages.keep())
    assert os.getpriority(os.PRIO_PROCESS, nursery.mother) == 19


@pytest.mark.skipif(sys.platform != "linux", reason="how it is held is asked of /proc")
def test_a_child_is_caged_and_held_while_it_reads(nursery, pages):
    read(nursery, pages.keep())
    nursery.ask(pages.keep(gzip.compress(bytes(90_000_000), 1), coding="gzip").path)
    told: set[str] = set()
    while nursery.flying:
        told.update(_told_of_children(nursery.mother))
        list(nursery.answers(0.001))
    assert {"Seccomp:\t2", "NoNewPrivs:\t1", "Max cpu time 20 21 seconds", "Max file size 0 0 bytes"} <= told


def test_a_mother_at_rest_is_gone_and_comes_again(nursery, pages):
    read(nursery, pages.keep())
    gone = nursery.mother
    nursery.rest()
    with pytest.raises(ProcessLookupError):
        os.kill(gone, 0)
    (article,) = read(nursery, pages.keep())
    assert article.metadata.title == "How to cool a Pi"


def test_a_mother_that_is_killed_is_told_and_comes_again(nursery, pages):
    snapshot = pages.keep()
    read(nursery, snapshot)
    os.kill(nursery.mother, signal.SIGKILL)
    with pytest.raises(ReadingBroken):
        read(nursery, snapshot)
    assert nursery.flying == ()
    assert isinstance(read(nursery, snapshot)[0], Article)


def test_after_the_end_nothing_is_read_any_more(pages):
    snapshot, nursery = pages.keep(), Nursery(pages.root, Limits(20, 512_000_000))
    nursery.end()
    with pytest.raises(ReadingBroken):
        nursery.ask(snapshot.path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's death")
def test_a_daemon_that_is_killed_leaves_no_mother(pages):
    told, telling = os.pipe()
    daemon = os.fork()
    if not daemon:
        try:
            nursery = Nursery(pages.root, Limits(20, 512_000_000))
            nursery.ask(pages.keep().path)
            os.write(telling, str(nursery.mother).encode())
            signal.pause()
        finally:
            os._exit(0)
    mother = int(os.read(told, 20))
    os.kill(daemon, signal.SIGKILL)
    os.waitpid(daemon, 0)
    os.close(telling)
    # Whoever inherits the mother reaps her; until then she is a zombie.
    with suppress(FileNotFoundError):
        while Path(f"/proc/{mother}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
            os.sched_yield()
    assert not _lives(mother)


def _lives(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


def _told_of_children(mother: int) -> set[str]:
    told: set[str] = set()
    for child in Path(f"/proc/{mother}/task/{mother}/children").read_text().split():
        with suppress(OSError):
            told.update(Path(f"/proc/{child}/status").read_text().splitlines())
            told.update(" ".join(line.split()) for line in Path(f"/proc/{child}/limits").read_text().splitlines())
    return told


def test_a_mother_may_be_made_ready_before_the_first_page(nursery, pages):
    nursery.prepare()
    mother = nursery.mother
    nursery.prepare()
    (article,) = read(nursery, pages.keep())
    assert isinstance(article, Article)
    assert nursery.mother == mother


def test_no_more_pages_are_read_at_once_than_there_are_processors():
    assert seats(1) == 1
    assert 1 <= seats(16) <= (os.cpu_count() or 1)
