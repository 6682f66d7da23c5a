"""What a run of mutmut left is counted rightly."""

import json

import pytest

from tests.mutation.changes import Change
from tests.mutation.counting import counted, listed
from tests.mutation.rooms import ROOMS

MUTATED = """
def x_doubled__mutmut_orig(number):
    return number * 2


def x_doubled__mutmut_1(number):
    return number / 2


def x_doubled__mutmut_2(number):
    return number * 3


class Pair:
    def xǁPairǁtold__mutmut_orig(self):
        return join(
            self.one,
            sep="",
        )

    def xǁPairǁtold__mutmut_1(self):
        return join(
            self.one,
            )
"""
HALVED = Change("atlas.room.doubled", "return number / 2")
TREBLED = Change("atlas.room.doubled", "return number * 3")
BARE = Change("atlas.room.Pair.told", 'without sep="",')
GONE = Change("atlas.room.doubled", "return number + 2")
ELSEWHERE = Change("atlas.roomier.doubled", "return number + 2")


@pytest.fixture
def left(tmp_path):
    """A folder as mutmut leaves it, where each mutant ended with the code that is told."""

    def leave(halved, trebled, bare):
        names = ("x_doubled__mutmut_1", "x_doubled__mutmut_2", "xǁPairǁtold__mutmut_1")
        codes = {f"atlas.room.{name}": code for name, code in zip(names, (halved, trebled, bare), strict=True)}
        (tmp_path / "atlas").mkdir()
        (tmp_path / "atlas/room.py").write_text(MUTATED)
        (tmp_path / "atlas/room.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
        return tmp_path

    return leave


def test_what_survived_is_told_by_what_it_changes(left):
    count = counted(left(0, 1, 0), ())
    assert (count.made, count.noticed, count.survivors) == (3, 1, (HALVED, BARE))
    assert "survived atlas.room.Pair.told: without sep" in count.told()


def test_what_no_test_comes_by_has_survived_and_what_does_not_end_is_noticed(left):
    count = counted(left(33, -24, 1), ())
    assert (count.noticed, count.late, count.unseen) == (2, 1, (HALVED,))
    assert count.share == count.share_of_all == 2 / 3


def test_what_is_listed_as_the_same_is_left_out_of_the_share(left):
    count = counted(left(0, 1, 0), (BARE,))
    assert (count.same, count.survivors, count.wrong) == ((BARE,), (HALVED,), ())
    assert (count.share, count.share_of_all) == (1 / 2, 1 / 3)


def test_what_is_listed_and_noticed_or_not_there_is_wrongly_listed(left):
    count = counted(left(0, 1, 0), (TREBLED, GONE, BARE, ELSEWHERE))
    assert count.wrong == (TREBLED, GONE)


def test_of_each_room_there_is_something_and_each_listed_change_is_in_one():
    modules = {path for room in ROOMS.values() for path in room.modules}
    folders = tuple(path.removesuffix("*.py").removesuffix(".py").replace("/", ".") for path in modules)
    assert [one for one in listed() if not one.function.startswith(folders)] == []
