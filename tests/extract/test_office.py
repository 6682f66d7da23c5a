import zipfile

import pytest

from tests.extract.samples import DOCX, PPTX, XLSX, article, odf, zipped

LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>'


def test_words_headings_links_lists_and_tables_are_kept():
    assert article(zipped(DOCX)).text == (
        "## Part one\n\nSee [the site](https://site.example/).\n\n- a point\n\n| a | b\\|c |\n| --- | --- |"
    )


def test_what_was_struck_out_of_a_document_is_not_read():
    assert "gone" not in article(zipped(DOCX)).text


@pytest.mark.parametrize("members", [DOCX, {**PPTX, "docProps/core.xml": DOCX["docProps/core.xml"]}])
def test_properties_are_taken(members):
    found = article(zipped(members)).metadata
    assert (found.title, found.authors, found.published, found.tags, found.genre) == (
        "A Report",
        ("Ada Doe",),
        "2026-01-02T03:04:05Z",
        ("pages", "paper"),
        "document",
    )


def test_slides_come_under_their_titles():
    assert article(zipped(PPTX)).text == "## Why keep\n\n- pages go\n- memory stays"


def test_a_sheet_is_a_table_with_days_as_days():
    assert article(zipped(XLSX)).text == (
        "## Costs\n\n| day |  | cost |\n| --- | --- | --- |\n| 2026-11-24 |  | 12.5 |"
    )


def test_a_sheet_without_end_is_cut_and_says_so():
    rows = "".join(f"<row><c><v>{number}</v></c></row>" for number in range(3000))
    sheet = XLSX["xl/worksheets/sheet1.xml"].partition("<row>")[0] + rows + "</sheetData></worksheet>"
    read = article(zipped({**XLSX, "xl/worksheets/sheet1.xml": sheet}))
    assert "| 999 |" in read.text
    assert "| 1500 |" not in read.text
    assert "1000 rows" in read.notes[0]


def test_a_cell_far_to_the_right_makes_no_wide_table():
    sheet = XLSX["xl/worksheets/sheet1.xml"].replace('r="C2"', 'r="XFD2"')
    read = article(zipped({**XLSX, "xl/worksheets/sheet1.xml": sheet}))
    assert len(read.text) < 1000
    assert "50 columns" in read.notes[0]


def test_an_open_text_is_read_with_headings_and_lists():
    content = """<office:text><text:h text:outline-level="1">Dear all</text:h><text:p>Some<text:tab/>words<text:note>
      <text:p>small print</text:p></text:note>.</text:p><text:list><text:list-item><text:p>one</text:p></text:list-item>
      <text:list-item><text:p>two</text:p></text:list-item></text:list></office:text>"""
    read = article(odf("text", content))
    assert read.text == "## Dear all\n\nSome words.\n\n- one\n- two"
    assert (read.metadata.title, read.metadata.authors, read.metadata.published) == (
        "A Letter",
        ("Ada Doe",),
        "2026-01-02",
    )
    assert read.facts["pages"] == "3"


def test_an_open_sheet_repeats_no_cell_without_end():
    content = """<office:spreadsheet><table:table table:name="Costs"><table:table-row>
      <table:table-cell><text:p>a</text:p></table:table-cell>
      <table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table></office:spreadsheet>"""
    assert article(odf("spreadsheet", content)).text == "## Costs\n\n| a |\n| --- |"


def test_open_slides_come_under_their_titles():
    content = """<office:presentation><draw:page draw:name="page1">
      <draw:frame presentation:class="title"><draw:text-box>
      <text:p>Why keep</text:p></draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Pages go.</text:p>
      </draw:text-box></draw:frame></draw:page></office:presentation>"""
    assert article(odf("presentation", content)).text == "## Why keep\n\nPages go."


@pytest.mark.parametrize(("members", "name"), [(DOCX, "word/document.xml"), (PPTX, "ppt/presentation.xml")])
def test_entities_within_entities_are_refused(members, name):
    read = article(zipped({**members, name: LAUGHS + members[name]}))
    assert read.notes == ("It declares entities within entities, and Atlas unfolds none.",)


def test_a_member_that_unpacks_without_end_is_refused():
    read = article(zipped({**DOCX, "word/document.xml": " " * 21_000_000 + "<x/>"}))
    assert "larger than Atlas unpacks" in read.notes[0]


def test_a_member_packed_in_an_unbounded_way_is_refused():
    assert "a way that Atlas does not unpack" in article(zipped(DOCX, zipfile.ZIP_BZIP2)).notes[0]


def test_an_empty_document_says_so():
    read = article(odf("text", "<office:text/>"))
    assert (read.text, read.notes) == ("", ("There is no text in it.",))


@pytest.mark.parametrize("junk", ["", "PowerPoint Presentation", "Document1"])
def test_what_stands_on_top_is_the_title_where_the_properties_have_none_to_speak_of(junk):
    core = DOCX["docProps/core.xml"].replace("A Report", junk)
    found = [article(zipped({**one, "docProps/core.xml": core})).metadata for one in (DOCX, PPTX)]
    assert [(one.title, one.sources["title"]) for one in found] == [("Part one", "text"), ("Why keep", "text")]


def test_old_formats_are_told_as_such():
    read = article(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/msword", "https://site.example/a.doc")
    assert "Office 97 to 2003" in read.notes[0]
    assert (read.metadata.title, read.metadata.genre) == ("a.doc", "document")
