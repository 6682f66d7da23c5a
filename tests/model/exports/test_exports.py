"""Exports give each link once, with the day it was added, its title, its tags and its note."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from atlas.model.drop import Link, contents_of
from tests.model.exports import samples
from tests.model.exports.samples import zipped

DAY = datetime(2020, 10, 5, 12, 13, 20, tzinfo=UTC)
SECOND = timedelta(seconds=1)
A, B, C = "https://a.example/", "https://b.example/", "https://c.example/"


def contents(data, name="export"):
    return contents_of(data.encode() if isinstance(data, str) else data, name)


def test_a_browsers_bookmarks_keep_their_days_titles_tags_notes_and_folders():
    found = contents(samples.FIREFOX)
    assert found.format == "bookmarks"
    assert found.links == (
        Link(f"{A}?a=1&copy=2", "Cool <it> & be 'happy'", DAY, ("pi", "cooling", "again"), "A note,\non two lines"),
        Link(f"{B}é", "B bold", DAY + 2 * SECOND, ("Hardware",)),
        Link(C, "", None, ("Hardware", "Pi")),
    )
    assert found.duplicates == 1


def test_what_is_for_the_browser_alone_and_feeds_are_told_apart():
    found = contents(samples.FIREFOX)
    assert [one.url for one in found.unusable] == ["javascript:alert(document.title)", "place:sort=8&maxResults=10"]
    assert [(one.url, one.title, one.site) for one in found.feeds] == [
        ("https://d.example/feed", "Latest", "https://d.example/")
    ]


def test_safaris_bookmarks_are_read_and_its_reading_list_is_no_tag():
    assert contents(samples.SAFARI).links == (Link(A, "A", tags=("Favorites",)), Link(f"{B}?x=1&y=2", "B"))


def test_pinboards_bookmarks_keep_tags_and_notes():
    assert contents(samples.PINBOARD).links == (
        Link(A, "A", datetime(2014, 1, 1, tzinfo=UTC), ("one", "two"), "what I think"),
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_bookmarks_are_read_in_any_encoding(encoding):
    assert contents(samples.FIREFOX.encode(encoding)).links == contents(samples.FIREFOX).links


def test_pockets_page_gives_days_and_tags_and_its_headings_are_none():
    assert contents(samples.POCKET).links == (
        Link(A, "A", DAY, ("pi", "cool things")),
        Link(B, "", DAY + SECOND),
        Link(C, "C", DAY + 2 * SECOND),
    )


def test_instapapers_page_gives_its_folders_and_names_what_is_private():
    found = contents(samples.INSTAPAPER_HTML)
    assert found.links == (Link(A, "A"), Link(B, "B", tags=("Recipes",)))
    assert [(one.url, one.title) for one in found.unusable] == [("instapaper-private://email/8f3a/", "Mail to myself")]


@pytest.mark.parametrize(
    ("data", "name", "first"),
    [
        (samples.INSTAPAPER, "Instapaper", Link(A, "A, and more", DAY, ("coding", "pi"), 'She said "well"')),
        (samples.POCKET_CSV, "Pocket", Link(A, "A", DAY, ("pi", "cool things"))),
        (samples.RAINDROP, "Raindrop", Link(A, "A", DAY, ("Hardware", "Pi", "cooling", "pi"), "mine")),
        (samples.READWISE, "Readwise Reader", Link(A, "A", DAY + timedelta(milliseconds=123), ("pi", "cool things"))),
        ("Name;Link\nA;https://a.example/\n", "table", Link(A, "A")),
        (samples.WALLABAG, "wallabag", Link(A, "A", DAY, ("pi", "cool things"))),
        (samples.KARAKEEP, "Karakeep", Link(A, "A", DAY, ("pi",), "mine")),
        (samples.KARAKEEP_LISTS, "Karakeep", Link(A, "A", DAY, ("Things", "Pi", "pi"))),
        (samples.DELICIOUS, "JSON", Link(A, "A", DAY, ("pi",))),
        (samples.LINKDING, "bookmarks", Link(A, "A", DAY, ("pi",), "About it\nwhat I <think>")),
        (samples.OMNIVORE, "Omnivore", Link(A, "A", DAY, ("pi",))),
        (samples.PINBOARD_JSON, "Pinboard", Link(A, "A", DAY, ("pi", "cooling"), "mine")),
        (samples.CHROME, "Chrome bookmarks", Link(A, "A", DAY, ("Hardware",))),
        (samples.FIREFOX_JSON, "Firefox bookmarks", Link(A, "A", DAY, ("Hardware", "pi", "cool things"))),
        (samples.LINES, "JSON lines", Link(A, "A", DAY, ("pi",), "mine")),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16-le"])
def test_the_exports_of_services_are_known_by_their_content(data, name, first, encoding):
    found = contents(data.encode(encoding))
    assert (found.format, found.links[0], found.exported) == (name, first, True)


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (samples.INSTAPAPER, ["instapaper-private://email/8f3a/"]),
        (samples.CHROME, ["chrome://settings/"]),
        (samples.FIREFOX_JSON, ["place:sort=12"]),
        (samples.WALLABAG, []),
        (samples.KARAKEEP, []),
    ],
)
def test_what_no_browser_could_open_fails_nothing(data, left):
    found = contents(data)
    assert [one.url for one in found.unusable] == left
    assert all(one.url.startswith("https:") for one in found.links)


def test_a_row_that_does_not_read_is_told_and_the_others_are_read():
    found = contents("url,title\nhttps://a.example/,A\n" + 'https://b.example/,"B' + "x" * 2_100_000)
    assert [one.url for one in found.links] == [A]
    assert len(found.unusable) == 1


def test_lists_within_one_another_without_end_end():
    lists = [{"id": one, "name": one, "parentId": other} for one, other in (("a", "b"), ("b", "a"), ("c", ["x"]))]
    entries = [{"createdAt": 1, "lists": ["a", "c"], "content": {"url": A}}]
    (link,) = contents(json.dumps({"bookmarks": entries, "lists": [*lists, 7, {"id": []}]})).links
    assert sorted(link.tags) == ["a", "b", "c"]


def test_a_drop_carries_links_and_words_and_never_options():
    assert contents(samples.LINES).links[1] == Link(B)


def test_the_feeds_of_a_list_are_told_and_not_taken():
    found = contents(samples.OPML)
    assert found.links == (Link(B, "B"),)
    assert [(one.url, one.title, one.site) for one in found.feeds] == [
        ("https://a.example/feed", "A & B", A),
        ("&x;", "C", ""),
    ]


def test_a_mail_gives_the_links_of_its_text_whole_and_nothing_to_leave_a_list_by():
    (link,) = contents(samples.MAIL, "a.eml").links
    assert link == Link("https://a.example/a-long-path/that-is-broken-by-soft-breaks?x=1", "Café", DAY)


def test_of_a_mail_in_html_links_are_taken_and_pictures_are_not():
    found = contents(samples.HTML_MAIL, "a")
    assert found.links == (Link(f"{A}?a=1&b=2", "The first", DAY), Link(B, "", DAY))
    assert not found.exported


def test_a_calendar_gives_the_addresses_of_its_events():
    assert contents(samples.CALENDAR, "x.ics").links == (
        Link("https://a.example/a-long-address", "A talk, at noon", DAY),
        Link("https://b.example/?x=1,2", "A talk, at noon", DAY),
        Link(C, "A talk, at noon", DAY),
    )


@pytest.mark.parametrize("sign", ["\u2028", "\x85"])
def test_what_json_takes_for_no_end_of_a_line_parts_no_entry(sign):
    line = f'{{"url": "{A}", "note": "one{sign}two"}}\n'
    assert [(one.url, one.note) for one in contents(line, "x.jsonl").links] == [(A, f"one{sign}two")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_entries_on_lines_are_told_apart_by_any_end_of_a_line(end):
    text = f'{{"url": "{A}", "title": "A"}}\n' + "".join(f'{{"url": "{one}"}}{end}' for one in (B, C))
    assert [one.url for one in contents(text, "x.jsonl").links] == [A, B, C]


def test_a_parameter_of_an_event_may_have_several_values_in_quotes():
    text = f'BEGIN:VCALENDAR\nBEGIN:VEVENT\nURL;MEMBER="mailto:a","mailto:b;c";VALUE=URI:{A}\nEND:VEVENT\n'
    assert [one.url for one in contents(text, "x.ics").links] == [A]


@pytest.mark.parametrize(
    "front",
    ["tags: [pi, 'cool things']", "tags:\n  - pi\n  - cool things", "title: x\nTags: pi, cool things", "tags: #pi"],
)
def test_a_notes_front_matter_tags_its_links(front):
    (link,) = contents(f"---\n{front}\n---\n\n# Words\n\n[A]({A})\n", "note.md").links
    assert link.title == "A"
    assert link.tags[0] == "pi"


def test_an_export_in_parts_is_read_from_its_zip_file():
    data = zipped(part__000_csv=samples.POCKET_CSV, bookmarks_html=samples.SAFARI, metadata_json=samples.OMNIVORE)
    found = contents(data, "export.zip")
    assert found.format == "zip"
    assert [one.url for one in found.links] == [A, B, f"{B}?x=1&y=2"]


def test_what_is_no_export_in_a_zip_file_asks_for_nothing():
    page, other = "<html><a href='https://x.example/'>x</a>", '{"see": "https://x.example/"}'
    assert contents(zipped(content__a_html=page, b_json=other, c_csv="https://x.example/"), "export.zip").links == ()


def test_one_page_under_several_addresses_counts_once_in_an_export_and_never_in_a_list_of_ones_own():
    urls = f"{A}?utm_source=x", f"{A}#part", A
    found = contents("url,title\n" + "".join(f"{one},\n" for one in urls))
    assert [one.url for one in found.links] == [urls[0]]
    assert found.duplicates == 2
    assert len(contents("\n".join(urls)).links) == 3


@pytest.mark.parametrize(
    "told",
    [
        "1601900000",
        "1601900000000",
        "1601900000000000",
        "13246373600000000",
        "2020-10-05T12:13:20Z",
        "20201005T121320Z",
    ],
)
def test_a_day_is_read_however_it_is_counted(told):
    assert contents(f"url,timestamp\n{A},{told}\n").links[0].added == DAY


@pytest.mark.parametrize("told", ["", "0", "soon", "-1", "9" * 18, "9" * 5000, "0001-01-01", "nan", "inf"])
def test_a_day_that_cannot_be_is_none(told):
    assert contents(f"url,timestamp\n{A},{told}\n").links[0].added is None
