"""`standby`: one of several machines on an archive."""

from pathlib import Path

import click

from atlas.app import App
from atlas.cli.printing import as_json, note, say, say_json
from atlas.cli.running import app_of, watch
from atlas.doors.standby import wish
from atlas.errors import Misconfigured, NotFound
from atlas.model import moment


@click.group("standby", invoke_without_command=True)
@click.pass_context
def standby_verb(ctx: click.Context) -> None:
    """Take over where the machine that works falls silent; give back when a preferred one returns.

    Alone it does what `atlas watch` does on such an archive: waits for the lease, works, waits again.
    """
    app = _app_of(ctx.obj)
    if ctx.invoked_subcommand is None:
        watch(app)


@standby_verb.command("status")
@as_json
@click.pass_obj
def standby_status(home: Path, as_json: bool) -> None:
    """Show who has the lease, and each machine as the shared folder tells of it."""
    app = _app_of(home)
    view = app.tenant.look()
    lease = view.lease
    since = moment.written(lease.at) if lease and lease.at else None
    told = {"holder": lease.holder if lease else None, "epoch": lease.epoch if lease else 0, "since": since}
    told |= {"let_go": view.let_go, "this": app.seat.name}
    beats = {name: view.signs[name].beat if name in view.signs else None for name in app.seat.nodes}
    if as_json:
        say_json({**told, "beats": beats})
        return
    for name in app.seat.nodes:
        does = "has the lease" if lease and lease.holder == name and not view.let_go else "stands by"
        mark = " (this machine)" if name == app.seat.name else ""
        say(f"{name}{mark}: {does if beats[name] is not None else 'was never seen'}")
    note(f"epoch {told['epoch']}" + (f", since {since}" if since else ""))


@standby_verb.command("yield")
@click.pass_obj
def standby_yield(home: Path) -> None:
    """Give the lease to another machine, as before a repair; it is taken back when that one falls silent."""
    app = _app_of(home)
    lease = app.tenant.look().lease
    if not lease or lease.holder != app.seat.name:
        raise NotFound("This machine does not have the lease; `atlas standby status` tells who has.")
    wish(app.folders.state)
    note("What is in flight is finished first.")


def _app_of(home: Path) -> App:
    app = app_of(home)
    if not app.settings.standby.nodes:
        raise Misconfigured("One machine works here alone: name them all in [standby] nodes.")
    return app
