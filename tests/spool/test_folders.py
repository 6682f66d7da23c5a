"""Where things lie in a home, alone or shared."""

from pathlib import Path

from atlas.spool import Folders

PI = Folders(*(Path("/home/pi") / one for one in ("", "in", "raw", "done", "failed", "state")))
SHARED = Folders(
    Path("/home/pi"),
    *(Path("/mnt") / one for one in ("in", "archive", "done", "failed")),
    Path("/var/atlas"),
    Path("/mnt/archive/.standby"),
)


def test_a_machine_alone_tells_paths_relative_to_its_home():
    assert PI.told(PI.inbox / "a.url") == "in/a.url"
    assert PI.told(Path("/elsewhere/a")) == "/elsewhere/a"
    assert PI.placed("raw/x") == PI.raw / "x"
    assert PI.progress == PI.state / "progress"


def test_on_a_shared_archive_a_path_means_the_same_wherever_a_machine_has_its_folders():
    assert SHARED.told(SHARED.raw / "2026/x.warc.gz") == "raw/2026/x.warc.gz"
    assert SHARED.told(SHARED.drops / "2026-11/a.url") == "processed/drops/2026-11/a.url"
    assert SHARED.told(SHARED.state / "log") == "/var/atlas/log"
    for path in (SHARED.inbox / "t/a.url", SHARED.raw / "x", SHARED.deferred / "b.url", SHARED.state / "log"):
        assert SHARED.placed(SHARED.told(path)) == path


def test_how_far_lists_have_come_is_shared_too():
    assert SHARED.progress == Path("/mnt/archive/.standby/progress")
