"""Whether what is free is given back."""

import platform
import subprocess
import sys
from types import SimpleNamespace

import pytest

from atlas.vitals.memory import give_back

HELD = """
import ctypes, random
from atlas.vitals.memory import give_back

def resident():
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * 4096

before = resident()
lumps = [bytearray(random.Random(n).randrange(600, 4000)) for n in range(20_000)]
full = resident()
# What lasts lies between what is freed, and at the end.
kept = lumps[::200] + lumps[-1:]
lumps.clear()
held = resident()
give_back()
print(full - before, held - before, resident() - before)
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="another C library than glibc keeps its own house")
def test_what_was_freed_between_what_lasts_is_given_back():
    done = subprocess.run([sys.executable, "-c", HELD], capture_output=True, text=True, check=True)
    full, held, left = map(int, done.stdout.split())
    assert held > full * 0.9
    assert left < full * 0.2


def test_all_that_is_free_is_to_be_given_back():
    asked = []
    give_back(SimpleNamespace(malloc_trim=lambda least: asked.append(least.value)))
    assert asked == [0]


def test_a_library_that_has_no_way_to_keeps_it():
    library = SimpleNamespace()
    give_back(library)
    assert vars(library) == {}
