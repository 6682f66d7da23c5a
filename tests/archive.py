"""A web archive on loopback that behaves as the Wayback Machine and RFC 7089 are documented, outages included.

`/cdx/search/cdx`, `/wayback/available`, `/web/TIMEid_/URL` (exact), `/web/TIME/URL` (as shown), `/web/URL`
(TimeGate), `/save/URL` and, with the keys access:word, `POST /save`. TimeGates of other kinds: `/at-once/URL` answers
with the copy itself, `/choice/URL` with a choice of copies, `/live/URL` with a page of its own.
"""

import gzip
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

STAMP = "%Y%m%d%H%M%S"
BANNER = b"<!-- the archive's banner -->"
ERROR = b"<!doctype html><title>Wayback Machine</title><p>Something of the archive's own.</p>"
FIELDS = ("urlkey", "timestamp", "original", "mimetype", "statuscode", "digest", "length")


@dataclass(frozen=True)
class Kept:
    """One capture."""

    url: str
    stamp: str
    body: bytes = b"<!doctype html><title>An archived page</title><p>It was here.</p>"
    status: int = 200
    media_type: str = "text/html"
    headers: dict[str, str] = field(default_factory=dict)
    """As the site sent them, beside its type."""
    shown_as: str = ""
    """The type the archive calls it by, where that is another."""
    leads_to: str = ""
    """For a redirect: where to, in the archive."""
    leads_out: str = ""
    """For a redirect that leads out of the archive: where to."""

    @property
    def taken(self) -> datetime:
        return datetime.strptime(self.stamp, STAMP).replace(tzinfo=UTC)

    @property
    def key(self) -> str:
        return key(self.url)


def key(url: str) -> str:
    """Archives take http and https, with and without www, for one."""
    return re.sub(r"^https?://(?:www\.)?", "", url).rstrip("/").lower()


def http_date(moment: datetime) -> str:
    return format_datetime(moment, usegmt=True)


class Archive:
    """The archive, in threads, for as long as it is entered."""

    def __init__(self, *kept: Kept) -> None:
        self.kept = list(kept)
        self.listed: list[Kept] | None = None
        """What the indexes know, where that is something else."""
        self.silent = False
        """Whether it keeps the Memento-Datetime of its copies to itself."""
        self.outages: dict[str, str] = {}
        """By the first word of a path, or cdx, available, gate, copy: 429, 503, hang, garbage, cut, empty …"""
        self.requests: list[tuple[str, dict[str, str]]] = []
        self.choice = "mp_"
        """How the copies in a choice are to be shown."""
        self.forms: list[dict[str, str]] = []
        """What was handed in at /save."""
        self.stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (Door,), {"archive": self}))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self) -> "Archive":
        self._thread.start()
        return self

    def __exit__(self, *ending: object) -> None:
        self.stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def of(self, url: str, kept: list[Kept] | None = None) -> list[Kept]:
        return sorted((one for one in kept or self.kept if one.key == key(url)), key=lambda one: one.stamp)

    def nearest(self, url: str, moment: datetime) -> Kept | None:
        return min(self.of(url), key=lambda one: abs(one.taken - moment), default=None)


class Door(BaseHTTPRequestHandler):
    """One request."""

    archive: Archive

    def log_message(self, *told: object) -> None:
        pass

    def do_GET(self) -> None:
        self.archive.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        part, answer = self._place()
        outage = self.archive.outages.get(part)
        if outage:
            OUTAGES[outage](self)
        else:
            answer()

    def do_POST(self) -> None:
        form = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.archive.requests.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        self.archive.forms.append({name: values[-1] for name, values in parse_qs(form).items()})
        if outage := self.archive.outages.get("save"):
            OUTAGES[outage](self)
        elif self.headers.get("Authorization") == "LOW access:word":
            told = {"url": self.archive.forms[-1]["url"], "job_id": "spn2-1"}
            self.say(200, json.dumps(told).encode(), Content_Type="application/json")
        else:
            self.say(401, b'{"message": "You need to be logged in to use Save Page Now."}')

    def _place(self) -> tuple[str, Callable[[], None]]:
        path = self.path
        if path.startswith("/cdx/search/cdx?"):
            return "cdx", self._cdx
        if path.startswith("/wayback/available?"):
            return "available", self._available
        if found := re.match(r"/web/(\d{1,14})(id_|mp_)?/(.*)", path):
            return ("exact" if found[2] == "id_" else "shown"), lambda: self._copy(found[1], found[2] or "", found[3])
        gates = {"web": self._gate, "at-once": self._at_once, "choice": self._choice, "live": self._live}
        word, _, url = path[1:].partition("/")
        if word == "save":
            return "save", lambda: self.say(302, Location=f"{self.archive.base}/live/saved")
        if word in gates:
            return "gate", lambda: gates[word](url)
        return word, lambda: self.say(404, ERROR)

    def say(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        self.send_response(status)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        for name, value in ({"Content-Type": "text/html"} | named).items():
            self.send_header(name, value)
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        self.end_headers()
        self.wfile.write(body)

    def _cdx(self) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        rows = self.archive.of(asked["url"], self.archive.listed)
        if wanted := asked.get("filter"):
            name, _, pattern = wanted.partition(":")
            rows = [one for one in rows if name == "statuscode" and re.fullmatch(pattern, str(one.status))]
        if asked.get("sort") == "closest":
            moment = datetime.strptime(asked["closest"], STAMP).replace(tzinfo=UTC)
            rows.sort(key=lambda one: abs(one.taken - moment))
        rows = rows[: int(asked["limit"])] if "limit" in asked else rows
        fields = asked["fl"].split(",") if "fl" in asked else list(FIELDS)
        values = [
            dict(zip(FIELDS, (one.key, one.stamp, one.url, one.media_type, str(one.status), "A", "1"), strict=True))
            for one in rows
        ]
        table = [fields, *([one[name] for name in fields] for one in values)] if values else []
        # It compresses by default, as documented.
        body = gzip.compress(json.dumps(table).encode())
        self.say(200, body, Content_Type="application/json", Content_Encoding="gzip")

    def _available(self) -> None:
        asked = {name: values[-1] for name, values in parse_qs(urlsplit(self.path).query).items()}
        moment = datetime.strptime(asked["timestamp"], STAMP).replace(tzinfo=UTC)
        nearest = self.archive.nearest(asked["url"], moment)
        closest = nearest and {
            "available": True,
            "url": f"http://web.archive.org/web/{nearest.stamp}/{nearest.url}",
            "timestamp": nearest.stamp,
            "status": str(nearest.status),
        }
        told = {"url": asked["url"], "archived_snapshots": {"closest": closest} if closest else {}}
        self.say(200, json.dumps(told).encode(), Content_Type="application/json")

    def _copy(self, stamp: str, shown: str, url: str) -> None:
        kept = self.archive.nearest(url, datetime.strptime(stamp, STAMP).replace(tzinfo=UTC))
        if kept is None:
            self.say(404, ERROR)
        elif kept.stamp != stamp:
            self.say(302, Location=f"{self.archive.base}/web/{kept.stamp}{shown}/{kept.url}")
        else:
            self._play(kept, shown)

    def _play(self, kept: Kept, shown: str) -> None:
        base = self.archive.base
        origin = {f"x-archive-orig-{name}": value for name, value in kept.headers.items()}
        there = f"{base}/web/{kept.stamp}{shown}/{kept.leads_to}" if kept.leads_to else kept.leads_out
        more = {"Location": there} if there else {}
        links = f'<{kept.url}>; rel="original", <{base}/web/timemap/link/{kept.url}>; rel="timemap", '
        links += f'<{base}/web/{kept.url}>; rel="timegate", '
        links += f'<{base}/web/{kept.stamp}/{kept.url}>; rel="first last memento"; datetime="{http_date(kept.taken)}"'
        self.say(
            kept.status,
            kept.body if shown == "id_" else BANNER + kept.body,
            **{"x-archive-orig-content-type": kept.media_type, "x-archive-orig-content-length": "7"},
            **({} if self.archive.silent else {"Memento-Datetime": http_date(kept.taken)} | {"Link": links}),
            **{"Content-Type": kept.shown_as or kept.media_type},
            **origin,
            **more,
        )

    def _wanted(self, url: str) -> Kept | None:
        asked = self.headers.get("Accept-Datetime")
        moment = parsedate_to_datetime(asked) if asked else datetime.now(UTC)
        return self.archive.nearest(url, moment)

    def _gate(self, url: str) -> None:
        kept, base = self._wanted(url), self.archive.base
        if kept is None:
            self.say(404, ERROR, Vary="accept-datetime")
            return
        memento = f"{base}/web/{kept.stamp}/{kept.url}"
        links = f'<{kept.url}>; rel="original", <{memento}>; rel="memento"; datetime="{http_date(kept.taken)}"'
        self.say(302, Location=memento, Vary="accept-datetime", Link=links)

    def _at_once(self, url: str) -> None:
        kept = self._wanted(url)
        if kept is None:
            self.say(404, ERROR)
        else:
            self.say(200, kept.body, Vary="accept-datetime", **{"Memento-Datetime": http_date(kept.taken)})

    def _choice(self, url: str) -> None:
        links = ", ".join(
            f'</web/{one.stamp}{self.archive.choice}/{one.url}>; rel="memento"; datetime="{http_date(one.taken)}"'
            for one in self.archive.of(url)
        )
        self.say(300, ERROR, Vary="accept-datetime", Link=links)

    def _live(self, url: str) -> None:
        self.say(200, ERROR)

    def hang(self) -> None:
        self.archive.stopped.wait(20)

    def drip(self) -> None:
        """Begins a body that has no length, and does not go on."""
        self.say(200, b"[[", length=-1, Content_Type="application/json")
        self.wfile.flush()
        self.hang()


def _table(count: int) -> bytes:
    row = '["20200101000000", "http://gone.example/", "200"]'
    return ('[["timestamp", "original", "statuscode"]' + f", {row}" * count + "]").encode()


OUTAGES: dict[str, Callable[[Door], None]] = {
    "429": lambda door: door.say(429, ERROR, Retry_After="60"),
    "503": lambda door: door.say(503, ERROR),
    "403": lambda door: door.say(403, ERROR),
    "404": lambda door: door.say(404, ERROR),
    "withheld": lambda door: door.say(
        403, b"org.archive.wayback.exception.AdministrativeAccessControlException: Blocked Site Error"
    ),
    "not-shown": lambda door: door.say(
        403, ERROR, **{"x-archive-wayback-runtime-error": "AdministrativeAccessControlException: Blocked Site Error"}
    ),
    "garbage": lambda door: door.say(200, ERROR),
    "nothing": lambda door: door.say(200, b"", Content_Type="application/json"),
    "truncated": lambda door: door.say(200, _table(3)[:-9], Content_Type="application/json"),
    "cut": lambda door: door.say(200, _table(3), length=4000, Content_Type="application/json"),
    "huge": lambda door: door.say(200, _table(40_000), Content_Type="application/json"),
    "limit": lambda door: door.say(200, b'{"message": "You have reached your limit.", "status_ext": "error:no"}'),
    "deep": lambda door: door.say(200, b"[" * 100_000, Content_Type="application/json"),
    "number": lambda door: door.say(200, b"9" * 100_000, Content_Type="application/json"),
    "odd": lambda door: door.say(200, b'{"archived_snapshots": 7}', Content_Type="application/json"),
    "odd-choice": lambda door: door.say(
        300, ERROR, Link='<gopher://x.example/>; rel="memento"; datetime="Tue, 14 Jan 2014 10:00:00 GMT"'
    ),
    "hang": Door.hang,
    "drip": Door.drip,
}
