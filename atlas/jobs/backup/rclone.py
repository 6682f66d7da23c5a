"""The embassy of rclone: a program that knows some seventy kinds of places far away."""

import re
import shutil
import subprocess
from collections.abc import Iterable
from json import loads
from pathlib import Path

from atlas.errors import Misconfigured, Unkept
from atlas.model.names import printable

PREFIX = "rclone:"
# A remote by its name only: what is written out as a connection has its password in the list of processes.
TARGET = re.compile(r"(?P<remote>[A-Za-z0-9_.+@][A-Za-z0-9_.+@ -]*):(?P<path>[^:\x00-\x1f]*)")
LACKING = "[backup] to names a remote of rclone, and there is no rclone here (apt install rclone)."
# Its own retries are for the network; a file that is not whole under its name is what Atlas looks for itself.
ALWAYS = ("--quiet", "--retries", "2", "--local-no-preallocate", "--multi-thread-streams", "0")
NO_FOLDER, NO_FILE = 3, 4
LONGEST = 300


def is_remote(to: str) -> bool:
    """Whether a place for backups is one that rclone knows."""
    return to.startswith(PREFIX)


class Rclone:
    """One folder of one remote, as rclone's own settings know it; what it takes and gives are files."""

    def __init__(self, to: str, program: str = "rclone") -> None:
        found = TARGET.fullmatch(to.removeprefix(PREFIX))
        if not found:
            raise Misconfigured(f"[backup] to: expected {PREFIX}NAME:FOLDER, with the name of `rclone listremotes`.")
        self._program = program
        self._folder = f"{found['remote']}:{found['path'].rstrip('/')}"
        self.name = f"{PREFIX}{self._folder}"

    def sizes(self) -> dict[str, int]:
        """Returns every file beneath the folder with its size; none where there is no such folder."""
        told = self._run("lsjson", "--recursive", "--files-only", "--no-modtime", "--no-mimetype", self._folder)
        return {str(one["Path"]): int(one["Size"]) for one in loads(told or b"[]")}

    def read(self, place: str) -> bytes:
        """Returns what is in a small file."""
        return self._run("cat", self._at(place))

    def send(self, folder: Path) -> None:
        """Copies all that lies in a folder of this machine, in place of what may be there."""
        self._run("copy", "--no-traverse", "--ignore-times", str(folder), self._folder)

    def fetch(self, places: Iterable[str], folder: Path) -> None:
        """Copies files to a folder of this machine; those that are not there are left out."""
        listed = "".join(f"{one}\n" for one in places).encode()
        self._run("copy", "--no-traverse", "--files-from-raw", "-", self._folder, str(folder), given=listed)

    def move(self, place: str, to: str) -> None:
        """Gives a file another name, in place of what may be there."""
        self._run("moveto", self._at(place), self._at(to))

    def remove(self, places: Iterable[str]) -> None:
        """Removes files."""
        listed = "".join(f"{one}\n" for one in places).encode()
        self._run("delete", "--files-from-raw", "-", self._folder, given=listed)

    def _at(self, place: str) -> str:
        return f"{self._folder}{'' if self._folder.endswith(':') else '/'}{place}"

    def _run(self, *words: str, given: bytes = b"") -> bytes:
        program = shutil.which(self._program)
        if not program:
            raise Misconfigured(LACKING)
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and no word of it a secret
                [program, *ALWAYS, *words], input=given, capture_output=True, check=False, umask=0o077
            )
        except OSError as error:
            raise Unkept(f"rclone does not start: {error.strerror}") from error
        # rclone's exit codes for "directory not found" and "file not found": a store that is not there yet has nothing
        # in it.
        if done.returncode in (NO_FOLDER, NO_FILE) and words[0] == "lsjson":
            return b""
        if done.returncode:
            raise Unkept(f"rclone {words[0]} {self._folder}: {_last_words(done.stderr) or done.returncode}")
        return done.stdout


def _last_words(told: bytes) -> str:
    lines = [one.strip() for one in told.decode("utf-8", "replace").splitlines() if one.strip()]
    return printable(lines[-1])[:LONGEST] if lines else ""
