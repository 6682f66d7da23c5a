"""The vault: what came over the wire, as immutable WARC files that any other tool opens."""

from atlas.vault.reading import Headers
from atlas.vault.scratch import Scratch, Sealed
from atlas.vault.vault import Vault

__all__ = ["Headers", "Scratch", "Sealed", "Vault"]
