"""The browser as a child: how one that fails is told of. What stands for it here are scripts."""

import pytest

from atlas.clock import Clock
from atlas.fetch.browser import Browser
from atlas.fetch.climb import Climb
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.model import url as urls
from atlas.model.fault import Kind
from tests.fakes import FreeHosts, ask

BEFORE = "before it had shown good.example."


@pytest.fixture
def fault(tmp_path, shelf):
    """Returns what is told of a browser that is this script."""

    def of(script, seconds=20.0):
        program = tmp_path / "browser.sh"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o700)
        browser = Browser(Guard(), FreeHosts(), Clock(), tmp_path / "home", 1_000, str(program))
        url = "http://good.example/"
        with Deadline(seconds, Clock()) as deadline:
            return next(browser.answers(Climb(ask(url), urls.parse(url), shelf, deadline))).fault

    return of


def test_one_that_ends_at_once_is_told_with_its_status_and_last_words(fault):
    told = fault("echo first >&2; echo No display. >&2; exit 7")
    assert (told.kind, told.detail) == (Kind.UNREACHABLE, f"Chromium ended with status 7 (No display), {BEFORE}")


def test_a_fatal_mistake_is_told_though_more_is_said_after_it(fault):
    told = fault("echo '[1:1:1124/1.2:FATAL:x.cc:31] Too long.' >&2; echo noise >&2; kill -TRAP $$")
    assert told.detail == f"Chromium ended with SIGTRAP (Too long), {BEFORE}"


def test_one_that_is_killed_has_not_said_why(fault):
    assert fault("echo noise >&2; kill -KILL $$").detail == f"Chromium ended with SIGKILL, {BEFORE}"


def test_what_it_says_is_bounded_and_printable(fault):
    detail = fault(r"printf '\033[2J%0900d\n' 7 >&2; exit 1").detail
    assert detail.startswith(r"Chromium ended with status 1 (\x1b[2J000")
    assert len(detail) < 300
    assert detail.isprintable()


def test_one_that_complains_without_end_is_not_held_up_by_it(fault):
    assert "status 3" in fault("head -c 300000 /dev/zero | tr '\\0' 'x' >&2; exit 3").detail


def test_one_that_says_nothing_ends_with_the_time(fault):
    told = fault("sleep 60", seconds=4.2)
    assert told.kind is Kind.TIMEOUT
