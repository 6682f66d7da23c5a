"""`read`, and what `drain` and `watch` read by themselves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atlas.model.article_file import fields_in, id_in, untouched
from tests.cli.conftest import SETTINGS, clean

ENABLED = {"ATLAS_READ__ENABLED": "true"}


def articles(home):
    return [one for one in home.files("processed") if one.startswith("articles/")]


def test_a_drain_reads_what_it_captured(home, site):
    home.drop("pi.url", f"{site}/pi\n")
    told = home.process("drain", "--json", **ENABLED)
    assert (told.code, told.lines[-1]["captured"], told.lines[-1]["read"]) == (0, 1, 1)
    (place,) = articles(home)
    fields, text = fields_in((home.path / "processed" / place).read_bytes())
    assert fields["title"] == "Pi"
    assert "How to cool it." in text
    assert (home.path / fields["snapshot"]).is_file()
    assert "read " in told.err


def test_a_drain_may_leave_reading_for_later(home, site):
    home.drop("pi.url", f"{site}/pi\n")
    assert home.process("drain", "--no-read", **ENABLED).code == 0
    assert articles(home) == []


def test_what_is_unread_is_read_once(captured):
    told = captured.process("read", "--json")
    assert told.code == 0
    (one,) = told.lines
    assert (one["reason"], one["words"] > 0) == ("", True)
    assert (captured.path / one["path"]).is_file()
    assert one["path"].endswith(f"{one['id']}.md")
    again = captured.process("read", "--json")
    assert (again.code, again.lines) == (0, [])
    assert "0 read" in again.err


def test_what_was_read_is_read_again_when_asked_and_stays_one_file(captured):
    captured.process("read")
    (place,) = articles(captured)
    before = (captured.path / "processed" / place).stat()
    told = captured.process("read", "--again")
    assert (told.code, "1 read" in told.err, place in told.out) == (0, True, True)
    assert articles(captured) == [place]
    assert (captured.path / "processed" / place).stat().st_mtime_ns == before.st_mtime_ns


def test_only_what_is_named_is_read(captured, site):
    captured.drop("tagged.url", f"{site}/tagged\n")
    assert captured.atlas("drain").code == 0
    rows = captured.atlas("list", "--json").lines
    told = captured.process("read", rows[0]["id"], "--json")
    assert [one["id"] for one in told.lines] == [rows[0]["id"]]
    assert len(articles(captured)) == 1
    again = captured.process("read", rows[0]["id"])
    assert (again.code, "1 were read already" in again.err) == (0, True)
    assert captured.atlas("read", "no-such").code == os.EX_NOINPUT


def test_a_page_kept_by_reference_is_read_where_its_body_is(home, site):
    for name in ("one.url", "two.url"):
        home.drop(name, f"{site}/tagged\n")
        assert home.atlas("drain").code == 0
    rows = home.atlas("list", "--all", "--json").lines
    reference = next(one for one in rows if one["refers_to"])
    told = home.process("read", reference["id"], "--json")
    assert [one["id"] for one in told.lines] == [one["id"] for one in rows if not one["refers_to"]]
    assert home.process("read", "--json").lines == []


def test_a_page_that_cannot_be_read_makes_it_exit_one_and_is_not_tried_again(captured):
    (path,) = (captured.path / "raw").rglob("*.warc.gz")
    path.chmod(0o600)
    path.write_bytes(b"no snapshot")
    told = captured.process("read", "--json")
    assert told.code == 1
    assert "does not end with a capture's facts" in told.lines[0]["reason"]
    assert captured.process("read", "--json").lines == []


def test_beside_a_running_atlas_it_says_who_holds_the_lock(captured):
    daemon = subprocess.Popen(
        [sys.executable, "-m", "atlas", "--home", str(captured.path), "watch"],
        env={**clean(), **SETTINGS, **ENABLED},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert "Drop links into" in daemon.stderr.readline()
        told = captured.process("read")
        assert (told.code, str(daemon.pid) in told.err) == (os.EX_TEMPFAIL, True)
    finally:
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(30) == 0
        daemon.stderr.close()


def lives(process: str) -> bool:
    """One that only waits to be buried, as under a first process that buries nobody, lives no more."""
    try:
        status = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return status.rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(sys.platform != "linux", reason="who is whose child is asked of /proc")
def test_a_daemon_reads_what_is_dropped_and_takes_its_readers_along(home, site):
    daemon = subprocess.Popen(
        [sys.executable, "-m", "atlas", "--home", str(home.path), "watch"],
        env={**clean(), **SETTINGS, **ENABLED},
        stderr=subprocess.PIPE,
        text=True,
    )
    home.drop("pi.url", f"{site}/pi\n")
    while " read " not in daemon.stderr.readline():
        assert daemon.poll() is None
    tasks = Path(f"/proc/{daemon.pid}/task").glob("*/children")
    (mother,) = (one for task in tasks for one in task.read_text().split())
    daemon.kill()
    daemon.wait()
    daemon.stderr.close()
    end = time.monotonic() + 20
    while lives(mother) and time.monotonic() < end:
        os.sched_yield()
    assert not lives(mother)
    assert len(articles(home)) == 1


def test_readings_that_are_killed_leave_each_page_one_whole_article(home, site):
    home.drop("list.txt", "".join(f"{site}/page{number}\n" for number in range(6)))
    assert home.process("drain", "--no-read").code == 0
    for _ in range(2):
        reading = subprocess.Popen(
            [sys.executable, "-m", "atlas", "--home", str(home.path), "read"],
            env={**clean(), **SETTINGS, **ENABLED},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        reading.stdout.readline()
        reading.kill()
        reading.wait()
        reading.stdout.close()
    assert home.process("read").code == 0
    files = [home.path / "processed" / one for one in articles(home)]
    assert len(files) == 6
    assert len({id_in(one.name) for one in files}) == 6
    assert all(untouched(one.read_bytes()) for one in files)
    audit = home.process("audit", "--strict")
    assert (audit.code, audit.out) == (0, "")
