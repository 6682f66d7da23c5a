"""`secret`: what the settings name and nobody may read."""

import os
import sys
from pathlib import Path

import click

from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.config.secrets import Secrets, identity_of
from atlas.errors import Misconfigured


@click.group("secret")
def secret_verb() -> None:
    """Keep what nobody may read, encrypted; the settings name it as secret:NAME."""


@secret_verb.command("set")
@click.argument("name")
@click.pass_obj
def secret_set(home: Path, name: str) -> None:
    """Keep a secret, read from a prompt or from standard input: never from the command line."""
    typed = sys.stdin.isatty()
    value = str(click.prompt(name, hide_input=True)) if typed else sys.stdin.read().strip("\r\n")
    if not value:
        raise Misconfigured("An empty secret is none: type it, or pipe it in.")
    secrets_of(home).set(name, value)
    note(f"Kept. {identity_of(os.environ)} opens it: keep a copy of that elsewhere.")


@secret_verb.command("list")
@as_json
@click.pass_obj
def secret_list(home: Path, as_json: bool) -> None:
    """Print what the secrets are called."""
    for name in secrets_of(home).names():
        if as_json:
            say_json({"name": name})
        else:
            say(name)


@secret_verb.command("rm")
@click.argument("name")
@click.pass_obj
def secret_rm(home: Path, name: str) -> None:
    """Forget a secret."""
    secrets_of(home).remove(name)


def secrets_of(home: Path) -> Secrets:
    """Returns the secrets of a home."""
    return Secrets(settings_of(home).paths.state / "secrets.age", identity_of(os.environ))
