"""One machine and the lease."""

import pytest

from atlas.errors import Fenced, Unkept
from atlas.jobs.standby.tenant import Tenant
from atlas.model.lease import Claim, Seat, Sign
from tests.fakes import FakeClock
from tests.jobs.standby.shares import OneShare

NODES = ("pi", "mini")
TTL = 60.0


class Several:
    """Machines on one share, whose clocks go alike."""

    def __init__(self, *names, answers=lambda holder, epoch: False):
        self.share, self.clock = OneShare(), FakeClock()
        made = [
            Tenant(Seat(one, NODES, TTL), self.share, one, self.clock.now, self.clock.elapsed, answers) for one in names
        ]
        self.pi, self.mini = (*made, None)[:2]

    def live(self, seconds, *tenants):
        """Each of them looks as often as it does."""
        for _ in range(int(seconds / 5)):
            self.clock.sleep(5.0)
            for one in tenants:
                one.tend()

    def taken(self):
        self.pi.tend()
        assert self.pi.may_take()
        assert self.pi.take()
        return self


@pytest.fixture
def alone():
    return Several("pi").taken()


@pytest.fixture
def pair():
    return Several("pi", "mini").taken()


def test_who_takes_the_lease_has_it_and_keeps_it_by_beating(alone):
    assert (alone.pi.epoch, alone.pi.lease.holder) == (1, "pi")
    alone.live(10 * TTL, alone.pi)
    alone.pi.check()
    assert alone.pi.epoch == 1


def test_beats_are_few(alone):
    before = alone.share.signs["pi"].beat
    alone.live(10 * TTL, alone.pi)
    assert alone.share.signs["pi"].beat - before <= 30


def test_a_machine_that_has_not_beaten_for_its_lease_has_it_no_more(alone):
    alone.clock.sleep(TTL - 1)
    assert alone.pi.holds()
    alone.clock.sleep(1)
    assert not alone.pi.holds()
    with pytest.raises(Fenced):
        alone.pi.check()
    with pytest.raises(Fenced):
        alone.pi.tend()


def test_a_machine_that_was_taken_over_from_is_fenced(pair):
    pair.share.claim(Claim(2, "mini"))
    pair.clock.sleep(1)
    assert not pair.pi.holds()
    with pytest.raises(Fenced):
        pair.pi.tend()


def test_between_the_drops_of_a_group_the_share_is_not_asked_again(alone):
    alone.clock.sleep(1)
    assert alone.pi.holds()
    looks = alone.share.looks
    assert all(alone.pi.holds() for _ in range(64))
    assert alone.share.looks == looks


def test_who_has_nothing_holds_nothing_and_is_asked_for_nothing():
    one = Several("pi")
    assert not one.pi.holds()
    assert one.pi.asked_back() == ""


def test_while_the_share_does_not_answer_nothing_is_filed_and_nothing_taken(alone):
    alone.clock.sleep(1)
    alone.share.broken = True
    assert not alone.pi.holds()
    with pytest.raises(Unkept):
        alone.pi.tend()
    alone.share.broken = False
    assert alone.pi.holds()


def test_a_lease_of_which_the_first_beat_was_not_written_is_not_had():
    one = Several("pi")
    one.pi.tend()

    def refuse(sign):
        raise Unkept("The share does not answer.")

    one.share.sign = refuse
    with pytest.raises(Unkept):
        one.pi.take()
    assert one.share.claims[1].holder == "pi"
    assert not one.pi.holds()


def test_the_one_that_waits_takes_over_after_the_lease_and_a_quarter(pair):
    pair.mini.tend()
    pair.live(70, pair.mini)
    assert not pair.mini.may_take()
    pair.live(5, pair.mini)
    assert pair.mini.may_take()
    assert pair.mini.take().lease.holder == "pi"
    assert pair.mini.epoch == 2


def test_who_still_answers_at_its_door_is_not_taken_over_from():
    asked = []

    def answers(holder, epoch):
        asked.append((holder, epoch))
        return len(asked) < 3

    pair = Several("pi", "mini", answers=answers).taken()
    pair.mini.tend()
    pair.live(75, pair.mini)
    assert [pair.mini.may_take() for _ in range(3)] == [False, False, True]
    assert asked == [("pi", 1)] * 3


def test_who_beats_while_its_door_is_asked_is_not_taken_over_from():
    pair = Several("pi", "mini", answers=lambda holder, epoch: bool(pair.pi.tend()))
    pair.taken().mini.tend()
    pair.live(75, pair.mini)
    pair.pi.leave()
    assert not pair.mini.may_take()


def test_of_two_that_take_at_once_one_has_it(pair):
    pair.pi.let_go()
    for one in (pair.pi, pair.mini):
        one.look()
    assert pair.mini.take()
    assert pair.pi.take() is None
    assert (pair.pi.epoch, pair.mini.epoch) == (0, 2)


def test_the_preferred_machine_is_given_the_lease_back_when_it_is_up(pair):
    pair.mini.tend()
    pair.live(75, pair.mini)
    assert pair.mini.take()
    pair.pi.leave()
    pair.live(40, pair.mini, pair.pi)
    assert pair.mini.asked_back() == "pi"
    pair.mini.let_go()
    pair.live(15, pair.pi, pair.mini)
    assert pair.pi.may_take()
    assert pair.pi.take().let_go
    assert pair.pi.epoch == 3


def test_who_gave_the_lease_away_on_a_persons_word_leaves_it_until_the_other_is_silent(pair):
    pair.live(TTL, pair.pi, pair.mini)
    pair.pi.let_go(on_demand=True)
    pair.pi.tend()
    assert not pair.pi.may_take()
    pair.live(15, pair.pi, pair.mini)
    assert pair.mini.may_take()
    assert pair.mini.take()
    pair.live(TTL, pair.pi, pair.mini)
    assert pair.mini.asked_back() == ""
    pair.live(85, pair.pi)
    assert pair.pi.may_take()
    assert pair.pi.take()
    assert pair.pi.wants


def test_who_let_the_lease_run_out_cannot_give_it_back(pair):
    pair.clock.sleep(TTL)
    pair.pi.let_go()
    assert pair.share.signs["pi"].let_go == 0


def test_who_leaves_says_nothing_and_is_back_at_once(alone):
    alone.pi.leave()
    assert not alone.pi.holds()
    assert alone.pi.may_take_at_once()
    assert alone.pi.take()
    assert alone.pi.epoch == 2


def test_two_machines_under_one_name_do_not_both_work(alone):
    twin = Tenant(Seat("pi", NODES, TTL), alone.share, "twin", alone.clock.now, alone.clock.elapsed)
    twin.tend()
    assert twin.take()
    alone.clock.sleep(1)
    assert not alone.pi.holds()
    assert twin.holds()


def test_the_age_of_a_lease_is_how_long_ago_it_was_seen_to_live(pair):
    pair.share.sign(Sign("pi", "pi", 99, TTL))
    pair.mini.tend()
    pair.live(30, pair.mini)
    assert pair.mini.age == 30
