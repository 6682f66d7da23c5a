"""Leave to look at one capture: for it, for a while, and from this door alone."""

from datetime import timedelta
from urllib.parse import parse_qs

import pytest

from atlas.doors.web.passes import MINUTES, Passes, Viewing, name_in
from tests.fakes import NOON

LATE = NOON + timedelta(minutes=MINUTES)


def parts(passes: Passes, name="abcd1234"):
    told = parse_qs(passes.query(name))
    return name, told["until"][0], told["pass"][0]


def test_a_pass_is_known_again():
    passes = Passes(lambda: NOON)
    assert passes.holds(*parts(passes))


def test_it_is_good_to_its_end_and_no_longer():
    passes = Passes(lambda: NOON)
    assert Passes(lambda: LATE, passes.secret).holds(*parts(passes))
    assert not Passes(lambda: LATE + timedelta(seconds=1), passes.secret).holds(*parts(passes))


def test_it_is_for_one_capture():
    passes = Passes(lambda: NOON)
    _, until, seal = parts(passes)
    assert not passes.holds("abcd1235", until, seal)


def test_its_end_cannot_be_put_off():
    passes = Passes(lambda: NOON)
    name, until, seal = parts(passes)
    assert not passes.holds(name, f"{int(until) + 1}", seal)
    assert not passes.holds(name, f"{until}0", seal)


def test_another_door_does_not_know_it():
    assert not Passes(lambda: NOON).holds(*parts(Passes(lambda: NOON)))


@pytest.mark.parametrize("seal", ["", "x", "é", "\udcff", "0" * 64])
def test_what_is_no_pass_is_none(seal):
    assert not Passes(lambda: NOON).holds("abcd1234", "9999999999", seal)
    assert not Passes(lambda: NOON).holds("abcd1234", "", seal)


def test_its_secret_is_not_shown():
    passes = Passes(lambda: NOON)
    assert repr(passes.secret) not in repr(passes)


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("127.0.0.1:7444", "127.0.0.1:7445"),
        ("localhost:7444", "localhost:7445"),
        ("[::1]:7444", "[::1]:7445"),
        ("pi.example", "pi.example:7445"),
        ("pi.example:8443", "pi.example:7445"),
    ],
)
def test_the_second_door_has_the_name_that_the_first_was_asked_by(host, place):
    viewing = Viewing(Passes(lambda: NOON), 7445)
    assert viewing.place(host) == place
    assert viewing.href(host, "abcd1234").startswith(f"//{place}/snapshots/abcd1234?until=")


def test_a_name_is_told_without_its_port():
    assert [name_in(one) for one in ("a:1", "a", "[::1]", "[::1]:2")] == ["a", "a", "[::1]", "[::1]"]
