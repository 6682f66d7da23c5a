"""Mails that are delivered into a Maildir."""

import os
from pathlib import Path

import pytest

from atlas.doors.mail import Maildir
from atlas.model.drop import LARGEST, links_in
from tests.model.exports.samples import HTML_MAIL, MAIL
from tests.spool.samples import home_at


@pytest.fixture
def folders(tmp_path):
    return home_at(tmp_path / "home")


@pytest.fixture
def maildir(tmp_path, folders):
    for name in ("new", "cur", "tmp"):
        (tmp_path / "mail" / name).mkdir(parents=True)
    return Maildir(tmp_path / "mail", folders)


def deliver(tmp_path: Path, name: str, data: bytes = MAIL) -> None:
    (tmp_path / "mail/new" / name).write_bytes(data)


def told(maildir):
    return [one.what for one in maildir.tend()]


def names(folder):
    return sorted(one.name for one in folder.iterdir())


def test_a_new_mail_becomes_a_drop_and_counts_as_read(tmp_path, maildir, folders):
    deliver(tmp_path, "1601900000.M1P2.host")
    assert told(maildir) == ["A mail came in."]
    (name,) = names(folders.inbox)
    assert (folders.inbox / name).read_bytes() == MAIL
    assert [one.title for one in links_in(MAIL, name)] == ["Café"]
    assert names(tmp_path / "mail/new") == []
    assert names(tmp_path / "mail/cur") == ["1601900000.M1P2.host:2,S"]
    assert told(maildir) == []


def test_a_cut_before_a_mail_was_put_away_makes_no_second_drop(tmp_path, maildir, folders):
    deliver(tmp_path, "1.a.host")
    told(maildir)
    (tmp_path / "mail/cur/1.a.host:2,S").rename(tmp_path / "mail/new/1.a.host")
    assert told(maildir) == []
    assert len(names(folders.inbox)) == 1
    assert names(tmp_path / "mail/new") == []


@pytest.mark.parametrize("shelf", ["processed/drops/2026-11", "failed/dead", "failed/deferred"])
def test_nor_does_one_whose_drop_is_filed_by_now(tmp_path, maildir, folders, shelf):
    deliver(tmp_path, "1.a.host")
    told(maildir)
    (name,) = names(folders.inbox)
    (folders.home / shelf).mkdir(parents=True, exist_ok=True)
    (folders.inbox / name).rename(folders.home / shelf / name)
    deliver(tmp_path, "2.b.host")
    assert told(maildir) == []
    assert names(folders.inbox) == []


def test_other_mails_are_other_drops(tmp_path, maildir, folders):
    deliver(tmp_path, "1.a.host")
    deliver(tmp_path, "2.b.host", HTML_MAIL)
    told(maildir)
    assert len(names(folders.inbox)) == 2


def test_what_can_be_no_drop_stays_and_is_told_once(tmp_path, maildir, folders):
    deliver(tmp_path, "1.large.host", b"x" * (LARGEST + 1))
    (tmp_path / "mail/new/2.link.host").symlink_to(tmp_path / "elsewhere")
    deliver(tmp_path, "3.good.host")
    assert told(maildir) == ["A mail can be no drop; it stays where it is."] * 2 + ["A mail came in."]
    assert told(maildir) == []
    assert names(tmp_path / "mail/new") == ["1.large.host", "2.link.host"]
    assert len(names(folders.inbox)) == 1


def test_a_name_that_is_taken_in_cur_is_not_overwritten(tmp_path, maildir):
    deliver(tmp_path, "1.a.host")
    (tmp_path / "mail/cur/1.a.host:2,S").write_text("another")
    assert "A mail can be no drop; it stays where it is." in told(maildir)
    assert (tmp_path / "mail/cur/1.a.host:2,S").read_text() == "another"


def test_a_mail_that_is_still_written_waits(tmp_path, maildir):
    with (tmp_path / "mail/new/1.a.host").open("wb") as file:
        file.write(MAIL)
        file.flush()
        assert told(maildir) == []
    assert told(maildir) == ["A mail came in."]


def test_mails_that_cannot_be_put_away_stay_and_are_no_second_drop(tmp_path, maildir, folders):
    (tmp_path / "mail/cur").rmdir()
    (tmp_path / "mail/cur").write_text("in the way")
    deliver(tmp_path, "1.a.host")
    assert told(maildir) == ["A mail came in.", "The mails could not be taken; they stay where they are."]
    (tmp_path / "mail/cur").unlink()
    assert told(maildir) == []
    assert len(names(folders.inbox)) == 1
    assert names(tmp_path / "mail/cur") == ["1.a.host:2,S"]


def test_a_maildir_that_is_not_there_yet_has_no_mails(tmp_path, folders):
    assert told(Maildir(tmp_path / "nowhere", folders)) == []


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_an_inbox_that_cannot_be_written_leaves_the_mails_where_they_are(tmp_path, maildir, folders):
    folders.inbox.chmod(0o500)
    deliver(tmp_path, "1.a.host")
    assert told(maildir) == ["The mails could not be taken; they stay where they are."]
    assert names(tmp_path / "mail/new") == ["1.a.host"]


def test_a_mail_that_still_has_another_name_is_taken_when_that_is_gone(tmp_path, maildir, folders):
    (tmp_path / "mail/tmp/1.a.host").write_bytes(MAIL)
    (tmp_path / "mail/new/1.a.host").hardlink_to(tmp_path / "mail/tmp/1.a.host")
    assert told(maildir) == ["A mail can be no drop; it stays where it is."]
    assert told(maildir) == []
    (tmp_path / "mail/tmp/1.a.host").unlink()
    assert told(maildir) == ["A mail came in."]


def test_a_pipe_among_the_mails_holds_nobody_up(tmp_path, maildir, folders):
    os.mkfifo(tmp_path / "mail/new/0.pipe.host")
    deliver(tmp_path, "1.a.host")
    assert told(maildir) == ["A mail can be no drop; it stays where it is.", "A mail came in."]
