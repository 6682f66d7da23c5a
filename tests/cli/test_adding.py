"""What `add` writes is read back as the very addresses that were given, whoever else adds meanwhile."""

import io
import os
import subprocess
import sys
import threading
from contextlib import redirect_stderr, redirect_stdout

import pytest

from atlas.cli.adding import add_verb
from atlas.model.drop import links_in
from atlas.model.link import Link
from atlas.model.url import parse
from tests.cli.conftest import clean

HEAVY = ("requests", "urllib3", "peewee", "watchdog", "warcio", "psutil", "loguru")


def added(home) -> bytes:
    (name,) = home.files("inbox")
    return (home.path / "inbox" / name).read_bytes()


@pytest.mark.parametrize(
    "url",
    [
        "https://good.example/a b",
        "https://good.example/list;",
        "https://good.example/list,",
        "https://good.example/?q=`x`",
        'https://good.example/"quoted"',
        "https://good.example/<x>#part",
        "https://gütezeichen.example/ä",
        "https://good.example/a.html",
    ],
)
def test_an_address_is_dropped_whole(home, url):
    assert home.atlas("add", url).code == 0
    (link,) = links_in(added(home), "x.txt")
    assert parse(link.url).href.replace("%60", "`") == parse(url).href
    assert parse(link.url).fragment == parse(url).fragment


def test_an_address_within_an_address_makes_no_second_one(home):
    assert home.atlas("add", "https://good.example/?both=1,https://other.example/").code == 0
    (link,) = links_in(added(home), "x.txt")
    assert link.url == "https://good.example/?both=1%2Chttps://other.example/"


def test_what_can_only_be_an_address_needs_no_scheme(home):
    assert home.atlas("add", "www.good.example/x").code == 0
    assert added(home) == b"https://www.good.example/x\n"


@pytest.mark.parametrize(
    ("piped", "title"),
    [
        ("How to cool a Pi\thttps://good.example/pi\n", "How to cool a Pi"),
        ("https://good.example/pi\tHow to cool a Pi\n", "How to cool a Pi"),
        ("- [How to [cool] a Pi](https://good.example/pi)\n", "How to [cool] a Pi"),
        ("[# 1: cooling](https://good.example/pi)\n", "# 1: cooling"),
        ("How to cool a Pi\nhttps://good.example/pi\n", "How to cool a Pi"),
    ],
)
def test_a_title_that_is_piped_in_stays_with_its_address(home, piped, title):
    assert home.atlas("add", "-", piped=f"{piped}https://other.example/x\n".encode()).code == 0
    assert links_in(added(home), "x.txt") == (Link("https://good.example/pi", title), Link("https://other.example/x"))


def test_a_title_that_would_not_read_back_is_left_out(home):
    piped = b"[see https://a.example/ and](https://good.example/pi)\n"
    assert home.atlas("add", "-", piped=piped).code == 0
    assert Link("https://good.example/pi") in links_in(added(home), "x.txt")


def test_nothing_is_dropped_where_no_home_is(home):
    nowhere = home.path / "nowhere"
    told = home.atlas("--home", str(nowhere), "add", "https://good.example/")
    assert told.code == os.EX_CONFIG
    assert "init" in told.err
    assert not nowhere.exists()


@pytest.mark.parametrize("tag", ["lost+found", "@eaDir", "..", ""])
def test_a_tag_whose_folder_is_never_looked_into_is_misuse(home, tag):
    assert home.atlas("add", "--tag", tag, "https://good.example/").code == 2
    assert home.files("inbox") == []


def test_more_than_a_drop_may_hold_is_refused_and_not_cut(home):
    lines = b"".join(b"https://good.example/%07d\n" % one for one in range(400_000))
    told = home.atlas("add", "-", piped=lines)
    assert told.code == os.EX_DATAERR
    assert "larger than 10 MB" in told.err
    assert home.files("inbox") == []


def test_many_may_add_in_one_second_and_none_is_lost(home):
    failures = []

    def add(who: int) -> None:
        for number in range(15):
            try:
                add_verb.callback.__wrapped__(home.path, (f"https://good.example/{who}/{number}",), ())
            except OSError as error:
                failures.append(error)

    threads = [threading.Thread(target=add, args=(who,)) for who in range(6)]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        for one in threads:
            one.start()
        for one in threads:
            one.join()
    assert failures == []
    assert len(home.files("inbox")) == 90
    assert not any(name.startswith(".") for name in home.files("inbox"))


def test_add_pays_for_no_library_it_does_not_use(home):
    program = (
        "import sys; from atlas.cli import run; code = run(); "
        f"print(code, [one for one in {HEAVY} if one in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "--home", str(home.path), "add", "https://good.example/"],
        capture_output=True,
        text=True,
        env=clean(),
        check=True,
        timeout=60,
    )
    assert done.stdout.splitlines()[-1] == "0 []"
