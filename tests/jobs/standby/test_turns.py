"""Three machines, their clocks, their pauses and their share, in any order: no two of them ever work at once."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from atlas.errors import Fenced
from atlas.jobs.standby.tenant import Tenant
from atlas.model.lease import Seat
from tests.fakes import NOON
from tests.jobs.standby.shares import Copy, OneShare

NODES = ("pi", "mini", "spare")
TTL = 60.0
node = st.sampled_from(NODES)


class Machine:
    """One of them, with a clock that goes a little wrong."""

    def __init__(self, name, share, rate, start):
        self.name, self.share, self.rate = name, share, rate
        self.clock, self.session, self.paused = start, 0, False
        self.restart()

    def restart(self):
        self.session += 1
        self.paused = False
        self.tenant = Tenant(
            Seat(self.name, NODES, TTL), self.share, str(self.session), lambda: NOON, lambda: self.clock
        )

    def tend(self):
        """One look, and what follows from it."""
        try:
            self.tenant.tend()
        except Fenced:
            self.tenant.leave()
        if self.tenant.epoch and self.tenant.asked_back():
            self.tenant.let_go()
        elif not self.tenant.epoch and self.tenant.may_take():
            self.tenant.take()


class Turns(RuleBasedStateMachine):
    """Whatever happens to three machines."""

    def __init__(self):
        super().__init__()
        self.committed = []
        self.machines = {}

    @initialize(
        rates=st.lists(st.floats(0.93, 1.07), min_size=3, max_size=3),
        starts=st.lists(st.floats(0, 1e6), min_size=3, max_size=3),
    )
    def begin(self, rates, starts):
        share = OneShare()
        self.machines = {
            name: Machine(name, share, rate, start) for name, rate, start in zip(NODES, rates, starts, strict=True)
        }

    @rule(seconds=st.sampled_from([0.5, 5.0, 5.0, 14.0, 70.0, 3600.0]))
    def pass_time(self, seconds):
        for one in self.machines.values():
            one.clock += seconds * one.rate

    @rule(minutes=st.sampled_from([1, 2, 20]))
    def live(self, minutes):
        """Those that are not paused look as often as they do."""
        for _ in range(minutes):
            self.pass_time(5.0)
            for one in self.machines.values():
                if not one.paused:
                    one.tend()

    @rule(name=node)
    def look(self, name):
        if not self.machines[name].paused:
            self.machines[name].tend()

    @rule(name=node)
    def pause(self, name):
        self.machines[name].paused = True

    @rule(name=node)
    def pause_for_long(self, name):
        self.machines[name].paused = True
        self.live(20)

    @rule(name=node)
    def go_on(self, name):
        self.machines[name].paused = False

    @rule(name=node)
    def kill_and_start(self, name):
        self.machines[name].restart()

    @rule(name=node)
    def give_way(self, name):
        one = self.machines[name]
        if not one.paused and one.tenant.epoch:
            one.tenant.let_go(on_demand=True)

    @rule(name=node)
    def commit(self, name):
        one = self.machines[name]
        if not one.paused and one.tenant.holds():
            self.committed.append((one.tenant.epoch, name))

    @invariant()
    def no_two_hold_it(self):
        assert sum(one.tenant.holds() for one in self.machines.values()) <= 1

    @invariant()
    def commits_follow_the_epochs(self):
        assert self.committed == sorted(self.committed, key=lambda one: one[0])
        holders = {}
        for epoch, name in self.committed:
            assert holders.setdefault(epoch, name) == name

    @precondition(lambda self: self.machines)
    @rule()
    def in_the_end_the_preferred_works(self):
        for one in self.machines.values():
            one.restart()
        self.live(40)
        assert self.machines["pi"].tenant.holds()


class LateTurns(RuleBasedStateMachine):
    """The same on copies that are late: what holds is that it ends."""

    def __init__(self):
        super().__init__()
        self.machines = {name: Machine(name, Copy(), 1.0, 0.0) for name in NODES}

    @rule(minutes=st.integers(1, 40))
    def live(self, minutes):
        for _ in range(minutes):
            for one in self.machines.values():
                one.clock += 5.0
                if not one.paused:
                    one.tend()

    @rule(name=node, back=st.booleans())
    def pause(self, name, back):
        self.machines[name].paused = back

    @rule(source=node, reader=node, chance=st.randoms(use_true_random=False))
    def deliver_some(self, source, reader, chance):
        sent = [what for _, what in self.machines[source].share.outgoing]
        for what in chance.sample(sent, k=min(len(sent), 3)):
            self.machines[reader].share.take(what)

    @rule()
    def deliver_all(self):
        for source in self.machines.values():
            for target in self.machines.values():
                for _, what in source.share.outgoing:
                    target.share.take(what)
        for one in self.machines.values():
            one.clock += 1.0
        assert sum(one.tenant.holds() for one in self.machines.values()) <= 1


TestTurns = Turns.TestCase
TestTurns.settings = settings(stateful_step_count=25, max_examples=50)
TestLateTurns = LateTurns.TestCase
TestLateTurns.settings = settings(stateful_step_count=20, max_examples=50)
