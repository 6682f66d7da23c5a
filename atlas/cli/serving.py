"""`serve`: the HTTP door, a process of its own."""

import os
import sys
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from threading import Lock

import click

from atlas.app import App
from atlas.cli.home import settings_of
from atlas.cli.printing import note
from atlas.cli.running import app_of
from atlas.doors.supervisor import say
from atlas.journal import read_by_systemd
from atlas.model.event import Event, Noticed, Warned
from atlas.model.late import Late

web = Late("atlas.doors.web")

INTERRUPTED = 130


@click.command("serve")
@click.option("--describe", is_flag=True, help="Print what the door can be asked, as OpenAPI, and do no more.")
@click.pass_obj
def serve_verb(home: Path, describe: bool) -> int:
    """Open the HTTP door: programs of yours drop links and read what is kept, each with a key (`atlas key add`).

    It runs beside `atlas watch`, which does not know of it, and is on this machine alone.
    """
    if describe:
        app = App(settings_of(home))
        click.echo(web.description(app.behind_the_door(_nobody)), nl=False)
        return 0
    return _serve(app_of(home))


def _serve(app: App) -> int:
    listen = app.settings.web.listen
    snapshots = [app.settings.web.snapshots]
    journal = app.journal(sys.stderr, under_systemd=read_by_systemd(sys.stderr, os.environ), beside="door")
    try:
        with ExitStack() as doors:
            listening = doors.enter_context(web.bound(listen.host, listen.port))
            beside = [doors.enter_context(web.bound(one.host, one.port)) for one in snapshots if one]
            if not listen.is_loopback:
                journal.tell(Warned("Other machines reach the door, in plain HTTP.", str(listen)))
            stopped = web.serve(
                app.door(_in_turn(journal.tell), app.metrics),
                listening,
                lambda: _opened(listen),
                *beside,
            )
            journal.tell(Noticed("The door is shut.", stopped))
    finally:
        journal.close()
    return INTERRUPTED if stopped == "SIGINT" else 0


def _opened(listen: object) -> None:
    note(f"The door is at http://{listen}/")
    say(os.environ, "READY=1", f"STATUS=The door is at http://{listen}/")


def _in_turn(tell: Callable[[Event], None]) -> Callable[[Event], None]:
    """Returns a way to tell the journal from any thread: requests are answered in several."""
    lock = Lock()

    def told(event: Event) -> None:
        with lock:
            tell(event)

    return told


def _nobody(event: Event) -> None:
    del event
