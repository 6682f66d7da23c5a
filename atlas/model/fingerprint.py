"""A text's fingerprint: texts that are nearly the same have fingerprints that are nearly the same (Simhash).

Charikar, *Similarity estimation techniques from rounding algorithms* (STOC 2002);
Manku, Jain and Das Sarma, *Detecting near-duplicates for web crawling* (WWW 2007).
"""

from collections import Counter
from hashlib import blake2b
from itertools import pairwise

from atlas.model.article import UNSPACED, WORD

BITS = 64
SHORTEST = 30
"""Words under which a text has no fingerprint: a word more or less would change it all."""
READ = 300_000
"""Characters of a text that are read."""


def fingerprint_of(text: str) -> int:
    """Returns the Simhash over a text's runs of two words, 64 bits; 0 where there is too little text."""
    words = WORD.findall(UNSPACED.sub(r" \g<0> ", text[:READ].lower()))
    if len(words) < SHORTEST:
        return 0
    # Single words are too alike among strangers, and of longer runs too many change with a word.
    runs = pairwise(words)
    digests = [blake2b("\0".join(one).encode(errors="replace"), digest_size=BITS // 8).digest() for one in runs]
    bits = 0
    # Byte by byte: a text has thousands of runs, a byte has 256 values.
    for column in zip(*digests, strict=True):
        counts = Counter(column)
        for bit in range(7, -1, -1):
            ones = sum(count for value, count in counts.items() if value >> bit & 1)
            bits = bits << 1 | (2 * ones > len(digests))
    return bits
