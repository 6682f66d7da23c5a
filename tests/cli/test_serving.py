"""`atlas serve`, a process of its own."""

import http.client
import os
import signal
import socket
import subprocess
import sys
from contextlib import closing

import pytest

from tests.cli.conftest import SETTINGS, clean


@pytest.fixture
def ports():
    with closing(socket.create_server(("127.0.0.1", 0))) as one, closing(socket.create_server(("127.0.0.1", 0))) as two:
        return one.getsockname()[1], two.getsockname()[1]


@pytest.fixture
def port(ports):
    return ports[0]


@pytest.fixture
def beside(ports):
    return ports[1]


@pytest.fixture
def serving(home, port, beside):
    places = {"ATLAS_WEB__LISTEN": f"127.0.0.1:{port}", "ATLAS_WEB__SNAPSHOTS": f"127.0.0.1:{beside}"}
    environ = {**clean(), **SETTINGS, **places}
    command = [sys.executable, "-m", "atlas", "--home", str(home.path), "serve"]
    process = subprocess.Popen(command, env=environ, stderr=subprocess.PIPE, text=True)
    assert process.stderr
    assert process.stderr.readline() == f"The door is at http://127.0.0.1:{port}/\n"
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def asked(port, method, path, body=None, **headers):
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as line:
        line.request(method, path, body, headers)
        answer = line.getresponse()
        return answer.status, answer.read().decode()


def test_a_door_opens_takes_a_drop_and_shuts_when_it_is_told_to(home, port, serving):
    key = home.atlas("key", "add", "phone", "--write").out.strip()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "text/plain"}
    assert asked(port, "GET", "/ready")[0] == 200
    assert asked(port, "POST", "/api/drops", "https://good.example/pi", **headers)[0] == 201
    assert len(home.files("inbox")) == 1
    serving.send_signal(signal.SIGTERM)
    _, told = serving.communicate(timeout=20)
    assert serving.returncode == 0
    assert "A drop came in by the door." in told
    assert "The door is shut. [SIGTERM]" in told
    assert key not in told
    log = home.path / ".atlas/log/door/atlas.log"
    assert key not in log.read_text()
    assert log.stat().st_mode & 0o777 == 0o600


def test_an_interrupt_shuts_it_too(serving):
    serving.send_signal(signal.SIGINT)
    serving.communicate(timeout=20)
    assert serving.returncode == 130


def test_beside_a_door_there_is_no_second_one(home, port, serving):
    again = home.process("serve", ATLAS_WEB__LISTEN=f"127.0.0.1:{port}")
    assert again.code == os.EX_UNAVAILABLE
    assert str(port) in again.err


def test_a_door_stands_beside_an_atlas_at_work(home, port, serving):
    assert home.atlas("drain").code == 0
    assert asked(port, "GET", "/ready")[0] == 200


def test_the_description_is_printed_without_opening_anything(home):
    told = home.atlas("serve", "--describe")
    assert told.code == 0
    assert '"openapi": "3.1' in told.out


def test_captured_pages_are_looked_at_on_a_door_of_their_own(beside, serving):
    status, told = asked(beside, "GET", "/snapshots/abcd1234")
    assert status == 403
    assert "Open it anew" in told
    assert asked(beside, "GET", "/health")[0] == 404
    assert asked(beside, "POST", "/api/drops", "https://good.example/")[0] == 405


def test_no_page_leads_into_the_second_door(home, beside, serving):
    home.drop("self.url", f"http://127.0.0.1:{beside}/snapshots/abcd1234\n")
    home.atlas("drain", ATLAS_WEB__SNAPSHOTS=f"127.0.0.1:{beside}")
    (ticket,) = [one for one in home.files("failed/dead") if one.endswith(".atlas.json")]
    assert "Atlas itself" in (home.path / "failed/dead" / ticket).read_text()


def test_no_page_leads_back_into_the_door(home, port, serving):
    home.drop("self.url", f"http://127.0.0.1:{port}/health\n")
    home.atlas("drain", ATLAS_WEB__LISTEN=f"127.0.0.1:{port}")
    (ticket,) = [one for one in home.files("failed/dead") if one.endswith(".atlas.json")]
    assert "Atlas itself" in (home.path / "failed/dead" / ticket).read_text()
