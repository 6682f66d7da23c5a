import bz2
import gzip
import lzma

import pytest

from tests.extract import samples
from tests.extract.samples import article, tarred, zipped

PACKS = [pytest.param(one.compress, id=one.__name__) for one in (gzip, bz2, lzma)]


def test_a_zip_is_a_list_of_names():
    read = article(zipped({"a/": "", "a/b|c.txt": "abc"}))
    assert read.text == "| name | size |\n| --- | --- |\n| a/b\\|c.txt | 3 bytes |"
    assert (read.facts["files"], read.metadata.genre) == ("1", "data")


@pytest.mark.parametrize("pack", [*PACKS, pytest.param(bytes, id="none")])
def test_a_tar_is_a_list_of_names_however_it_is_packed(pack):
    plain = gzip.decompress(tarred(["one.txt", "two.txt"]))
    assert article(pack(plain)).text.split("\n")[2:] == ["| one.txt | 3 bytes |", "| two.txt | 3 bytes |"]


def test_names_cannot_write_over_the_line():
    assert "evil\x1b" not in article(zipped({"evil\x1b[2J\n# x": "a"})).text


def test_an_archive_of_many_files_is_cut_and_says_so():
    read = article(zipped(dict.fromkeys(map(str, range(2500)), "a")))
    assert read.text.count("\n") == 2001
    assert read.notes == ("Only the first 2000 names of at least 2500 are here.",)


def test_a_tar_that_breaks_off_is_listed_as_far_as_it_goes():
    read = article(tarred(["one.txt", "two.txt"])[:-20])
    assert "one.txt" in read.text
    assert read.notes[0].startswith("The archive is damaged after what is listed: ")


@pytest.mark.parametrize("pack", PACKS)
def test_a_single_packed_file_is_read_as_what_it_is(pack):
    read = article(pack(samples.SVG), url="https://site.example/circle.svg.gz")
    assert (read.metadata.title, read.facts["type"]) == ("A circle", "image/svg+xml")


def test_a_pack_within_a_pack_is_left_packed():
    read = article(gzip.compress(gzip.compress(gzip.compress(b"Words"))))
    assert read.notes == ("It is packed more than once, and Atlas unpacks no more than one layer.",)


@pytest.mark.parametrize("pack", PACKS[:2])
def test_what_unpacks_without_end_is_refused(pack):
    assert article(pack(bytes(21_000_000))).notes == ("It is packed, and larger than Atlas unpacks.",)


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"PK\x03\x04"])
def test_a_damaged_pack_says_so(body):
    assert "damaged" in article(body).notes[0]
