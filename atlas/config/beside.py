"""The sections of config.toml that capture does not need: reading, the machine, doors, copies, rounds."""

from dataclasses import dataclass
from datetime import time, timedelta

from atlas.config import places, values
from atlas.config.key import key


@dataclass(frozen=True)
class Read:
    """How captured pages become articles: behind capture, in processes of their own."""

    enabled: bool = key(True, values.switch, "Make an article of each page, for search and for Obsidian.")
    workers: int = key(
        2, values.count(1, 16), "Pages read at once, where there are as many cores and 2GB of memory; else one."
    )
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
        [], places.targets, "smtp://…, https://… (ntfy, webhooks), what apprise knows, or secret:NAME.", secret=True
    )
    quiet: timedelta = key("1h", values.duration, "The same alert at most once in this time, with its count.")
    digest: time | None = key("", values.hour, 'A letter a day about the day, such as "08:00"; empty: none.')


@dataclass(frozen=True)
class Health:
    """Who notices that Atlas itself is gone."""

    ping: str = key(
        "",
        places.target,
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

    listen: places.Listen = key("127.0.0.1:7444", places.listen, "Where it is; other machines reach it by a tunnel.")
    snapshots: places.Listen = key(
        "127.0.0.1:7445",
        places.listen_or_not,
        "Where captured pages are looked at, apart from all else; empty: nowhere.",
    )
    hosts: tuple[str, ...] = key([], places.authorities, 'Further names it answers to: "pi.tail1234.ts.net".')


@dataclass(frozen=True)
class Standby:
    """Several machines on one archive: one works, the others take over where it falls silent."""

    nodes: tuple[str, ...] = key(
        [], places.names, 'All of them, the preferred first: ["pi", "mini"]; empty: one alone.'
    )
    name: str = key("", places.name, "Which of them this machine is; empty: what its hostname begins with.")
    ttl: timedelta = key("3m", values.some_time, "Silent for so long, and a quarter more, it is taken over from.")
    doors: tuple[str, ...] = key(
        [], places.addresses, "Their `atlas serve`, in the same order: who still answers there is not taken over from."
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
    encrypt_to: str = key("", places.recipient, "An age recipient, age1…: sets that only its identity opens.")


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
