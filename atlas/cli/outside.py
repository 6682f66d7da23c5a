"""`hosts`, `try`: how the web out there treats Atlas."""

from dataclasses import asdict
from datetime import datetime, timedelta
from pathlib import Path

import click

from atlas import files
from atlas.app import App
from atlas.catalog import HostRow
from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.errors import NotFound
from atlas.model.attempt import Attempt, Try
from atlas.model.breaker import Manner
from atlas.model.moment import written


@click.command("hosts")
@click.option("--reset", metavar="HOST", help="Forget what is known of a host: it may be visited at once.")
@as_json
@click.pass_obj
def hosts_verb(home: Path, reset: str | None, as_json: bool) -> None:
    """Show what came of all tries, by host, and which hosts are left alone for now."""
    app = App(settings_of(home))
    if reset:
        if not app.hosts.reset(reset.lower()):
            raise NotFound(f"Nothing is remembered of {reset}.")
        files.make_folder(app.folders.state)
        app.hosts.save()
        note(f"{reset} may be visited at once.")
        return
    known, now = app.hosts.all(), app.clock.now()
    rows = {row.host: row for row in app.catalog.hosts()}
    for host in (*rows, *(one for one in known if one not in rows)):
        row = rows.get(host) or HostRow(host, 0, 0, 0, "")
        until = _until(known.get(host), now)
        if as_json:
            say_json({**asdict(row), "rests_until": written(until) if until else None})
        else:
            say(_line(row, until))


@click.command("try")
@click.argument("url")
@click.option("--last", is_flag=True, help="As on the last attempt, when archives are asked for more.")
@as_json
@click.pass_obj
def try_verb(home: Path, url: str, last: bool, as_json: bool) -> int:
    """Climb the ladder for an address and tell each try; nothing is kept. Exit 1 where no page was got."""
    app = App(settings_of(home))
    attempt = app.tried(url, last=last)
    if as_json:
        say_json(
            {"url": url, "captured": attempt.captured, "tries": [asdict(one) | _plain(one) for one in attempt.tries]}
        )
    else:
        for one in attempt.tries:
            say(_told(one))
        say(_outcome(attempt))
    return 0 if attempt.captured else 1


def _until(manner: Manner | None, now: datetime) -> datetime | None:
    left = manner.left(now) if manner else timedelta(0)
    return now + left if left else None


def _line(row: HostRow, until: datetime | None) -> str:
    told = f"{row.host}  {row.tries} tries, {row.captured} captured, {row.failed} failed"
    told += f", last {row.last_at}" if row.last_at else ""
    return told + (f", left alone until {until:%Y-%m-%d %H:%M} UTC" if until else "")


def _plain(one: Try) -> dict[str, object]:
    return {"at": written(one.at), "kind": one.kind.on_disk if one.kind else None}


def _told(one: Try) -> str:
    word = one.kind.on_disk if one.kind else one.verdict or "page"
    where = f"  {one.url}" if one.url else ""
    return (
        f"{one.layer:9} {one.status or '-':>4} {one.size:>9} B {one.milliseconds:>6} ms  {word:13} {one.detail}{where}"
    )


def _outcome(attempt: Attempt) -> str:
    page, fault = attempt.page, attempt.fault
    if page and fault is None:
        memento = f", archived {page.memento:%Y-%m-%d}" if page.memento else ""
        return f"got: {page.final_url} ({page.media_type or 'no type'}, {page.size} bytes, by {page.layer}{memento})"
    advice = fault.kind.advice if fault else ""
    return f"not got: {fault.detail if fault else ''} {advice}".rstrip()
