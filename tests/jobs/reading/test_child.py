"""What a child makes of a snapshot before it reads: the body without its packing, where it was found, what it is."""

import gzip
import io
import subprocess
import sys

import pytest

from atlas.errors import Damaged
from atlas.jobs.reading.unpacking import CUT, MOST, TORN, source_of, unpacked
from tests.vault.samples import URL, facts

ARCHIVED = "https://web.archive.org/web/20140114100000id_/http://good.example/pi"


def test_of_a_bomb_the_beginning_is_read():
    body, notes = unpacked(io.BytesIO(gzip.compress(bytes(MOST + 1), 1)), "gzip")
    assert (len(body), notes) == (MOST, (CUT,))


def test_of_a_body_that_is_too_large_the_beginning_is_read():
    body, notes = unpacked(io.BytesIO(bytes(MOST + 1)), "")
    assert (len(body), notes) == (MOST, (CUT,))


def test_what_is_whole_has_no_note():
    assert unpacked(io.BytesIO(b"text"), "") == (b"text", ())
    assert unpacked(io.BytesIO(gzip.compress(b"text")), "gzip") == (b"text", ())
    assert unpacked(io.BytesIO(gzip.compress(b"text" * 99)[:-9]), "gzip")[1] == (TORN,)


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip,br", ",".join(["gzip"] * 4)])
def test_what_atlas_does_not_unpack_is_told(coding):
    with pytest.raises(Damaged, match="does not unpack"):
        unpacked(io.BytesIO(b"text"), coding)


def test_what_an_archive_handed_on_was_found_where_it_was_archived_from():
    assert source_of(facts(final_url=ARCHIVED, layer="wayback"), "text/html", b"").url == URL
    assert source_of(facts(final_url=f"{URL}/2", layer="direct"), "text/html", b"").url == f"{URL}/2"
    assert source_of(facts(final_url=""), "text/html", b"").url == URL


@pytest.mark.parametrize(
    ("told", "media_type", "charset"),
    [
        ("text/html", "text/html", ""),
        ('Text/HTML; Charset="UTF-8"', "text/html", "UTF-8"),
        ("text/html; boundary=x; charset=latin1 ", "text/html", "latin1"),
        ("", "", ""),
        (";;charset", "", ""),
    ],
)
def test_a_content_type_is_taken_apart(told, media_type, charset):
    source = source_of(facts(), told, b"")
    assert (source.media_type, source.charset) == (media_type, charset)


def test_what_a_child_needs_was_loaded_by_its_mother(pages):
    place = pages.keep().path
    code = (
        "import sys; from pathlib import Path; from atlas.jobs.reading import child; child.warm_up();"
        "before = set(sys.modules); child.article_in(Path(sys.argv[1]), sys.argv[2]);"
        "print(sorted(one for one in set(sys.modules) - before if one.startswith(('atlas', 'warcio'))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(pages.root), place], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
