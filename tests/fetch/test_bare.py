"""A page without its scripts: what can be learned of it without parsing."""

from atlas.fetch.bare import bare, words_in
from atlas.fetch.charset import text_of


def test_scripts_styles_and_comments_are_taken_out():
    page = "a<script>one<b></script>b<STYLE x>two</style >c<!-- <p>three -->d<template>four</template>e"
    assert bare(page).text == "a b c d e"


def test_a_drawing_ends_where_it_closes_itself():
    assert bare("<p>a</p><svg class=x /><p>b</p><svg><path/>no</svg>c").text == "a b c"


def test_a_tag_of_ones_own_is_no_script():
    assert bare("<script-box>kept</script-box><svg-icon>too</svg-icon>").text == "kept too"


def test_what_is_never_closed_swallows_nothing():
    assert "kept" in bare("<p>a</p><noscript><p>kept").text
    assert "kept" in bare("<p>a</p><!-- kept").text


def test_an_opener_within_a_script_is_a_part_of_it():
    page = bare("<script>a<!--b<style>c</script>shown")
    assert (page.text, page.scripts) == ("shown", 1)


def test_notices_data_and_sources_are_kept_apart():
    page = bare(
        '<noscript>Turn <b>it</b> on</noscript><script type="application/ld+json">{"a": 1}</script>'
        '<script async src="/a.js"></script><script>1</script>'
    )
    assert (page.notices, page.linked_data, page.sources) == ("Turn <b>it</b> on", ('{"a": 1}',), ("/a.js",))
    assert page.scripts == 3


def test_a_title_is_one_line_without_its_entities():
    assert bare("<svg><title>no</title></svg><TITLE a=b> A &amp;\n B </TITLE>").title == "A & B"
    assert bare("<p>no title").title == ""


def test_no_number_of_a_character_is_too_long():
    page = bare(f"<title>a&#{'9' * 5000};b</title>&#x{'f' * 5000};c")
    assert (page.title, page.text) == ("a ;b", ";c")


def test_words_are_counted_in_short_pages_and_long_ones():
    assert bare("<p>one two</p><p>three").words == 3
    assert bare("<p>" + "word " * 500 + "</p><i>more</i>").words == 500


def test_words_are_counted_where_no_spaces_are_written():
    assert words_in("小主板保持涼爽") == 4
    assert words_in("naïve words") == 2


def test_a_page_is_decoded_by_its_mark_its_header_or_its_own_word():
    assert text_of("\ufeffé".encode("utf-16-le"), "text/html; charset=utf-8") == "é"
    assert text_of(b"\xef\xbb\xbf\xc3\xa9", "text/html; charset=koi8-r") == "é"
    assert text_of(b"\xe9\x80", 'text/html; charset="ISO-8859-1"') == "é€"
    assert text_of(b"<meta charset='windows-1251'>\xe9", "text/html").endswith("й")
    assert text_of(b" " * 3000 + b"<meta charset=shift_jis>\x83y", "").endswith("ペ")
    assert text_of("é".encode(), "text/html") == "é"


def test_no_charset_of_a_strangers_is_looked_up():
    for label in ("rot13", "idna", "undefined", "unicode_escape", "utf-7", "x" * 100_000, "\0"):
        assert text_of(b"a\xe9", f"text/html; charset={label}") == "a\ufffd"
