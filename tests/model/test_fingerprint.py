"""Fingerprints of texts."""

from hashlib import blake2b
from itertools import pairwise
from random import Random

from atlas.model.fingerprint import BITS, fingerprint_of

NEAR = 3
"""Bits in which the fingerprints of near-duplicates differ at most, mostly."""
WORDS = [f"word{one}" for one in range(500)]


def distance(one: int, other: int) -> int:
    return (one ^ other).bit_count()


def text(seed: int, length: int = 400) -> list[str]:
    return Random(seed).choices(WORDS, k=length)


def test_the_same_words_have_the_same_fingerprint_whatever_stands_between_them():
    words = text(1)
    assert fingerprint_of(" ".join(words)) == fingerprint_of("\n\n".join(words).upper()) != 0


def test_near_duplicates_differ_in_few_bits_and_others_in_many():
    words = text(1)
    near = [*words[:200], "altered", *words[201:]]
    assert distance(fingerprint_of(" ".join(words)), fingerprint_of(" ".join(near))) <= NEAR
    others = [distance(fingerprint_of(" ".join(words)), fingerprint_of(" ".join(text(one)))) for one in range(2, 12)]
    assert min(others) > 2 * NEAR


def test_a_short_text_has_no_fingerprint():
    assert fingerprint_of("") == fingerprint_of("A few words. " * 5) == 0


def test_a_fingerprint_has_64_bits():
    prints = [fingerprint_of(" ".join(text(one))) for one in range(20)]
    assert all(0 < one < 1 << BITS for one in prints)
    assert max(prints) >= 1 << (BITS - 4)


def test_a_script_without_blanks_has_fingerprints_too():
    one = "".join(
        Random(1).choices(
            "昨日町に激しい雨が降り道路は川のようになりました住民何年もこんなことを覚えていないと話", k=600
        )
    )
    assert fingerprint_of(one)
    assert distance(fingerprint_of(one), fingerprint_of(one + "と")) <= NEAR


def test_a_bit_is_set_where_it_is_in_most_runs_of_two_words():
    words = text(3)
    digests = [
        int.from_bytes(blake2b(f"{one}\0{two}".encode(), digest_size=8).digest()) for one, two in pairwise(words)
    ]
    most = [2 * sum(one >> bit & 1 for one in digests) > len(digests) for bit in range(BITS)]
    assert fingerprint_of(" ".join(words)) == sum(1 << bit for bit in range(BITS) if most[bit])
