"""The only place where files change: write, move, sync, and read what a stranger left."""

from atlas.files.copying import Copy, Print, Reader, Through, Written, copy, print_of, straight
from atlas.files.folders import Seen, check_writable, clear, leases_hold, make_folder, names_in, scan
from atlas.files.lock import Lock
from atlas.files.making import made, made_folder
from atlas.files.mounts import is_network, kind_of
from atlas.files.moving import lead, move, publish, remove, swap, unused
from atlas.files.reading import LARGEST, Stamp, read, stamp_of
from atlas.files.syncing import sync
from atlas.files.writing import append, create, draft, is_draft, overwrite

__all__ = [
    "LARGEST",
    "Copy",
    "Lock",
    "Print",
    "Reader",
    "Seen",
    "Stamp",
    "Through",
    "Written",
    "append",
    "check_writable",
    "clear",
    "copy",
    "create",
    "draft",
    "is_draft",
    "is_network",
    "kind_of",
    "lead",
    "leases_hold",
    "made",
    "made_folder",
    "make_folder",
    "move",
    "names_in",
    "overwrite",
    "print_of",
    "publish",
    "read",
    "remove",
    "scan",
    "stamp_of",
    "straight",
    "swap",
    "sync",
    "unused",
]
