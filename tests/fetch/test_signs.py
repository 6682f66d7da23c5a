"""Signs: titles part by part, hosts label by label."""

import pytest

from atlas.fetch.signs import PARKING_HOSTS, parts_of, titled, under
from atlas.model.verdict import Verdict


@pytest.mark.parametrize(
    ("title", "parts"),
    [
        ("Page not found - Good Example", ("page not found - good example", "page not found", "good example")),
        ("Good | 404…", ("good | 404", "good", "404")),
        ("Error 404: Not Found!", ("error 404: not found", "error 404", "not found")),
        ("Well-known facts", ("well-known facts",)),
        (" — ", ()),
    ],
)
def test_a_title_is_taken_whole_and_in_its_parts(title, parts):
    assert parts_of(title) == parts


@pytest.mark.parametrize(
    ("title", "verdict"),
    [
        ("Just a moment...", Verdict.CHALLENGE),
        ("Good Example :: Robot Check", Verdict.CHALLENGE),
        ("Error 404 (Not Found)!!1", Verdict.SOFT_404),
        ("404 Error", Verdict.SOFT_404),
        ("Seite nicht gefunden – Gut", Verdict.SOFT_404),
        ("Before you continue to YouTube", Verdict.CONSENT),
        ("nice.example is for sale | Names", Verdict.PARKED),
    ],
)
def test_a_title_names_its_kind_of_page(title, verdict):
    titles, _, clear = next(titled(title))
    assert (titles.verdict, clear) == (verdict, True)


@pytest.mark.parametrize(
    "title",
    [
        "How to handle a page not found",
        "404 ways to leave your lover",
        "Just a moment of your time",
        "Are you a robot in disguise?",
        "The robots that check robots",
        "Attention required by law",
        "My domain is for sale: a diary of a year",
        "Not found in translation",
    ],
)
def test_an_article_has_more_in_its_title(title):
    assert not [one for one in titled(title) if one[2]]


def test_a_host_lies_under_a_name_by_whole_labels():
    assert under("www.dan.com", PARKING_HOSTS) == under("dan.com.", PARKING_HOSTS) == "dan.com"
    assert (
        under("jordan.com", PARKING_HOSTS) == under("dan.com.example", PARKING_HOSTS) == under("", PARKING_HOSTS) == ""
    )
