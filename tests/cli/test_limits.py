"""How verbs end where the machine does not let them go on."""

import os


def test_a_drain_ends_on_a_full_disk_and_says_so(home, site):
    home.drop("pi.url", f"{site}/pi\n")
    told = home.atlas("drain", ATLAS_VITALS__FREE_DISK="9999TB")
    assert told.code == 1
    assert "nearly full" in told.err
    assert home.files("inbox") == ["pi.url"]


def test_what_the_disk_refuses_is_a_sentence_and_no_trace(home):
    (home.path / "afile").touch()
    told = home.atlas("--home", str(home.path / "afile"), "init")
    assert told.code == os.EX_IOERR
    assert "Traceback" not in told.err
    assert "afile" in told.err


def test_a_list_is_as_long_as_it_is_asked_for(home, site):
    home.drop("three.txt", f"{site}/1\n{site}/2\n{site}/3\n")
    assert home.atlas("drain").code == 0
    assert len(home.atlas("list", "--json").lines) == 3
    assert len(home.atlas("list", "--json", "--limit", "2").lines) == 2
    assert len(home.atlas("list", "--limit", "0").out.splitlines()) == 3
    assert home.atlas("list", "--limit", "-1").code == 2
