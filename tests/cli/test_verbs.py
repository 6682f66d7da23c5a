"""The verbs, as a person and a script use them."""

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import PAGE, SETTINGS, Home, clean

RECORD = (
    *("id", "url", "final_url", "captured_at", "status", "layer", "verdict", "disposition", "media_type", "bytes"),
    *("digest", "snapshot", "drop", "title", "tags", "format"),
)
WAITING = ("drop", "state", "targets", "left", "reason", "kind", "attempts", "first_seen", "retry_at", "format")
AUDIT = ("drops", "in_inbox", "processed", "deferred", "dead", "targets", "captured", "violations")


def test_a_home_is_made_and_made_twice_is_harmless(home):
    (home.path / "config.toml").write_text('[queue]\nrest = "7s"\n')
    assert home.atlas("init").code == 0
    assert (home.path / "config.toml").read_text() == '[queue]\nrest = "7s"\n'
    assert {"inbox", "raw", "processed", "failed", ".atlas"} <= {one.name for one in home.path.iterdir()}


def test_everything_it_makes_is_private(tmp_path, site):
    home = Home(tmp_path / "home")
    assert home.process("init").code == 0
    home.drop("pi.url", f"{site}/pi\n")
    assert home.process("drain").code == 0
    assert len(home.files("raw")) == 1
    for path in (home.path, *home.path.rglob("*")):
        assert path.name == "pi.url" or path.stat().st_mode & 0o077 == 0, path


def test_a_link_is_added_drained_listed_shown_and_given_back(home, site):
    assert home.process("add", f"{site}/pi").code == 0
    assert home.process("drain").code == 0
    (row,) = home.process("list", "--json").lines
    assert set(RECORD) <= set(row)
    assert (row["status"], row["disposition"], row["verdict"]) == (200, "captured", "page")
    assert (home.path / row["snapshot"]).is_file()
    assert row["id"] in home.atlas("list").out
    (shown,) = home.atlas("show", row["id"], "--json").lines
    assert shown["tries"][0]["status"] == 200
    assert home.process("open", "--body", row["id"]).out.encode() == PAGE
    assert home.atlas("open", row["id"]).out.strip() == str(home.path / row["snapshot"])


def test_what_is_piped_in_is_one_drop(home):
    told = home.atlas("add", "-", "--tag", "reading", piped=b"Look: https://a.example/ and\nhttps://b.example/x\n")
    assert told.code == 0
    (name,) = home.files("inbox/reading")
    assert (home.path / "inbox/reading" / name).read_text() == "https://a.example/\nhttps://b.example/x\n"


def test_bad_addresses_are_told_all_at_once_and_nothing_is_dropped(home):
    told = home.atlas("add", "ftp://x/", "https://good.example/", "http://u:p@h/")
    assert told.code == os.EX_DATAERR
    assert "ftp://x/" in told.err
    assert "http://u:p@h/" in told.err
    assert home.files("inbox") == []


def test_nothing_to_add_is_told(home):
    assert home.atlas("add", "-", piped=b"no link in here").code == os.EX_DATAERR


def test_a_death_makes_drain_exit_one_and_is_in_the_queue(home, site):
    home.drop("gone.url", f"{site}/gone\n")
    told = home.process("drain", "--json")
    assert told.code == 1
    assert told.lines[-1]["died"] == 1
    (waiting,) = home.atlas("queue", "--dead", "--json").lines
    assert set(WAITING) == set(waiting)
    assert (waiting["drop"], waiting["state"], waiting["kind"]) == ("gone.url", "dead", "absent")


def test_a_deferral_says_when_and_is_retried_by_name(home, site):
    home.drop("busy.url", f"{site}/busy\n")
    assert home.atlas("drain").code == 0
    (waiting,) = home.atlas("queue", "--deferred", "--json").lines
    assert waiting["retry_at"] > waiting["first_seen"]
    assert "again" in home.atlas("queue").out
    assert home.atlas("retry", "busy.url").code == 0
    assert home.files("inbox") == ["busy.url"]
    assert home.files("failed") == []


def test_a_tag_survives_a_retry(home, site):
    (home.path / "inbox/tech").mkdir()
    home.drop("tech/gone.url", f"{site}/gone\n")
    home.atlas("drain")
    assert home.atlas("retry", "--all").code == 0
    assert home.files("inbox") == ["tech/gone.url"]


def test_a_drop_may_be_named_by_its_path_and_forgotten(home, site):
    home.drop("gone.url", f"{site}/gone\n")
    home.atlas("drain")
    assert home.atlas("discard", str(home.path / "failed/dead/gone.url")).code == 0
    assert home.files("failed") == []


def test_a_name_that_is_not_there_is_told_with_the_closest(home, site):
    home.drop("gone.url", f"{site}/gone\n")
    home.atlas("drain")
    told = home.atlas("retry", "gome.url")
    assert told.code == os.EX_NOINPUT
    assert "gone.url" in told.err
    assert home.atlas("show", "ffff").code == os.EX_NOINPUT


def test_retry_wants_names_or_all(home):
    assert home.atlas("retry").code == 2


def test_what_can_be_no_drop_is_in_the_queue_with_its_reason(home):
    (home.path / "inbox/x.url").symlink_to("/etc/passwd")
    (waiting,) = home.atlas("queue", "--json").lines
    assert "symbolic link" in waiting["reason"]


def test_a_name_steers_no_terminal(home):
    (home.path / "inbox/\x1b[2J\u202e\n.url").write_text("x")
    out = home.atlas("queue").out
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert out.count("\n") == 1


def test_an_audit_finds_nothing_wrong_and_counts(captured):
    told = captured.atlas("audit", "--strict", "--json")
    assert told.code == 0
    assert set(AUDIT) <= set(told.lines[-1])
    assert (told.lines[-1]["captured"], told.lines[-1]["violations"]) == (1, [])


def test_an_audit_finds_a_snapshot_that_is_gone(captured):
    next(captured.path.glob("raw/*/*/*/*.gz")).unlink()
    told = captured.atlas("audit")
    assert told.code == 1
    assert "told as captured and not there" in told.out


def test_an_audit_finds_a_flipped_bit_when_it_is_strict(captured):
    path = next(captured.path.glob("raw/*/*/*/*.gz"))
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert captured.atlas("audit").code == 0
    assert captured.atlas("audit", "--strict").code == 1


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda shelf: (shelf / "pi.url").unlink(), "beside nothing"),
        (lambda shelf: (shelf / "pi.url.atlas.json").unlink(), "without a ticket"),
        (lambda shelf: (shelf / "pi.url.atlas.json").write_text("{"), "does not read"),
        (lambda shelf: (shelf / "pi.url").rename(shelf.parents[2] / "failed/dead/pi.url"), "without a ticket: failed"),
        (lambda shelf: (shelf.parents[2] / "inbox/pi.url").hardlink_to(shelf / "pi.url"), "in two places"),
        (lambda shelf: (shelf.parents[2] / "raw").chmod(0o755), "open to others"),
    ],
)
def test_an_audit_finds_what_is_out_of_order(captured, spoil, told):
    spoil(next((captured.path / "processed/drops").iterdir()))
    found = captured.atlas("audit")
    assert found.code == 1
    assert told in found.out


def test_a_catalog_deleted_is_rebuilt_from_the_folders(captured):
    before = captured.atlas("list", "--json").out
    for path in (captured.path / ".atlas").glob("catalog.db*"):
        path.unlink()
    assert captured.atlas("list").code == os.EX_UNAVAILABLE
    assert captured.atlas("rebuild").code == 0
    assert captured.atlas("list", "--json").out == before


def test_a_broken_catalog_stops_no_capture(home, site):
    home.drop("pi.url", f"{site}/pi\n")
    (home.path / ".atlas/catalog.db").write_bytes(b"rubbish" * 999)
    told = home.atlas("drain")
    assert "captured" in told.err
    assert "catalog" in told.err
    assert home.files("inbox") == []


def test_trying_an_address_tells_each_try_and_keeps_nothing(home, site):
    done = home.atlas("try", f"{site}/gone", "--json")
    (told,) = done.lines
    assert (done.code, told["captured"]) == (1, False)
    assert [(one["layer"], one["status"], one["kind"]) for one in told["tries"]] == [("direct", 410, "absent")]
    done = home.atlas("try", f"{site}/page")
    assert done.code == 0
    assert "direct" in done.out
    assert f"got: {site}/page (text/html, {len(PAGE)} bytes, by direct)" in done.out
    assert home.atlas("list", "--all").out == ""
    assert not (home.path / "raw/2026").exists()


def test_a_host_that_is_left_alone_is_shown_and_can_be_reset(home):
    until = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    fields = {"failures": 5, "open_until": until}
    (home.path / ".atlas/hosts.json").write_text(json.dumps({"heard": [], "hosts": {"sick.example": fields}}))
    assert "sick.example" in home.atlas("hosts").out
    assert home.atlas("hosts", "--json").lines[0]["rests_until"]
    assert home.atlas("hosts", "--reset", "well.example").code == 66
    assert home.atlas("hosts", "--reset", "sick.example").code == 0
    assert home.atlas("hosts").out == ""


def test_a_catalog_of_an_older_atlas_is_told_as_such_and_updated_at_the_next_start(captured):
    with closing(sqlite3.connect(captured.path / ".atlas/catalog.db")) as database:
        database.execute("PRAGMA user_version = 1")
    done = captured.atlas("list")
    assert done.code == 69
    assert "made by an older Atlas" in done.err
    assert captured.atlas("drain").code == 0
    assert len(captured.atlas("list", "--json").lines) == 1


def test_hosts_are_told(captured):
    (host,) = captured.atlas("hosts", "--json").lines
    assert (host["host"], host["captured"]) == ("127.0.0.1", 1)


def test_the_doctor_looks_at_everything(home):
    told = home.atlas("doctor", "--json")
    assert told.code == 0
    names = {one["name"] for one in told.lines}
    assert {
        "Python",
        "SQLite",
        "inotify",
        "inbox",
        "disk",
        "clock",
        "names",
        "lock",
        "catalog",
        "modes",
        "leases",
        "readers",
    } <= names
    assert {one["state"] for one in told.lines} <= {"ok", "warn"}


def everything(home):
    return sorted(one.relative_to(home.path).as_posix() for one in home.path.rglob("*"))


def test_a_look_makes_nothing(home):
    for folder in ("inbox", "failed", "processed", ".atlas"):
        shutil.rmtree(home.path / folder)
    before = everything(home)
    told = home.atlas("doctor", "--json")
    assert {one["told"] for one in told.lines if one["name"] in ("inbox/", "failed/", "processed/")} == {"not there"}
    assert (told.code, home.atlas("queue").out) == (0, "")
    assert everything(home) == before


def test_the_doctor_fails_where_something_does(home):
    assert home.atlas("doctor", ATLAS_VITALS__FREE_DISK="9999TB").code == 1


def test_settings_are_shown_with_where_they_came_from(home):
    told = home.atlas("config", "show", "--origin")
    assert "queue.rest = 0:00:00.050000  (ATLAS_QUEUE__REST)" in told.out
    assert "fetch.contact =   (file)" in told.out
    assert all(one["origin"] for one in home.atlas("config", "show", "--json").lines)


def test_wrong_settings_exit_78_and_are_told_all(home):
    (home.path / "config.toml").write_text('[queue]\nrst = "2s"\nfetchers = 0\n')
    told = home.atlas("config", "check")
    assert told.code == os.EX_CONFIG
    assert "did you mean rest?" in told.err
    assert "from 1 to 64" in told.err


def test_a_home_that_is_not_there_is_told(home):
    told = home.atlas("--home", str(home.path / "nowhere"), "queue")
    assert told.code == os.EX_CONFIG
    assert "init" in told.err


def test_misuse_exits_two(home):
    assert home.atlas("fly").code == 2
    assert home.atlas("list", "--limit", "many").code == 2


def test_without_a_terminal_nothing_is_coloured(home):
    assert "\x1b" not in home.process("doctor").out
    assert "\x1b" in home.atlas("doctor", FORCE_COLOR="1").out
    assert "\x1b" not in home.atlas("doctor", FORCE_COLOR="1", NO_COLOR="1").out


def watching(home: Path, **environ: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "atlas", "--home", str(home), "watch"],
        stderr=subprocess.PIPE,
        text=True,
        env={**clean(), **SETTINGS, **environ},
    )


def until(found, seconds: float = 20.0) -> None:
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_the_daemon_takes_what_is_dropped_and_stops_when_it_is_told(home, site):
    with watching(home.path) as daemon:
        until(lambda: "watches" in daemon.stderr.readline())
        home.drop("pi.url", f"{site}/pi\n")
        until(lambda: home.files("inbox") == [])
        second = home.atlas("drain")
        assert second.code == os.EX_TEMPFAIL
        assert f"process {daemon.pid}" in second.err
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0
    assert home.atlas("audit", "--strict").code == 0


def test_an_inbox_that_is_deleted_is_made_again_and_watched(home, site):
    with watching(home.path, ATLAS_QUEUE__SWEEP="200ms") as daemon:
        until(lambda: "watches" in daemon.stderr.readline())
        (home.path / "inbox").rmdir()
        until((home.path / "inbox").is_dir)
        home.drop("pi.url", f"{site}/pi\n")
        until(lambda: home.files("inbox") == [] and len(home.files("processed")) == 2)
        daemon.send_signal(signal.SIGTERM)
        assert daemon.wait(20) == 0


def test_a_daemon_that_is_killed_leaves_nothing_undone(home, site):
    with watching(home.path) as daemon:
        until(lambda: "watches" in daemon.stderr.readline())
        home.drop("list.txt", "".join(f"{site}/{number}\n" for number in range(150)))
        until(lambda: len(home.files("raw")) > 20)
        daemon.kill()
        daemon.wait(20)
    assert home.files("inbox") == ["list.txt"]
    before = len(home.files("raw"))
    assert home.atlas("drain").code == 0
    told = home.atlas("audit", "--strict", "--json")
    assert told.code == 0, told.out
    assert told.lines[-1]["captured"] == 150
    assert 150 <= len(home.files("raw")) <= 150 + 64
    assert before < 150
