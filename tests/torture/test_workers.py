"""What is done by processes of their own."""

import os
import signal

from tests.torture.workers import apart


def test_each_is_done_in_a_process_of_its_own():
    found = dict(apart(lambda ask: (ask * 2, os.getpid()), range(5), 2))
    assert {ask: doubled for ask, (doubled, _) in found.items()} == {0: 0, 1: 2, 2: 4, 3: 6, 4: 8}
    assert len({pid for _, pid in found.values()} | {os.getpid()}) == 6


def test_what_ends_without_a_word_is_told():
    assert list(apart(lambda _: os.kill(os.getpid(), signal.SIGKILL), ["a"], 1)) == [("a", None)]


def test_nothing_is_asked_for_that_nobody_can_do_yet():
    asked = []

    def asks():
        for number in range(9):
            asked.append(number)
            yield number

    next(apart(lambda ask: ask, asks(), 2))
    assert len(asked) <= 3


def test_who_leaves_off_ends_those_at_work():
    first, last = os.pipe()

    def deed(ask):
        os.close(first)
        if ask:
            # Neither key nor signal ends it: only whoever has begun it does.
            signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
            while True:
                signal.pause()

    some = apart(deed, [0, 1], 2)
    assert next(some) == (0, None)
    some.close()
    os.close(last)
    # No process holds the other end any more.
    assert os.read(first, 1) == b""
    os.close(first)
