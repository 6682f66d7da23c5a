"""The verb `upgrade`: what it refuses, and what it only says.

Nothing here goes further: the environment that would be upgraded is the one that runs the tests.
"""


def release(home, version="9.0.0"):
    folder = home.path.parent / "release"
    (folder / "atlas").mkdir(parents=True)
    (folder / "atlas/__init__.py").write_text(f'__version__ = "{version}"\n')
    (folder / "requirements.lock").touch()
    return folder


def test_without_a_source_one_is_asked_for(home):
    done = home.atlas("upgrade")
    assert (done.code, "[upgrade] source" in done.err) == (78, True)


def test_what_would_be_done_is_said(home):
    done = home.atlas("upgrade", "--dry-run", str(release(home)))
    assert (done.code, "9.0.0-" in done.err, "would be built" in done.err) == (0, True, True)


def test_what_mends_nothing_dangerous_is_left_to_a_person(home):
    done = home.atlas("upgrade", "--security", str(release(home)))
    assert (done.code, "mends nothing dangerous" in done.err) == (0, True)


def test_the_release_at_work_has_a_star(home):
    assert home.atlas("upgrade", "--list").out.startswith("* ")
