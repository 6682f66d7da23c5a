"""What can go wrong, told apart by what one can do about it.

AtlasError
 ├─ BadUrl          an address Atlas will not dial
 ├─ Unfit           a file in inbox/ that cannot be a drop: it stays where it is
 ├─ NotFound        a name or an id that means nothing here
 ├─ Damaged         a file of Atlas's own that does not read
 ├─ Unkept          the disk did not take it: nothing is lost, it is done again
 │   ├─ NoRoom      the disk is full or read-only: fetching waits
 │   └─ Fenced      another machine may work on the archive by now: nothing is filed
 ├─ CatalogBroken   the database does not answer: capture goes on without it
 │   └─ CatalogDamaged  its pages are damaged: it is made anew at the next start
 ├─ ReadingBroken   there is nobody to read pages: capture goes on without articles
 ├─ Unsent          an alert that nobody took: it is kept and sent again
 ├─ Busy            another Atlas holds the lock
 ├─ Unreachable     the HTTP door cannot be where it is to be
 ├─ NotUpgraded     a new release that is no good: the old one works on
 │   └─ SwitchedBack    found so after the switch
 └─ Misconfigured   config.toml or the environment is wrong

Exit codes are those of sysexits.h.
"""

import errno
import os

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS})


class AtlasError(Exception):
    """Something a person can do something about."""

    exit_code = os.EX_SOFTWARE
    hint = ""


class BadUrl(AtlasError):
    """An address Atlas will not dial."""

    exit_code = os.EX_DATAERR
    hint = "Atlas takes http and https addresses without a user name or password in them."


class LedInside(BadUrl):
    """A name or a redirect that leads where Atlas does not go: it may be the network that leads there."""


class Unfit(AtlasError):
    """A file in inbox/ that cannot be a drop; it stays where it is."""

    exit_code = os.EX_DATAERR
    hint = "A drop is an ordinary file of your own, at most 10 MB; an export or a saved page 50. Copy it into inbox/."


class NotFound(AtlasError):
    """A name or an id that means nothing here."""

    exit_code = os.EX_NOINPUT
    hint = "`atlas queue --all` and `atlas list` show what there is."


class Damaged(AtlasError):
    """A file of Atlas's own that does not read."""

    exit_code = os.EX_DATAERR
    hint = "`atlas audit` shows what else is damaged."


class Unkept(AtlasError):
    """The disk did not take it; nothing is lost, and it is done again."""

    exit_code = os.EX_IOERR
    hint = "Look at the disk and its cables: `dmesg` tells what the kernel saw."


class NoRoom(Unkept):
    """The disk is full or read-only; fetching waits until that is over."""

    hint = "Free some space (see [vitals] free_disk in config.toml); Atlas goes on by itself."


class Fenced(Unkept):
    """Another machine may work on the archive by now; nothing is filed, and nothing is lost."""

    hint = "This machine stands by and takes its turn again; `atlas standby status` tells who works."


class CatalogBroken(AtlasError):
    """The database does not answer; capture goes on without it."""

    exit_code = os.EX_UNAVAILABLE
    hint = "`atlas rebuild` makes it anew from the folders."


class CatalogDamaged(CatalogBroken):
    """The database's pages are damaged; it is made anew at the next start."""

    hint = "Start Atlas again, or `atlas rebuild`: it is made anew from the folders."


class ReadingBroken(AtlasError):
    """There is nobody to read pages; capture goes on, and they are read later."""

    exit_code = os.EX_UNAVAILABLE
    hint = "`atlas doctor` looks at the machine; `./install.sh` brings missing packages."


class Unsent(AtlasError):
    """An alert that nobody took; it is kept and sent again."""

    exit_code = os.EX_UNAVAILABLE
    hint = "`atlas alerts test` tries every address of [alerts] urls."


class Busy(AtlasError):
    """Another Atlas holds the lock."""

    exit_code = os.EX_TEMPFAIL
    hint = "One Atlas at a time works on a home; stop the other one first."


class Unreachable(AtlasError):
    """The HTTP door cannot be where it is to be."""

    exit_code = os.EX_UNAVAILABLE
    hint = "Another door may be open there already; [web] listen in config.toml says where this one is."


class NotUpgraded(AtlasError):
    """A new release that is no good, or cannot be tried; the old one works on."""

    exit_code = os.EX_UNAVAILABLE
    hint = "Nothing was switched: Atlas is as it was."


class NotBack(NotUpgraded):
    """A new release that was no good, and an old one that does not work again either: a person is needed."""

    hint = "`atlas upgrade` goes on with the way back each time it is called; see what `atlas doctor` says first."


class SwitchedBack(NotUpgraded):
    """A new release that was found no good after the switch; the old one works again."""

    exit_code = 1
    hint = (
        "The old release works again, with all that was captured meanwhile. `atlas upgrade --list` shows what there is."
    )


class Misconfigured(AtlasError):
    """The config file or the environment is wrong."""

    exit_code = os.EX_CONFIG
    hint = "`atlas config show` prints every key with its value."


def unkept(error: OSError) -> Unkept:
    """Returns what an error of the disk means for Atlas: no room, or simply not kept."""
    kind = NoRoom if error.errno in NO_ROOM else Unkept
    return kind(f"{error.strerror or error} ({os.fsdecode(error.filename or 'the disk')})")
