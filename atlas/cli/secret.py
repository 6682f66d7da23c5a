"""`secret`: what the settings name and nobody may read."""

import os
import sys
from pathlib import Path

import click

from atlas.cli.home import settings_of
from atlas.cli.printing import as_json, note, say, say_json
from atlas.clock import Clock
from atlas.config.secrets import COOKIES, Secrets, identity_of
from atlas.errors import Misconfigured
from atlas.model.cookies import cookies_for, host_named


@click.group("secret")
def secret_verb() -> None:
    """Keep what nobody may read, encrypted; the settings name it as secret:NAME."""


@secret_verb.command("set")
@click.argument("name")
@click.pass_obj
def secret_set(home: Path, name: str) -> None:
    """Keep a secret, read from a prompt or from standard input: never from the command line.

    As cookies:HOST it takes a browser's cookies.txt; what is in it for other hosts is not kept.
    """
    typed = sys.stdin.isatty()
    value = str(click.prompt(name, hide_input=True)) if typed else sys.stdin.read().strip("\r\n")
    if not value:
        raise Misconfigured("An empty secret is none: type it, or pipe it in.")
    if name.startswith(COOKIES):
        host = host_named(name.removeprefix(COOKIES))
        name, value = f"{COOKIES}{host}", _cookies(host, value)
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


def _cookies(host: str, text: str) -> str:
    """Returns of a cookies.txt what is for one host; tells how much that is."""
    found = cookies_for(host, text)
    if not found:
        raise Misconfigured(f"There are no cookies for {host} in it. It takes a cookies.txt in Netscape's format.")
    over = sum(one.is_over(Clock().now()) for one in found)
    note(f"{len(found)} cookies for {host}" + (f"; {over} of them have ended." if over else "."))
    return "\n".join(one.line() for one in found)


def secrets_of(home: Path) -> Secrets:
    """Returns the secrets of a home."""
    return Secrets(settings_of(home).paths.state / "secrets.age", identity_of(os.environ))
