"""What the settings name and nobody may read: encrypted beside the data, the key to it elsewhere."""

import json
import re
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from atlas import files
from atlas.config.places import SECRET
from atlas.errors import Misconfigured, NotFound

COOKIES = "cookies:"
"""Before a host: its cookies.txt."""
NAME = re.compile(rf"[A-Za-z0-9_.-]{{1,64}}|{COOKIES}[a-z0-9_.:-]{{1,253}}")
CREDENTIAL = "atlas-identity"
COMMENT = "# Opens Atlas's secrets. Keep a copy of it elsewhere, never in a backup of the home.\n"


def identity_of(environ: Mapping[str, str]) -> Path:
    """Returns where the identity lies: what systemd hands over, else in the person's own settings."""
    # systemd.exec(5), LoadCredential: readable for this unit alone, and in no backup of the home.
    given = Path(environ.get("CREDENTIALS_DIRECTORY", "")) / CREDENTIAL
    if environ.get("CREDENTIALS_DIRECTORY") and given.is_file():
        return given
    own = environ.get("XDG_CONFIG_HOME") or str(Path("~/.config").expanduser())
    return Path(own) / "atlas" / "identity"


class Secrets:
    """The secrets of one home. What it returns is never to be told."""

    def __init__(self, path: Path, identity: Path) -> None:
        self._path = path
        self._identity = identity

    # Its own: a trace or a dataclass around it must not print what is in it.
    def __repr__(self) -> str:
        return f"Secrets({self._path})"

    def resolved(self, value: str) -> str:
        """Returns a value of the settings, or the secret that it names; raises AtlasError where there is none."""
        if not value.startswith(SECRET):
            return value
        name = value.removeprefix(SECRET)
        try:
            return self._read()[name]
        except KeyError:
            raise NotFound(f"There is no secret {name}: `atlas secret set {name}` makes one.") from None

    def names(self) -> list[str]:
        """Returns what the secrets are called."""
        return sorted(self._read())

    @property
    def stamp(self) -> tuple[int, int, int]:
        """What changes with the secrets."""
        try:
            status = self._path.stat()
        except OSError:
            return 0, 0, 0
        return status.st_ino, status.st_size, status.st_mtime_ns

    def cookies(self) -> dict[str, str]:
        """Returns the cookies.txt of each host that has one."""
        return {name.removeprefix(COOKIES): value for name, value in self._read().items() if name.startswith(COOKIES)}

    def set(self, name: str, value: str) -> None:
        """Keeps a secret, in place of one of that name."""
        if not NAME.fullmatch(name):
            raise Misconfigured("A secret's name has letters, digits, dots, - and _ only; or is cookies:HOST.")
        self._write({**self._read(), name: value})

    def remove(self, name: str) -> None:
        """Forgets a secret; raises NotFound where there is none."""
        known = self._read()
        if name not in known:
            raise NotFound(f"There is no secret {name}.")
        self._write({key: value for key, value in known.items() if key != name})

    def _read(self) -> dict[str, str]:
        if not self._path.exists():
            return {}
        try:
            told = json.loads(_age().decrypted(self._path.read_bytes(), self._own()))
            return {str(name): str(value) for name, value in told["secrets"].items()}
        # Without its cause: the text that does not read is a secret.
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Misconfigured(f"{self._path} does not read: `atlas restore` has it as it was backed up.") from None

    def _write(self, known: Mapping[str, str]) -> None:
        if not self._identity.exists():
            self._make_identity()
        data = json.dumps({"format": 1, "secrets": dict(known)}).encode()
        draft = files.draft(self._path.parent, _age().encrypted(data, self._own()))
        files.sync([draft])
        files.publish(draft, self._path, replace=True)
        files.sync(folders=[self._path.parent])

    def _own(self) -> str:
        try:
            lines = self._identity.read_text(encoding="ascii").splitlines()
        except (OSError, UnicodeDecodeError):
            raise Misconfigured(f"The identity that opens the secrets is not at {self._identity}.") from None
        return next((line for line in lines if line and not line.startswith("#")), "")

    def _make_identity(self) -> None:
        # A second identity would not open what the first has sealed: all secrets would be lost with the next `set`.
        if self._path.exists():
            raise Misconfigured(f"The identity that opens the secrets is not at {self._identity}: bring it back.")
        text = f"{COMMENT}{_age().new_identity()}\n"
        files.make_folder(self._identity.parent)
        files.create(self._identity, text.encode())
        files.sync([self._identity], [self._identity.parent])


def _age() -> Any:
    if not find_spec("pyrage"):
        raise Misconfigured("Secrets take the extra atlas-keeper[encryption].")
    return import_module("atlas.config.age")
