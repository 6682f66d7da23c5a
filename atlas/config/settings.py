"""Every key of config.toml: its name, its default, how it reads, and what it is for; what capture needs here."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from atlas.config import places, values
from atlas.config.beside import (
    Alerts,
    Backup,
    Health,
    Journal,
    Mail,
    Read,
    Standby,
    Upgrade,
    Upkeep,
    Vitals,
    Web,
)
from atlas.config.key import key

KNOWN_LAYERS = ("direct", "agents", "variants", "browser", "memento", "wayback")
LAYERS = ("direct", "agents", "variants", "memento", "wayback")
TIMEGATES = ("https://timetravel.mementoweb.org/timegate/", "https://arquivo.pt/wayback/")


@dataclass(frozen=True)
class Paths:
    """Where the folders are, relative to this file."""

    inbox: Path = key("inbox", values.path, "What Atlas has not dealt with yet. Share this one.")
    raw: Path = key("raw", values.path, "The archive.")
    processed: Path = key("processed", values.path, "Drops whose pages are kept.")
    failed: Path = key("failed", values.path, "What waits to be tried again, and what needs you.")
    state: Path = key(".atlas", values.path, "Atlas's own; on a disk of this machine, never on a share.")


@dataclass(frozen=True)
class Queue:
    """How drops are taken."""

    rest: timedelta = key("2s", values.duration, "A file must lie still this long before it is taken.")
    sweep: timedelta | None = key(
        "auto", values.sweep, "Look even if no bell rings: 5s local, 15s network; or a duration."
    )
    bell: str = key(
        "auto", values.one_of("auto", "off"), "auto: be woken by the kernel; off: only look every so often."
    )
    fetchers: int = key(8, values.count(1, 64), "Hosts visited at once; those that keep it waiting are not counted.")


@dataclass(frozen=True)
class Fetch:
    """How pages are fetched."""

    deadline: timedelta = key("30s", values.some_time, "One address: names, connection, redirects and body together.")
    max_bytes: int = key("50MB", values.some_size, "On the wire; unpacked at most 4 times that.")
    host_gap: timedelta = key("2s", values.duration, 'Between two visits to one host; per host in [hosts."name"].')
    layers: tuple[str, ...] = key(list(LAYERS), values.some_of(KNOWN_LAYERS), "Ways to get a page, in order.")
    allow_networks: tuple[str, ...] = key(
        [], places.networks, 'Your own networks that may be captured: "192.168.1.0/24".'
    )
    browser: str = key(
        "", values.text, "The browser layer's program, if not the installed Chromium; name browser in layers, too."
    )
    robots: str = key(
        "off", values.one_of("off", "automatic", "always"), "Ask robots.txt: for what no person dropped, or for all."
    )
    probe: str = key(
        "", places.address, "Answers where the network is there; empty: those that answered last are called."
    )
    contact: str = key("", places.header, "In the User-Agent, so that people can reach you.")


@dataclass(frozen=True)
class Archives:
    """Who is asked for a copy of what the web no longer gives: only for addresses that are public by their form."""

    timegates: tuple[str, ...] = key(
        list(TIMEGATES), places.addresses, "Asked by the memento layer (RFC 7089); {url} or the end takes the address."
    )
    wayback: str = key("https://web.archive.org", places.address, "Asked by the wayback layer.")
    save: bool = key(False, values.switch, "Ask the Wayback Machine to save each page that was captured.")


@dataclass(frozen=True)
class Retry:
    """When Atlas tries again."""

    schedule: tuple[timedelta, ...] = key(
        ["1m", "4m", "16m", "1h", "4h", "17h", "24h"], values.durations, "The longest wait after each failed attempt."
    )
    lifetime: timedelta = key("5d", values.some_time, "How long an unreachable host is tried at all.")
    lull: timedelta = key("15m", values.some_time, "The wait after what is not the page's fault.")


@dataclass(frozen=True)
class Breaker:
    """When a host that fails is left alone."""

    threshold: int = key(5, values.count(1, 1000), "Faults in a row after which it is.")
    cooldown: timedelta = key("15m", values.some_time, "For how long at first; then twice as long, up to 6h.")


@dataclass(frozen=True)
class Host:
    """What is different for one host."""

    host_gap: timedelta = key("2s", values.duration, "Between two visits to this host.")


@dataclass(frozen=True)
class Settings:
    """All of it, for one home."""

    home: Path
    paths: Paths
    queue: Queue
    fetch: Fetch
    archives: Archives
    retry: Retry
    breaker: Breaker
    read: Read
    vitals: Vitals
    alerts: Alerts
    health: Health
    mail: Mail
    web: Web
    standby: Standby
    backup: Backup
    upkeep: Upkeep
    upgrade: Upgrade
    journal: Journal
    hosts: Mapping[str, Host]

    @property
    def shared(self) -> Path | None:
        """Where several machines on one archive note things for each other; None where one is alone."""
        return self.paths.raw / ".standby" if self.standby.nodes else None


SECTIONS: dict[str, type] = {
    "paths": Paths,
    "queue": Queue,
    "fetch": Fetch,
    "archives": Archives,
    "retry": Retry,
    "breaker": Breaker,
    "read": Read,
    "vitals": Vitals,
    "alerts": Alerts,
    "health": Health,
    "mail": Mail,
    "web": Web,
    "standby": Standby,
    "backup": Backup,
    "upkeep": Upkeep,
    "upgrade": Upgrade,
    "journal": Journal,
}
