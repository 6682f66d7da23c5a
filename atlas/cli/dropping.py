"""What the verbs that write drops have in common: where to, and how much."""

from pathlib import Path

import click

from atlas.cli.home import settings_of
from atlas.errors import Unfit
from atlas.model.drop import LARGEST
from atlas.model.names import ignored_folder

tagged = click.option("--tag", "tags", multiple=True, help="A subfolder of the inbox; its name is kept as a tag.")


def folder_of(home: Path, tags: tuple[str, ...]) -> Path:
    """Returns the folder of the inbox that stands for these tags."""
    return settings_of(home).paths.inbox.joinpath(*(_folder_name(one) for one in tags))


def fit(data: bytes) -> None:
    """Raises Unfit where a list is larger than a drop may be."""
    if len(data) > LARGEST:
        raise Unfit(f"It is larger than {LARGEST // 1_000_000} MB: nothing was dropped.")


def _folder_name(tag: str) -> str:
    name = tag.replace("/", "-").strip(". ")
    if not name or "\0" in name or ignored_folder(name):
        raise click.BadParameter(f"{tag!r} is no name for a folder", param_hint="--tag")
    return name
