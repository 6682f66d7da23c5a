"""Mails as real programs deliver them, whole and cut."""

import mailbox
import shutil
import signal
import subprocess
import sys
from email.message import EmailMessage
from pathlib import Path

import pytest

from atlas.doors.mail import Maildir
from atlas.model.drop import links_in
from tests.spool.samples import home_at

FIRST, SECOND = "https://a.example/one", "https://a.example/two"
DELIVERING = """
import mailbox, os, signal, sys
class Cut(mailbox.Maildir):
    def _dump_message(self, message, target, mangle_from_=False):
        target.write(message[:40])
        target.flush()
        os.kill(os.getpid(), signal.SIGKILL)
Cut(sys.argv[1]).add(sys.stdin.buffer.read())
"""


def mail(subject="Two pages", text=f"{FIRST}\n{SECOND}\n"):
    made = EmailMessage()
    made["From"] = made["To"] = "me@a.example"
    made["Subject"] = subject
    made.set_content(text)
    return made


@pytest.fixture
def folders(tmp_path):
    return home_at(tmp_path / "home")


@pytest.fixture
def box(tmp_path):
    return mailbox.Maildir(tmp_path / "mail")


@pytest.fixture
def door(tmp_path, folders, box):
    return Maildir(tmp_path / "mail", folders)


def tended(door, folders):
    """Returns the addresses in each drop that came in."""
    assert [one.what for one in door.tend()] == ["A mail came in."] * len(list(folders.inbox.iterdir()))
    return [[one.url for one in links_in(path.read_bytes(), path.name)] for path in sorted(folders.inbox.iterdir())]


def test_a_mail_that_is_added_is_taken_and_stays_in_the_box_as_read(door, folders, box):
    key = box.add(mail())
    assert tended(door, folders) == [[FIRST, SECOND]]
    (message,) = box
    assert (box.get_message(key).get_subdir(), message.get_flags(), message["Subject"]) == ("cur", "S", "Two pages")
    assert list(door.tend()) == []


def test_a_delivery_that_was_cut_leaves_nothing_that_is_taken(tmp_path, door, folders):
    command = [sys.executable, "-c", DELIVERING, str(tmp_path / "mail")]
    done = subprocess.run(command, input=mail().as_bytes(), check=False)
    assert done.returncode == -signal.SIGKILL
    assert len(list((tmp_path / "mail/tmp").iterdir())) == 1
    assert tended(door, folders) == []
    assert len(list((tmp_path / "mail/tmp").iterdir())) == 1


@pytest.mark.parametrize(
    ("left", "found"),
    [(b"second address", [FIRST]), (b"first address", []), (b"headers", [])],
    ids=str,
)
def test_a_mail_that_a_power_cut_shortened_is_taken_for_what_is_left(tmp_path, door, folders, left, found):
    whole = mail().as_bytes()
    ends = {
        b"second address": whole.index(SECOND.encode()),
        b"first address": whole.index(FIRST.encode()),
        b"headers": 9,
    }
    (tmp_path / "mail/new/1.a.host").write_bytes(whole[: ends[left]])
    assert tended(door, folders) == [found]


def test_an_empty_file_is_put_away_as_any_mail(tmp_path, door, folders):
    (tmp_path / "mail/new/1.a.host").write_bytes(b"")
    assert tended(door, folders) == [[]]


def maildrop(root: Path) -> tuple[list[str], str]:
    return ["maildrop", "rules"], 'to "mail/"\n'


def procmail(root: Path) -> tuple[list[str], str]:
    return ["procmail", "-m", "rules"], f"MAILDIR={root}\nDEFAULT={root}/mail/\n"


def needs(name):
    return pytest.mark.skipif(not shutil.which(name), reason=f"there is no {name} on this machine")


@pytest.mark.parametrize(
    "program",
    [pytest.param(maildrop, marks=needs("maildrop")), pytest.param(procmail, marks=needs("procmail"))],
    ids=["maildrop", "procmail"],
)
def test_what_a_mail_program_delivers_is_taken(tmp_path, door, folders, box, program):
    command, rules = program(tmp_path)
    (tmp_path / "rules").write_text(rules)
    (tmp_path / "rules").chmod(0o600)
    environ = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    for number in range(3):
        data = mail(f"Mail {number}", f"{FIRST}?{number}\n").as_bytes()
        subprocess.run(command, input=data, cwd=tmp_path, env=environ, check=True)
    assert sorted(tended(door, folders)) == [[f"{FIRST}?{number}"] for number in range(3)]
    assert sorted((one["Subject"], one.get_subdir(), one.get_flags()) for one in box) == [
        (f"Mail {number}", "cur", "S") for number in range(3)
    ]
