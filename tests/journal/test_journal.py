"""The journal."""

import ast
import errno
import io
import json
import os
import time
from datetime import timedelta
from pathlib import Path

import pytest

import atlas.journal.journal
from atlas.journal import Journal
from atlas.journal.storm import MOST, SPAN, Storms
from atlas.model.event import Broke, Captured, Deferred, Recognised, Warned
from tests.fakes import NOON, FakeClock

PAGE = Captured("https://a.example/", "a.url", "raw/x.warc.gz", 5, 12)


@pytest.fixture
def told(tmp_path):
    clock, stream = FakeClock(), io.StringIO()
    journal = Journal(tmp_path / "log", "INFO", "auto", timedelta(days=14), stream, clock)
    yield journal, clock, stream, tmp_path / "log/atlas.log"
    journal.close()


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_an_event_is_one_line_of_json_in_a_private_file(told):
    journal, _, _, path = told
    journal.tell(PAGE)
    assert lines(path) == [
        {
            "ts": "2026-11-23T12:00:00.000Z",
            "level": "INFO",
            "event": "captured",
            "url": "https://a.example/",
            "drop": "a.url",
            "snapshot": "raw/x.warc.gz",
            "bytes": 5,
            "milliseconds": 12,
            "layer": "",
        }
    ]
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


def test_a_person_reads_words(told):
    journal, _, stream, _ = told
    journal.tell(PAGE)
    said = "2026-11-23 12:00:00 captured https://a.example/ (5 bytes, 12 ms) from a.url\n"
    assert stream.getvalue() == said


def test_under_systemd_a_line_has_a_priority_and_no_date(tmp_path):
    stream = io.StringIO()
    journal = Journal(None, "INFO", "auto", timedelta(1), stream, FakeClock(), under_systemd=True)
    journal.tell(Warned("Hot.", "cpu"))
    journal.close()
    assert stream.getvalue() == "<4>warned Hot. [cpu]\n"


def test_json_on_the_screen_where_it_is_asked_for(tmp_path):
    stream = io.StringIO()
    journal = Journal(None, "INFO", "json", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    journal.close()
    assert json.loads(stream.getvalue())["event"] == "captured"


def test_moments_are_written_in_utc(told):
    journal, _, _, path = told
    journal.tell(Deferred("https://a.example/", "a.url", "timeout", "Slow.", NOON))
    assert lines(path)[0]["retry_at"] == "2026-11-23T12:00:00.000Z"


def test_braces_in_an_address_are_no_places_to_fill(told):
    journal, _, stream, path = told
    journal.tell(Warned("Odd.", "https://a.example/{0}{x}<red>{{"))
    assert "{0}{x}<red>{{" in stream.getvalue()
    assert lines(path)[0]["subject"] == "https://a.example/{0}{x}<red>{{"


def test_nothing_forges_a_line_or_steers_a_terminal(told):
    journal, _, stream, path = told
    journal.tell(Warned("Odd.", "a\n2026 captured\x1b[2J\u202e\udcff"))
    assert stream.getvalue().count("\n") == 1
    assert "\x1b" not in stream.getvalue()
    assert "\u202e" not in stream.getvalue()
    assert len(lines(path)) == 1


def test_a_storm_is_twenty_lines_and_a_count(told):
    journal, clock, _, path = told
    for number in range(1000):
        journal.tell(Warned("The same.", str(number)))
    assert len(lines(path)) == 20
    clock.sleep(61)
    journal.tell(PAGE)
    assert [one["event"] for one in lines(path)][20:] == ["repeated", "captured"]
    assert (lines(path)[20]["like"], lines(path)[20]["count"]) == ("warned The same.", 980)


def test_what_was_told_just_as_often_as_it_may_be_was_not_held_back():
    storms = Storms(FakeClock().monotonic)
    assert all(storms.lets_through(Warned("The same.")) for _ in range(MOST))
    assert storms.over(now=True) == []


def test_what_has_no_kind_and_says_nothing_of_itself_storms_under_its_name():
    storms = Storms(FakeClock().monotonic)
    for number in range(MOST + 1):
        storms.lets_through(Recognised(f"https://a.example/{number}", "a.url", "raw/x.warc.gz"))
    assert storms.over(now=True) == [("recognised", 1)]


def test_captures_are_told_each_time(told):
    journal, _, _, path = told
    for _ in range(100):
        journal.tell(PAGE)
    assert len(lines(path)) == 100


def test_what_was_held_back_is_told_at_the_end(tmp_path):
    journal = Journal(tmp_path, "INFO", "auto", timedelta(1), None, FakeClock())
    for _ in range(30):
        journal.tell(Warned("The same."))
    journal.close()
    assert lines(tmp_path / "atlas.log")[-1]["count"] == 10


class Full(io.StringIO):
    """A stream that takes nothing for a while."""

    full = True

    def write(self, text: str) -> int:
        if self.full:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(text)


def test_a_stream_that_takes_no_line_stops_nothing_and_is_told_of_later():
    stream = Full()
    journal = Journal(None, "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    journal.tell(PAGE)
    stream.full = False
    journal.tell(PAGE)
    journal.tell(PAGE)
    journal.close()
    assert [line[20:].split()[0] for line in stream.getvalue().splitlines()] == ["captured", "lost", "captured"]
    assert "2 lines were not written" in stream.getvalue()


@pytest.fixture
def pipe(tmp_path):
    """A file that takes no line: its end cannot be looked for."""
    os.mkfifo(tmp_path / "atlas.log")
    reading = os.open(tmp_path / "atlas.log", os.O_RDONLY | os.O_NONBLOCK)
    yield tmp_path
    os.close(reading)


def test_what_the_file_does_not_take_is_shown_all_the_same_and_nothing_else_is_said_of_it(pipe, capsys):
    stream = io.StringIO()
    journal = Journal(pipe, "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    journal.tell(PAGE)
    journal.close()
    assert [line[20:].split()[0] for line in stream.getvalue().splitlines()] == ["captured", "captured"]
    assert capsys.readouterr().err == ""


class Defect(Exception):
    pass


def test_a_defect_is_not_taken_for_a_full_disk():
    class Odd(io.StringIO):
        def write(self, text: str) -> int:
            raise Defect

    journal = Journal(None, "INFO", "auto", timedelta(1), Odd(), FakeClock())
    with pytest.raises(Defect):
        journal.tell(PAGE)
    journal.close()


def test_what_the_screen_does_not_take_is_in_the_file_and_that_it_was_lost_is_there_too(tmp_path):
    stream = Full()
    journal = Journal(tmp_path, "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    stream.full = False
    journal.tell(PAGE)
    journal.close()
    told = lines(tmp_path / "atlas.log")
    assert [one["event"] for one in told] == ["captured", "captured", "lost"]
    assert told[2]["count"] == 1


def test_a_line_that_neither_takes_is_one_that_was_lost(pipe):
    stream = Full()
    journal = Journal(pipe, "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    (pipe / "atlas.log").unlink()
    journal.tell(PAGE)
    assert journal._lost == 2
    journal.close()


def test_a_folder_that_cannot_be_made_stops_nothing(tmp_path):
    (tmp_path / "log").touch()
    stream = io.StringIO()
    journal = Journal(tmp_path / "log", "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    journal.close()
    assert "captured" in stream.getvalue()


def test_a_folder_is_made_with_those_above_it(tmp_path):
    journal = Journal(tmp_path / "a/b/log", "INFO", "auto", timedelta(1), None, FakeClock())
    journal.tell(PAGE)
    journal.close()
    assert len(lines(tmp_path / "a/b/log/atlas.log")) == 1


def test_what_is_below_the_level_is_told_nowhere(tmp_path):
    stream = io.StringIO()
    journal = Journal(tmp_path, "WARNING", "auto", timedelta(1), stream, FakeClock())
    journal.tell(PAGE)
    journal.tell(Warned("Hot."))
    journal.close()
    assert [one["event"] for one in lines(tmp_path / "atlas.log")] == ["warned"]
    assert stream.getvalue().count("\n") == 1


def test_a_file_that_is_full_is_put_aside_and_those_that_are_too_old_go(tmp_path):
    for name, days in (("old", 3), ("young", 1)):
        path = tmp_path / f"atlas.{name}.log"
        path.touch()
        os.utime(path, (time.time() - 86_400 * days,) * 2)
    with (tmp_path / "atlas.log").open("wb") as file:
        file.truncate(10_000_000)
    journal = Journal(tmp_path, "INFO", "auto", timedelta(days=2), None, FakeClock())
    journal.tell(PAGE)
    journal.close()
    assert len(lines(tmp_path / "atlas.log")) == 1
    (aside,) = {one.name for one in tmp_path.iterdir()} - {"atlas.log", "atlas.young.log"}
    assert (tmp_path / aside).stat().st_size == 10_000_000


def test_a_terminal_of_ascii_shows_escapes():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    journal = Journal(None, "INFO", "auto", timedelta(1), stream, FakeClock())
    journal.tell(Warned("é"))
    journal.close()
    assert b"\\xe9" in stream.buffer.getvalue()


def test_a_trace_has_no_secret_in_it(told):
    journal, _, _, path = told
    journal.tell(Broke("Odd.", trace="Authorization: Bearer abcdef123456\nhttps://me:pw@a.example/?token=hush"))
    text = path.read_text()
    assert "abcdef123456" not in text
    assert "hush" not in text
    assert "me:pw" not in text


def test_log_calls_have_constant_messages():
    tree = ast.parse(Path(atlas.journal.journal.__file__).read_text())
    calls = [one for one in ast.walk(tree) if isinstance(one, ast.Call) and isinstance(one.func, ast.Attribute)]
    for call in calls:
        if call.func.attr in ("log", "info", "warning", "error", "debug"):
            assert not any(isinstance(one, ast.JoinedStr) for one in call.args)


def test_what_storms_is_counted_by_its_kind_or_by_what_it_says():
    clock = FakeClock()
    storms = Storms(clock.monotonic)
    for number in range(MOST + 2):
        storms.lets_through(Warned("It fails.", f"x{number}"))
        storms.lets_through(Deferred(f"https://a.example/{number}", "a.url", "blocked", "No.", None))
    assert storms.lets_through(Warned("Another fails."))
    assert storms.lets_through(Deferred("https://a.example/", "a.url", "absent", "No.", None))
    assert storms.over() == []
    clock.sleep(SPAN)
    assert sorted(storms.over()) == [("deferred blocked", 2), ("warned It fails.", 2)]
    assert storms.over() == storms.over(now=True) == []
