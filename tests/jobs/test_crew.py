"""The threads that fetch, and what lies ready for them."""

import threading
from queue import SimpleQueue

import pytest

from atlas.jobs.crew import READY, Crew
from atlas.jobs.seats import LONG


class Fetches:
    """Fetches what it is told to let go."""

    def __init__(self):
        self.begun = SimpleQueue()
        self.gate = threading.Semaphore(0)

    def __call__(self, errand):
        self.begun.put(errand)
        assert self.gate.acquire(timeout=10)
        if errand == "bad":
            raise ValueError(errand)
        return errand

    def so_far(self, count):
        return [self.begun.get(timeout=10) for _ in range(count)]


@pytest.fixture
def fetches():
    return Fetches()


@pytest.fixture
def landed():
    return SimpleQueue()


@pytest.fixture
def crew(fetches, landed, clock):
    made = Crew(fetches, landed.put, 2, clock.monotonic)
    yield made
    made.taken_back()
    fetches.gate.release(100)
    made.dismiss()


def test_who_has_landed_goes_on_with_what_lies_ready_though_nobody_takes_the_answer(crew, fetches):
    for name in "abcd":
        crew.send(f"{name}.example", name)
    assert sorted(fetches.so_far(2)) == ["a", "b"]
    fetches.gate.release(2)
    assert sorted(fetches.so_far(2)) == ["c", "d"]


def test_no_more_than_the_seats_are_begun_at_once(crew, fetches, clock):
    for name in "abc":
        crew.send(f"{name}.example", name)
    fetches.so_far(2)
    assert (fetches.begun.empty(), len(crew)) == (True, 3)
    assert crew.next_begin == clock.monotonic() + LONG


def test_where_all_are_slow_what_lies_ready_is_begun_beside_them(crew, fetches, clock):
    for name in "abc":
        crew.send(f"{name}.example", name)
    fetches.so_far(2)
    clock.sleep(LONG)
    crew.begin()
    assert fetches.so_far(1) == ["c"]


def test_what_lay_ready_and_was_taken_back_is_not_begun(crew, fetches, landed):
    for name in "abcd":
        crew.send(f"{name}.example", name)
    fetches.so_far(2)
    assert crew.taken_back() == [("c.example", "c"), ("d.example", "d")]
    fetches.gate.release(2)
    assert {landed.get(timeout=10)[1] for _ in range(2)} == {"a", "b"}
    assert fetches.begun.empty()
    assert crew.next_begin is None


def test_no_more_lie_ready_than_one_group_takes(crew):
    for number in range(READY + 2):
        assert crew.free
        crew.send(f"{number}.example", number)
    assert not crew.free


def test_what_nobody_foresaw_lands_as_an_answer_and_the_thread_goes_on(crew, fetches, landed):
    for name in ("bad", "b", "c"):
        crew.send(f"{name}.example", name)
    fetches.gate.release(3)
    answers = {errand: done for _, errand, done in (landed.get(timeout=10) for _ in range(3))}
    assert isinstance(answers["bad"].exception(), ValueError)
    assert [answers[one].result() for one in "bc"] == ["b", "c"]
