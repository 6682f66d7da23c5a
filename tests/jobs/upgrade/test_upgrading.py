"""The steps of an upgrade, and a cut at each: programs are played, files are real."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from atlas import files
from atlas.catalog import Catalog
from atlas.errors import Busy, NotBack, NotUpgraded, SwitchedBack
from atlas.jobs.upgrade.building import Source, source_at
from atlas.jobs.upgrade.releases import STAMP, Releases
from atlas.jobs.upgrade.running import Ran
from atlas.jobs.upgrade.upgrading import KEPT, Place, Upgrade
from atlas.model.upgrade import Control, Note, Phase
from tests.fakes import FakeClock

UNIT = Control(*((("unit", verb),) for verb in ("restart", "stop", "start", "lives")))
WELL = '{"checks": {"disk": {"status": "pass"}}, "whole": true, "reason": ""}\n'
OLD = "1.0-adopted"


class Cut(Exception):
    """The power goes."""


class Machine:
    """One whose programs are played; it loses its power at the n-th of them, where that is wished."""

    def __init__(self, root: Path) -> None:
        self.root, self.state = root, root / "home/.atlas"
        self.left = 10**6
        self.ran: list[tuple[str, ...]] = []
        self.says: Callable[[tuple[str, ...]], Ran | None] = lambda words: None
        self.clock = FakeClock()
        self.stopped = False
        self.releases = Releases(root / ".venv")
        (self.releases.link / "bin").mkdir(parents=True)
        (self.releases.link / "bin/python").touch()
        (self.releases.link / STAMP).touch()
        self.releases.adopt("1.0")
        catalog = self.catalog
        catalog.note([], [])
        catalog.close()

    @property
    def catalog(self) -> Catalog:
        return Catalog(self.state / "catalog.db")

    def upgrade(self, control: Control = UNIT, watch: float = 20.0) -> Upgrade:
        home = self.root / "home"
        return Upgrade(Place(home, self.state, self.releases, self.run, {}, self.clock, self.catalog), control, watch)

    @property
    def note(self) -> Note:
        return Place(self.root, self.state, self.releases, self.run, {}, self.clock, self.catalog).note

    @property
    def phase(self) -> Phase:
        return self.note.phase

    def run(self, words: Sequence[str], environ: Mapping[str, str]) -> Ran:
        self.left -= 1
        if self.left < 0:
            raise Cut(words)
        if "venv" in words:
            (Path(words[-1]) / "bin").mkdir(parents=True)
            (Path(words[-1]) / "bin/python").touch()
        said = tuple(words[1:] if words[0] == "unit" else words[4:])
        self.ran.append(said)
        done = self.says(said) or Ran(3 if said == ("lives",) and self.stopped else 0, WELL)
        if said in {("stop",), ("start",), ("restart",)} and not done.code:
            self.stopped = said == ("stop",)
        return done

    def source(self, version: str = "1.1") -> Source:
        folder = self.root / version
        (folder / "atlas").mkdir(parents=True, exist_ok=True)
        (folder / "atlas/__init__.py").write_text(f'__version__ = "{version}"\n')
        (folder / "requirements.lock").touch()
        return source_at(folder)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_release_is_switched_to_started_and_watched(machine: Machine):
    source = machine.source()
    told = list(machine.upgrade().to(source))
    assert machine.releases.current == source.release.name
    assert told[-1].endswith(f"`atlas upgrade --undo` goes back to {OLD}.")
    assert [words for words in machine.ran if len(words) == 1] == [("restart",), *[("lives",)] * 5]
    assert machine.ran[-1][-2:] == ("health", "--canary")


def test_without_units_a_person_is_told_to_start_it(machine: Machine):
    assert "by hand" in list(machine.upgrade(Control()).to(machine.source()))[-1]


def test_the_same_release_twice_is_once(machine: Machine):
    list(machine.upgrade().to(machine.source()))
    machine.ran.clear()
    assert [line.split(" ", 1)[1] for line in machine.upgrade().to(machine.source())] == ["is at work already."]
    assert machine.ran == []


@pytest.mark.parametrize(
    ("said", "ran", "why"),
    [
        (("restart",), Ran(1, err="Job failed"), "Job failed"),
        (("lives",), Ran(3), "does not stay at work"),
        (("health", "--json"), Ran(2, '{"checks": {"disk": {"status": "fail"}}}'), "did not: disk"),
        (("health", "--canary"), Ran(1, "It was not filed."), "It was not filed."),
    ],
)
def test_a_release_that_is_worse_is_switched_back(machine: Machine, said: tuple[str, ...], ran: Ran, why: str):
    name = machine.source().release.name
    machine.says = lambda words: ran if machine.releases.current == name and words[-len(said) :] == said else None
    with pytest.raises(SwitchedBack, match=why):
        list(machine.upgrade().to(machine.source()))
    assert (machine.releases.current, machine.phase) == (OLD, Phase.SETTLED)
    assert [words for words in machine.ran if len(words) == 1][-3:] == [("stop",), ("lives",), ("start",)]
    assert machine.releases.whole() == [OLD, name]


def test_what_failed_before_does_not_switch_it_back(machine: Machine):
    ill = Ran(2, '{"checks": {"disk": {"status": "fail"}}}')
    machine.says = lambda words: ill if words[-2:] == ("health", "--json") else None
    list(machine.upgrade().to(machine.source()))
    assert machine.releases.current == machine.source().release.name


@pytest.mark.parametrize("verb", ["--require-hashes", "check", "doctor", "drain"])
def test_a_failure_before_the_switch_leaves_everything(machine: Machine, verb: str):
    machine.says = lambda words: Ran(1, err="no room") if verb in words else None
    with pytest.raises(NotUpgraded):
        list(machine.upgrade().to(machine.source()))
    assert (machine.releases.current, machine.phase) == (OLD, Phase.SETTLED)
    assert not (machine.state / "upgrade").exists()


def test_a_release_that_failed_leaves_the_way_back_of_the_one_before(machine: Machine):
    list(machine.upgrade().to(machine.source("1.1")))
    machine.says = lambda words: Ran(1) if "check" in words else None
    with pytest.raises(NotUpgraded):
        list(machine.upgrade().to(machine.source("1.2")))
    list(machine.upgrade().undo())
    assert machine.releases.current == OLD


def cuts(machine: Machine, begin: Callable[[], Iterator[str]], steps: int) -> Iterator[str]:
    """Yields which release is at work after a cut at each step, with what it left finished."""
    for step in range(steps):
        machine.left = step
        with suppress(Cut):
            list(begin())
        assert machine.releases.python(machine.releases.current).exists()
        machine.left = 10**6
        list(machine.upgrade().finish())
        assert machine.phase is Phase.SETTLED
        yield machine.releases.current


def test_a_cut_at_any_step_is_finished_by_the_next_call(machine: Machine):
    versions = iter(f"1.{number}" for number in range(1, 99))

    def afresh() -> Iterator[str]:
        machine.releases.switch(OLD)
        return machine.upgrade().to(machine.source(next(versions)))

    switched = [name != OLD for name in cuts(machine, afresh, 25)]
    assert switched == sorted(switched)
    assert set(switched) == {False, True}


def test_a_cut_of_the_way_back_is_finished_by_the_next_call(machine: Machine):
    def forth_and_back() -> Iterator[str]:
        left, machine.left = machine.left, 10**6
        if machine.releases.current == OLD:
            list(machine.upgrade().to(machine.source()))
        machine.left = left
        return machine.upgrade().undo()

    assert set(cuts(machine, forth_and_back, 7)) == {OLD}
    assert (machine.state / "catalog.db").exists()


def test_a_cut_after_the_new_catalog_was_set_aside_brings_the_old_one_back(machine: Machine):
    list(machine.upgrade().to(machine.source()))
    (machine.state / "catalog.db").rename(machine.state / "catalog.db.of-1.1")
    list(machine.upgrade().undo())
    assert (machine.state / "catalog.db").exists()
    assert not (machine.state / KEPT).exists()


def test_there_is_nothing_to_undo_at_the_beginning(machine: Machine):
    with pytest.raises(NotUpgraded, match="no upgrade to undo"):
        list(machine.upgrade().undo())


def test_what_was_started_by_hand_is_not_pulled_away(machine: Machine):
    lock = files.Lock(machine.state / "lock")
    lock.take()
    with pytest.raises(Busy) as found:
        list(machine.upgrade(Control()).to(machine.source()))
    lock.drop()
    assert "by hand" in found.value.hint
    assert machine.ran == []


def test_a_home_without_a_catalog_is_upgraded_and_gone_back_from(machine: Machine):
    files.remove(machine.state / "catalog.db")
    machine.says = lambda words: Ran(0) if "list" in words else None
    list(machine.upgrade().to(machine.source()))
    list(machine.upgrade().undo())
    assert machine.releases.current == OLD


def refusing(said: tuple[str, ...], ran: Ran) -> Callable[[tuple[str, ...]], Ran | None]:
    """A machine on which the canary does not come home, and one command more does not do what it should."""

    def says(words: tuple[str, ...]) -> Ran | None:
        if words == said:
            return ran
        return Ran(1, err="no good") if words[-2:] == ("health", "--canary") else None

    return says


def test_an_old_release_that_does_not_start_is_no_success_and_the_way_back_is_gone_on_with(machine: Machine):
    machine.says = refusing(("start",), Ran(1, err="Job failed"))
    with pytest.raises(NotBack, match=r"does not start: .*Job failed"):
        list(machine.upgrade().to(machine.source()))
    assert machine.releases.current == OLD
    assert machine.phase is Phase.RETURNING
    machine.says = lambda words: None
    assert list(machine.upgrade().finish())[-1] == f"{OLD} is at work again."
    assert machine.phase is Phase.SETTLED


def test_a_release_that_cannot_be_stopped_is_not_left_running_under_the_old_ones_name(machine: Machine):
    machine.says = refusing(("stop",), Ran(1, err="Access denied"))
    source = machine.source()
    with pytest.raises(NotBack, match=r"still at work .*Access denied"):
        list(machine.upgrade().to(source))
    assert machine.releases.current == source.release.name


def test_one_part_that_lives_on_after_a_stop_is_enough(machine: Machine):
    door = (("unit", "door"),)
    machine.says = refusing((), Ran(0))
    source = machine.source()
    with pytest.raises(NotBack, match=r"still at work .*unit door"):
        list(machine.upgrade(replace(UNIT, lives=UNIT.lives + door)).to(source))
    assert machine.releases.current == source.release.name
    assert ("start",) not in machine.ran


def test_a_release_that_takes_its_time_to_stop_is_waited_for(machine: Machine):
    list(machine.upgrade().to(machine.source()))
    machine.ran.clear()
    machine.says = lambda words: Ran(0) if words == ("lives",) and machine.ran.count(words) < 3 else None
    list(machine.upgrade().undo())
    assert [words for words in machine.ran if len(words) == 1] == [("stop",), *[("lives",)] * 3, ("start",)]


def test_a_release_that_was_left_again_is_remembered(machine: Machine):
    machine.says = refusing((), Ran(0))
    source = machine.source()
    with pytest.raises(SwitchedBack):
        list(machine.upgrade().to(source))
    assert machine.note.left(source.release.name, machine.releases.current)
    assert not machine.note.left("1.2-other", machine.releases.current)


def test_of_the_catalogs_that_were_set_aside_the_last_one_stays(machine: Machine):
    for name in ("catalog.db.of-0.8", "catalog.db.of-0.8-wal", "catalog.db.of-0.9~2"):
        (machine.state / name).touch()
    upgrade = machine.upgrade()
    upgrade._part_with_catalog(Note(Phase.RETURNING, OLD, "1.1-x"))
    assert {one.name.partition("-")[2][:3] for one in machine.state.glob("catalog.db.of-*")} == {"1.1"}
