"""What a person writes about a capture: a text file beside its article, and the only place where that stands.

It belongs to the snapshot, so that an article which is read again, and a catalog which is made anew, change nothing
of it; it goes into backups with the articles.
"""

from hashlib import sha256
from pathlib import Path

from atlas import files
from atlas.errors import NotFound, Unfit
from atlas.model.snapshot import PLACE, SUFFIX
from atlas.spool.folders import Folders

ENDING = ".note.txt"
LONGEST = 100_000
"""Bytes of a note."""


def remark_of(folders: Folders, snapshot: str) -> str:
    """Returns what a person wrote about a snapshot, or ""."""
    path = place_of(folders, snapshot)
    try:
        _, data = files.read(folders.articles, path.relative_to(folders.articles).as_posix())
    except (FileNotFoundError, NotADirectoryError, Unfit):
        return ""
    return data.decode(errors="replace").strip()


def remark(folders: Folders, snapshot: str, text: str, instead_of: str) -> bool:
    """Writes what a person says about a snapshot; "" removes it. False where it is no longer what they saw."""
    path, told = place_of(folders, snapshot), f"{text.strip()}\n".encode()
    if len(told) > LONGEST:
        raise Unfit(f"A note may have {LONGEST:,} bytes.")
    if digest_of(remark_of(folders, snapshot)) != instead_of:
        return False
    if not text.strip():
        if path.exists():
            files.remove(path)
            files.sync(folders=[path.parent])
        return True
    made = files.make_folder(path.parent)
    draft = files.draft(path.parent, told)
    files.sync([draft])
    files.publish(draft, path, replace=True)
    files.sync(folders=[path.parent, *made])
    return True


def place_of(folders: Folders, snapshot: str) -> Path:
    """Returns where the note about a snapshot lies; raises NotFound for what is no snapshot's place."""
    if not PLACE.fullmatch(snapshot):
        raise NotFound(f"{snapshot} is no place of a snapshot.")
    return folders.articles / snapshot[:7] / f"{Path(snapshot).name.removesuffix(SUFFIX)}{ENDING}"


def digest_of(text: str) -> str:
    """Returns what tells one note from another."""
    return sha256(text.encode(errors="replace")).hexdigest()
