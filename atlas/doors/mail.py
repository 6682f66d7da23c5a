"""The mail door: what a mail program delivers into a Maildir becomes drops.

Each new mail is written into the inbox as it is, durably, under a name made of its bytes; only then is it
moved from new/ to cur/. After a cut between the two it is found to be there already.
"""

import errno
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from atlas import files
from atlas.errors import Unfit, Unkept, unkept
from atlas.files import Seen
from atlas.model.drop import LARGEST
from atlas.model.event import Event, Noticed, Warned
from atlas.model.names import shown
from atlas.spool import Folders
from atlas.spool.arriving import dropped

SEEN = ":2,S"
"""What a name in cur/ ends with: that somebody has read it."""


class Maildir:
    """One folder of mails: new/ is taken from, cur/ is put into, nothing is deleted."""

    def __init__(self, root: Path, folders: Folders) -> None:
        self._root = root
        self._folders = folders
        self._left: dict[str, Seen] = {}
        """Mails that could be no drops as they were then, and were told of."""

    def tend(self) -> Iterator[Event]:
        """Takes what has come; yields what was done."""
        found = self._found()
        # Forgotten when the mail is gone or another: what could be no drop then may be one now.
        self._left = {name: seen for name, seen in self._left.items() if found.get(name) == seen}
        for name in sorted(found.keys() - self._left.keys()):
            try:
                yield from self._take(name)
            except Unfit as error:
                self._left[name] = found[name]
                yield Warned("A mail can be no drop; it stays where it is.", shown(name), str(error))
            except (FileNotFoundError, BlockingIOError):
                # Another program took it, or is not through with it.
                continue
            except (OSError, Unkept) as error:
                yield Warned("The mails could not be taken; they stay where they are.", shown(name), str(error))
                return

    def _found(self) -> dict[str, Seen]:
        """Returns what lies in new/: some deliver by a second name in tmp/, which is gone a moment later."""
        new = self._root / "new"
        try:
            return {one.path: one for one in files.scan(new, lambda name: name.startswith("."), lambda name: True)}
        except (FileNotFoundError, NotADirectoryError):
            return {}

    def _take(self, name: str) -> Iterator[Event]:
        _, data = files.read(self._root / "new", name, LARGEST)
        # By its bytes: the same mail taken twice, by whatever cut, is one drop.
        drop = f"mail {sha256(data).hexdigest()[:16]}.eml"
        if home := self._home_of(drop):
            # Whoever wrote it there may have been cut off before the folder was synced.
            files.sync(folders=[home])
        else:
            dropped(self._folders.inbox, drop, data)
            yield Noticed("A mail came in.", drop)
        # Last: as long as it lies in new/, a cut costs nothing but a second look.
        self._put_away(name)

    def _home_of(self, drop: str) -> Path | None:
        """Returns where its drop lies, in the inbox or filed by now: a cut left the mail where it was."""
        months = [self._folders.drops / one for one in files.names_in(self._folders.drops)]
        shelves = (self._folders.inbox, self._folders.deferred, self._folders.dead, *months)
        return next((one for one in shelves if (one / drop).exists()), None)

    def _put_away(self, name: str) -> None:
        home = self._root / "cur"
        files.make_folder(home)
        try:
            files.move(self._root / "new" / name, home / (name.partition(":")[0] + SEEN))
        except FileExistsError as error:
            raise Unfit("One of its name was read already.") from error
        except OSError as error:
            if error.errno == errno.ENOENT:
                raise
            raise unkept(error) from error
        files.sync(folders=[home, self._root / "new"])
