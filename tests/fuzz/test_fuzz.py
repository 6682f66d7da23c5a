"""A short fuzzing: the same few hundred inputs each time, with no more than Python."""

import pytest

from tests.fuzz.target import inputs
from tests.fuzz.targets import TARGETS

COUNT = 300


@pytest.mark.parametrize("name", TARGETS)
def test_what_must_hold_for_any_bytes_holds(name):
    target = TARGETS[name]
    try:
        for data in inputs(target, COUNT):
            target.check(data)
    finally:
        target.end()
