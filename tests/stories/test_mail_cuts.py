"""A mail becomes one drop, wherever the door is cut off, and whatever the disk had by then."""

from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from atlas import files
from atlas.doors.mail import Maildir
from tests.model.exports.samples import MAIL
from tests.spool.samples import home_at
from tests.stories import cuts, power

NAME = "1601900000.M1P2.host"
DROP = f"mail {sha256(MAIL).hexdigest()[:16]}.eml"


def built(home: Path) -> Path:
    """A home with a Maildir in it, a mail in that."""
    home_at(home)
    for name in ("new", "cur", "tmp"):
        (home / "mail" / name).mkdir(parents=True)
    (home / "mail/new" / NAME).write_bytes(MAIL)
    return home


def tended(home: Path) -> None:
    list(Maildir(home / "mail", home_at(home)).tend())


def half_done(home: Path) -> None:
    """Ends as a door does that is cut off when its drop has its name, and goes on as the next one."""
    drafted = files.draft(home / "inbox", MAIL)
    files.sync([drafted])
    files.publish(drafted, home / "inbox" / DROP)
    tended(home)


def drops(home: Path) -> list[bytes]:
    return [one.read_bytes() for one in (home / "inbox").iterdir() if not one.name.startswith(".")]


def is_one_drop(home: Path) -> None:
    """Holds when the door was opened again."""
    tended(home)
    assert drops(home) == [MAIL]
    assert [one.name for one in (home / "mail/cur").iterdir()] == [f"{NAME}:2,S"]
    assert list((home / "mail/new").iterdir()) == []


@pytest.mark.parametrize("after", [False, True])
def test_a_door_cut_off_at_any_step_makes_one_drop_of_a_mail(scratch, after):
    steps = cuts.count_steps(lambda: tended(built(scratch / f"{after}-counted")))
    assert steps > 4
    for number in range(1, steps + 1):
        home = built(scratch / f"{after}-{number}")
        cuts.cut_at(number, lambda home=home: tended(home), after=after)
        is_one_drop(home)


@pytest.mark.parametrize("deed", [tended, half_done])
@pytest.mark.parametrize("seed", [None, 1, 2])
def test_a_mail_is_put_away_only_when_its_drop_outlives_the_power(scratch, deed, seed):
    counted = built(scratch / f"{deed.__name__}-{seed}" / "home")
    for number in range(1, power.count_steps(counted, lambda: deed(counted)) + 1):
        home = built(scratch / f"{deed.__name__}-{seed}-{number}" / "home")
        power.power_cut_at(number, home, lambda home=home: deed(home), seed and Random(seed * 100 + number))
        if not (home / "mail/new" / NAME).exists():
            assert drops(home) == [MAIL]
        tended(home)
        assert drops(home) == [MAIL]
