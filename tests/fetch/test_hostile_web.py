"""Every trouble of the hostile web, and its fate: the fault table over real connections."""

from pathlib import Path

import pytest

from atlas.fetch.visit import FAILURE_CAP
from tests.fakes import ask
from tests.fetch.fates import FATES, JUDGED, NOTES, UNREMARKABLE
from tests.fetch.shelf import Shelf
from tests.hostile.table import Row, fate
from tests.hostile.town import town

SECONDS = 0.3
PATIENT = 2
CAP = 100_000
SETTLED = [(place, *fated) for fated, places in FATES.items() for place in places]
STALLING = FATES["timeout", "deferred"]


@pytest.fixture(scope="module")
def there():
    with town() as there:
        yield there
        assert there.inside.requests == there.own.requests == []
        assert not any(one.startswith(b"GET /canary") for one in there.plain.requests)


@pytest.fixture
def climbed(there, shelf):
    """Climbs to a trouble and returns what came of it."""

    def climbed(place, seconds=PATIENT):
        url = there.places()[place]
        attempt = there.ladder(seconds, CAP).climb(ask(url), shelf)
        return Row(place, attempt, fate(url, attempt))

    return climbed


@pytest.mark.parametrize(("place", "word", "disposition"), [one for one in SETTLED if one[1] != "timeout"])
def test_each_trouble_has_its_fate(place, word, disposition, climbed):
    row = climbed(place)
    assert (row.word, row.disposition) == (word, disposition)
    assert row.attempt.fault is None or row.told.endswith(".")
    assert row.told.isprintable()


@pytest.mark.parametrize("place", STALLING)
def test_whatever_stalls_ends_with_the_deadline_and_says_so(place, climbed):
    row = climbed(place, SECONDS)
    assert (row.word, row.disposition) == ("timeout", "deferred")
    assert row.told.endswith((" did not answer in time.", " did not send the whole page in time."))
    assert row.milliseconds < 900


@pytest.mark.parametrize("place", JUDGED)
def test_what_only_the_judge_can_tell(place, climbed):
    assert climbed(place).word == JUDGED[place]


@pytest.mark.parametrize("place", NOTES)
def test_what_is_odd_about_an_answer_is_noted(place, climbed):
    assert NOTES[place] in " ".join(climbed(place).attempt.page.notes)


@pytest.mark.parametrize("place", UNREMARKABLE)
def test_about_an_honest_answer_nothing_is_odd(place, climbed):
    assert climbed(place).attempt.page.notes == ()


def test_no_trouble_is_without_a_fate(there):
    assert sorted(there.places()) == sorted([place for place, *_ in SETTLED] + [*JUDGED])


@pytest.mark.parametrize("place", [*FATES["too-large", "dead"], "/nested-bomb", "/zstd-bomb", "/endless-404"])
def test_no_more_is_kept_than_the_cap(place, climbed, shelf):
    climbed(place)
    assert sum(len(body) for body in shelf.bodies) <= CAP
    assert all(len(one.head) <= FAILURE_CAP for one in shelf.exchanges)


def test_a_failure_whose_body_has_no_end_leaves_time_for_others(climbed, shelf):
    row = climbed("/drip-404")
    assert row.milliseconds < PATIENT * 1000 / 2
    assert shelf.exchanges[0].truncated == "time"


def test_a_page_asks_for_nothing_beside_itself(there, tmp_path: Path):
    before = len(there.plain.requests)
    there.ladder(PATIENT, CAP).climb(ask(there.plain.url("/loads-from-within")), Shelf(tmp_path))
    assert [one.split(b" ")[1] for one in there.plain.requests[before:]] == [b"/loads-from-within"]
