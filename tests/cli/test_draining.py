"""One emptying of the queue ends when nothing can go on, not before."""

from collections import Counter
from itertools import count

from atlas.cli.running import Drain


class Stuck:
    """A capture that waits for the network."""

    busy, unrested, stuck = True, False, True

    def turn(self, seconds):
        return []

    def finish(self, seconds):
        return []

    def wake(self):
        pass


class Slow:
    """Reading that is through after a few looks."""

    def __init__(self, looks):
        self.looks = looks

    @property
    def idle(self):
        return self.looks <= 0

    def ring(self):
        pass

    def news(self):
        self.looks -= 1
        return []

    def stop(self):
        return []


def test_while_the_network_is_away_what_is_there_is_read_before_it_ends():
    reading = Slow(looks=50)
    assert Drain(Stuck(), Counter(), print, count().__next__, None, reading).run(wait=False, rest=0) == 0
    assert reading.idle


def test_while_the_network_is_away_it_ends_though_nothing_is_read():
    assert Drain(Stuck(), Counter(), print, count().__next__, None).run(wait=False, rest=0) == 0
