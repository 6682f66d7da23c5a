"""The ticket of a list as long as may be is read again: one that is not would forget every attempt."""

from datetime import timedelta

from atlas.model.attempt import Try
from atlas.model.drop import MOST
from atlas.model.fault import Kind
from atlas.model.target import REMEMBERED
from atlas.model.ticket import TRIES, Disposition, Target, Ticket, loads
from atlas.spool.entry import LARGEST_TICKET
from tests.fakes import NOON

TRIED = tuple(
    Try("direct", NOON + timedelta(days=day), None, Kind.UNREACHABLE, "gone.example cannot be reached.", 3000)
    for day in range(REMEMBERED)
)


def target_of(number, tries=()):
    url = f"https://gone.example/{number:06}/{'x' * 100}"
    return Target(url, disposition=Disposition.DEFERRED, tries=tries)


def ticket_of(targets):
    return Ticket("list.txt", "sha256:00", NOON, NOON, tuple(targets), Disposition.DEFERRED)


def test_a_list_that_is_not_long_remembers_all_its_tries():
    ticket = ticket_of(target_of(number, TRIED) for number in range(50))
    assert loads(ticket.dumps()) == ticket


def test_of_a_long_list_the_last_tries_are_remembered():
    count = TRIES // 10
    ticket = ticket_of([target_of(0)] * (count - 1) + [target_of(1, TRIED)])
    assert loads(ticket.dumps()).targets[-1].tries == TRIED[-10:]


def test_the_ticket_of_the_longest_list_is_not_too_large_to_be_read():
    some, of_each = 100, TRIES // MOST
    told = ticket_of(target_of(number, TRIED[:of_each]) for number in range(some)).dumps()
    assert of_each == 2
    assert len(told) * MOST / some < LARGEST_TICKET
