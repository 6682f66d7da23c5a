from tests.extract.samples import ATOM, JSON_FEED, RSS, article


def test_rss_is_read_entry_by_entry():
    read = article(RSS, "text/html")
    assert read.text == ("## [First & best](https://site.example/1)\n\n*2026-11-24 10:00 · Ada Doe*\n\nIt is **kept**.")
    found = read.metadata
    assert (found.title, found.description, found.language, found.genre) == (
        "News of pages",
        "All that is kept",
        "en-GB",
        "feed",
    )
    assert (read.facts["entries"], read.facts["site"]) == ("1", "https://site.example/")


def test_atom_is_read_entry_by_entry():
    read = article(ATOM, url="https://site.example/feed")
    assert read.text == "## [Eins zwei](https://site.example/1)\n\n*2026-11-23 10:00 · Bo Roe*\n\nGanz < kurz."
    assert (read.metadata.language, read.metadata.modified) == ("de", "2026-11-24T10:00:00Z")


def test_json_feed_is_read_entry_by_entry():
    read = article(JSON_FEED, "application/json")
    assert read.text == "## [One](https://site.example/1)\n\n*2026-11-24 10:00 · Ada Doe*\n\nJust \\*text\\*."
    assert read.metadata.title == "Jots"


def test_headings_of_an_entry_stand_below_its_own():
    body = RSS.replace(b"&lt;p&gt;It is", b"&lt;h1&gt;Head&lt;/h1&gt;&lt;p&gt;It is")
    assert "\n### Head\n" in article(body).text


def test_a_long_feed_is_cut_and_says_so():
    head, item, tail = (
        RSS.partition(b"<item>")[0],
        RSS[RSS.index(b"<item>") : RSS.index(b"</channel>")],
        b"</channel></rss>",
    )
    read = article(head + item * 600 + tail)
    assert read.text.count("## ") == 500
    assert read.notes == ("Only the first 500 of its 600 entries are here.",)


def test_a_feed_that_breaks_off_is_read_as_far_as_it_goes():
    read = article(RSS + RSS[: RSS.index(b"<description>&lt;")].replace(b'<?xml version="1.0"?>', b""))
    assert "First & best" in read.text
    assert read.notes == ("The feed is damaged: what could be read of it is here.",)


def test_a_link_that_runs_a_script_is_no_link():
    text = article(RSS.replace(b"https://site.example/1", b"javascript:alert(1)")).text
    assert text.startswith("## First & best\n")
