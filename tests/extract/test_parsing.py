"""Any text becomes a tree, and soon."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import tostring

from atlas.extract.parsing import CUT, FLAT, LONGEST, tree_of


def words(text: str) -> str:
    document = tree_of(text).document
    return "" if document is None else " ".join(document.text_content().split())


@pytest.mark.parametrize("nothing", ["", " \n", "<!-- only a comment -->", "\0\0", "<?php ?>"])
def test_where_nothing_is_there_is_no_tree(nothing):
    assert tree_of(nothing).document is None


@pytest.mark.parametrize(
    "fragment", ["plain", "<p>plain", "<td>plain</td>", "<li>plain", "</div>plain", "<title>plain"]
)
def test_a_fragment_is_a_page(fragment):
    assert words(fragment) == "plain"


def test_xhtml_with_a_declaration_is_parsed():
    page = '<?xml version="1.0" encoding="latin-1"?><html xmlns="http://www.w3.org/1999/xhtml"><body><p>é</p></body></html>'
    document = tree_of(page).document
    assert document is not None
    assert document.findtext(".//p") == "é"


def test_what_no_tree_may_hold_is_left_out():
    assert words("<p>a\0b\x0bc\x1bd\x7f") == "abcd"
    assert words("<p>a\ud800b&#xDFFF;c") == "a\ufffdb\ufffdc"


def test_comments_are_no_part_of_the_tree():
    document = tree_of("<p>a<!-- b --><?c d?>e</p>").document
    assert tostring(document) == b"<html><body><p>ae</p></body></html>"


@pytest.mark.parametrize("depth", [300, 2000])
def test_a_deep_page_keeps_its_structure(depth):
    tree = tree_of("<div>" * depth + "<p>deep down</p>")
    assert tree.notes == ()
    assert tree.document is not None
    assert len(list(tree.document.iter("div"))) == depth


@pytest.mark.parametrize("opening", ["<div>", "<b>", "<x-y>", "<table><tr><td>", "<ul><li>", '<span class="a b">'])
def test_a_page_too_deep_to_be_parsed_keeps_its_text(opening):
    tree = tree_of(f"<title>t</title>{opening * 3000}<p>deep <i>down</i></p><script>no()</script><p>after")
    assert tree.notes == (FLAT,)
    assert tree.document is not None
    assert [one.text_content() for one in tree.document.iter("p") if one.text_content()][-2:] == ["deep down", "after"]


def test_of_a_long_page_the_beginning_is_read_and_the_reader_told():
    tree = tree_of("<p>" + "word " * (LONGEST // 5) + "end")
    assert tree.notes == (CUT,)
    assert len(tree.markup) == LONGEST


def test_an_element_with_too_many_attributes_has_none():
    document = tree_of("<p id=x " + " ".join(f"a{one}=1" for one in range(50_000)) + ">kept</p><p id=y>too").document
    assert document is not None
    assert [dict(one.attrib) for one in document.iter("p")] == [{}, {"id": "y"}]


@pytest.mark.parametrize("before", [0, 1, 3_999, 4_000, 7_999])
def test_a_crowded_tag_is_found_wherever_it_stands(before):
    crowded = "<i " + " ".join(f"a{one}=1" for one in range(1_200))
    document = tree_of(f"<p>{'x ' * before}{crowded}>kept</i></p>").document
    assert document is not None
    assert [dict(one.attrib) for one in document.iter("i")] == [{}]


def test_a_long_attribute_is_not_many():
    document = tree_of(f'<img src="data:image/png;base64,{"A" * 100_000}" alt=x>').document
    assert document is not None
    assert [one.get("alt") for one in document.iter("img")] == ["x"]


@pytest.mark.parametrize(
    "hostile",
    [
        *(
            "<b>" * 800_000,
            "<a " * 500_000,
            "<" * 1_000_000,
            '<p a="' * 300_000,
            "&" * 1_000_000,
            "<![CDATA[<?php " * 200_000,
        ),
        *(
            "<select><option>x" * 100_000,
            "<p " + " ".join(f"a{one}" for one in range(200_000)),
            "<p>word</p>" * 200_000,
        ),
    ],
    ids=["nested", "opened", "less-than", "quotes", "ampersands", "cdata", "options", "attributes", "paragraphs"],
)
def test_no_page_takes_long(hostile):
    tree_of(hostile)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_whatever_the_text_it_becomes_a_tree_or_none(text):
    document = tree_of(text).document
    assert document is None or isinstance(document.text_content(), str)
