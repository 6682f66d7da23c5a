"""Sealed sets: the embassy of age."""

from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from atlas import files
from atlas.errors import Damaged, Misconfigured

PACKAGE = "pyrage"
LACKING = "It takes the package pyrage (pip install 'atlas-keeper[encryption]')."


def missing() -> str:
    """Returns why this machine can neither seal nor open, or ""; nothing is loaded for it."""
    # Not imported to see: it is a library of Rust, and health asks this at every look.
    return LACKING if find_spec(PACKAGE) is None else ""


def sealer(recipient: str) -> files.Through:
    """Returns what seals a file so that only the recipient's identity opens it."""
    age = _age()
    try:
        whom = age.x25519.Recipient.from_str(recipient)
    except age.RecipientError as error:
        raise Misconfigured(f"[backup] encrypt_to is no age recipient: {error}") from error

    def sealed(reader: files.Reader, written: files.Written) -> None:
        age.encrypt_io(reader, written, [whom])

    return sealed


def opener(identity: Path) -> files.Through:
    """Returns what opens files that were sealed to the identities in a file, as age-keygen writes it."""
    age, known = _age(), _identities(identity)

    def opened(reader: files.Reader, written: files.Written) -> None:
        try:
            age.decrypt_io(reader, written, known)
        except age.DecryptError as error:
            raise Damaged(f"It does not open with this identity: {error}.") from error

    return opened


def opens(identity: Path, recipient: str) -> bool:
    """Whether one of the identities in a file opens what is sealed to a recipient; never raises."""
    try:
        return recipient in {str(one.to_public()) for one in _identities(identity)}
    except Misconfigured:
        return False


def _identities(path: Path) -> list[Any]:
    age = _age()
    try:
        lines = path.read_text(encoding="ascii").split()
        known = [age.x25519.Identity.from_str(one) for one in lines if one.startswith("AGE-SECRET-KEY-")]
    except (OSError, ValueError, age.IdentityError) as error:
        raise Misconfigured(f"{path} has no age identity in it: {error}") from error
    if not known:
        raise Misconfigured(f"{path} has no age identity in it.")
    return known


def _age() -> Any:
    try:
        return import_module(PACKAGE)
    except ImportError as error:
        raise Misconfigured(f"Sets cannot be sealed or opened on this machine. {LACKING}") from error
