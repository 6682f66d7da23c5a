"""A browser's home: private, gone with it, and where its sockets fit."""

import os
import socket

from atlas.fetch.profile import PREFIX, SHORT, profile
from tests.fakes import FakeClock

ADDED = "org.chromium.Chromium.abcdef/SingletonSocket"
"""What a browser adds to its home's path for the socket by which it is found again."""


def test_a_home_is_private_and_gone_afterwards(near):
    with profile(near / "browser", FakeClock()) as home:
        (home / "Default").mkdir()
        assert (home.parent, home.stat().st_mode & 0o777) == (near / "browser", 0o700)
    assert list((near / "browser").iterdir()) == []


def test_a_socket_fits_in_a_home_however_deep_atlas_lives(near):
    deep = near / ("deep" * 25)
    with profile(deep, FakeClock()) as home, socket.socket(socket.AF_UNIX) as sock:
        path = home / ADDED
        path.parent.mkdir()
        sock.bind(os.fspath(path))
        assert home.stat().st_mode & 0o777 == 0o700
    assert not home.exists()


def test_the_longest_folder_that_is_taken_leaves_room_for_a_socket(near):
    folder = near / ("f" * (SHORT - len(str(near)) - 1))
    with profile(folder, FakeClock()) as home, socket.socket(socket.AF_UNIX) as sock:
        assert home.parent == folder
        (home / ADDED).parent.mkdir()
        sock.bind(os.fspath(home / ADDED))


def test_what_a_kill_left_is_swept_and_what_is_in_use_is_not(near):
    (near / f"{PREFIX}left").mkdir()
    (near / "of-another").mkdir()
    with profile(near, FakeClock()) as one, profile(near, FakeClock()) as other:
        assert set(near.iterdir()) == {one, other, near / "of-another"}
