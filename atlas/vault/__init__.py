"""The vault: what came over the wire, as immutable WARC files that any other tool opens."""

from atlas.vault.sealed import Sealed
from atlas.vault.vault import Vault

__all__ = ["Sealed", "Vault"]
