"""An article's file: a name that every disk takes, a head that says all, and a seal that breaks at any change."""

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.errors import Damaged
from atlas.model.article import READER, Article, Metadata
from atlas.model.article_file import Origin, digest_of, fields_in, id_in, name_of, reading_of, untouched, written
from atlas.model.frontmatter import parted
from atlas.model.names import UNSAFE

PLACE = "2026/11/23/20261123T125110Z-good.example-0c597243.warc.gz"
ORIGIN = Origin(
    id="0c597243",
    snapshot=f"raw/{PLACE}",
    url="https://good.example/pi",
    final_url="https://good.example/pi/",
    captured_at="2026-11-23T12:51:10.250Z",
    layer="direct",
    verdict="page",
    tags=("tech",),
)
METADATA = Metadata(
    title="How to cool a Pi",
    authors=("Ada L.", "B. Bell"),
    site="Good",
    published="2026-11-20",
    language="en",
    description="Cool: it.",
    tags=("pi", "heat"),
    genre="article",
    sources={"title": "json-ld"},
)
ARTICLE = Article(
    "A fan is loud.\n\n---\n\nA block is not.",
    METADATA,
    "trafilatura",
    0.97,
    ("A note.",),
    {"pages": "3"},
    0x0123456789ABCDEF,
)
CONTRACT = (
    *("id", "url", "final_url", "title", "author", "site", "published", "modified", "language", "captured_at"),
    *("layer", "verdict", "snapshot", "words", "tags", "agreement", "digest"),
)
FORBIDDEN = re.compile(r'[<>:"/\\|?*\[\]#^\x00-\x1f\x7f]')
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")


def test_a_name_tells_day_title_host_and_id():
    assert name_of(ORIGIN, METADATA.title) == "2026-11-23 How to cool a Pi (good.example) 0c597243.md"


@given(st.text(st.characters(), max_size=400), st.sampled_from(["https://good.example/", "https://[::1]/", "", "x"]))
def test_a_name_is_taken_by_every_disk_and_by_every_link(title, url):
    name = name_of(replace(ORIGIN, url=url, final_url=url), title)
    assert len(name.encode()) + len("~99") <= 143
    assert len(name.encode("utf-16-le")) // 2 <= 255
    assert not FORBIDDEN.search(name)
    assert not RESERVED.fullmatch(name)
    assert unicodedata.is_normalized("NFC", name)
    assert not UNSAFE.search(name)
    assert name == name.strip(". ")
    assert "  " not in name
    assert id_in(name) == ORIGIN.id


@pytest.mark.parametrize(
    ("title", "called"),
    [
        ("", "Untitled"),
        ("...", "Untitled"),
        ("AC/DC: live? [2026] #1 | ^x", "AC-DC live (2026) 1 - x"),
        ('Say "so"', "Say 'so'"),
        ("a\u202eb\x00c", "a b c"),
        ("Cafe\u0301", "Café"),
    ],
)
def test_what_no_name_takes_is_left_out(title, called):
    assert name_of(ORIGIN, title) == f"2026-11-23 {called} (good.example) 0c597243.md"


def test_a_long_title_ends_with_a_whole_word():
    assert name_of(ORIGIN, "word " * 60).startswith("2026-11-23 word word")
    assert "word (good.example)" in name_of(ORIGIN, "word " * 60)
    assert "e (good" in name_of(ORIGIN, "e\u0323" * 60).replace("ẹ", "e")


def test_a_title_is_not_cut_between_a_letter_and_its_mark():
    for before in range(3):
        assert "x\u0323 (good.example)" in name_of(ORIGIN, "a" * before + "x\u0323" * 60)


def test_what_an_editor_made_one_word_of_a_list_is_a_list_again():
    head, _, below = written(ORIGIN, ARTICLE, READER).decode().partition('authors: ["Ada L.", "B. Bell"]')
    fields, text = fields_in(f"{head}authors: Ada L.{below}".encode())
    assert reading_of(fields, text, PLACE, "").article.metadata.authors == ("Ada L.",)


def test_the_id_is_found_in_numbered_names_and_in_no_others():
    assert id_in("2026-11-23 x (h) 0c597243~2.md") == "0c597243"
    assert id_in("2026-11-23 x (h) 0c597243.sync-conflict-20261123-125110-ABCDEFG.md") == ""
    assert id_in("notes.md") == ""


def test_the_head_has_all_that_the_contract_names():
    fields, text = fields_in(written(ORIGIN, ARTICLE, READER))
    assert set(CONTRACT) <= set(fields)
    assert text == ARTICLE.text
    assert fields["author"] == "Ada L., B. Bell"
    assert (fields["tags"], fields["words"], fields["agreement"]) == (["tech"], 8, 0.97)


def test_the_digest_is_that_of_all_below_the_head():
    data = written(ORIGIN, ARTICLE, READER)
    assert fields_in(data)[0]["digest"] == digest_of(parted(data.decode())[1])


def test_it_reads_back_as_the_reading_it_was():
    fields, text = fields_in(written(ORIGIN, ARTICLE, READER))
    reading = reading_of(fields, text, PLACE, "2026/11/x.md")
    assert (reading.article, reading.snapshot, reading.path) == (ARTICLE, PLACE, "2026/11/x.md")
    assert (reading.reader, reading.digest) == (READER, fields["digest"])


def test_an_article_that_tells_nothing_of_itself_reads_back_too():
    fields, text = fields_in(written(ORIGIN, Article("Text"), READER))
    assert reading_of(fields, text, PLACE, "").article == Article("Text")


def test_the_title_is_not_repeated_as_a_heading():
    for text in ("# How to cool a Pi\n\nA fan is loud.", "A fan is loud."):
        assert fields_in(written(ORIGIN, replace(ARTICLE, text=text), READER))[1] == "A fan is loud."
    other = replace(ARTICLE, text="# Fans\n\nA fan is loud.")
    assert fields_in(written(ORIGIN, other, READER))[1] == other.text


def test_what_a_reader_should_know_stands_first_and_is_only_read():
    noted = replace(ARTICLE, notes=("It was declared as a/![x](http://b.example).", "It is cut."))
    data = written(ORIGIN, noted, READER)
    told = "> [!note] It was declared as a/\\!\\[x\\](http://b.example). It is cut.\n\nA fan is loud."
    assert told in data.decode()
    assert fields_in(data)[1] == ARTICLE.text
    assert "[!" not in written(ORIGIN, replace(ARTICLE, notes=()), READER).decode()


def test_a_box_that_is_the_pages_own_is_read_back_with_it():
    boxed = replace(ARTICLE, text="> [!note] Mine.\n\nA fan is loud.", notes=())
    assert fields_in(written(ORIGIN, boxed, READER))[1] == boxed.text
    assert fields_in(written(ORIGIN, replace(boxed, notes=("It is cut.",)), READER))[1] == boxed.text


def test_a_text_that_may_be_wrong_says_so_and_the_index_does_not_hear_it():
    data = written(ORIGIN, replace(ARTICLE, agreement=0.43), READER)
    assert "> [!warning] The ways to read this page agree on 43% only" in data.decode()
    assert fields_in(data)[1] == ARTICLE.text
    walled = written(replace(ORIGIN, verdict="paywall"), ARTICLE, READER)
    assert "> [!warning] The site showed only what it shows without paying." in walled.decode()
    assert "[!warning]" not in written(ORIGIN, ARTICLE, READER).decode()


def test_what_atlas_wrote_is_untouched():
    assert untouched(written(ORIGIN, ARTICLE, READER))
    assert untouched(written(ORIGIN, replace(ARTICLE, agreement=0.1), READER))


@given(st.data())
def test_any_change_shows(data):
    whole = written(ORIGIN, ARTICLE, READER).decode()
    place = data.draw(st.integers(0, len(whole)))
    end = data.draw(st.integers(place, len(whole)))
    changed = whole[:place] + data.draw(st.text(max_size=5)) + whole[end:]
    assert untouched(changed.encode(errors="replace")) == (changed == whole)


def test_a_tag_added_by_hand_shows():
    data = written(ORIGIN, ARTICLE, READER)
    assert not untouched(data.replace(b'tags: ["tech"]', b'tags: ["tech", "mine"]'))
    assert not untouched(b"\xff" + data)


@pytest.mark.parametrize("data", [b"", b"# Notes", b"---\ntitle: x\n---\n", b"\xff\xfe\x00", b"---\n---\n"])
def test_a_file_of_another_make_is_told_as_such(data):
    with pytest.raises(Damaged):
        fields_in(data)
