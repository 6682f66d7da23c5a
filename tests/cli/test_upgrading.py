"""The verb `upgrade`: what it refuses, and what it only says.

Nothing here goes further: the environment that would be upgraded is the one that runs the tests.
"""

from atlas.cli.upgrading import alerted
from atlas.errors import NotUpgraded, SwitchedBack, Unsent


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


def test_everyone_is_told_that_an_upgrade_was_switched_back():
    told = []
    lines = list(
        alerted(SwitchedBack("9.0 was switched back: no good."), ["one", "two"], lambda *words: told.append(words))
    )
    assert [(address, "came to nothing" in title) for address, title, _ in told] == [("one", True), ("two", True)]
    assert all(body.startswith("9.0 was switched back: no good.\n") for *_, body in told)
    assert lines == []


def test_who_cannot_be_told_of_it_is_named_and_the_others_are_told():
    told = []

    def send(address: str, title: str, body: str) -> None:
        if address == "one":
            raise Unsent("Nobody there.")
        told.append(address)

    assert list(alerted(SwitchedBack("no good"), ["one", "two"], send)) == ["Alert 1 was not taken: Nobody there."]
    assert told == ["two"]


def test_no_password_goes_out_with_what_was_said_last():
    told = []
    why = NotUpgraded("It could not be built: https://me:hunter2@index.example/simple is not there.")
    list(alerted(why, ["one"], lambda *words: told.append(words)))
    assert [("index.example" in body, "hunter2" in body) for *_, body in told] == [(True, False)]


def test_a_timers_call_that_finds_no_release_is_told_of_and_a_persons_is_not(home):
    urls = '["json://127.0.0.1:9/"]'
    empty = home.path.parent / "empty"
    empty.mkdir()
    timers = home.atlas("upgrade", "--security", str(empty), ATLAS_ALERTS__URLS=urls)
    persons = home.atlas("upgrade", str(empty), ATLAS_ALERTS__URLS=urls)
    assert [(done.code, "Alert 1 was not taken" in done.err) for done in (timers, persons)] == [(69, True), (69, False)]
