"""Which of several machines works on a shared archive, as each of them sees it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.lease import MARGIN, SETTLES, Claim, Seat, Sight, Sign, View, claim_in, sign_in
from tests.fakes import NOON

NODES = ("pi", "mini", "spare")
TTL = 60.0
WAIT = TTL * (1 + MARGIN)
OFTEN = 15.0


def sign(name, beat=1, session="a", **more):
    return Sign(name, session, beat, TTL, **{"wants": True, **more})


def view(*claims, signs=()):
    return View(tuple(Claim(epoch, holder, NOON) for epoch, holder in claims), {one.name: one for one in signs})


def watched(*views, every=5.0, start=0.0):
    """What is known after a look at each, so many seconds apart; and the moment of the last look."""
    sight, now = Sight(), start
    for number, one in enumerate(views):
        now = start + number * every
        sight = sight.after(one, now, OFTEN)
    return sight, now


def seat(name):
    return Seat(name, NODES, TTL)


def test_the_claim_of_the_highest_epoch_is_the_lease():
    assert view((1, "pi"), (3, "mini"), (2, "pi")).lease == Claim(3, "mini", NOON)
    assert View().lease is None


def test_of_two_claims_of_one_epoch_all_machines_choose_the_same():
    assert view((4, "pi"), (4, "mini")).lease == view((4, "mini"), (4, "pi")).lease == Claim(4, "mini", NOON)
    assert view((4, ""), (4, "pi")).lease.holder == "pi"


def test_a_lease_is_a_machines_since_its_epoch_and_no_other():
    found = view((2, "pi"))
    assert found.is_of("pi", 2)
    assert not found.is_of("pi", 1)
    assert not found.is_of("mini", 2)
    assert not View().is_of("pi", 0)


def test_a_lease_is_given_back_only_for_the_epoch_that_was():
    assert view((2, "pi"), signs=[sign("pi", let_go=2)]).let_go
    assert not view((3, "pi"), signs=[sign("pi", let_go=2)]).let_go
    assert not view((2, "pi")).let_go
    assert not View().let_go


def test_the_preferred_machine_takes_a_lease_that_nobody_ever_had_and_others_wait_for_it():
    sight, now = watched(View())
    assert seat("pi").may_take(View(), sight, now)
    assert not seat("mini").may_take(View(), sight, now)
    sight, now = watched(*[View()] * 16)
    assert now == WAIT
    assert seat("mini").may_take(View(), sight, now)


def test_a_machine_that_beats_is_not_taken_over_from():
    sight, now = watched(*(view((1, "pi"), signs=[sign("pi", beat)]) for beat in range(100)))
    assert not seat("mini").may_take(view((1, "pi"), signs=[sign("pi", 99)]), sight, now)


def test_a_machine_silent_for_its_lease_and_a_quarter_more_is_taken_over_from():
    silent = view((1, "pi"), signs=[sign("pi")])
    sight, now = watched(*[silent] * 15)
    assert not seat("mini").may_take(silent, sight, now)
    sight, now = watched(*[silent] * 16)
    assert seat("mini").may_take(silent, sight, now)


def test_the_longer_lease_of_the_holder_counts():
    patient = view((1, "pi"), signs=[Sign("pi", "a", 1, 4 * TTL)])
    assert seat("mini").waits_for(patient) == 4 * WAIT
    assert seat("mini").waits_for(View()) == WAIT


def test_a_look_that_comes_late_tells_nothing_of_the_time_between():
    silent = view((1, "pi"), signs=[sign("pi")])
    sight, now = watched(silent, silent)
    late = sight.after(silent, now + 1000, OFTEN)
    assert late.still("", now + 1000) == 0
    backwards = sight.after(silent, now - 1000, OFTEN)
    assert backwards.still("", now - 1000) == 0


def test_what_was_never_seen_has_not_been_still():
    assert Sight().still("pi", 1000) == 0
    assert not Sight().is_up("pi", 1000, TTL)


def test_a_machine_is_up_only_where_it_was_seen_to_beat():
    sight, now = watched(*[View(signs={"pi": sign("pi")})] * 3)
    assert not sight.is_up("pi", now, TTL)
    sight, now = watched(*(View(signs={"pi": sign("pi", beat)}) for beat in (1, 2)))
    assert not sight.is_up("pi", now, TTL)
    sight, now = watched(*(View(signs={"pi": sign("pi", beat)}) for beat in (1, 2, 3)))
    assert sight.is_up("pi", now, TTL)
    assert not sight.is_up("pi", now + TTL, TTL)


def test_a_machine_started_anew_is_seen_to_beat_though_it_counts_from_one_again():
    signs = [sign("pi", 9), sign("pi", session="b"), sign("pi", 2, session="b")]
    sight, now = watched(*(View(signs={"pi": one}) for one in signs))
    assert sight.is_up("pi", now, TTL)


def test_a_beat_that_comes_late_makes_nobody_alive():
    beats = [1, 2] + [2] * 13 + [3]
    sight, now = watched(*(View(signs={"pi": sign("pi", beat)}) for beat in beats))
    assert not sight.is_up("pi", now, TTL)
    sight = sight.after(View(signs={"pi": sign("pi", 4)}), now + 5, OFTEN)
    assert sight.is_up("pi", now + 5, TTL)


@pytest.mark.parametrize(("holder", "asks"), [("mini", "pi"), ("spare", "pi"), ("pi", "")])
def test_the_lease_is_asked_back_by_a_preferred_machine_that_is_up(holder, asks):
    looks = [view((1, holder), signs=[sign("pi", beat), sign("mini")]) for beat in (1, 2, 3)]
    assert seat(holder).better(looks[-1], *watched(*looks)) == asks


def test_a_preferred_machine_that_does_not_want_the_work_is_not_given_it():
    looks = [view((1, "mini"), signs=[sign("pi", beat, wants=False)]) for beat in (1, 2, 3)]
    assert seat("mini").better(looks[-1], *watched(*looks)) == ""


def test_a_lease_that_was_given_back_goes_to_the_preferred_machine_that_is_up():
    looks = [view((1, "mini"), signs=[sign("mini", beat, let_go=1), sign("pi", beat)]) for beat in (1, 2, 3)]
    sight, now = watched(*looks)
    assert now == TTL / SETTLES
    assert not seat("pi").may_take(looks[-1], sight, now - 1)
    assert seat("pi").may_take(looks[-1], sight, now)
    assert not seat("spare").may_take(looks[-1], sight, now)


def test_a_lease_given_back_that_nobody_takes_is_taken_by_whoever_waited_long_enough():
    looks = [view((1, "mini"), signs=[sign("mini", beat, let_go=1), sign("pi", beat)]) for beat in range(17)]
    sight, now = watched(*looks)
    assert seat("spare").may_take(looks[-1], sight, now)


def test_its_own_lease_a_machine_takes_again_at_once():
    mine = view((7, "mini"), signs=[sign("mini")])
    assert seat("mini").may_take(mine, *watched(mine))
    assert seat("mini").may_take_at_once(mine)
    assert not seat("pi").may_take_at_once(mine)


def test_a_claim_and_a_sign_read_back_as_they_were_written():
    claim, beat = Claim(12, "pi", NOON), Sign("mini", "s", 3, 1.5, wants=True, let_go=2)
    assert claim_in(claim.dumps(), 99) == claim
    assert sign_in(beat.dumps()) == beat
    assert claim_in(Claim(1, "pi").dumps(), 99) == Claim(1, "pi")


WRONG = [b"", b"[", b"[]", b"{}", b'{"epoch": "x"}', b"\xff", b"[" * 100_000]


@pytest.mark.parametrize("data", WRONG)
def test_a_claim_that_does_not_read_uses_its_epoch_up(data):
    assert claim_in(data, 5) == Claim(5, "")


@pytest.mark.parametrize("data", WRONG)
def test_a_sign_that_does_not_read_is_none(data):
    assert sign_in(data) is None


@pytest.mark.parametrize(
    "wrong", [{"ttl": "x"}, {"ttl": -1}, {"ttl": 1e300}, {"name": 7}, {"beat": "x"}, {"let_go": 1.5}]
)
def test_a_sign_that_makes_no_sense_is_none(wrong):
    told = json.loads(sign("pi").dumps())
    assert sign_in(json.dumps(told | wrong).encode()) is None


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from(["", *NODES])), max_size=12), st.randoms())
def test_all_who_see_the_same_claims_agree_in_whatever_order_they_lie(claims, chance):
    shuffled = list(claims)
    chance.shuffle(shuffled)
    assert view(*claims).lease == view(*shuffled).lease
