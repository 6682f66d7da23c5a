"""The door on a real socket: what a client may do to a connection."""

import signal
import socket
import threading
import time
from contextlib import closing

import pytest

from atlas.doors.web import Gate, bound, names_at, serve
from atlas.doors.web.building import framework
from atlas.doors.web.gate import LONGEST_HEAD
from atlas.doors.web.serving import MOST, Patient, server_of
from atlas.errors import Unreachable

PATIENCE = 0.3
LINES = "{} {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n"


class Hasty(Patient):
    """A connection that waits for less."""

    head_patience = PATIENCE
    reader_patience = PATIENCE


class Line:
    """A door that listens, and raw bytes sent to it."""

    def __init__(self, door) -> None:
        self.door = door
        self.listening = bound("127.0.0.1", 0)
        self.port = self.listening.getsockname()[1]
        self.name = f"127.0.0.1:{self.port}"
        gate = Gate(framework(door.parts()), names_at(self.name, self.port), door.told.append, PATIENCE)
        self.server = server_of(gate, Hasty)
        self.thread = threading.Thread(target=self.server.run, args=([self.listening],))

    def stop(self) -> None:
        self.server.should_exit = True
        self.thread.join(20)
        assert not self.thread.is_alive()

    def connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.settimeout(20)
        return made

    def head(self, method="GET", path="/health", *more: str, host="") -> bytes:
        lines = LINES.format(method, path, host or self.name, self.door.both)
        return (lines + "".join(f"{one}\r\n" for one in more) + "\r\n").encode("latin-1")

    def said(self, *pieces: bytes) -> bytes:
        """Sends pieces and returns all that comes until the door hangs up."""
        with self.connect() as made:
            for one in pieces:
                made.sendall(one)
            return all_of(made)


def all_of(made: socket.socket) -> bytes:
    """Returns all that comes until the other side hangs up, however it does."""
    found = b""
    try:
        while piece := made.recv(65536):
            found += piece
    except ConnectionResetError:
        pass
    return found


def status_of(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.fixture
def line(door):
    made = Line(door)
    made.thread.start()
    yield made
    made.stop()


CLOSE = "Connection: close"


def test_it_answers(line):
    answer = line.said(line.head("GET", "/health", CLOSE))
    assert status_of(answer) == 200
    assert b"server:" not in answer.lower()


def test_a_connection_serves_several_requests(line):
    answer = line.said(line.head(), line.head(), line.head("GET", "/ready", CLOSE))
    assert answer.count(b"HTTP/1.1 200 OK") == 3


def test_who_says_nothing_is_not_waited_for(line):
    assert line.said() == b""


def test_a_head_that_does_not_end_is_not_waited_for(line):
    assert line.said(line.head()[:-2]) == b""


def test_a_head_that_drips_is_not_waited_for(line):
    with line.connect() as made:
        begun = time.monotonic()
        try:
            for one in line.head("GET", "/health", f"X-Long: {'x' * 10_000}"):
                made.sendall(bytes([one]))
                # Each byte is waited for as a slow line would have it, and an end seen as soon as it comes.
                made.settimeout(0.05)
                try:
                    if made.recv(1) == b"":
                        break
                except TimeoutError:
                    continue
        except ConnectionError:
            pass
        assert time.monotonic() - begun < 10


def test_after_an_answer_a_head_is_waited_for_no_longer(line):
    with line.connect() as made:
        made.sendall(line.head())
        answer = b""
        while not answer.endswith(b"}"):
            answer += made.recv(65536)
        made.sendall(b"GET /health HTTP/1.1\r\n")
        assert all_of(made) == b""


def test_a_body_that_does_not_come_is_not_waited_for(line):
    head = line.head("POST", "/api/drops", "Content-Type: text/plain", "Content-Length: 100")
    assert status_of(line.said(head, b"https://")) == 408
    assert line.door.dropped() == {}


def test_a_refused_body_is_not_taken_either(line):
    head = line.head("POST", "/api/drops", "Content-Type: text/plain", "Content-Length: 100000", host="evil.example")
    assert status_of(line.said(head)) == 421


@pytest.mark.parametrize(
    ("host", "status"), [("evil.example", 421), ("localhost:1", 421), ("", 200), ("127.0.0.1", 421)]
)
def test_a_name_of_somebody_else_is_refused(line, host, status):
    assert status_of(line.said(line.head("GET", "/health", CLOSE, host=host))) == status


@pytest.mark.parametrize(
    "head",
    [
        b"GET /health HTTP/1.1\r\n\r\n",
        b"GET /health HTTP/1.0\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost: {name}\r\nHost: {name}\r\n\r\n",
        b"GET http://evil.example/health HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n",
        b"GET * HTTP/1.1\r\nHost: {name}\r\nConnection: close\r\n\r\n",
        b"GET /health HTTP/1.1\r\nHost : {name}\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"nonsense\r\n\r\n",
        b"POST /api/drops HTTP/1.1\r\nHost: {name}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        b"POST /api/drops HTTP/1.1\r\nHost: {name}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        b"POST /api/drops HTTP/1.1\r\nHost: {name}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    ],
)
def test_what_is_no_request_is_refused_and_hung_up_on(line, head):
    answer = line.said(head.replace(b"{name}", line.name.encode()))
    assert answer == b"" or status_of(answer) in (400, 401, 421, 501)
    assert answer == b"" or b"application/problem+json" in answer
    assert "broke" not in {one.name for one in line.door.told}


def test_a_head_is_not_larger_than_it_needs_to_be(line):
    answer = line.said(
        line.head("GET", "/health", *(f"X-{one}: {'x' * 500}" for one in range(2 * LONGEST_HEAD // 500)))
    )
    assert answer == b"" or status_of(answer) in (400, 431)


def test_a_body_in_pieces_is_counted(line):
    head = line.head("POST", "/api/drops", "Content-Type: text/plain", "Transfer-Encoding: chunked")
    piece = b"186a0\r\n" + b"x" * 100_000 + b"\r\n"
    with line.connect() as made:
        try:
            made.sendall(head)
            for _ in range(100):
                made.sendall(piece)
        except ConnectionError:
            pass
        answer = all_of(made)
    assert answer == b"" or status_of(answer) == 413
    assert line.door.dropped() == {}


def test_who_goes_away_in_the_middle_has_dropped_nothing(line):
    with line.connect() as made:
        made.sendall(line.head("POST", "/api/drops", "Content-Type: text/plain", "Content-Length: 100"))
        made.sendall(b"https://good.example/")
    assert status_of(line.said(line.head("GET", "/health", CLOSE))) == 200
    line.stop()
    assert line.door.dropped() == {}
    assert "broke" not in {one.name for one in line.door.told}


def test_who_takes_nothing_of_an_answer_is_not_waited_for(door):
    door.metrics = lambda: "x" * 20_000_000
    line = Line(door)
    line.thread.start()
    with line.connect() as made:
        made.sendall(line.head("GET", "/metrics"))
        # Asked until the first connection is the only one that is gone: each of these ends by itself.
        while line.server.server_state.total_requests < 1 or line.server.server_state.connections:
            line.said(line.head("GET", "/health", CLOSE))
        assert len(all_of(made)) < 20_000_000
    line.stop()


def test_no_more_connections_are_held_than_there_may_be(line):
    held = [line.connect() for _ in range(MOST)]
    with closing(line.connect()) as late:
        late.settimeout(PATIENCE * 100)
        assert all_of(late) == b""
    for one in held:
        one.close()


def test_a_drop_goes_all_the_way(line):
    body = b"https://good.example/pi"
    head = line.head("POST", "/api/drops", "Content-Type: text/plain", f"Content-Length: {len(body)}", CLOSE)
    assert status_of(line.said(head, body)) == 201
    assert list(line.door.dropped().values()) == ["https://good.example/pi\n"]


def test_the_body_of_an_answer_does_not_wait_behind_its_head():
    with bound("127.0.0.1", 0) as listening, socket.create_connection(listening.getsockname()):
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_place_that_is_taken_is_told(line):
    with pytest.raises(Unreachable, match=str(line.port)):
        bound("127.0.0.1", line.port)


@pytest.mark.parametrize("name", ["SIGTERM", "SIGINT"])
def test_a_signal_that_comes_before_it_listens_is_not_lost(door, name):
    before = signal.getsignal(signal.Signals[name])
    app = framework(door.parts())
    assert serve(app, bound("127.0.0.1", 0), lambda: signal.raise_signal(signal.Signals[name])) == name
    assert signal.getsignal(signal.Signals[name]) is before
