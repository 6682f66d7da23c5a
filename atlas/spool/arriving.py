"""Writing a drop into the inbox, as every door does that writes one: under a hidden name first."""

from collections.abc import Callable
from pathlib import Path

from atlas import files
from atlas.errors import Unkept, unkept
from atlas.model.names import SUFFIX

TIMES = 5
"""How often a draft is written anew that somebody swept away."""


def _synced(drafts: list[Path]) -> None:
    files.sync(drafts)


def dropped(folder: Path, name: str, data: bytes, sync: Callable[[list[Path]], None] = _synced) -> Path:
    """Writes a drop, durably; returns where it lies, under another name where that is taken. Raises Unkept."""
    made = files.make_folder(folder)
    for left in reversed(range(TIMES)):
        drafted = files.draft(folder, data)
        try:
            # The bytes before the name: a sweep that found the name first could meet an empty file after a cut.
            sync([drafted])
            path = _published(drafted, folder / name)
            break
        except Unkept:
            # An Atlas that starts beside this door sweeps drafts: it cannot tell this one from what a cut left.
            if left and not drafted.exists():
                continue
            files.remove(drafted)
            raise
        # Interruption, too: who asked is told that nothing was dropped, so nothing may be left.
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
