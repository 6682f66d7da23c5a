"""A text's fingerprint: texts that are nearly the same have fingerprints that are nearly the same (Simhash).

Charikar, *Similarity estimation techniques from rounding algorithms* (STOC 2002);
Manku, Jain and Das Sarma, *Detecting near-duplicates for web crawling* (WWW 2007).
"""

from hashlib import blake2b
from itertools import pairwise

from atlas.model.words import UNSPACED, WORD

BITS, BYTE = 64, 8
SHORTEST = 30
"""Words under which a text has no fingerprint: a word more or less would change it all."""
READ = 300_000
"""Characters of a text that are read."""


def fingerprint_of(text: str) -> int:
    """Returns the Simhash over a text's runs of two words, 64 bits; 0 where there is too little text."""
    small = text[:READ].lower()
    words = WORD.findall(small if small.isascii() else UNSPACED.sub(r" \g<0> ", small))
    if len(words) < SHORTEST:
        return 0
    # Single words are too alike among strangers, and of longer runs too many change with a word.
    runs = map(b"\0".join, pairwise("\0".join(words).encode(errors="replace").split(b"\0")))
    digests = b"".join(blake2b(one, digest_size=BITS // BYTE).digest() for one in runs)
    count = len(words) - 1
    mask = int.from_bytes(b"\1" * count)
    bits = 0
    # Byte by byte of all digests at once: each bit's column is one number, whose ones are counted.
    for place in range(BITS // BYTE):
        column = int.from_bytes(digests[place :: BITS // BYTE])
        for bit in range(BYTE - 1, -1, -1):
            ones = (column >> bit & mask).bit_count()
            bits = bits << 1 | (2 * ones > count)
    return bits
