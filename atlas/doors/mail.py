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
        self._left: set[str] = set()
        """Mails that can be no drops, and were told of."""

    def tend(self) -> Iterator[Event]:
        """Takes what has come; yields what was done."""
        for name in sorted(self._names()):
            try:
                yield from self._take(name)
            except Unfit as error:
                self._left.add(name)
                yield Warned("A mail can be no drop; it stays where it is.", shown(name), str(error))
            except (FileNotFoundError, BlockingIOError):
                # Another program took it, or is not through with it.
                continue
            except (OSError, Unkept) as error:
                yield Warned("The mails could not be taken; they stay where they are.", shown(name), str(error))
                return

    def _names(self) -> list[str]:
        return [one for one in files.names_in(self._root / "new") if not one.startswith(".") and one not in self._left]

    def _take(self, name: str) -> Iterator[Event]:
        _, data = files.read(self._root / "new", name, LARGEST)
        drop = f"mail {sha256(data).hexdigest()[:16]}.eml"
        if not self._is_there(drop):
            dropped(self._folders.inbox, drop, data)
            yield Noticed("A mail came in.", drop)
        self._put_away(name)

    def _is_there(self, drop: str) -> bool:
        """Whether a cut left the mail where it was, though its drop is there, or filed by now."""
        months = [self._folders.drops / one for one in files.names_in(self._folders.drops)]
        shelves = (self._folders.inbox, self._folders.deferred, self._folders.dead, *months)
        return any((one / drop).exists() for one in shelves)

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
