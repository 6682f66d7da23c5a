"""Who takes part: Atlas, and what a person would use instead. Who is not installed is told by name."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

RIVALS = Path(__file__).parents[1] / "rivals"
LINKS = "links.txt"
SETTINGS = {
    "ATLAS_FETCH__ALLOW_NETWORKS": '["127.0.0.0/8"]',
    "ATLAS_FETCH__HOST_GAP": "0s",
    "ATLAS_FETCH__LAYERS": '["direct"]',
    "ATLAS_VITALS__FREE_DISK": "1kB",
    "ATLAS_VITALS__TEMPERATURE": "120",
    "ATLAS_QUEUE__REST": "50ms",
}
"""Nobody else waits between two visits to a host, so Atlas does not either."""
EVERYBODY: Mapping[str, str] = {}
NOBODYS = 65534
NOBODY = {} if os.getuid() else {"HOME": "/nonexistent", "USER": "nobody", "LOGNAME": "nobody"}
"""Whom ArchiveBox believes to be somebody else than root."""
NOT_ARCHIVED = (
    *("SAVE_FAVICON", "SAVE_SINGLEFILE", "SAVE_READABILITY", "SAVE_MERCURY", "SAVE_PDF", "SAVE_SCREENSHOT", "SAVE_DOM"),
    *("SAVE_GIT", "SAVE_MEDIA", "SAVE_ARCHIVE_DOT_ORG", "SAVE_WGET_REQUISITES", "USE_CHROME", "USE_NODE"),
    "USE_YOUTUBEDL",
)
"""What ArchiveBox would do beyond the page, its WARC, its title and its text."""


@dataclass(frozen=True)
class Contestant:
    """One way to keep links."""

    name: str
    words: Callable[[Path], Sequence[str]]
    """Returns the command, for a folder with the links in it."""
    kept: Callable[[Path], int]
    """Returns how many links it has kept in that folder."""
    prepare: Callable[[Path], None]
    settings: Mapping[str, str]
    missing: str = ""
    """What is not installed, if anything."""


def atlas(*more: str, fetchers: int = 8, name: str = "") -> Contestant:
    """Returns Atlas: one list into the inbox, one `atlas drain`."""

    def prepare(folder: Path) -> None:
        subprocess.run([*verb(folder), "init"], env=os.environ | SETTINGS, check=True, capture_output=True)
        (folder / "home/inbox/links.txt").write_text((folder / LINKS).read_text())

    settings = SETTINGS | {"ATLAS_QUEUE__FETCHERS": str(fetchers)}
    told = name or ("Atlas" if "--no-read" in more else "Atlas, read")
    return Contestant(told, lambda folder: [*verb(folder), "drain", *more], _kept(more), prepare, settings)


def verb(folder: Path) -> list[str]:
    """Returns the command for the home in a folder."""
    return [sys.executable, "-m", "atlas", "--home", str(folder / "home")]


def _kept(more: Sequence[str]) -> Callable[[Path], int]:
    if "--no-read" in more:
        return lambda folder: _count(folder / "home/raw", "*.warc.gz")
    return lambda folder: _count(folder / "home/processed/articles", "*.md")


def capturing(rivals: Path | None) -> list[Contestant]:
    """Returns who keeps pages."""
    ours, python = atlas("--no-read"), _python(rivals)
    wget = ["wget", "-q", "-i", LINKS, "--warc-file=all", "-O", os.devnull, "--tries=1"]
    return [
        ours,
        _rival("wget --warc-file", wget, lambda folder: _records(folder / "all.warc.gz"), _program("wget")),
        _rival(
            "curl -Z",
            ["curl", "-s", "-Z", "--parallel-max", "16", "-K", "curl.txt"],
            lambda folder: _count(folder, "curl-*"),
            _program("curl"),
            _for_curl,
        ),
        _rival(
            "scrapy",
            [python, str(RIVALS / "spider.py"), LINKS, "out"],
            lambda folder: _count(folder / "out", "*.html"),
            _module(python, "scrapy"),
        ),
        _rival(
            "requests + warcio",
            [python, str(RIVALS / "loop.py"), LINKS, "all.warc.gz"],
            lambda folder: _records(folder / "all.warc.gz"),
            _module(python, "warcio"),
        ),
    ]


def reading(rivals: Path | None) -> list[Contestant]:
    """Returns who keeps pages and reads them."""
    python, archivebox = _python(rivals), str(rivals / "bin/archivebox") if rivals else "archivebox"
    tool = str(rivals / "bin/trafilatura") if rivals else "trafilatura"
    return [
        atlas(),
        _rival(
            "trafilatura CLI",
            [tool, "-i", LINKS, "-o", "out", "--markdown", "--parallel", "2", "--config-file", "trafilatura.cfg"],
            lambda folder: _count(folder / "out", "*.*"),
            _module(python, "trafilatura.cli"),
            lambda folder: _for_trafilatura(python, folder),
        ),
        _rival(
            "scrapy + trafilatura",
            [python, str(RIVALS / "spider.py"), LINKS, "out", "--read"],
            lambda folder: _count(folder / "out", "*.md"),
            _module(python, "scrapy"),
        ),
        _rival(
            "plain watcher",
            [python, str(RIVALS / "watcher.py"), "in", "out", "{count}"],
            lambda folder: _count(folder / "out", "*.md"),
            _module(python, "bs4"),
            _for_watcher,
        ),
        _rival(
            "ArchiveBox",
            [*_nobody(), "sh", "-c", f"{archivebox} add --parser=url_list < {LINKS}"],
            lambda folder: _count(folder / "archive", "*/index.json"),
            _program(archivebox),
            lambda folder: _archivebox(archivebox, folder),
            NOBODY,
        ),
    ]


def _rival(
    name: str,
    words: Sequence[str],
    kept: Callable[[Path], int],
    missing: str,
    prepare: Callable[[Path], None] = lambda folder: None,
    settings: Mapping[str, str] = EVERYBODY,
) -> Contestant:
    def filled(folder: Path) -> list[str]:
        count = str(len((folder / LINKS).read_text().split()))
        return [one.replace("{count}", count) for one in words]

    return Contestant(name, filled, kept, prepare, settings, missing)


def _python(rivals: Path | None) -> str:
    return str(rivals / "bin/python") if rivals else sys.executable


def _program(name: str) -> str:
    return "" if shutil.which(name) else Path(name).name


def _module(python: str, name: str) -> str:
    try:
        there = subprocess.run([python, "-c", f"import {name}"], check=False, capture_output=True)
    except OSError:
        return f"{name}: there is no {python}"
    return "" if there.returncode == 0 else name


def _for_curl(folder: Path) -> None:
    urls = (folder / LINKS).read_text().split()
    told = (f'url = "{url}"\noutput = "curl-{n}"\nheader = "Accept-Encoding: gzip"\n' for n, url in enumerate(urls))
    (folder / "curl.txt").write_text("".join(told))


def _for_watcher(folder: Path) -> None:
    (folder / "in").mkdir()
    for number, url in enumerate((folder / LINKS).read_text().split()):
        (folder / "in" / f"{number}.txt").write_text(url)


def _for_trafilatura(python: str, folder: Path) -> None:
    # It refuses loopback and waits five seconds between two pages of a host unless it is told otherwise.
    told = "SSRF_PROTECTION='off', SLEEP_TIME='0'"
    program = f"from trafilatura.settings import use_config as c; d = c(); d['DEFAULT'].update({told}); "
    program += "d.write(open('trafilatura.cfg', 'w'))"
    subprocess.run([python, "-c", program], cwd=folder, check=True, capture_output=True)


def _nobody() -> list[str]:
    """Returns what a command begins with that root must not run."""
    return [] if os.getuid() else ["setpriv", f"--reuid={NOBODYS}", f"--regid={NOBODYS}", "--clear-groups"]


def _archivebox(program: str, folder: Path) -> None:
    if not os.getuid():
        os.chown(folder, NOBODYS, NOBODYS)
        os.chown(folder / LINKS, NOBODYS, NOBODYS)
    environ, off = os.environ | NOBODY, [f"{one}=False" for one in NOT_ARCHIVED]
    # The list of links lies there already, which it would not overlook otherwise.
    for words in (["init", "--force"], ["config", "--set", *off]):
        subprocess.run([*_nobody(), program, *words], cwd=folder, env=environ, check=False, capture_output=True)


def _count(folder: Path, pattern: str) -> int:
    return sum(one.stat().st_size > 0 for one in folder.rglob(pattern))


def _records(warc: Path) -> int:
    """Returns how many answers a WARC holds: each record is a member of its own."""
    listed = subprocess.run(
        f"zcat '{warc}' | grep -ac '^WARC-Type: response'", shell=True, capture_output=True, check=False
    )
    return int(listed.stdout or 0)
