"""When what could be no drop is looked at again."""

import os


def ticked(path):
    """Waits, by changing a file's mode, until the clock that stamps files has moved on: it ticks coarsely."""
    before = path.stat().st_ctime_ns
    while path.stat().st_ctime_ns == before:
        path.chmod(0o600)


def test_a_hard_link_is_looked_at_again_when_its_other_name_is_gone(tmp_path, inbox, looks, looked_again):
    other, path = tmp_path / "other.url", inbox / "a.url"
    other.write_text("https://a.example/")
    os.link(other, path)
    assert looked_again() == ["a.url"]
    looks.refuse("a.url")
    assert looked_again() == []
    clock_file = tmp_path / "clock"
    clock_file.touch()
    ticked(clock_file)
    other.unlink()
    assert looked_again() == ["a.url"]


def test_what_might_not_be_read_is_looked_at_again_when_its_mode_changes(inbox, looks, looked_again):
    path = inbox / "a.url"
    path.write_text("https://a.example/")
    assert looked_again() == ["a.url"]
    looks.refuse("a.url")
    ticked(path)
    assert looked_again() == ["a.url"]


def test_what_changed_between_the_look_and_the_refusal_is_looked_at_again(inbox, looks, looked_again):
    path = inbox / "a.url"
    path.write_text("https://a.example/")
    assert looked_again() == ["a.url"]
    path.write_text("https://another.example/")
    looks.refuse("a.url")
    assert looked_again() == ["a.url"]
