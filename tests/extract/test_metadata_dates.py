"""When a page was published, and changed."""

import pytest

from atlas.extract.dating import moment_in
from tests.extract.pages import article, meta, read

PLAIN = "https://news.example/story"


@pytest.mark.parametrize(
    ("told", "written"),
    [
        ("2026-11-20", "2026-11-20"),
        ("2026-11-20T10:22:35+01:00", "2026-11-20T10:22:35+01:00"),
        ("2026-11-20T10:22:35Z", "2026-11-20T10:22:35Z"),
        ("2026-11-20T10:22:35.403+0000", "2026-11-20T10:22:35Z"),
        ("2026-11-20 10:22:35 -0400", "2026-11-20T10:22:35-04:00"),
        ("2026-11-20T10:43Z", "2026-11-20T10:43:00Z"),
        ("Fri Nov 20 2026 03:05:46 GMT+0000", "2026-11-20T03:05:46Z"),
        ("Fri, 20 Nov 2026 03:05:46 GMT", "2026-11-20T03:05:46Z"),
        ("2026-11-20T10:22:35", "2026-11-20"),
        ("2026-11-20T00:00:00Z", "2026-11-20"),
    ],
)
def test_a_moment_is_told_as_rfc_3339_has_it(told, written):
    assert moment_in(told).written == written


@pytest.mark.parametrize(
    "told",
    ["", "soon", "0001-01-01T00:00:00Z", "2026-13-40", "2026-11-20T99:00:00Z", "9999-01-01", "2026-11-20T10:00+99:99"],
)
def test_what_is_no_moment_is_none(told):
    assert moment_in(told) is None


def test_the_moment_is_told_where_it_is_of_the_day_people_read():
    found = read(article(datePublished="2026-11-20T10:22:35+01:00"), url=PLAIN)
    assert (found.published, found.sources["published"]) == ("2026-11-20T10:22:35+01:00", "json-ld")


def test_a_moment_of_another_day_does_not_overrule_the_day_in_the_address():
    found = read(article(datePublished="2026-11-20T01:50:59Z"), url="https://news.example/2026/11/19/story")
    assert (found.published, found.sources["published"]) == ("2026-11-19", "url")


def test_a_visible_day_is_found_without_a_word_to_machines():
    found = read("", '<p class="date">November 19, 2026</p>', url=PLAIN)
    assert (found.published, found.sources["published"]) == ("2026-11-19", "htmldate")


def test_a_day_written_out_in_a_text_of_its_own_is_found_last():
    found = read("", "<div>publiziert am 30. Juli 2018</div>", url=PLAIN)
    assert (found.published, found.sources["published"]) == ("2018-07-30", "text")


def test_a_moment_in_utc_yields_to_the_day_before_where_that_is_what_people_read():
    found = read(
        article(datePublished="2019-11-19T04:50:22Z"), "<p>by Jane — <!-- x -->November 18, 2019</p>", url=PLAIN
    )
    assert (found.published, found.sources["published"]) == ("2019-11-18", "text")


def test_a_day_before_in_a_list_of_other_pages_is_not_what_people_read():
    body = '<div class="related"><!-- x --><p>November 18, 2019</p></div>'
    assert read(article(datePublished="2019-11-19T04:50:22Z"), body, url=PLAIN).published == "2019-11-19T04:50:22Z"


def test_the_year_of_a_copyright_is_no_day():
    assert read("", "<div>© 30 July 2018 News</div>", url=PLAIN).published == ""


def test_a_change_is_not_taken_for_the_publication():
    head = article(datePublished="2020-07-10T14:15:42Z", dateModified="2025-01-07T09:08:22Z")
    found = read(meta(article_modified_time="2025-01-07T09:08:22Z") + head, url=PLAIN)
    assert (found.published, found.modified) == ("2020-07-10T14:15:42Z", "2025-01-07T09:08:22Z")


def test_a_change_before_the_publication_is_none():
    assert read(article(datePublished="2026-11-20", dateModified="2019-01-01"), url=PLAIN).modified == ""


def test_microdata_tells_the_moment():
    body = '<time itemprop="datePublished" datetime="2026-11-20T10:22:35Z">Friday</time>'
    assert read("", body, url=PLAIN).published == "2026-11-20T10:22:35Z"


def test_a_page_without_a_date_has_none():
    found = read("<title>x</title>", "<p>no day</p>", url=PLAIN)
    assert (found.published, found.modified, "published" in found.sources) == ("", "", False)
