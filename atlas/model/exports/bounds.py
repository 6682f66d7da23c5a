"""How much of an export is read at all: a file may be small and yet make a memory full."""

from atlas.errors import Unfit

MOST_PARTS = 3_000_000
"""Tags, values or fields: thirty for each of the links that one file may ask for."""


def bounded(text: str, signs: str) -> str:
    """Returns a text; raises Unfit where so many of the signs that part it stand in it that no export has them."""
    if sum(map(text.count, signs)) > MOST_PARTS:
        raise Unfit(f"It has more than {MOST_PARTS:,} parts: split it.")
    return text
