"""Every key of config.toml: its name, its default, how it reads, and what it is for."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from pathlib import Path
from typing import Any

from atlas.config import values

KNOWN_LAYERS = ("direct", "agents", "variants", "browser", "memento", "wayback")
LAYERS = ("direct", "agents", "variants", "memento", "wayback")
TIMEGATES = ("https://timetravel.mementoweb.org/timegate/", "https://arquivo.pt/wayback/")


def key(default: str | int | bool | list[str], read: Callable[[Any], Any], told: str, *, secret: bool = False) -> Any:
    """Returns a field with the default as it stands in the file, its reader, and one line of explanation.

    What a secret one holds is never shown.
    """
    meta = {"default": default, "read": read, "told": told, "secret": secret}
    return field(default_factory=lambda: read(default), metadata=meta)


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
        [], values.networks, 'Your own networks that may be captured: "192.168.1.0/24".'
    )
    browser: str = key(
        "", values.text, "The browser layer's program, if not the installed Chromium; name browser in layers, too."
    )
    robots: str = key(
        "off", values.one_of("off", "automatic", "always"), "Ask robots.txt: for what no person dropped, or for all."
    )
    probe: str = key(
        "", values.address, "Answers where the network is there; empty: those that answered last are called."
    )
    contact: str = key("", values.header, "In the User-Agent, so that people can reach you.")


@dataclass(frozen=True)
class Archives:
    """Who is asked for a copy of what the web no longer gives: only for addresses that are public by their form."""

    timegates: tuple[str, ...] = key(
        list(TIMEGATES), values.addresses, "Asked by the memento layer (RFC 7089); {url} or the end takes the address."
    )
    wayback: str = key("https://web.archive.org", values.address, "Asked by the wayback layer.")
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
class Read:
    """How captured pages become articles: behind capture, in processes of their own."""

    enabled: bool = key(True, values.switch, "Make an article of each page, for search and for Obsidian.")
    workers: int = key(1, values.count(1, 16), "Pages read at once.")
    time: timedelta = key("20s", values.some_time, "Of a processor, for one page.")
    memory: int = key("512MB", values.some_size, "For one page.")


@dataclass(frozen=True)
class Vitals:
    """What the machine must keep."""

    free_disk: int = key("1GB", values.size, "With less free disk than this, fetching waits.")
    temperature: int = key(75, values.count(30, 120), "In °C: a processor so hot slows fetching and reading down.")
    memory: int = key("100MB", values.size, "With less left than this they pause; with less than twice, slow down.")
    endurance: int | None = key(
        "auto", values.endurance, "What the disk may be written in its life; auto: 10TB for a memory card."
    )


@dataclass(frozen=True)
class Alerts:
    """Who is told when something needs a person."""

    urls: tuple[str, ...] = key(
        [], values.targets, "smtp://…, https://… (ntfy, webhooks), what apprise knows, or secret:NAME.", secret=True
    )
    quiet: timedelta = key("1h", values.duration, "The same alert at most once in this time, with its count.")
    digest: time | None = key("", values.hour, 'A letter a day about the day, such as "08:00"; empty: none.')


@dataclass(frozen=True)
class Health:
    """Who notices that Atlas itself is gone."""

    ping: str = key(
        "",
        values.target,
        "Asked every five minutes while all is well, as healthchecks.io is; or secret:NAME.",
        secret=True,
    )
    canary: timedelta = key(
        "1h", values.rounds, "A drop of Atlas's own goes through all of it and leaves nothing; empty: none."
    )


@dataclass(frozen=True)
class Mail:
    """Links that come by mail."""

    maildir: str = key("", values.text, "A Maildir: each new mail becomes a drop; empty: none is read.")


@dataclass(frozen=True)
class Web:
    """The HTTP door, `atlas serve`: for programs of one's own, each with a key."""

    listen: values.Listen = key("127.0.0.1:7444", values.listen, "Where it is; other machines reach it by a tunnel.")
    snapshots: values.Listen = key(
        "127.0.0.1:7445",
        values.listen_or_not,
        "Where captured pages are looked at, apart from all else; empty: nowhere.",
    )
    hosts: tuple[str, ...] = key([], values.authorities, 'Further names it answers to: "pi.tail1234.ts.net".')


@dataclass(frozen=True)
class Standby:
    """Several machines on one archive: one works, the others take over where it falls silent."""

    nodes: tuple[str, ...] = key(
        [], values.names, 'All of them, the preferred first: ["pi", "mini"]; empty: one alone.'
    )
    name: str = key("", values.name, "Which of them this machine is; empty: what its hostname begins with.")
    ttl: timedelta = key("3m", values.some_time, "Silent for so long, and a quarter more, it is taken over from.")
    doors: tuple[str, ...] = key(
        [], values.addresses, "Their `atlas serve`, in the same order: who still answers there is not taken over from."
    )


@dataclass(frozen=True)
class Backup:
    """What is kept a second time, where, and for how long."""

    to: str = key(
        "", values.text, "A folder on another disk, or rclone:NAME:FOLDER; empty: .atlas/backups, without the archive."
    )
    daily: int = key(7, values.count(1, 1000), "Days of which a set is kept.")
    weekly: int = key(4, values.count(0, 1000), "Weeks of which a set is kept.")
    monthly: int = key(12, values.count(0, 1000), "Months of which a set is kept.")
    encrypt_to: str = key("", values.recipient, "An age recipient, age1…: sets that only its identity opens.")


@dataclass(frozen=True)
class Upkeep:
    """Who goes the daily, weekly and monthly rounds, and what the monthly one looks through besides."""

    daemon: bool = key(True, values.switch, "A round that no timer began in time is begun by `atlas watch`.")
    advisories: str = key(
        "", values.text, "A file or folder of advisories (OSV's JSON, or pip-audit's), fetched by you; empty: none."
    )


@dataclass(frozen=True)
class Upgrade:
    """Where new releases come from, and for how long one is watched."""

    source: str = key("", values.text, "A folder that you keep new releases in, for `atlas upgrade --security`.")
    watch: timedelta = key(
        "2m", values.some_time, "So long a new release is watched, and switched back if it is worse."
    )
    keep: int = key(2, values.count(1, 20), "How many releases stay beside the one at work.")


@dataclass(frozen=True)
class Journal:
    """What is written down of what happens."""

    level: str = key("INFO", values.one_of("DEBUG", "INFO", "WARNING", "ERROR"), "The least that is worth a line.")
    format: str = key("auto", values.one_of("auto", "text", "json"), "On the screen; the file is always JSON.")
    keep: timedelta = key("14d", values.some_time, "How long old log files are kept.")
    folder: str = key("", values.text, 'Where they are; empty: .atlas/log; /run/atlas spares a card; "off": nowhere.')


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
