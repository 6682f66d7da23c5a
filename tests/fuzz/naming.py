"""Names: whatever a page or a person calls a thing, what is made of it is one short name that steers nothing."""

import os
import re
import unicodedata
from datetime import timedelta

from atlas.errors import BadUrl, Unfit
from atlas.model import adding, article_file, snapshot
from atlas.model.article_file import Origin
from atlas.model.link import Link
from atlas.model.names import LONGEST, SUFFIX, ignored, leftover_name, printable, shortened, shown
from atlas.model.plain import legible
from tests.fakes import NOON
from tests.fuzz.drawing import Draw
from tests.fuzz.target import Target
from tests.model.test_names import read_back

STEERING = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
MOST = 255
"""Bytes of a name on the usual file systems."""


def check(data: bytes) -> None:
    draw = Draw(data)
    room, count = 1 + draw.number(MOST), draw.number(100_000)
    title, name = draw.text(draw.number(400)), draw.text(400)
    _is_shown_safely(name)
    _is_cut_to_length(name, room)
    _is_a_file_name(leftover_name(name.replace("/", "") or "x", count, "waiting"), LONGEST, keeps=True)
    origin = Origin("0c597243", "raw/x.warc.gz", name, title, "2026-11-23T12:51:10Z", "direct", "page")
    article = article_file.name_of(origin, title)
    _is_a_file_name(article, MOST)
    assert article_file.id_in(article) == origin.id
    _is_a_file_name(article_file.safe_name(title), MOST)
    _is_a_place_in_the_vault(snapshot.name_of(NOON, name, "0c597243ab"))
    _is_a_drop(name)


def _is_shown_safely(name: str) -> None:
    told = shown(name)
    assert read_back(told) == name, "no two names are shown alike"
    for text in (told, printable(name), legible(name).replace("\u200c", "").replace("\u200d", "")):
        assert not any(unicodedata.category(one) in STEERING for one in text), ascii(text)
    told.encode()


def _is_cut_to_length(name: str, room: int) -> None:
    cut = shortened(name, room)
    assert len(os.fsencode(cut)) <= room
    assert cut == name or len(os.fsencode(name)) > room
    assert set(cut) <= set(name), "nothing is made up"


def _is_a_file_name(name: str, most: int, *, keeps: bool = False) -> None:
    assert name not in ("", ".", "..")
    assert "/" not in name
    assert "\0" not in name or keeps
    assert len(os.fsencode(name)) <= most
    if not keeps:
        assert not any(unicodedata.category(one) in STEERING for one in name), ascii(name)
        assert not set(name) & set('\\:*?"<>|'), "no disk refuses it"
        assert not name.startswith((".", " "))
        assert not name.endswith((".", " "))


def _is_a_place_in_the_vault(place: str) -> None:
    assert re.fullmatch(r"2026/11/23/[A-Za-z0-9.-]+", place)
    assert ".." not in place.split("/")
    assert len(place.rpartition("/")[2]) <= MOST


def _is_a_drop(text: str) -> None:
    try:
        name = adding.name_of([Link(text)], NOON + timedelta(seconds=1))
    except BadUrl:
        pass
    else:
        assert not ignored(name)
        _is_a_file_name(name, LONGEST)
        assert len(os.fsencode(name + SUFFIX)) <= MOST
    try:
        folder = adding.folder_name(text)
    except Unfit:
        return
    assert folder not in ("", ".", "..")
    assert not set(folder) & {"/", "\0"}
    assert not folder.startswith(".")


def seeds() -> list[bytes]:
    names = (
        "reading.txt",
        "a\u202egnp.exe",
        "é" * 130 + ".txt",
        "a\\x0a",
        "../../x",
        "CON",
        "a\x1b[2J",
        "x" * 300,
        "\u2028",
    )
    more = (
        "https://a.example/",
        "https://[::1]/",
        "bookmarks (3 waiting)~2.txt",
        ".hidden",
        "a/b",
        "👩‍👩‍👧",
        "\ud800x",
        "名前.txt",
        "~$x",
    )
    told = [one.encode("utf-8", "surrogatepass") for one in (*names, *more)]
    return [bytes((60, 0, 3, 0, len(one) % 256)) + one + told[number - 1] for number, one in enumerate(told)]


TARGET = Target(check, seeds, ("\u202e".encode(), b"\\x", b"\\u200b", b"/", b"\xff", b".txt", b" (3 dead)"), 1000)
