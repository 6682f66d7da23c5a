import pytest

from tests.extract.samples import article, pdf

BODY = 11
PARAGRAPHS = [
    (72, 680, BODY, "This is a sentence that goes on and on and speaks of extraor-"),
    (72, 666, BODY, "dinary things, which are well known to every reader of a self-"),
    (72, 652, BODY, "contained document."),
    (72, 624, BODY, "A second paragraph, with a self-contained sentence."),
]
PAPER = [(72, 740, 24, "The Real Title"), (72, 712, 24, "in Two Lines"), *PARAGRAPHS]


def test_lines_become_paragraphs_and_parted_words_are_made_whole():
    text = article(pdf(PARAGRAPHS, title="Paper")).text
    assert text == (
        "This is a sentence that goes on and on and speaks of extraordinary things, which are well known to every "
        "reader of a self-contained document.\n\nA second paragraph, with a self-contained sentence."
    )


def test_the_title_is_the_files_own():
    found = article(pdf(PAPER, title="A Title", author="Ada Doe and Bo Roe")).metadata
    assert (found.title, found.authors, found.genre) == ("A Title", ("Ada Doe", "Bo Roe"), "document")
    assert {found.sources["title"], found.sources["authors"]} == {"file"}


@pytest.mark.parametrize(
    "junk", ["Microsoft Word - report.doc", "untitled", "Untitled-1", "thesis.tex", "", "2026-11-24"]
)
def test_the_largest_text_of_page_one_is_the_title_where_the_file_has_none_to_speak_of(junk):
    read = article(pdf(PAPER, title=junk))
    assert (read.metadata.title, read.metadata.sources["title"]) == ("The Real Title in Two Lines", "text")


def test_the_title_is_not_repeated_in_the_text():
    assert "Real Title" not in article(pdf(PAPER)).text


def test_a_title_in_earnest_is_no_junk():
    assert article(pdf(PAPER, title="Document Design")).metadata.title == "Document Design"


@pytest.mark.parametrize("nobody", ["user", "Administrator", "Microsoft Office User", "anonymous"])
def test_nobody_is_no_author(nobody):
    assert article(pdf(PAPER, author=nobody)).metadata.authors == ()


def test_a_comma_within_a_name_parts_no_authors():
    assert article(pdf(PAPER, author="Doe, Ada")).metadata.authors == ("Doe, Ada",)
    assert article(pdf(PAPER, author="Ada Doe, Bo Roe")).metadata.authors == ("Ada Doe", "Bo Roe")


def test_larger_lines_are_headings_by_their_size():
    lines = [(72, 740, 18, "Chapter"), (72, 700, 14, "Section"), *PARAGRAPHS]
    assert article(pdf(lines, title="Paper")).text.startswith("## Chapter\n\n### Section\n\nThis is")


def test_pages_are_counted_and_what_repeats_on_each_is_left_out():
    pages = [
        [(72, 800, 9, "Journal of Pages"), (72, 400, BODY, f"Words of {name}."), (300, 20, 9, f"{at}")]
        for at, name in enumerate(("one", "two", "three", "four"), 1)
    ]
    read = article(pdf(*pages, title="Paper"))
    assert read.text == "Words of one.\n\nWords of two.\n\nWords of three.\n\nWords of four."
    assert read.facts["pages"] == "4"


def test_a_paragraph_goes_on_over_the_page():
    pages = [[(72, 400, BODY, "It begins on one page and"), (72, 100, 8, " ")], [(72, 780, BODY, "ends on the next.")]]
    assert article(pdf(*pages, title="Paper")).text == "It begins on one page and ends on the next."


def test_words_that_look_like_markup_are_words():
    text = article(pdf([(72, 700, BODY, "# 2 * 3 <b> and [x](y) or a_b")], title="Paper")).text
    assert text == r"\# 2 * 3 \<b> and [x\](y) or a_b"


def test_an_encrypted_one_says_so():
    read = article(pdf(PAPER, password="secret"))
    assert (read.text, read.notes) == ("", ("It is encrypted: it opens with a password only.",))


def test_a_scan_says_so():
    assert article(pdf([], [])).notes == ("There is no text in it: its pages are pictures, as of a scan.",)


def test_one_that_is_mostly_a_scan_says_so():
    assert "no text on 2 of 3" in article(pdf(PAPER, [], [])).notes[0]


def test_a_broken_one_tells_why():
    read = article(pdf(PAPER)[:300], url="https://site.example/paper.pdf")
    assert read.notes[0].startswith("The PDF is damaged: ")
    assert (read.metadata.title, read.metadata.genre) == ("paper.pdf", "document")


def test_days_are_told():
    published = article(pdf(PAPER)).metadata.published
    assert len(published) == len("2026-11-24T10:00:00Z")


def test_what_only_xmp_tells_is_taken_from_there():
    packet = b"""<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/">
      <dc:title><rdf:Alt><rdf:li>From the packet</rdf:li></rdf:Alt></dc:title>
      </rdf:Description></rdf:RDF></x:xmpmeta>"""
    found = article(pdf(PAPER) + packet).metadata
    assert (found.title, found.sources["title"]) == ("From the packet", "xmp")


def test_the_packet_of_a_picture_within_is_not_the_documents():
    packet = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><title>A dot</title></x:xmpmeta>'
    assert article(pdf(PAPER) + packet).metadata.title == "The Real Title in Two Lines"
