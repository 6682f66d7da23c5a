"""`key`: who may come in by the HTTP door."""

from pathlib import Path

import click

from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.clock import Clock
from atlas.doors.keys import PER_HOUR, Keys, Permission
from atlas.errors import Unfit

FILE = "keys.json"
HOW = {
    False: "Send it as: Authorization: Bearer KEY",
    True: "Give it to a feed reader as the password, with any user name.",
}


@click.group("key")
def key_verb() -> None:
    """Make, list and revoke the keys of the HTTP door."""


@key_verb.command("add")
@click.argument("name")
@click.option("--read", is_flag=True, help="It may look at what is kept and what waits.")
@click.option("--write", is_flag=True, help="It may drop links, retry and discard.")
@click.option("--feeds", is_flag=True, help="It may follow the feeds. Alone it is for a feed reader, as a password.")
@click.option(
    "--per-hour", type=click.IntRange(1, 1_000_000), default=PER_HOUR, show_default=True, help="Requests it may make."
)
@as_json
@click.pass_obj
def key_add(home: Path, name: str, read: bool, write: bool, feeds: bool, per_hour: int, as_json: bool) -> None:
    """Make a key and show it, this once."""
    asked = ((Permission.READ, read), (Permission.WRITE, write), (Permission.FEEDS, feeds))
    permissions = tuple(one for one, wanted in asked if wanted)
    if not permissions:
        raise click.UsageError("Say what the key is for: --read, --write, --feeds.")
    try:
        key = _keys(home).add(name, permissions, per_hour, Clock().now())
    except Unfit as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        say_json({"name": name, "key": key})
    else:
        say(key)
        note(f"It is not shown again. {HOW[permissions == (Permission.FEEDS,)]}")


@key_verb.command("list")
@as_json
@click.pass_obj
def key_list(home: Path, as_json: bool) -> None:
    """List the keys: names and what they are for, never the keys themselves."""
    for one in _keys(home).all():
        if as_json:
            told = {"name": one.name, "permissions": list(one.permissions)}
            say_json({**told, "per_hour": one.per_hour, "made_at": one.made_at})
        else:
            say(f"{one.name}  {', '.join(one.permissions)}  {one.per_hour} an hour  since {one.made_at[:10]}")


@key_verb.command("revoke")
@click.argument("name")
@click.pass_obj
def key_revoke(home: Path, name: str) -> None:
    """Let a key open the door no more; a door that runs knows at its next request."""
    _keys(home).revoke(name)
    note(f"{name}: revoked")


def _keys(home: Path) -> Keys:
    return Keys(settings_of(home).paths.state / FILE)
