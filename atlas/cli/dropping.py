"""Writing a drop into the inbox, as every verb does that writes one: under a hidden name first."""

from pathlib import Path

import click

from atlas import files
from atlas.cli.home import settings_of
from atlas.errors import Unfit, unkept
from atlas.model.drop import LARGEST
from atlas.model.names import ignored_folder
from atlas.model.ticket import SUFFIX

tagged = click.option("--tag", "tags", multiple=True, help="A subfolder of the inbox; its name is kept as a tag.")


def folder_of(home: Path, tags: tuple[str, ...]) -> Path:
    """Returns the folder of the inbox that stands for these tags."""
    return settings_of(home).paths.inbox.joinpath(*(_folder_name(one) for one in tags))


def fit(data: bytes) -> None:
    """Raises Unfit where a list is larger than a drop may be."""
    if len(data) > LARGEST:
        raise Unfit(f"It is larger than {LARGEST // 1_000_000} MB: nothing was dropped.")


def dropped(folder: Path, name: str, data: bytes) -> Path:
    """Writes a drop, durably; returns where it lies, under another name where that is taken."""
    made = files.make_folder(folder)
    drafted = files.draft(folder, data)
    try:
        files.sync([drafted])
        path = _published(drafted, folder / name)
    except BaseException:
        files.remove(drafted)
        raise
    files.sync(folders=[*made, folder])
    return path


def _published(drafted: Path, wanted: Path) -> Path:
    while True:
        path = files.unused(wanted, beside=SUFFIX)
        try:
            files.publish(drafted, path)
        except FileExistsError:
            # Another `add` of this second was faster.
            continue
        except OSError as error:
            raise unkept(error) from error
        return path


def _folder_name(tag: str) -> str:
    name = tag.replace("/", "-").strip(". ")
    if not name or "\0" in name or ignored_folder(name):
        raise click.BadParameter(f"{tag!r} is no name for a folder", param_hint="--tag")
    return name
