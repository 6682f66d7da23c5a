"""What a name is, shown and cut."""

import os
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.names import (
    LONGEST,
    ignored,
    ignored_folder,
    leftover_name,
    printable,
    shortened,
    shown,
)

ESCAPE = re.compile(r"\\\\|\\x[0-9a-f]{2}|\\u[0-9a-f]{4}|\\U[0-9a-f]{8}")
FILE_NAMES = st.binary(min_size=1, max_size=300).map(os.fsdecode) | st.text(
    st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200
)


def read_back(text):
    """The reverse of shown."""

    def one(match):
        escape = match[0]
        if escape == r"\\":
            return "\\"
        code = int(f"0x{escape[2:]}", 0)
        return chr(code + 0xDC00) if escape[1] == "x" and code >= 0x80 else chr(code)

    return ESCAPE.sub(one, text)


@pytest.mark.parametrize(
    "name",
    [
        ".DS_Store",
        "._pi.webloc",
        ".syncthing.reading.txt.tmp",
        "~syncthing~reading.txt.tmp",
        ".stfolder",
        ".reading.txt.Ab12Cd",
        ".goutputstream-1A2B3C",
        ".nfs0000000001",
        ".fuse_hidden0001",
        ".smbdelete1",
        ".reading.txt.swp",
        "reading.txt.swx",
        "reading.txt~",
        "4913",
        "#reading.txt#",
        "~$reading.txt",
        "a.part",
        "a.crdownload",
        "Reading.DOWNLOAD",
        "a.TMP",
        "Thumbs.db",
        "THUMBS.DB",
        "desktop.ini",
        "a.webloc.icloud",
        "reading.txt.atlas.json",
        "Reading.txt.Atlas.JSON",
        "notes.txt.sb-5b0d4f6a-8aXy9Z",
        "Icon\r",
        ".evil\nname",
        "evil\nname.tmp",
    ],
)
def test_a_name_of_a_system_or_a_half_written_file_is_never_a_drop(name):
    assert ignored(name)


@pytest.mark.parametrize(
    "name",
    [
        "reading.txt",
        "cf.sync-conflict-20261123-125132-44JUIEP.url",
        "CON.url",
        "4913.txt",
        "atlas.json",
        "part",
        "tmp.txt",
        "a~b.txt",
        "no extension",
        "caf\udce9.txt",
        "new\nline.txt",
        "~2.txt",
        "# heading.md",
    ],
)
def test_an_ordinary_name_may_be_a_drop(name):
    assert not ignored(name)


@pytest.mark.parametrize(
    "name",
    [".stversions", ".stfolder", "@eaDir", "@EADIR", "#recycle", ".Trash-1000", ".Trashes", "lost+found", "__MACOSX"]
    + ["$RECYCLE.BIN", "System Volume Information"],
)
def test_a_folder_of_a_system_is_not_looked_into(name):
    assert ignored_folder(name)


@pytest.mark.parametrize("name", ["How to cool a Pi_files", "x_fichiers", "Seite-Dateien"])
def test_the_parts_a_browser_saves_beside_a_page_are_no_drops(name):
    assert ignored_folder(name)


@pytest.mark.parametrize("name", ["cooking", "files", "_files", "recycle", "trash", "a.b", "@home"])
def test_a_folder_of_a_person_is_looked_into(name):
    assert not ignored_folder(name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("reading.txt", "reading.txt"),
        ("Ærø 東京 ☕ ❤️.txt", "Ærø 東京 ☕ ❤️.txt"),
        ("a\nb", r"a\x0ab"),
        ("\x1b[31m", r"\x1b[31m"),
        ("\x1b]52;c;aGk=\x07", r"\x1b]52;c;aGk=\x07"),
        ("a\x7fb", r"a\x7fb"),
        ("a\x85b", r"a\u0085b"),
        ("caf\udce9", r"caf\xe9"),
        ("\ud800", r"\ud800"),
        ("a\u202etxt.exe", r"a\u202etxt.exe"),
        ("a\u2028b\u2029c", r"a\u2028b\u2029c"),
        ("a\u200bb\ufeffc", r"a\u200bb\ufeffc"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("\uffff\U0010ffff", r"\uffff\U0010ffff"),
        (r"C:\new", r"C:\new"),
        (r"a\x41", r"a\\x41"),
        ("a\\\n", r"a\\\x0a"),
    ],
)
def test_a_name_is_shown_with_its_dangers_escaped(name, text):
    assert shown(name) == text


@given(FILE_NAMES)
def test_what_is_shown_has_nothing_in_it_that_hides_or_steers(name):
    text = shown(name)
    text.encode()
    assert not {unicodedata.category(one) for one in text} & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(FILE_NAMES)
def test_what_is_shown_reads_back_as_the_name(name):
    assert read_back(shown(name)) == name


@given(st.text(st.characters(categories=["L", "N", "Nd", "Ps", "Pe"], max_codepoint=0x115E)))
def test_ordinary_text_is_shown_as_it_is(name):
    assert shown(name) == name


@given(st.text())
def test_a_text_that_was_made_printable_stays_as_it_is(text):
    assert printable(printable(text)) == printable(text)


@given(FILE_NAMES, st.integers(0, 260))
def test_a_shortened_name_fits_and_keeps_whole_characters(name, room):
    short = shortened(name, room)
    assert len(os.fsencode(short)) <= room
    assert os.fsdecode(os.fsencode(short)) == short or name != os.fsdecode(os.fsencode(name))
    assert set(short) <= set(name)


@given(st.text("aé東🎉", min_size=1, max_size=300), st.sampled_from([".txt", ".webloc", ".URL"]), st.integers(20, 255))
def test_a_shortened_name_keeps_its_extension_and_all_that_fits(stem, extension, room):
    short = shortened(stem + extension, room)
    assert short.endswith(extension)
    assert stem.startswith(short.removesuffix(extension))
    assert len(os.fsencode(stem + extension)) <= room or len(os.fsencode(short)) > room - 4


def test_a_name_that_fits_stays():
    assert shortened("reading.txt", 11) == "reading.txt"


def test_where_there_is_no_room_for_the_extension_the_name_is_simply_cut():
    assert shortened("reading.webloc", 5) == "readi"


def test_a_dot_within_a_sentence_is_no_extension():
    assert shortened("chapter 3.5 of a long book", 12) == "chapter 3.5 "


@pytest.mark.parametrize(
    ("name", "leftover"),
    [
        ("bookmarks.txt", "bookmarks (3 waiting).txt"),
        ("bookmarks (5 waiting).txt", "bookmarks (3 waiting).txt"),
        ("bookmarks (5 waiting)~2.txt", "bookmarks (3 waiting).txt"),
        ("bookmarks (12 dead).txt", "bookmarks (3 waiting).txt"),
        ("bookmarks~2.txt", "bookmarks~2 (3 waiting).txt"),
        ("photos (2 new).txt", "photos (2 new) (3 waiting).txt"),
        ("hn.webloc", "hn (3 waiting).txt"),
        ("reading list", "reading list (3 waiting).txt"),
    ],
)
def test_what_is_left_of_a_list_is_named_after_it(name, leftover):
    assert leftover_name(name, 3, "waiting") == leftover


@given(FILE_NAMES, st.integers(1, 99999))
def test_a_leftover_of_a_leftover_has_the_same_name_with_another_count(name, count):
    first = leftover_name(name, count, "waiting")
    assert leftover_name(first, count, "waiting") == first
    assert len(os.fsencode(first)) <= LONGEST
    assert first.endswith(f" ({count} waiting).txt")
