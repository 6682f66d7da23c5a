"""A text's fingerprint: texts that are nearly the same have fingerprints that are nearly the same (Simhash).

Charikar, *Similarity estimation techniques from rounding algorithms* (STOC 2002);
Manku, Jain and Das Sarma, *Detecting near-duplicates for web crawling* (WWW 2007).
"""

from collections import Counter
from hashlib import blake2b
from itertools import pairwise

from atlas.model.article import UNSPACED, WORD

BITS, BYTE = 64, 8
SHORTEST = 30
"""Words under which a text has no fingerprint: a word more or less would change it all."""
READ = 300_000
"""Characters of a text that are read."""
LANE = 32
"""Bits that the count of one bit takes where eight are counted in one number."""
SPREAD = tuple(sum((value >> bit & 1) << bit * LANE for bit in range(BYTE)) for value in range(1 << BYTE))
"""The bits of each byte, a lane each."""


def fingerprint_of(text: str) -> int:
    """Returns the Simhash over a text's runs of two words, 64 bits; 0 where there is too little text."""
    words = WORD.findall(UNSPACED.sub(r" \g<0> ", text[:READ].lower()))
    if len(words) < SHORTEST:
        return 0
    # Single words are too alike among strangers, and of longer runs too many change with a word.
    runs = map(b"\0".join, pairwise("\0".join(words).encode(errors="replace").split(b"\0")))
    digests = [blake2b(one, digest_size=BITS // BYTE).digest() for one in runs]
    bits = 0
    # Byte by byte: a text has thousands of runs, a byte has 256 values.
    for column in zip(*digests, strict=True):
        counted = sum(SPREAD[value] * count for value, count in Counter(column).items())
        for bit in range(BYTE - 1, -1, -1):
            ones = counted >> bit * LANE & (1 << LANE) - 1
            bits = bits << 1 | (2 * ones > len(digests))
    return bits
