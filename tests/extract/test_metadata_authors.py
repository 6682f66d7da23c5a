"""Who wrote a page."""

import pytest

from atlas.extract.bylines import names_in
from tests.extract.pages import article, linked, meta, read


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("By Jane Doe", ("Jane Doe",)),
        ("by: Jane Doe", ("Jane Doe",)),
        ("Written by Jane Doe and John Roe", ("Jane Doe", "John Roe")),
        ("By Jane Doe, John Roe & Mary Major", ("Jane Doe", "John Roe", "Mary Major")),
        ("By Jane Doe, John Roe, and Mary Major", ("Jane Doe", "John Roe", "Mary Major")),
        ("Von Jürgen Groß und Ana Peña", ("Jürgen Groß", "Ana Peña")),
        ("Par Zoé Dupont et Luc Petit", ("Zoé Dupont", "Luc Petit")),
        ("por César Salza", ("César Salza",)),
        ("José Ortega y Gasset", ("José Ortega y Gasset",)),
        ("Ana Peña y Luis Gil", ("Ana Peña", "Luis Gil")),
        ("Emily Post and Herbert Read", ("Emily Post", "Herbert Read")),
        ("5 min read", ()),
        ("作者：肖春芳", ("肖春芳",)),
        ("By JANE DOE, Staff Writer", ("JANE DOE",)),
        ("Jane Doe, MS, RDN", ("Jane Doe",)),
        ("Jane Doe | jane@news.example", ("Jane Doe",)),
        ("Jane Doe jane@news.example", ("Jane Doe",)),
        ("Jane Doe @janedoe", ("Jane Doe",)),
        ("Jane Doe (Reuters)", ("Jane Doe",)),
        ("By Jane Doe Associated Press", ("Jane Doe",)),
        ("The Associated Press", ("The Associated Press",)),
        ("By Jane Doe Monday, November 23, 2026", ("Jane Doe",)),
        ("By Jane Doe on 23 November 2026", ("Jane Doe",)),
        ("Jane Doe Updated 5 minutes ago", ("Jane Doe",)),
        ("Posted by Jane Doe", ("Jane Doe",)),
        ("Jane Doe, Jane Doe", ("Jane Doe",)),
        ("Mark Di Stefano", ("Mark Di Stefano",)),
        ("https://news.example/people/jane", ()),
        ("@janedoe", ()),
        ("admin", ()),
        ("Editorial Team", ()),
        ("Staff Reports", ()),
        ("Redaktion", ()),
        ("Last Updated: January 7, 2026", ()),
        ("2026", ()),
        ("", ()),
        ("by", ()),
    ],
)
def test_a_byline_is_read_for_its_names(byline, names):
    assert names_in([byline]) == names


@pytest.mark.parametrize("byline", ["The Good News", "Good News", "by THE GOOD NEWS"])
def test_the_site_is_not_its_author(byline):
    assert names_in([byline], "The Good News") == ()


def test_a_paper_behind_a_name_is_left_away():
    assert names_in(["Jane Doe, The Good News"], "The Good News") == ("Jane Doe",)


def test_names_are_bounded_in_number():
    assert len(names_in([f"Jane Doe{chr(600 + n)}" for n in range(60)])) == 50


def test_linked_data_is_asked_first():
    found = read(article(author=[{"@type": "Person", "name": "Jane Doe"}, "John Roe"]) + meta(author="Some Body"))
    assert (found.authors, found.sources["authors"]) == (("Jane Doe", "John Roe"), "json-ld")


def test_an_author_told_elsewhere_in_linked_data_is_looked_up():
    graph = [{"@type": "Article", "author": {"@id": "#jane"}}, {"@type": "Person", "@id": "#jane", "name": "Jane Doe"}]
    assert read(linked({"@graph": graph})).authors == ("Jane Doe",)


def test_an_organisation_is_no_author_where_the_byline_has_a_name():
    head = article(author={"@type": "Organization", "name": "Some Press"})
    assert read(head, '<p class="byline">By Jane Doe</p>').authors == ("Jane Doe",)


def test_the_author_of_something_else_on_the_page_is_not_asked():
    assert read(linked({"@type": "ImageObject", "author": {"@type": "Person", "name": "John Roe"}})).authors == ()


def test_a_profile_is_no_name():
    assert read(meta(article_author="https://www.facebook.com/jane"), "").authors == ()


def test_a_name_told_with_the_family_first_is_one_name():
    assert read(article(author={"@type": "Person", "name": "Doe, Jane"})).authors == ("Jane Doe",)


def test_a_catalogue_that_names_the_family_first_is_turned_round():
    head = '<meta name="citation_author" content="Jong, Michiel de"><meta name="citation_author" content="Kooman, F.">'
    assert read(head).authors == ("Michiel de Jong", "F. Kooman")


@pytest.mark.parametrize(
    "body",
    [
        '<a rel="author" href="/jane">Jane Doe</a>',
        '<span itemprop="author"><span itemprop="name">Jane Doe</span></span>',
        '<div class="byline">By <a href="/jane">Jane Doe</a><div>Staff Writer</div></div>',
        '<div class="post-author">Jane Doe<br>Monday, November 23</div>',
        "<p>By <a href='/jane'>Jane Doe</a></p>",
        "<p>\n Posted  by Jane Doe</p>",
        '<div id="author">Jane Doe</div>',
    ],
)
def test_a_visible_byline_names_the_author(body):
    assert read("", body).authors == ("Jane Doe",)


def test_authors_who_stand_side_by_side_are_all_named():
    body = '<p>By <a rel="author" href="/jane">Jane Doe</a> and <a rel="author" href="/john">John Roe</a></p>'
    assert read("", body).authors == ("Jane Doe", "John Roe")


def test_who_comments_is_no_author():
    body = '<div class="comment-list"><span class="author">Angry Reader</span><p>By Angry Reader</p></div>'
    assert read("", body).authors == ()


def test_a_line_of_prose_is_no_byline():
    assert read("", "<p>By the time she came home</p>").authors == ()


def test_the_text_may_begin_with_the_byline():
    found = read(text="By Jane Doe\n\nThe river had risen.")
    assert (found.authors, found.sources["authors"]) == (("Jane Doe",), "text")
