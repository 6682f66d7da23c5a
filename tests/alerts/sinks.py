"""Whoever takes alerts, on loopback: a web server as ntfy is one, and a mail server."""

import http.server
import socketserver

from tests.answering import Quiet


class Web(http.server.ThreadingHTTPServer):
    """Remembers what was posted to it."""

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Taker)
        self.taken = []
        self.status = 200

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_address[1]}"


class Taker(Quiet):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self._answer(body)

    def do_GET(self):
        self._answer("")

    def _answer(self, body):
        self.server.taken.append((self.command, self.path, self.headers.get("Title", ""), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", f"{self.server.address}/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()


class Mail(socketserver.ThreadingTCPServer):
    """Takes mail, and remembers it."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Session)
        self.taken = []
        self.refuses = False

    @property
    def port(self):
        return self.server_address[1]


class Session(socketserver.StreamRequestHandler):
    def handle(self):
        self._say("220 sink")
        for line in iter(self.rfile.readline, b""):
            word = line[:4].upper()
            if word == b"QUIT":
                self._say("221 bye")
                return
            if word == b"DATA":
                self._take()
            else:
                self._say("550 no" if word == b"RCPT" and self.server.refuses else "250 sink")

    def _take(self):
        self._say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.taken.append(b"".join(lines).decode())
        self._say("250 taken")

    def _say(self, text):
        self.wfile.write(f"{text}\r\n".encode())
