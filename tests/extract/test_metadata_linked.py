"""Linked data, and how broken it may be."""

import pytest

from atlas.extract.linked import kinds, things_in

ONE = '{"@type": "Article", "headline": "H"}'


@pytest.mark.parametrize(
    "script",
    [
        ONE,
        f"[{ONE}]",
        f'{{"@graph": [{ONE}]}}',
        f"<!-- {ONE} -->",
        f"//<![CDATA[\n{ONE}\n//]]>",
        f"/*<![CDATA[*/ {ONE} /*]]>*/",
        f"{ONE};",
        '{"@type": "Article", "headline": "H",}',
        '[{"@type": "Article", "headline": "H"},]',
        '{"@type": "Article", "headline": "H", "description": "two\nlines\tand \x01 more"}',
        "{&quot;@type&quot;: &quot;Article&quot;, &quot;headline&quot;: &quot;H&quot;}",
        "\ufeff" + ONE,
    ],
)
def test_linked_data_is_read_although_it_is_written_badly(script):
    assert [one["headline"] for one in things_in([script])] == ["H"]


@pytest.mark.parametrize("script", ["", "null", "3", '"text"', "{", "<html>", "[" * 100_000, '{"a":' * 100_000])
def test_what_is_no_linked_data_has_no_things(script):
    assert things_in([script]) == ()


def test_a_broken_script_does_not_hide_the_next():
    assert [one["headline"] for one in things_in(["{", ONE])] == ["H"]


def test_the_page_of_a_thing_is_a_thing_too():
    told = '{"@type": "WebPage", "mainEntity": {"@type": "Article"}}'
    assert [sorted(kinds(one)) for one in things_in([told])] == [["webpage"], ["article"]]


def test_things_in_a_list_of_other_pages_are_not_this_page():
    assert things_in(['{"itemListElement": [{"@type": "Article", "headline": "Other"}]}']) == ()


def test_types_lose_their_vocabulary():
    assert kinds({"@type": ["https://schema.org/NewsArticle", "schema:Report"]}) == {"newsarticle", "report"}


def test_more_than_two_megabytes_are_not_read():
    long = '{"@type": "Article", "headline": "H", "articleBody": "' + "x" * 2_000_000 + '"}'
    assert things_in([ONE, long]) == things_in([ONE])


def test_the_number_of_things_is_bounded():
    assert len(things_in([f"[{','.join([ONE] * 5000)}]"])) == 400
