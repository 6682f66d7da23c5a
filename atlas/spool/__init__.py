"""The queue: the directories, and the moves between them.

A drop is its file; the ticket beside it is only a note about it. The rename of the drop is
the commit, so the ticket is always written first.
"""

from typing import TYPE_CHECKING

from atlas.model.late import names_of

if TYPE_CHECKING:
    from atlas.spool.deferrals import Deferrals
    from atlas.spool.entry import Entry, Loaded, Place, load
    from atlas.spool.folders import Folders
    from atlas.spool.looks import Looks, Sweep
    from atlas.spool.progress import Progress
    from atlas.spool.recovery import recover
    from atlas.spool.settlement import Leftover, Outcome, Settlement
else:
    # Who adds a link needs the folders, and nothing that knows tickets.
    __getattr__ = names_of(
        __name__,
        {
            "Deferrals": "deferrals",
            "Folders": "folders",
            "Progress": "progress",
            "recover": "recovery",
            **dict.fromkeys(("Entry", "Loaded", "Place", "load"), "entry"),
            **dict.fromkeys(("Looks", "Sweep"), "looks"),
            **dict.fromkeys(("Leftover", "Outcome", "Settlement"), "settlement"),
        },
    )

__all__ = [
    "Deferrals",
    "Entry",
    "Folders",
    "Leftover",
    "Loaded",
    "Looks",
    "Outcome",
    "Place",
    "Progress",
    "Settlement",
    "Sweep",
    "load",
    "recover",
]
