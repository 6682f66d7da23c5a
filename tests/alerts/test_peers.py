"""What another machine's door says of its lease."""

import http.server
import threading

import pytest

from atlas import alerts


class Door(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        told = b"# HELP atlas_lease_epoch x\n# TYPE atlas_lease_epoch gauge\natlas_lease_epoch 7\n"
        self.send_response(200 if self.path == "/metrics" else 404)
        self.send_header("Content-Length", str(len(told)))
        self.end_headers()
        self.wfile.write(told)

    def log_message(self, *told):
        pass


@pytest.fixture(scope="module")
def door():
    with http.server.HTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


def test_a_machine_that_says_it_works_under_the_lease_is_believed(door):
    assert alerts.still_has(f"{door}/", 7)


def test_one_that_works_under_another_lease_or_answers_nothing_is_not(door):
    assert not alerts.still_has(door, 8)
    assert not alerts.still_has(f"{door}/elsewhere", 7)
    assert not alerts.still_has("http://127.0.0.1:1", 7)
