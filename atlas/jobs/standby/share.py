"""The folder in which machines see each other: `raw/.standby/lease/`, shared as the archive is.

A claim is published under the name of its epoch without replacing anything: where the share is one and the same
for all, only one machine can have made it. Where copies are brought from one to another, each may have its own;
what such a share calls the second one is read, too, and all choose alike.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from atlas import files
from atlas.errors import Unfit, unkept
from atlas.model.lease import Claim, Sign, View, claim_in, sign_in

LARGEST = 10_000
KEPT = 8
"""Claims that are left for people to look at."""
# What a share puts behind a name when two machines wrote it (sync-conflict, "conflicted copy") is read as well.
CLAIM = re.compile(r"(\d{8})\b.*\.claim")
SIGN = re.compile(r".+\.sign")


class Share:
    """The claims and signs of all machines."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def look(self) -> View:
        """Returns what lies there; raises Unkept where it cannot be read."""
        try:
            names = files.names_in(self._folder)
            claims = tuple(self._claims(names))
            signs = (sign_in(self._read(name)) for name in sorted(names) if SIGN.fullmatch(name))
            found: dict[str, Sign] = {}
            for sign in signs:
                # Of a sign and a copy that a share kept of it, the one further on is the newer.
                if sign and (sign.name not in found or found[sign.name].beat < sign.beat):
                    found[sign.name] = sign
        except OSError as error:
            raise unkept(error) from error
        return View(claims, found)

    def claim(self, claim: Claim) -> bool:
        """Makes a claim, durably; returns whether this machine was the first. Raises Unkept."""
        path = self._folder / f"{claim.epoch:08}.claim"
        drafted = self._draft(claim.dumps())
        try:
            # A claim that a power cut takes back would let two machines have the same epoch.
            files.sync([drafted])
            files.publish(drafted, path)
        except FileExistsError:
            files.remove(drafted)
            return False
        except OSError as error:
            raise unkept(error) from error
        files.sync(folders=[self._folder])
        self._forget_before(claim.epoch - KEPT)
        return True

    def sign(self, sign: Sign) -> None:
        """Shows a sign, in place of this machine's last one. Raises Unkept."""
        # Not synced: what others see of it is what counts, and after a cut it is worth nothing.
        drafted = self._draft(sign.dumps())
        try:
            files.publish(drafted, self._folder / f"{sign.name}.sign", replace=True)
        except OSError as error:
            raise unkept(error) from error

    def _draft(self, data: bytes) -> Path:
        files.make_folder(self._folder)
        return files.draft(self._folder, data)

    def _claims(self, names: list[str]) -> Iterator[Claim]:
        for name in names:
            if match := CLAIM.fullmatch(name):
                yield claim_in(self._read(name), int(match[1]))

    def _read(self, name: str) -> bytes:
        """Returns a file's bytes; b"" where it has just been replaced or is none of Atlas's."""
        try:
            return files.read(self._folder, name, LARGEST)[1]
        except (FileNotFoundError, BlockingIOError, Unfit):
            return b""

    def _forget_before(self, epoch: int) -> None:
        for name in files.names_in(self._folder):
            match = CLAIM.fullmatch(name)
            if match and int(match[1]) < epoch:
                files.remove(self._folder / name)
