"""How verbs print: JSON Lines for scripts, words for people, nothing that steers a terminal."""

import json
from collections.abc import Mapping
from typing import Any

import click

from atlas.model.names import printable

FORMAT = 1

as_json = click.option("--json", "as_json", is_flag=True, help="JSON Lines, for scripts.")


def say_json(fields: Mapping[str, Any]) -> None:
    """Prints one object on one line."""
    click.echo(json.dumps({"format": FORMAT, **fields}, ensure_ascii=False).encode("utf-8", "backslashreplace"))


def say(text: str, **style: Any) -> None:
    """Prints one line for a person."""
    click.secho(printable(text), **style)


def note(text: str) -> None:
    """Prints one line about what goes on, beside the output."""
    click.echo(printable(text), err=True)
