"""What a page is called."""

import pytest

from tests.extract.pages import article, linked, meta, read


@pytest.mark.parametrize(
    "title",
    [
        "How to cool a Pi | The Good News",
        "How to cool a Pi - The Good News",
        "The Good News: How to cool a Pi",
        "How to cool a Pi — THE GOOD NEWS",
    ],
)
def test_the_name_of_the_site_is_no_part_of_a_title(title):
    assert read(meta(og_site_name="The Good News") + f"<title>{title}</title>").title == "How to cool a Pi"


@pytest.mark.parametrize(
    "title", ["How to cool a Pi - news.example", "How to cool a Pi | News", "How - to | News.example"]
)
def test_a_site_that_tells_no_name_goes_by_its_host(title):
    assert read(f"<title>{title}</title>").title in ("How to cool a Pi", "How - to")


def test_a_title_with_a_dash_of_its_own_stays_whole():
    assert read("<title>Berlin - Paris by night train</title>").title == "Berlin - Paris by night train"


def test_the_visible_heading_spells_the_title():
    found = read(meta(og_title="Why it's &quot;cool&quot;"), "<h1>Why it’s “cool”</h1>")
    assert (found.title, found.sources["title"]) == ("Why it’s “cool”", "h1")


def test_a_heading_that_says_nearly_the_same_is_the_title():
    found = read(meta(og_title="The best 21 films of 2026 to watch"), "<h1>The best 21 movies of 2026 to watch</h1>")
    assert found.title == "The best 21 movies of 2026 to watch"


def test_a_heading_that_says_something_else_is_not_the_title():
    found = read(meta(og_title="How to cool a Pi"), "<h1>Subscribe now</h1>")
    assert (found.title, found.sources["title"]) == ("How to cool a Pi", "opengraph")


def test_the_heading_that_is_the_site_is_passed_over():
    body = "<h1>Silicon Exposed</h1><h3>An open flow for chips</h3>"
    assert read("<title>Silicon Exposed: An open flow for chips</title>", body).title == "An open flow for chips"


def test_sections_behind_a_title_are_left_away_where_a_heading_has_none():
    assert (
        read("<title>Storm hits coast | World | News</title>", "<h2>Storm hits coast</h2>").title == "Storm hits coast"
    )


def test_a_title_that_stands_in_the_page_without_a_heading_is_the_title():
    assert read("<title>海外留学生看两会_教育_中国</title>", "<div>海外留学生看两会</div>").title == "海外留学生看两会"


def test_a_section_in_a_menu_is_no_title():
    title = "Storm hits the coast | World | Weather"
    assert read(f"<title>{title}</title>", "<ul><li><a>Weather</a></li></ul>").title == title


def test_the_headline_of_linked_data_counts_before_that_for_networks():
    assert read(article(headline="What happened") + meta(og_title="You won't believe it")).title == "What happened"


def test_a_heading_of_a_comment_is_no_title():
    assert read("", '<div class="comments"><h1>So true</h1></div><h2>What happened</h2>').title == "What happened"


def test_a_page_without_a_title_goes_by_its_heading():
    assert read("", "<h1>What <em>happened</em></h1>").title == "What happened"


def test_a_page_that_says_nothing_has_no_title():
    found = read("", "<p>text</p>")
    assert (found.title, "title" in found.sources) == ("", False)


def test_entities_told_to_machines_are_unescaped_once():
    assert read(meta(og_title="Tom &amp;amp; Jerry &amp;amp;amp; Co")).title == "Tom & Jerry &amp; Co"


def test_what_people_see_is_not_unescaped_again():
    assert read("<title>How &amp;lt;br&amp;gt; works</title>").title == "How &lt;br&gt; works"


def test_the_paragraph_sign_of_a_permalink_is_no_part_of_a_title():
    assert read("<title>History</title>", '<h1>History<a href="#h">¶</a></h1>').title == "History"


def test_the_site_is_told_by_the_publisher_where_no_name_is_told():
    found = read(article(headline="x", publisher={"@type": "Organization", "name": "The Good News"}))
    assert (found.site, found.sources["site"]) == ("The Good News", "json-ld")


def test_a_site_is_no_address_and_no_account():
    head = meta(og_site_name="https://news.example") + linked({"@type": "WebSite", "name": "@news"})
    assert read(head + '<meta name="application-name" content="News">').site == "News"
