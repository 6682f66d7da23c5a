"""The site that several benches capture: pages on loopback, made as they are asked for."""

import http.server

SETTINGS = {
    "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    "ATLAS_FETCH__HOST_GAP": "0s",
    "ATLAS_FETCH__LAYERS": '["direct"]',
    "ATLAS_VITALS__FREE_DISK": "1kB",
    "ATLAS_QUEUE__REST": "50ms",
}
"""What lets a home capture it as fast as it goes."""


class Pages(http.server.BaseHTTPRequestHandler):
    """A page for each path."""

    protocol_version = "HTTP/1.1"

    def page(self) -> bytes:
        """Returns the page of `self.path`."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answers with it."""
        page = self.page()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *told: object) -> None:
        """Says nothing."""
