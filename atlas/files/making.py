"""Files made for a person, outside of the home: written beside their name, and there only when they are whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from atlas.errors import unkept
from atlas.files.moving import publish
from atlas.files.syncing import sync
from atlas.files.writing import draft, draft_path

PRIVATE = 0o700


@contextmanager
def made(path: Path, *, replace: bool = False) -> Iterator[BinaryIO]:
    """Gives a file to be filled; at the end of the `with` it is durable and has its name.

    Raises FileExistsError where something has that name already and is not to be replaced, Unkept where the disk
    does not take it. Whatever goes wrong, nothing of it is left.
    """
    drafted = draft(path.parent, b"")
    try:
        with drafted.open("w+b") as file:
            yield file
        sync([drafted])
        publish(drafted, path, replace=replace)
    except FileExistsError:
        raise
    except OSError as error:
        raise unkept(error) from error
    finally:
        # Where it was published, nothing has this name any more.
        drafted.unlink(missing_ok=True)
    sync(folders=[path.parent])


@contextmanager
def made_folder(path: Path, *, replace: bool = False) -> Iterator[Path]:
    """Gives a folder to be filled; at the end of the `with` it has its name.

    A folder that is there is filled itself where it is empty or may be replaced: what else is in it stays.
    Raises FileExistsError where it is not to be replaced.
    """
    if path.is_dir() and (replace or not any(path.iterdir())):
        yield path
        sync(folders=[path])
        return
    if path.exists() or path.is_symlink():
        raise FileExistsError(path)
    drafted = draft_path(path.parent)
    try:
        drafted.mkdir(PRIVATE)
        yield drafted
        # First what is in it, then its name: a cut in between leaves a draft, never half a folder under its name.
        sync(folders=[drafted])
        publish(drafted, path)
    except FileExistsError:
        raise
    except OSError as error:
        raise unkept(error) from error
    finally:
        _clear(drafted)
    sync(folders=[path.parent])


def _clear(folder: Path) -> None:
    """Removes a folder of files, if it is there."""
    for one in folder.iterdir() if folder.is_dir() else ():
        one.unlink()
    if folder.is_dir():
        folder.rmdir()
