"""Whether every verb and every setting is told of: in the help, in config.toml, and in the README where it is here."""

import re
from collections.abc import Iterator
from dataclasses import fields

import click

from atlas.config.settings import SECTIONS


def untold(group: click.Group, readme: str) -> Iterator[str]:
    """Yields what nobody explains, a sentence each; without a README ("") it is not asked."""
    context = click.Context(group)
    for name in group.list_commands(context):
        verb = group.get_command(context, name)
        yield from _in_help(f"atlas {name}", verb)
        if readme and not re.search(rf"`(?:atlas )?{re.escape(name)}\b", readme):
            yield f"`atlas {name}` is not in the README."
    for section, kind in SECTIONS.items():
        for one in fields(kind):
            if not one.metadata["told"].strip():
                yield f"[{section}] {one.name} has no line that says what it is for."


def _in_help(path: str, verb: click.Command | None) -> Iterator[str]:
    if verb is None or not (verb.help or "").strip():
        yield f"`{path}` has no help."
        return
    for option in verb.params:
        if isinstance(option, click.Option) and not option.help and not option.hidden:
            yield f"`{path} {option.opts[0]}` has no help."
    for name, one in verb.commands.items() if isinstance(verb, click.Group) else ():
        yield from _in_help(f"{path} {name}", one)
