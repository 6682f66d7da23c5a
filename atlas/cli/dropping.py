"""What the verbs that write drops have in common: where to."""

from pathlib import Path

import click

from atlas.cli.home import settings_of
from atlas.errors import Unfit
from atlas.model.adding import folder_name

tagged = click.option("--tag", "tags", multiple=True, help="A subfolder of the inbox; its name is kept as a tag.")


def folder_of(home: Path, tags: tuple[str, ...]) -> Path:
    """Returns the folder of the inbox that stands for these tags."""
    return settings_of(home).paths.inbox.joinpath(*(_folder_name(one) for one in tags))


def _folder_name(tag: str) -> str:
    try:
        return folder_name(tag)
    except Unfit as error:
        raise click.BadParameter(str(error), param_hint="--tag") from error
