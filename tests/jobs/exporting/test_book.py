"""Articles as a book: what any reader of EPUB takes, and the same bytes from the same articles."""

import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from atlas.errors import NotFound
from atlas.jobs.exporting import book
from tests.jobs.exporting.samples import filed, parts, read, row

OPF = "{http://www.idpf.org/2007/opf}"
DC = "{http://purl.org/dc/elements/1.1/}"
XHTML = "{http://www.w3.org/1999/xhtml}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
EPUBCHECK = next((one for one in ("/usr/share/java/epubcheck.jar", "/usr/bin/epubcheck") if Path(one).is_file()), "")


@pytest.fixture
def told(tmp_path):
    """Four articles in as many scripts, one with all that could break a page."""
    home = tmp_path / "home"
    rows = [
        filed(home, row(1), "## Why\n\nIt is *hot*.\n", authors=["Ann & Bob"], language="en", published="2025-05-01"),
        filed(home, row(2, title='<b>\x0b & "it"\''), "<script>\x00</script> ![x](http://a.example/x)\n\n[a](b c)\n"),
        filed(home, row(3, title="تبريد"), "مرحبا بالعالم\n", language="ar"),
        filed(home, row(4, title="冷やす方法"), "これは記事です\n", language="ja-JP", site="例"),
    ]
    return read(home, *rows)


@pytest.fixture
def made(tmp_path, told):
    path = tmp_path / "x.epub"
    assert book.write(path, "Atlas: tag:pi & <more>", told, overwrite=False) == 4
    return path


def test_it_is_known_by_its_first_bytes(made):
    with zipfile.ZipFile(made) as file:
        first = file.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert made.read_bytes()[30:].startswith(b"mimetypeapplication/epub+zip")


def test_every_file_of_it_is_named_and_well_formed(made):
    found = parts(made)
    package = ElementTree.fromstring(found["EPUB/book.opf"])
    named = {f"EPUB/{one.get('href')}" for one in package.iter(f"{OPF}item")}
    assert named == set(found) - {"mimetype", "META-INF/container.xml", "EPUB/book.opf"}
    for name in named - {"EPUB/style.css"}:
        ElementTree.fromstring(found[name])
    assert [one.get("idref") for one in package.iter(f"{OPF}itemref")] == ["nav", "a1", "a2", "a3", "a4"]


def test_it_says_what_it_is_and_of_when(made):
    package = ElementTree.fromstring(parts(made)["EPUB/book.opf"])
    assert package.findtext(f".//{DC}title") == "Atlas: tag:pi & <more>"
    assert package.findtext(f".//{DC}creator") == "Ann & Bob"
    modified = [one.text for one in package.iter(f"{OPF}meta") if one.get("property") == "dcterms:modified"]
    assert modified == ["2026-11-23T12:51:10Z"]


@pytest.mark.parametrize(
    ("number", "language", "direction"), [(1, "en", "ltr"), (2, "und", "auto"), (3, "ar", "rtl"), (4, "ja-JP", "ltr")]
)
def test_each_article_has_its_language_and_direction(made, number, language, direction):
    page = ElementTree.fromstring(parts(made)[f"EPUB/article-{number:05}.xhtml"])
    assert (page.get(LANG), page.get("lang"), page.get("dir")) == (language, language, direction)


def test_a_book_in_a_script_that_runs_leftwards_is_turned_leftwards(tmp_path, told):
    book.write(tmp_path / "x.epub", "x", told[2:3], overwrite=False)
    package = ElementTree.fromstring(parts(tmp_path / "x.epub")["EPUB/book.opf"])
    assert package.find(f"{OPF}spine").get("page-progression-direction") == "rtl"
    assert package.findtext(f".//{DC}language") == "ar"


def test_the_list_of_contents_leads_to_each_article(made):
    nav = ElementTree.fromstring(parts(made)["EPUB/nav.xhtml"])
    assert [(one.get("href"), one.text) for one in nav.iter(f"{XHTML}a")] == [
        ("article-00001.xhtml", "Page 1"),
        ("article-00002.xhtml", '<b> & "it"\''),
        ("article-00003.xhtml", "تبريد"),
        ("article-00004.xhtml", "冷やす方法"),
    ]


def test_nothing_in_it_is_fetched_from_elsewhere(made):
    for name, data in parts(made).items():
        if name.endswith(".xhtml"):
            page = ElementTree.fromstring(data)
            assert not any(one.get("src") for one in page.iter())
            assert all(one.get("href") == "style.css" for one in page.iter(f"{XHTML}link"))


def test_the_same_articles_make_the_same_bytes(made, tmp_path, told):
    book.write(tmp_path / "y.epub", "Atlas: tag:pi & <more>", told, overwrite=False)
    assert (tmp_path / "y.epub").read_bytes() == made.read_bytes()


def test_without_an_article_there_is_no_book(tmp_path):
    with pytest.raises(NotFound):
        book.write(tmp_path / "x.epub", "x", [], overwrite=False)
    assert not (tmp_path / "x.epub").exists()


@pytest.mark.skipif(not (EPUBCHECK and shutil.which("java")), reason="there is no epubcheck on this machine")
def test_epubcheck_finds_nothing(made):
    done = subprocess.run(["java", "-jar", EPUBCHECK, str(made)], capture_output=True, text=True, check=False)
    assert "No errors or warnings detected" in done.stdout + done.stderr
    assert done.returncode == 0
