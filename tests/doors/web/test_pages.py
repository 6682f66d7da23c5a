"""The reading pages of the library: what is on them, and what a hostile page cannot put there."""

import re
from datetime import timedelta

import pytest

from atlas.doors.keys import Permission
from atlas.doors.web.pages.reading import set_text
from atlas.model.article import Article, Metadata
from tests.doors.web.reader import is_page, reader_of
from tests.vault.samples import AT

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
HREF = re.compile(r'(?:href|src|action)="([^"]*)"')
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 50


@pytest.fixture
def reader(door):
    return reader_of(door)


def hrefs(answer):
    return HREF.findall(answer.text)


def text(markdown, **more):
    return Article(markdown, Metadata(title="How to cool a Pi", **more), "x", agreement=0.9)


def test_an_empty_library_says_how_to_fill_it(reader):
    assert "Nothing was captured yet" in reader.get("/").text


def test_what_came_in_lately_comes_first(door, reader):
    door.keep(url="https://old.example/", title="Old", at=AT)
    door.keep(url="https://new.example/", title="New", at=AT + timedelta(hours=1))
    shown = reader.get("/").text
    assert shown.index("New") < shown.index("Old")


def test_a_capture_is_told_with_its_host_day_time_and_first_words(door, reader):
    kept = door.keep(url="https://www.good.example/pi")
    door.read()
    shown = reader.get("/").text
    for told in ("How to cool a Pi", "good.example", "23 November 2026", "1 min", "A fan is loud."):
        assert told in shown
    assert f'href="/articles/{kept}"' in shown


def test_what_has_no_text_leads_to_its_record(door, reader):
    kept = door.keep()
    assert f'<h2><a href="/records/{kept}">' in reader.get("/").text


def test_pages_go_on_where_the_last_one_ended_whatever_comes_in_meanwhile(door, reader):
    for one in range(24):
        door.keep(url=f"https://good.example/{one:02}", title=f"No. {one:02}", at=AT + timedelta(hours=one // 2))
    seen, place = [], "/"
    while place:
        shown = reader.get(place).text
        seen += re.findall(r"No\. (\d\d)", re.sub(r"aria-label=\"[^\"]*\"", "", shown))
        found = re.search(r'href="(/\?from=[^"]*)" rel="next"', shown)
        place = found[1].replace("&amp;", "&") if found else ""
        door.keep(url=f"https://late.example/{len(seen)}", title="Late", at=AT + timedelta(days=9, hours=len(seen)))
    assert len(seen) == 24
    assert len(set(seen)) == 24


@pytest.mark.parametrize("query", ["?from=x", "?from=2026&shown=-1", "?shown=x", "?from=<script>", "?added=x"])
def test_a_place_that_is_none_is_told_as_a_page(reader, query):
    assert is_page(reader.get(f"/{query}"), 422)


def test_a_link_is_added_and_told(door, reader):
    answer = reader.post("/add", text="https://good.example/pi", tags="cooling, pi")
    assert (answer.status_code, answer.headers["location"]) == (303, "/?added=1")
    ((name, content),) = door.dropped().items()
    assert name.startswith("cooling/pi/good.example")
    assert content == "https://good.example/pi\n"
    assert "1 link went into the inbox" in reader.get("/?added=1").text
    assert "With the key both." in door.told[-1].sentence()


@pytest.mark.parametrize(
    "fields",
    [
        {"text": "no address"},
        {"text": ""},
        {},
        {"text": "https://a.example", "tags": ".."},
        {"text": HOSTILE},
    ],
)
def test_what_cannot_be_added_is_told_and_not_lost(door, reader, fields):
    answer = reader.post("/add", **fields)
    assert is_page(answer, 422)
    assert 'role="alert"' in answer.text
    assert door.dropped() == {}


def test_who_may_only_read_is_offered_nothing_else(door):
    assert 'action="/add"' not in reader_of(door, Permission.READ).get("/").text
    assert 'action="/add"' in reader_of(door, Permission.READ, Permission.WRITE, name="other").get("/").text


def test_what_was_looked_for_is_marked(door, reader):
    kept = door.keep()
    door.read()
    answer = reader.get("/search?q=loud")
    assert is_page(answer)
    assert "<mark>loud</mark>" in answer.text
    assert f'href="/articles/{kept}"' in answer.text


def test_marks_do_not_let_through_what_stands_between_them(door, reader):
    door.keep()
    door.read(text("A <b>loud</b> & <script>alert(1)</script> fan."))
    shown = reader.get("/search?q=loud").text
    assert "<mark>loud</mark>" in shown
    assert "<script" not in shown


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=loud&tag=cooling", True),
        ("q=loud&tag=other", False),
        ("host=good.example", True),
        ("host=bad.example", False),
        ("after=2026-11-23", True),
        ("after=2026-11-24", False),
        ("until=2026-11-23", True),
        ("until=2026-11-22", False),
        ("is=page", True),
        ("is=paywall", False),
        ("is=doubtful", False),
        ("q=loud&sort=newest", True),
        ("q=loud&sort=oldest&tag=cooling&host=good.example&is=page", True),
        ("q=%22is loud%22", True),
        ('tag=coo"ling', False),
    ],
)
def test_filters_leave_out_what_is_not_meant(door, reader, query, found):
    door.keep(tags=("cooling",))
    door.read(text("A **fan** is loud.", published=""))
    assert ("How to cool a Pi" in reader.get(f"/search?{query}").text) == found


def test_what_was_found_is_sorted_as_asked(door, reader):
    for day, word in ((1, "first"), (3, "third"), (2, "second")):
        door.keep(url=f"https://good.example/{word}", title=word, at=AT + timedelta(days=day))
    door.read(Article("A fan.", Metadata(), "x"))
    order = re.findall(r">(first|second|third)<", reader.get("/search?q=fan&sort=newest").text)
    assert order == ["third", "second", "first"]
    order = re.findall(r">(first|second|third)<", reader.get("/search?q=fan&sort=oldest").text)
    assert order == ["first", "second", "third"]


def test_what_is_more_than_a_page_goes_on(door, reader):
    for one in range(25):
        door.keep(url=f"https://good.example/{one}", at=AT + timedelta(hours=one))
    door.read()
    shown = reader.get("/search?q=loud").text
    assert shown.count("<mark>loud</mark>") == 20
    assert "/search?q=loud&amp;sort=best&amp;skip=20" in shown
    further = reader.get("/search?q=loud&sort=best&skip=20").text
    assert further.count("<mark>loud</mark>") == 5
    assert 'rel="prev"' in further


@pytest.mark.parametrize(
    "query", ["q=%22", "q=AND", "q=NEAR(", "q=*", "q=-", "q=%00", "until=9999-12-31", "until=2026-02-31"]
)
def test_whatever_is_asked_is_a_question(reader, query):
    assert is_page(reader.get(f"/search?{query}"))


@pytest.mark.parametrize("query", ["sort=x", "is=x", "after=x", "skip=-1", f"q={'x' * 8001}"])
def test_what_no_form_asks_is_refused(reader, query):
    assert is_page(reader.get(f"/search?{query}"), 422)


def test_what_was_asked_stands_in_the_form_again(reader):
    shown = reader.get("/search?q=%22%3E%3Cscript%3E&tag=a%22b").text
    assert 'value="&#34;&gt;&lt;script&gt;"' in shown
    assert 'value="a&#34;b"' in shown


def test_a_record_tells_all_that_is_known(door, reader):
    door.keep(at=AT - timedelta(days=1))
    kept = door.keep(tags=("cooling",), note="Look at the fan.", signals=("title",))
    door.read()
    answer = reader.get(f"/records/{kept}")
    assert is_page(answer)
    for told in (
        "Look at the fan.",
        "cooling",
        "title",
        "direct",
        "12\u202fms",
        "(this one)",
        "22 November 2026, 12:51 UTC",
    ):
        assert told.replace("\u202f", " ") in answer.text
    assert f'href="/articles/{kept}"' in answer.text
    assert f'href="/records/{kept}/warc"' in answer.text


def digest(reader, kept):
    return re.search(r'name="was" value="([0-9a-f]{64})"', reader.get(f"/records/{kept}").text)[1]


def test_a_note_is_written_beside_the_article_and_shown_with_it(door, reader):
    kept = door.keep()
    door.read()
    answer = reader.post(f"/records/{kept}/note", was=digest(reader, kept), note="Look at <b>page</b> 2.\r\nThen read.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/records/{kept}#note")
    for path in (f"/records/{kept}", f"/articles/{kept}"):
        assert "Look at &lt;b&gt;page&lt;/b&gt; 2.\nThen read." in reader.get(path).text
    assert "A note was written in the library." in door.told[-1].sentence()


def test_a_note_that_somebody_changed_meanwhile_is_not_overwritten(door, reader):
    kept = door.keep()
    was = digest(reader, kept)
    reader.post(f"/records/{kept}/note", was=was, note="Theirs.")
    answer = reader.post(f"/records/{kept}/note", was=was, note="Mine.")
    assert is_page(answer, 409)
    assert "Mine." in answer.text
    assert "Theirs." in answer.text
    assert "Theirs." in reader.get(f"/records/{kept}").text


def test_who_may_only_read_sees_a_note_and_cannot_change_it(door, reader):
    kept = door.keep()
    reader.post(f"/records/{kept}/note", was=digest(reader, kept), note="Look.")
    shown = reader_of(door, Permission.READ).get(f"/records/{kept}").text
    assert "Look." in shown
    assert "<textarea" not in shown


def test_a_failed_attempt_has_a_record_too(door, reader):
    kept = door.keep(verdict="", layer="", disposition="dead", kind="absent", reason="It is gone.", status=404)
    assert "It is gone." in reader.get(f"/records/{kept}").text


def test_the_snapshot_is_given_to_be_saved_and_never_shown(door, reader):
    kept = door.keep()
    answer = reader.get(f"/records/{kept}/warc")
    assert answer.headers["content-type"] == "application/warc"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.content[:2] == b"\x1f\x8b"


def test_the_words_are_given_as_words(door, reader):
    kept = door.keep()
    door.read(text("A <script>alert(1)</script> fan."))
    answer = reader.get(f"/records/{kept}/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path", ["/records/{}", "/articles/{}", "/records/{}/text", "/records/{}/warc", "/pictures/{}"]
)
@pytest.mark.parametrize(("id", "status"), [("00000000", 404), ("x", 422), ("0000000g", 422)])
def test_what_is_not_there_is_told_as_a_page(reader, path, id, status):  # noqa: A002
    assert is_page(reader.get(path.format(id)), status)


def test_an_article_is_set_for_reading(door, reader):
    kept = door.keep(url="https://www.good.example/pi")
    door.read(
        Article(
            "## Heat\n\nA **fan** is loud.",
            Metadata("How to cool a Pi", ("Ada",), "The Site", "2025-03-04", language="de"),
            "x",
        )
    )
    answer = reader.get(f"/articles/{kept}")
    assert is_page(answer)
    for told in ("<h2>Heat</h2>", "<strong>fan</strong>", "Ada", "The Site", "4 March 2025", 'lang="de"', "1 minute"):
        assert told in answer.text
    assert "<title>How to cool a Pi · Atlas</title>" in answer.text


def test_doubts_are_told_before_the_text(door, reader):
    kept = door.keep(verdict="paywall")
    door.read(Article("A fan.", Metadata("T"), "x", agreement=0.3, notes=("It has <b>tables</b>.",)))
    shown = reader.get(f"/articles/{kept}").text
    assert "without paying" in shown
    assert "agree on 30% only" in shown
    assert "&lt;b&gt;tables" in shown
    assert shown.index("agree on 30%") < shown.index('class="text"')
    assert "[!warning]" not in shown


def test_links_lead_outwards_and_tell_nobody_from_where(door, reader):
    kept = door.keep()
    door.read(text("[good](https://good.example/x) [![alt](https://pic.example/a.png)](https://good.example/y)"))
    found = re.findall(r"<a ([^>]*)>", reader.get(f"/articles/{kept}").text)
    outwards = [one for one in found if "good.example/x" in one or "good.example/y" in one]
    assert len(outwards) == 2
    assert all('rel="noopener noreferrer nofollow"' in one for one in outwards)


def test_pictures_are_not_loaded_but_lead_to_where_they_are(door, reader):
    kept = door.keep()
    door.read(
        text("![A heat sink](https://pic.example/a.png) ![bad](javascript:alert(1)) ![](data:image/png;base64,AA==)")
    )
    shown = reader.get(f"/articles/{kept}").text
    assert not re.search(r'<img(?![^>]*src="/static/)', shown)
    assert 'href="https://pic.example/a.png"' in shown
    assert "[A heat sink]" in shown


LURES = [
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    "[x](//evil.example)",
    "[x](/logout)",
    "<javascript:alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe srcdoc=x></iframe>",
    "<form action=/add method=post>",
    "<style>*{display:none}</style>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0>",
    "| a |\n|--|\n| <script>alert(1)</script> |",
    "```js\n</code><script>alert(1)</script>\n```",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("lure", LURES)
def test_nothing_in_an_article_does_anything(lure):
    body = str(set_text(f"Before.\n\n{lure}\n\nAfter."))
    assert "Before." in body
    assert all(one.startswith("http") for one in HREF.findall(body))
    tags = set(re.findall(r"<([a-z0-9]+)", body))
    assert tags <= {"p", "a", "div", "table", "thead", "tbody", "tr", "td", "th", "pre", "code", "em", "strong"}


@pytest.mark.parametrize("path", ["/", "/search?q=fan", "/records/{}", "/articles/{}"])
def test_what_a_stranger_wrote_is_text_everywhere(door, reader, path):
    kept = door.keep(
        url="https://good.example/'%22><script>", title=HOSTILE, note=HOSTILE, tags=("<i>",), reason=HOSTILE
    )
    door.read(Article("A fan.", Metadata(HOSTILE, (HOSTILE,), HOSTILE, description=HOSTILE, language='"><i>'), "x"))
    answer = reader.get(path.format(kept))
    assert is_page(answer)
    assert "<i>" not in answer.text
    assert "<img src=x" not in answer.text


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "x", "ftp://a.example/"]
)
def test_no_address_that_is_none_of_the_web_is_a_link(door, reader, url):
    kept = door.keep(url="https://good.example/", final_url=url)
    door.read()
    for path in ("/", f"/records/{kept}", f"/articles/{kept}"):
        found = hrefs(reader.get(path))
        assert found
        assert all(one.startswith(("/", "https://good.example/", "#content")) for one in found)


def test_a_captured_picture_is_shown_from_the_archive(door, reader):
    kept = door.keep(url="https://pic.example/a.png", body=PNG, media_type="image/png", title="A heat sink")
    assert f'src="/pictures/{kept}"' in reader.get("/").text
    answer = reader.get(f"/pictures/{kept}")
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, "image/png", PNG)


def test_a_page_has_its_lead_picture_where_that_was_captured(door, reader):
    picture = door.keep(url="https://pic.example/a.png", body=PNG, media_type="image/png")
    door.keep(url="https://good.example/pi")
    door.read(text("A fan.", image="https://pic.example/a.png"))
    assert reader.get("/").text.count(f'src="/pictures/{picture}"') == 2


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"<svg onload=alert(1)>", "image/svg+xml"), (b"<script>alert(1)</script>", "image/png"), (b"", "image/png")],
)
def test_what_only_says_that_it_is_a_picture_is_not_shown(door, reader, body, media_type):
    kept = door.keep(body=body, media_type=media_type)
    assert reader.get(f"/pictures/{kept}").status_code == 404


def test_styles_are_kept_for_good_under_a_name_that_changes_with_them(reader):
    (sheet,) = [one for one in hrefs(reader.get("/")) if one.endswith(".css")]
    answer = reader.get(sheet)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert "url(" not in answer.text
    assert "@import" not in answer.text
    assert re.search(r"\.[0-9a-f]{16}\.css$", sheet)
    assert reader.get("/static/atlas.css").status_code == 404


def test_every_page_says_what_it_is_and_where_one_is(reader):
    shown = reader.get("/search").text
    assert '<html lang="en">' in shown
    assert "<title>Search · Atlas</title>" in shown
    assert 'href="/search" aria-current="page"' in shown
    assert 'class="skip" href="#content"' in shown


def test_a_page_that_is_not_there_is_told_as_one(reader):
    answer = reader.get("/nothing")
    assert is_page(answer, 404)
    assert "no such page" in answer.text
    assert reader.get("/api/nothing").headers["content-type"] == "application/problem+json"


def test_a_catalog_that_does_not_answer_is_told_as_a_page(door, reader):
    (door.house.folders.state / "catalog.db").unlink()
    assert is_page(reader.get("/"), 503)
