"""What of the machine is looked at."""

from datetime import UTC, datetime

import pytest

from atlas.clock import BUILT
from atlas.jobs import doctor
from tests.fakes import FakeClock


class Doubtful(FakeClock):
    """A clock the machine says is not set."""

    def doubtful(self):
        return True


@pytest.mark.parametrize(
    ("clock", "state", "told"),
    [
        (FakeClock(), "ok", "2026-11-23 12:00Z"),
        (Doubtful(), "warn", "2026-11-23 12:00Z, not synchronised"),
        (Doubtful(datetime(1970, 1, 1, tzinfo=UTC)), "fail", "1970-01-01 00:00Z"),
    ],
)
def test_a_clock_that_cannot_be_right_fails_and_one_that_is_not_set_warns(clock, state, told):
    found = doctor.wall(clock)
    assert (found.state, found.told) == (state, told)
    assert FakeClock().now() >= BUILT


def test_leases_are_tried_where_the_inbox_lies_and_nothing_is_left_of_it(tmp_path):
    found = doctor.leases(tmp_path)
    assert found.state in {"ok", "warn"}
    assert list(tmp_path.iterdir()) == []


def test_an_inbox_that_takes_no_file_is_told(tmp_path):
    (tmp_path / "inbox").write_bytes(b"no folder")
    assert doctor.leases(tmp_path / "inbox").state == "fail"


def test_what_cannot_be_read_is_told_with_what_it_takes():
    check = doctor.readers({"PDF": "It takes the package pypdfium2."})
    assert (check.state, check.told) == ("warn", "no PDF")
    assert "PDF: It takes the package pypdfium2." in check.hint


def test_a_machine_that_reads_every_kind_is_well():
    assert doctor.readers({}).state == "ok"


@pytest.mark.parametrize(
    ("to", "sealed_to", "lacking", "state"),
    [
        ("", "", "", "warn"),
        ("/mnt/disk", "", "It takes pyrage.", "ok"),
        ("/mnt/disk", "age1", "", "ok"),
        ("/mnt/disk", "age1", "It takes pyrage.", "fail"),
    ],
)
def test_a_backup_needs_a_place_and_what_seals_it(to, sealed_to, lacking, state):
    assert doctor.backup(to, sealed_to, lacking).state == state
