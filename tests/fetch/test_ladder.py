"""The ladder: tries, interruption, many at once."""

import errno
import io
import socket
import subprocess
import sys
import threading
from datetime import timedelta

import pytest

from atlas.errors import Unkept
from atlas.fetch.ladder import Ladder
from atlas.fetch.visit import Answer
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind, When
from atlas.model.verdict import Verdict
from tests.fakes import NOON, FakeClock, ask
from tests.fetch.shelf import Shelf
from tests.hostile import PAGE

URL = "http://good.example/page"
HEAD = b"HTTP/1.1 200 OK\r\n\r\n"


class Rung:
    """A layer that answers as it is told, and remembers."""

    def __init__(self, name, clock, *faults, missing=""):
        self.name = name
        self._clock = clock
        self._faults = faults or (None,)
        self._missing = missing

    def missing(self):
        return self._missing

    def answers(self, climb):
        url = climb.url
        headers = (("Content-Type", "text/html; charset=utf-8"),)
        for fault in self._faults:
            self._clock.sleep(1.25)
            if fault:
                yield Answer(url, fault=fault)
            else:
                yield Answer(url, Exchange(url.href, NOON, "", b"", HEAD, 200, headers, 9), "sha256:00", empty=False)


def climbed(rungs, seconds, clock, folder, attempts=0):
    return Ladder(rungs, seconds, clock).climb(ask(URL, attempts), Shelf(folder))


def test_the_first_layer_that_brings_the_page_ends_the_climb(tmp_path):
    clock = FakeClock()
    absent = Fault(Kind.ABSENT, "good.example answered 404 Not Found.")
    rungs = [Rung("direct", clock, absent), Rung("memento", clock), Rung("wayback", clock)]
    attempt = climbed(rungs, 30, clock, tmp_path)
    assert attempt.captured
    assert [(one.layer, one.kind, one.milliseconds) for one in attempt.tries] == [
        ("direct", Kind.ABSENT, 1250),
        ("memento", None, 1250),
    ]
    assert (attempt.page.layer, attempt.page.media_type, attempt.page.verdict) == ("memento", "text/html", Verdict.PAGE)
    assert (attempt.tries[0].at, attempt.tries[1].at - attempt.tries[0].at) == (NOON, timedelta(seconds=1.25))
    assert attempt.tries[1].detail == "good.example answered 200 OK."


def test_the_origins_own_answer_is_the_reason_told(tmp_path):
    clock = FakeClock()
    rungs = [Rung(name, clock, Fault(Kind.ABSENT, f"{name} has it not.")) for name in ("direct", "memento")]
    attempt = climbed(rungs, 30, clock, tmp_path)
    assert attempt.fault.detail == "direct has it not."
    assert len(attempt.tries) == 2


@pytest.mark.parametrize("kind", Kind)
def test_each_fault_asks_the_layers_that_may_help_and_the_archives_when_it_is_time(kind, tmp_path):
    clock, no = FakeClock(), Fault(Kind.DEFECT, "No.")
    names = ["agents", "variants", "browser", "memento", "wayback"]

    def asked(attempts):
        rungs = [Rung("direct", clock, Fault(kind, "No.")), *(Rung(name, clock, no) for name in names)]
        return [one.layer for one in climbed(rungs, 60, clock, tmp_path, attempts).tries][1:]

    layers = [name for name in names if name in kind.helps]
    archives = {When.NEVER: (0, 0), When.AT_LAST: (0, kind.counts), When.REPEATED: (0, 1), When.AT_ONCE: (1, 1)}
    first, last = archives[kind.archives]
    assert asked(0) == layers + ["memento", "wayback"] * first
    assert asked(2) == layers + ["memento", "wayback"] * last


def test_what_a_layer_brought_may_call_for_another(tmp_path):
    clock = FakeClock()
    rungs = [
        Rung("direct", clock, Fault(Kind.LOGIN, "No.")),
        Rung("variants", clock, Fault(Kind.HOLLOW, "No.")),
        Rung("browser", clock),
    ]
    assert climbed(rungs, 30, clock, tmp_path).page.layer == "browser"


def test_each_answer_of_a_layer_is_a_try_until_one_is_good(tmp_path):
    clock, no = FakeClock(), Fault(Kind.ABSENT, "No.")
    rungs = [Rung("direct", clock, no), Rung("variants", clock, no, None, no)]
    tries = climbed(rungs, 30, clock, tmp_path).tries
    assert [(one.layer, one.kind) for one in tries] == [
        ("direct", Kind.ABSENT),
        ("variants", Kind.ABSENT),
        ("variants", None),
    ]


def test_a_layer_this_machine_lacks_is_passed_over_and_named(tmp_path):
    clock = FakeClock()
    rungs = [Rung("direct", clock, Fault(Kind.HOLLOW, "No.")), Rung("browser", clock, missing="There is no Chromium.")]
    assert [one.layer for one in climbed(rungs, 30, clock, tmp_path).tries] == ["direct"]
    assert Ladder(rungs, 30, clock).missing() == {"browser": "There is no Chromium."}


def test_layers_share_one_clock(tmp_path):
    clock, no = FakeClock(), Fault(Kind.BLOCKED, "No.")
    rungs = [Rung(name, clock, no) for name in ("direct", "agents", "variants", "browser", "memento")]
    assert len(climbed(rungs, 3, clock, tmp_path).tries) == 3


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "http://me:secret@good.example/", "nonsense", "http://a.example:25/"]
)
def test_an_address_atlas_does_not_dial_is_a_try_and_a_refusal(url, tmp_path, rungs):
    attempt = rungs().climb(url, Shelf(tmp_path))
    assert (attempt.fault.kind, attempt.captured) == (Kind.REFUSED, False)
    assert [(one.layer, one.status, one.kind) for one in attempt.tries] == [("direct", None, Kind.REFUSED)]
    assert "secret" not in attempt.fault.detail


@pytest.mark.parametrize(
    ("path", "kind", "verdict"),
    [
        ("/status/404", Kind.ABSENT, Verdict.NOTHING),
        ("/status/503?Retry-After:%2060", Kind.THROTTLED, Verdict.NOTHING),
        ("/challenge", Kind.BLOCKED, Verdict.CHALLENGE),
    ],
)
def test_what_a_failing_host_sent_is_kept_with_its_fault(path, kind, verdict, server, shelf, rungs):
    attempt = rungs().climb(server.url(path), shelf)
    assert (attempt.fault.kind, attempt.captured, attempt.page.verdict) == (kind, False, verdict)
    assert shelf.bodies == [PAGE]
    assert attempt.tries[0].status == attempt.page.status == attempt.fault.status


def test_escape_codes_of_a_server_reach_nobody(server, shelf, rungs):
    attempt = rungs().climb(server.url("/escape-codes"), shelf)
    assert attempt.fault.detail == "127.0.0.1 answered 500 Internal Server Error."


def test_an_unreachable_host_is_told_as_such(shelf, rungs):
    attempt = rungs().climb("http://127.0.0.1:9999/", shelf)
    assert (attempt.fault.kind, attempt.fault.detail) == (Kind.UNREACHABLE, "127.0.0.1 refused the connection.")


def test_a_rebinding_name_never_leads_inside(server, shelf, rungs):
    turns = iter([("127.0.0.1", server.port), ("10.0.0.1", server.port)])
    ladder = rungs(resolve=lambda host, port: [next(turns)])
    attempt = ladder.climb(server.url("/hop/1", "fickle.example"), shelf)
    assert attempt.fault.kind is Kind.REFUSED
    assert attempt.fault.detail.endswith(
        "fickle.example (10.0.0.1) is in a private network: Atlas does not fetch from there."
    )


def test_atlas_does_not_capture_itself(server, shelf, rungs):
    attempt = rungs(own=frozenset({server.port})).climb(server.url("/page"), shelf)
    assert (attempt.fault.kind, shelf.exchanges) == (Kind.REFUSED, [])


@pytest.mark.parametrize("path", ["/hang", "/drip-body", "/endless"])
def test_stopping_cuts_every_climb_and_says_so(path, server, tmp_path, rungs):
    ladder = rungs(seconds=20, cap=10**12)
    attempts = []
    shelves = [Shelf(tmp_path / str(n)) for n in range(4)]
    for shelf in shelves:
        shelf.folder.mkdir()
    climbs = [
        threading.Thread(target=lambda shelf=shelf: attempts.append(ladder.climb(server.url(path), shelf)))
        for shelf in shelves
    ]
    for climb in climbs:
        climb.start()
    threading.Timer(0.15, ladder.interrupt).start()
    for climb in climbs:
        climb.join(5)
    assert [(one.interrupted, one.captured, one.fault) for one in attempts] == [(True, False, None)] * 4
    assert [shelf.left_open for shelf in shelves] == [0] * 4


def test_after_stopping_no_climb_begins(server, shelf, rungs):
    ladder = rungs()
    ladder.interrupt()
    assert ladder.climb(server.url("/page"), shelf).interrupted
    assert shelf.exchanges == []


def test_eight_climb_at_once_without_mixing(server, tmp_path, rungs):
    ladder, found = rungs(), {}
    paths = ["/page", "/binary", "/gzip", "/chunked", "/hop/3", "/plain-text", "/to-accents", "/deflate"]

    def climb(path):
        shelf = Shelf(tmp_path / path.replace("/", "-"))
        shelf.folder.mkdir()
        found[path] = (ladder.climb(server.url(path), shelf), shelf)

    climbs = [threading.Thread(target=climb, args=(path,)) for path in paths]
    for one in climbs:
        one.start()
    for one in climbs:
        one.join(5)
    assert all(attempt.captured for attempt, _ in found.values())
    assert all(shelf.exchanges[0].url == server.url(path) for path, (_, shelf) in found.items())


class Full(io.BytesIO):
    """A file on a disk that takes no more."""

    def __init__(self, number):
        super().__init__()
        self._number = number

    def write(self, data):
        raise OSError(self._number, "the disk says no")


class FullShelf(Shelf):
    """A sink whose files take nothing."""

    number = errno.ENOSPC

    def body(self):
        self.opened.append(Full(self.number))
        return self.opened[-1]


class BrokenShelf(FullShelf):
    """A sink on a disk that is breaking."""

    number = errno.EIO


def test_a_full_disk_is_no_fault_of_the_page(server, tmp_path, rungs):
    shelf = FullShelf(tmp_path)
    assert rungs().climb(server.url("/page"), shelf).fault.kind is Kind.NO_ROOM
    assert shelf.left_open == 0


def test_a_breaking_disk_is_raised(server, tmp_path, rungs):
    shelf = BrokenShelf(tmp_path)
    with pytest.raises(Unkept):
        rungs().climb(server.url("/page"), shelf)
    assert shelf.left_open == 0


def test_the_embassy_stands_without_the_rest_of_the_house():
    refused = ["peewee", "trafilatura", "watchdog", "psutil", "loguru", "lxml", "warcio", "click"]
    code = f"import sys; sys.modules.update(dict.fromkeys({refused})); import atlas.fetch"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_host_that_lets_nobody_in_costs_no_more_than_the_deadline(mute_port, shelf, rungs):
    attempt = rungs(seconds=0.3).climb(f"http://127.0.0.1:{mute_port}/", shelf)
    assert (attempt.fault.kind, attempt.tries[0].milliseconds < 900) == (Kind.TIMEOUT, True)


def test_stopping_reaches_a_climb_that_is_still_connecting(mute_port, shelf, rungs):
    ladder = rungs(seconds=20)
    threading.Timer(0.1, ladder.interrupt).start()
    attempt = ladder.climb(f"http://127.0.0.1:{mute_port}/", shelf)
    assert (attempt.interrupted, attempt.tries[0].milliseconds < 900) == (True, True)


def test_a_mute_address_leaves_time_for_the_next(mute_port, server, shelf, rungs):
    ladder = rungs(seconds=1, resolve=lambda host, port: [("127.0.0.1", mute_port), ("127.0.0.1", server.port)])
    assert ladder.climb(server.url("/page", "twofold.example"), shelf).captured


@pytest.mark.parametrize("number", [errno.ECONNRESET, errno.EPIPE, errno.ENETUNREACH, errno.EHOSTUNREACH])
def test_whatever_fails_before_a_connection_stands_is_unreachable(number, shelf, rungs):
    def failing(host, port):
        raise OSError(number, "no way there")

    attempt = rungs(resolve=failing).climb("http://far.example/", shelf)
    assert (attempt.fault.kind, attempt.page) == (Kind.UNREACHABLE, None)
    assert attempt.fault.detail.startswith("far.example ")


def test_a_name_nobody_knows_is_told_as_such(shelf, rungs):
    def unknown(host, port):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    attempt = rungs(resolve=unknown).climb("https://nowhere.example/", shelf)
    assert (attempt.fault.kind, attempt.fault.detail) == (
        Kind.NO_SUCH_HOST,
        "There is no host named nowhere.example.",
    )
