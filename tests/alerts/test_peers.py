"""What another machine's door says of its lease."""

import pytest

from atlas import alerts
from tests.answering import Quiet, site_of


class Door(Quiet):
    def do_GET(self):
        told = b"# HELP atlas_lease_epoch x\n# TYPE atlas_lease_epoch gauge\natlas_lease_epoch 7\n"
        self.answer(200 if self.path == "/metrics" else 404, told)


@pytest.fixture(scope="module")
def door():
    with site_of(Door) as address:
        yield address


def test_a_machine_that_says_it_works_under_the_lease_is_believed(door):
    assert alerts.still_has(f"{door}/", 7)


def test_one_that_works_under_another_lease_or_answers_nothing_is_not(door):
    assert not alerts.still_has(door, 8)
    assert not alerts.still_has(f"{door}/elsewhere", 7)
    assert not alerts.still_has("http://127.0.0.1:1", 7)
