import pytest

from tests.extract.samples import BOOK, article, zipped


def test_chapters_come_in_the_books_order_with_their_headings():
    assert article(zipped(BOOK)).text == "## Beginning\n\nIt *begins*.\n\n## The End\n\nIt ends.\n\n- a\n- b"


def test_what_the_package_tells_is_taken():
    read = article(zipped(BOOK))
    found = read.metadata
    assert (found.title, found.authors, found.language, found.published) == (
        "A Small Book",
        ("Ada Doe", "Bo Roe"),
        "en",
        "2020-05-06",
    )
    assert (found.genre, found.sources["title"]) == ("book", "dc")
    assert (read.facts["chapters"], read.facts["isbn"]) == ("2", "9780306406157")


def test_a_missing_chapter_is_told_and_the_others_are_read():
    read = article(zipped({name: text for name, text in BOOK.items() if name != "OPS/two.xhtml"}))
    assert "begins" in read.text
    assert read.notes == ("Chapters are missing or damaged: 1 of 2.",)


def test_a_book_that_is_locked_says_so():
    locked = '<encryption><CipherData><CipherReference URI="OPS/one%20a.xhtml"/></CipherData></encryption>'
    read = article(zipped({**BOOK, "META-INF/encryption.xml": locked}))
    assert (read.text, read.metadata.genre) == ("", "book")
    assert read.notes == ("Its chapters are encrypted: the book opens in the shop's own reader only.",)


def test_a_font_that_is_locked_does_no_harm():
    locked = '<encryption><CipherReference URI="OPS/font.otf"/></encryption>'
    assert article(zipped({**BOOK, "META-INF/encryption.xml": locked})).text


@pytest.mark.parametrize("gone", ["META-INF/container.xml", "OPS/book.opf"])
def test_a_book_without_its_package_tells_why(gone):
    read = article(zipped({name: text for name, text in BOOK.items() if name != gone}))
    assert gone in read.notes[0]


def test_a_chapter_cannot_be_a_file_outside_the_pack():
    package = BOOK["OPS/book.opf"].replace("two.xhtml", "../../../../etc/passwd")
    assert "root:" not in article(zipped({**BOOK, "OPS/book.opf": package})).text


def test_a_chapter_that_unpacks_without_end_is_passed_over():
    read = article(zipped({**BOOK, "OPS/two.xhtml": "<p>" + "a" * 21_000_000}))
    assert "1 of 2" in read.notes[0]
