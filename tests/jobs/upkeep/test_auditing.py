"""The packages, as the monthly round looks at them."""

import json
import os
from datetime import date, timedelta

import pytest

from atlas.jobs.upkeep import auditing
from atlas.jobs.upkeep.reviewing import Chosen, kept_private, seen_from_outside
from tests.fakes import NOON

TOLD = {
    "id": "PYSEC-1",
    "summary": "It lets strangers in.",
    "affected": [
        {
            "package": {"ecosystem": "PyPI", "name": "requests"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.31.0"}]}],
        }
    ],
}


def told(said):
    return [(one.told, one.ok) for one in said]


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "requirements.lock"
    path.write_text("requests==2.34.0 \\\n    --hash=sha256:00\nclick==8.2.1 ; python_version > '3'\nwaiting==1.0\n")
    return path


@pytest.fixture
def advisories(tmp_path):
    path = tmp_path / "osv.json"
    path.write_text(json.dumps(TOLD))
    os.utime(path, (NOON.timestamp(),) * 2)
    return path


def test_packages_as_the_lock_has_them_are_well(lock):
    assert told(auditing.unlike_lock({"requests": "2.34.0", "click": "8.2.1"}, lock)) == [
        ("2 packages are as the lock has them, 0 older, 0 newer.", True)
    ]


def test_one_that_is_older_than_what_was_tested_is_told(lock):
    said = told(auditing.unlike_lock({"requests": "2.9.0", "click": "9"}, lock))
    assert said == [
        ("outdated: requests 2.9.0, tested with 2.34.0. ./install.sh brings it.", True),
        ("0 packages are as the lock has them, 1 older, 1 newer.", True),
    ]


def test_without_a_lock_that_is_told(tmp_path):
    assert "no requirements.lock" in told(auditing.unlike_lock({}, tmp_path / "requirements.lock"))[0][0]


def test_one_that_atlas_cannot_work_with_is_told():
    assert [one.ok for one in auditing.unfit({**auditing.installed(), "click": "1.0"})] == [False]


def test_what_atlas_needs_and_what_that_needs_is_known():
    assert {"requests", "urllib3", "idna"} <= auditing.needed()


def test_a_python_that_nobody_mends_is_told():
    assert told(auditing.python_age((3, 11), date(2027, 11, 1))) == [
        ("deprecated: Python 3.11 is mended no more since October 2027.", False)
    ]
    assert told(auditing.python_age((3, 11), date(2027, 7, 1))) == [("Python 3.11 is mended until October 2027.", True)]
    assert told(auditing.python_age((3, 13), date(2026, 11, 24))) == []
    assert told(auditing.python_age((3, 99), date(2026, 11, 24))) == []


def test_an_unsafe_package_is_told_with_what_mends_it(advisories):
    said = told(auditing.advised({"requests": "2.30.0"}, ["requests"], advisories, NOON))
    assert said == [
        ("unsafe: requests 2.30.0: PYSEC-1 It lets strangers in. Mended in 2.31.0.", False),
        ("1 packages were compared with 1 advisories.", True),
    ]


def test_a_package_that_atlas_does_not_need_is_told_and_is_no_failure(advisories):
    assert all(one.ok for one in auditing.advised({"requests": "2.30.0"}, [], advisories, NOON))


def test_a_folder_of_advisories_is_read_whole(advisories):
    said = told(auditing.advised({"requests": "2.31.0"}, ["requests"], advisories.parent, NOON))
    assert said == [("1 packages were compared with 1 advisories.", True)]


def test_a_file_that_does_not_read_is_a_failure(tmp_path):
    (tmp_path / "osv.json").write_text("no")
    for place in (tmp_path / "osv.json", tmp_path / "nowhere.json"):
        assert told(auditing.advised({}, [], place, NOON))[0][1] is False


def test_old_advisories_say_little(advisories):
    said = told(auditing.advised({}, [], advisories, NOON + timedelta(days=200)))
    assert said[0] == ("The advisories are 200 days old: fetch them anew.", True)


def test_who_is_seen_and_who_hears_is_told():
    said = [one for one, _ in told(seen_from_outside(Chosen(listens="0.0.0.0:7444", cookies_over=["a.example"])))]
    assert [
        next(word for word in ("[web] listen", "[alerts]", "[health]", "The cookies") if one.startswith(word))
        for one in said
    ] == ["[web] listen", "[alerts]", "[health]", "The cookies"]


def test_secrets_that_do_not_open_are_a_failure():
    chosen = Chosen(alerts=["secret:mail"], ping="secret:ping", secrets="The identity is not there.")
    assert told(seen_from_outside(chosen)) == [("The secrets cannot be opened. The identity is not there.", False)]


def test_what_others_may_read_is_a_failure(tmp_path):
    (tmp_path / ".atlas").mkdir(mode=0o700)
    identity = tmp_path / "identity"
    identity.touch(mode=0o600)
    assert all(one.ok for one in kept_private(tmp_path / ".atlas", [identity]))
    identity.chmod(0o644)
    (tmp_path / ".atlas/keys.json").touch()
    (tmp_path / ".atlas/keys.json").chmod(0o640)
    said = told(kept_private(tmp_path / ".atlas", [identity]))
    assert [one for one, _ in said] == [
        f"Others may read {one}: chmod go-rwx it." for one in (tmp_path / ".atlas/keys.json", identity)
    ]
    assert not any(ok for _, ok in said)
