"""The embassy of pyrage: bytes that only the holder of an identity can read (age, X25519)."""

import pyrage

from atlas.errors import Misconfigured


def new_identity() -> str:
    """Returns a new identity, as age writes it."""
    return str(pyrage.x25519.Identity.generate())


def encrypted(data: bytes, identity: str) -> bytes:
    """Returns bytes for the holder of an identity; raises Misconfigured."""
    return bytes(pyrage.encrypt(data, [_read(identity).to_public()]))


def decrypted(data: bytes, identity: str) -> bytes:
    """Returns what was encrypted for an identity; raises Misconfigured where it was for another."""
    try:
        return bytes(pyrage.decrypt(data, [_read(identity)]))
    except pyrage.DecryptError:
        raise Misconfigured("The secrets were not encrypted for this identity, or are damaged.") from None


def _read(identity: str) -> "pyrage.x25519.Identity":
    try:
        return pyrage.x25519.Identity.from_str(identity.strip())
    except pyrage.IdentityError:
        raise Misconfigured("The identity that opens the secrets does not read.") from None
