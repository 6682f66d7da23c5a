"""`queue`, `retry`, `discard`: looking at the queue and driving it."""

from collections.abc import Callable
from pathlib import Path

import click

from atlas.cli.home import folders_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.clock import Clock
from atlas.errors import NotFound
from atlas.jobs import verbs
from atlas.jobs.records import drop_fields
from atlas.jobs.verbs import STATES, Waiting

FAILED = ("deferred", "dead")


@click.command("queue")
@click.option("--deferred", "states", flag_value="deferred", help="Only what Atlas tries again by itself.")
@click.option("--dead", "states", flag_value="dead", help="Only what needs you.")
@click.option("--all", "states", flag_value="all", help="Everything (as without an option).")
@as_json
@click.pass_obj
def queue_verb(home: Path, states: str | None, as_json: bool) -> None:
    """Show what waits, what is tried again, and what needs you."""
    wanted = (states,) if states in STATES else STATES
    for one in verbs.waiting(folders_of(home), wanted, Clock().now()):
        if as_json:
            say_json(drop_fields(one))
        else:
            say(_line(one))


@click.command("retry")
@click.argument("names", nargs=-1)
@click.option("--all", "every", is_flag=True, help="Everything that failed.")
@click.pass_obj
def retry_verb(home: Path, names: tuple[str, ...], every: bool) -> None:
    """Move failed drops back into the inbox."""
    folders = folders_of(home)
    _each(home, names, every, lambda one: str(folders.told(verbs.retry(folders, one))))


@click.command("discard")
@click.argument("names", nargs=-1, required=True)
@click.pass_obj
def discard_verb(home: Path, names: tuple[str, ...]) -> None:
    """Forget failed drops."""

    def forget(one: Waiting) -> str:
        verbs.discard(one)
        return f"{one.drop}: forgotten"

    _each(home, names, False, forget)


def _each(home: Path, names: tuple[str, ...], every: bool, deed: Callable[[Waiting], str]) -> None:
    if not names and not every:
        raise click.UsageError("Name some drops, or say --all.")
    folders = folders_of(home)
    count = 0
    failed = verbs.waiting(folders, FAILED, Clock().now())
    for one in failed if every else verbs.named(folders, names, FAILED):
        try:
            say(deed(one))
            count += 1
        except FileNotFoundError as error:
            # Beside a running Atlas a drop may move on at any time; the others are still to be done.
            if not every:
                raise NotFound(f"{one.drop} is no longer there.") from error
    note(f"{count} done.")


def _line(one: Waiting) -> str:
    again = f", again {one.retry_at:%Y-%m-%d %H:%M}Z" if one.retry_at else ""
    return f"{one.state:8}  {one.drop}  {one.reason}{again}"
