"""Writing a drop into the inbox, as every door does that writes one: under a hidden name first."""

from pathlib import Path

from atlas import files
from atlas.errors import unkept
from atlas.model.names import SUFFIX


def dropped(folder: Path, name: str, data: bytes) -> Path:
    """Writes a drop, durably; returns where it lies, under another name where that is taken."""
    made = files.make_folder(folder)
    drafted = files.draft(folder, data)
    try:
        files.sync([drafted])
        path = _published(drafted, folder / name)
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
