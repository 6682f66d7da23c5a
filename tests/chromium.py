"""The system's Chromium, driven by tests, and what a page does in it."""

import os
import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from socket import socket
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, sync_playwright

from atlas.doors.web.gate import App
from atlas.doors.web.serving import server_of

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), "")
QUIET = (
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-domain-reliability",
)
ROOT = ("--no-sandbox",) if os.geteuid() == 0 else ()
needs_chromium = pytest.mark.skipif(not PROGRAM, reason="there is no Chromium on this machine")


@contextmanager
def chromium(*flags: str, **more: Any) -> Iterator[BrowserContext]:
    """Gives a headless Chromium with a fresh profile; while it runs, this thread can have no other asyncio loop."""
    if not PROGRAM:
        pytest.skip("there is no Chromium on this machine")
    # A socket's path is short, and so is the profile's that has it.
    with (
        tempfile.TemporaryDirectory(prefix="atlas-test-", dir="/tmp", ignore_cleanup_errors=True) as profile,
        sync_playwright() as driver,
    ):
        context = driver.chromium.launch_persistent_context(
            profile, executable_path=PROGRAM, args=[*QUIET, *ROOT, *flags], chromium_sandbox=not ROOT, **more
        )
        context.set_default_timeout(15_000)
        yield context
        context.close()


@dataclass
class Watched:
    """A page, and all that it did: it is closed, and forgotten, after one test."""

    page: Page
    errors: list[str] = field(default_factory=list)
    """What was told on the console as a mistake, and what a script did not catch."""
    requests: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._told)
        self.page.on("pageerror", lambda error: self.errors.append(f"{error}"))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("dialog", self._asked)

    @property
    def violations(self) -> list[str]:
        """What the page's Content-Security-Policy did not let it do."""
        return [one for one in self.errors if "Content Security Policy" in one]

    def _told(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _asked(self, dialog: Any) -> None:
        self.dialogs.append(dialog.message)
        dialog.dismiss()


@contextmanager
def watched(context: BrowserContext) -> Iterator[Watched]:
    """Gives a new page that is watched."""
    page = context.new_page()
    try:
        yield Watched(page)
    finally:
        page.close()


def axe(page: Page) -> list[str]:
    """Returns what axe-core finds wrong with a page, a line each: the rule, what it is, and where."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['help']}: {', '.join(str(node['target']) for node in one['nodes'])}" for one in found]


def screenshot(page: Page, name: str) -> None:
    """Keeps a picture of a page for somebody to look at, where ATLAS_SCREENSHOTS names a folder."""
    if folder := os.environ.get("ATLAS_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


@contextmanager
def opened(app: App, listening: socket, *more: socket) -> Iterator[str]:
    """Serves an application as `atlas serve` does, in a thread; gives its address, without a slash at its end."""
    server = server_of(app)
    thread = threading.Thread(target=server.run, args=([listening, *more],))
    thread.start()
    host, port = listening.getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
