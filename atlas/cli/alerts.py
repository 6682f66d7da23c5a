"""`alerts`: whether a message reaches you."""

from datetime import UTC, datetime
from pathlib import Path

import click

from atlas.app import App
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.errors import AtlasError

TITLE = "Atlas: a test"
BODY = "This is a test: what needs you will reach you like this."


@click.group("alerts")
def alerts_verb() -> None:
    """Be told of what needs you."""


@alerts_verb.command("test")
@as_json
@click.pass_obj
def alerts_test(home: Path, as_json: bool) -> int:
    """Send a message to every address of [alerts] urls; exit 1 where one did not take it."""
    app = App(settings_of(home))
    failed = False
    for number, address in enumerate(app.settings.alerts.urls, 1):
        error = _sent(app, address)
        failed |= bool(error)
        if as_json:
            at = datetime.now(UTC).isoformat(timespec="milliseconds")
            say_json({"number": number, "taken": not error, "reason": error, "at": at})
        else:
            say(f"{number}: {error or 'taken'}")
    if not app.settings.alerts.urls:
        note("There is no address in [alerts] urls of config.toml.")
    return int(failed or not app.settings.alerts.urls)


def _sent(app: App, address: str) -> str:
    """Returns why an address did not take a message, or ""."""
    try:
        app.send(address, TITLE, BODY)
    except AtlasError as error:
        return str(error)
    return ""
