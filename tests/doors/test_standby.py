"""The standby door: waiting, working for a term, giving way."""

import signal
import threading
from datetime import timedelta
from itertools import pairwise

import pytest

from atlas.clock import Clock
from atlas.doors.standby import ASKED, BACK, LONG_AGO, LOST, Standby, Term, wish, wish_in
from atlas.errors import Busy
from atlas.jobs.standby.tenant import Tenant
from atlas.model.lease import Claim, Seat, Sign
from tests.fakes import NOON, FakeClock
from tests.jobs.standby.shares import OneShare

TTL = 0.6


class House:
    """One machine of two, on a share that the tests write to as the other."""

    def __init__(self, tmp_path, name="pi"):
        self.clock, self.share, self.told = Clock(), OneShare(), []
        seat = Seat(name, ("pi", "mini"), TTL)
        self.tenant = Tenant(seat, self.share, "one", lambda: NOON, self.clock.elapsed)
        self.state = tmp_path / "state"
        self.standby = Standby(self.tenant, self.clock.elapsed, self.told.append, wish_in(self.state))
        self.terms = []

    def run(self, *works, doors=()):
        """Each work is one term's; after the last this machine is told to stop."""
        left = list(works)

        def work(term):
            self.terms.append(term)
            return left.pop(0)(term) if left else "SIGTERM"

        self.standby.run(work, doors)

    def sentences(self):
        return [one.what for one in self.told]


class Over:
    """An end that comes at the N-th wait for it, at once."""

    def __init__(self, waits):
        self.waits = waits

    def wait(self, seconds):
        self.waits -= 1
        return self.waits <= 0


def ended(term):
    """Works until it is asked to end; returns why."""
    asked, why = threading.Event(), []

    def end(told):
        why.append(told)
        asked.set()

    term.begin(end)
    assert asked.wait(20)
    return why[0]


@pytest.fixture
def pi(tmp_path):
    return House(tmp_path)


@pytest.fixture
def mini(tmp_path):
    return House(tmp_path, "mini")


def test_the_preferred_machine_works_at_once_and_stops_when_it_is_told(pi):
    pi.run()
    assert pi.sentences() == ["This machine has the lease."]
    assert pi.terms[0].since is None
    assert pi.share.claims == {1: Claim(1, "pi", NOON)}
    assert "pi" in pi.share.signs
    assert not pi.share.signs["pi"].let_go


def test_who_takes_over_looks_for_what_the_other_left_undone_and_a_person_is_told(mini):
    mini.share.claim(Claim(1, "pi", NOON))
    mini.run()
    assert mini.terms[0].since == NOON
    assert mini.sentences() == ["This machine stands by.", "Another machine fell silent: this one takes over."]
    assert (mini.told[1].level, mini.told[1].about) == ("WARNING", "standby")
    assert "pi was silent; mini works now, epoch 2" in mini.told[1].sentence()


def test_after_a_claim_that_does_not_tell_everything_is_looked_through(mini):
    mini.share.claim(Claim(1, ""))
    mini.run()
    assert mini.terms[0].since == LONG_AGO


def test_what_was_given_back_left_nothing_undone(pi):
    pi.share.claim(Claim(1, "mini", NOON))
    pi.share.sign(Sign("mini", "a", 1, TTL, let_go=1))
    pi.run()
    assert pi.terms[0].since is None
    assert pi.sentences() == ["This machine stands by.", "This machine has the lease."]


def test_who_is_taken_over_from_is_told_to_end_and_waits_again(pi):
    def taken_over(term):
        pi.share.claim(Claim(2, "mini", NOON))
        return ended(term)

    pi.run(taken_over)
    assert [one.ended for one in pi.terms] == [LOST, ""]
    assert "The lease was lost: what was in flight is not filed." in pi.sentences()
    assert pi.terms[1].since == NOON
    assert pi.tenant.lease.epoch == 3


def test_who_was_cut_off_looks_through_what_it_left_though_the_other_gave_back(pi):
    def taken_over(term):
        pi.share.claim(Claim(2, "mini", NOON + timedelta(hours=1)))
        pi.share.sign(Sign("mini", "a", 1, TTL, let_go=2))
        return ended(term)

    pi.run(taken_over)
    assert pi.terms[1].since == NOON + timedelta(hours=1)


def test_the_lease_is_given_back_to_a_preferred_machine_that_is_up(mini):
    mini.share.claim(Claim(1, "mini", NOON))

    def returned(term):
        over = threading.Event()

        def beat(number=1):
            while not over.wait(0.02):
                number += 1
                mini.share.sign(Sign("pi", "b", number, TTL, wants=True))

        thread = threading.Thread(target=beat)
        thread.start()
        why = ended(term)
        over.set()
        thread.join()
        mini.share.signs.pop("pi")
        return why

    mini.run(returned)
    assert [one.ended for one in mini.terms] == [BACK, ""]
    assert "The lease is given back." in mini.sentences()
    assert mini.share.signs["mini"].let_go == 2


def test_a_persons_wish_gives_the_lease_away(pi):
    def wished(term):
        wish(pi.state)
        return ended(term)

    pi.run(wished)
    assert pi.terms[0].ended == ASKED
    assert not wish_in(pi.state).exists()
    assert "given away" in pi.told[1].sentence()


def test_a_signal_while_it_waits_ends_the_wait(mini):
    mini.share.claim(Claim(1, "pi", NOON))

    class Bell:
        def tend(self):
            signal.raise_signal(signal.SIGTERM)
            yield "tended"

    before = signal.getsignal(signal.SIGTERM)
    mini.run(doors=[Bell()])
    assert mini.told[-1] == "tended"
    assert mini.terms == []
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_signal_before_the_work_has_begun_ends_it_when_it_begins(pi):
    def late(term):
        signal.raise_signal(signal.SIGTERM)
        return ended(term)

    pi.run(late)
    assert len(pi.terms) == 1
    assert pi.terms[0].ended == ""


def test_a_share_that_does_not_answer_is_told_once_and_waited_for(pi):
    pi.share.broken = True

    class Mender:
        turns = 0

        def tend(self):
            self.turns += 1
            pi.share.broken = self.turns < 3
            yield from ()

    pi.run(doors=[Mender()])
    assert pi.sentences().count("The folder the machines share does not answer.") == 1
    assert len(pi.terms) == 1


def test_one_deed_takes_the_lease_and_gives_it_back(mini):
    with mini.standby.at_once() as term:
        assert mini.tenant.holds()
        assert list(term.tend()) == []
    assert mini.share.signs["mini"].let_go == 1


def test_no_deed_is_begun_beside_a_machine_that_works(mini):
    mini.share.claim(Claim(3, "pi", NOON))
    with pytest.raises(Busy, match="pi works on this archive, epoch 3"), mini.standby.at_once():
        pass


def test_a_lease_that_cannot_be_held_for_a_mistake_ends_the_term(pi):
    term = Term(pi.tenant, pi.clock.elapsed, pi.state, None)

    class Failed:
        def done(self):
            return True

        def exception(self):
            return ValueError("odd")

    term.work = Failed()
    assert [one.name for one in term.tend()] == ["broke"]
    assert term.ended == LOST
    assert list(term.tend()) == []


def test_a_main_loop_that_hangs_does_not_beat(pi):
    pi.tenant.tend()
    assert pi.tenant.take()
    moments = iter([0.0, 1e6, 1e6, 1e6])
    term = Term(pi.tenant, lambda: next(moments), pi.state, None, over=Over(3))
    list(term.tend())
    beat = pi.share.signs["pi"].beat
    term.run()
    assert pi.share.signs["pi"].beat == beat


def test_a_share_that_fails_for_a_moment_does_not_end_a_term(pi):
    pi.tenant.tend()
    assert pi.tenant.take()
    term = Term(pi.tenant, pi.clock.elapsed, pi.state, None, over=Over(2))
    pi.share.broken = True
    term.run()
    assert term.ended == ""


class Ticks(threading.Event):
    """What is waited for, by a clock of its own."""

    def __init__(self, clock):
        super().__init__()
        self.clock = clock

    def wait(self, timeout=None):
        self.clock.sleep(timeout)


def test_however_long_the_lease_the_doors_are_looked_after_every_few_seconds(tmp_path):
    house, clock = House(tmp_path, "mini"), FakeClock()
    seat = Seat("mini", ("pi", "mini"), 7200.0)
    tenant = Tenant(seat, house.share, "one", clock.now, clock.monotonic)
    standby = Standby(tenant, clock.monotonic, house.told.append, wish_in(house.state), Ticks(clock))
    house.share.claim(Claim(1, "pi", NOON))

    fed = []

    class Watchdog:
        def tend(self):
            fed.append(clock.monotonic())
            if len(fed) == 300:
                signal.raise_signal(signal.SIGTERM)
            yield from ()

    standby.run(lambda term: "SIGTERM", [Watchdog()])
    gaps = {later - earlier for earlier, later in pairwise(fed)}
    assert max(gaps) <= 5.0
    assert house.share.looks < 6


@pytest.mark.skipif(not hasattr(signal, "SIGPWR"), reason="this system has no SIGPWR")
def test_a_power_warning_while_it_waits_ends_the_wait(mini):
    mini.share.claim(Claim(1, "pi", NOON))

    class Bell:
        def tend(self):
            signal.raise_signal(signal.SIGPWR)
            yield "tended"

    mini.run(doors=[Bell()])
    assert mini.terms == []
