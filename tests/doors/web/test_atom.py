"""Feeds, held against RFC 4287 by readers that are not ours."""

import re
from dataclasses import replace
from datetime import timedelta

import feedparser
import pytest
from lxml import etree

from atlas.doors.web.atom import Feed, News, atom
from tests.fakes import NOON

ATOM = {"a": "http://www.w3.org/2005/Atom"}
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
NEWS = News("raw/a.warc.gz", "How to cool a Pi", NOON, "http://pi.example/records/0c597243", "A page.", NOON)
FEED = Feed("captures", "Captures", "What came in.", "http://pi.example/feeds/captures", "http://pi.example/", (), NOON)


def parsed(*news):
    return etree.fromstring(atom(replace(FEED, news=news)), etree.XMLParser(resolve_entities=False))


def one(root, path):
    (found,) = root.xpath(path, namespaces=ATOM)
    return found


def is_of_the_rfc(root):
    """Whether all is there that RFC 4287 says must be, once."""
    assert root.tag == "{http://www.w3.org/2005/Atom}feed"
    assert one(root, "a:author/a:name").text
    assert one(root, "a:link[@rel='self']").get("href")
    for part in (root, *root.xpath("a:entry", namespaces=ATOM)):
        assert one(part, "a:id").text.startswith("urn:uuid:")
        assert one(part, "a:title").text
        assert MOMENT.fullmatch(one(part, "a:updated").text)
        assert one(part, "a:link[@rel='alternate']").get("href")
    identities = [found.text for found in root.xpath("//a:id", namespaces=ATOM)]
    return len(set(identities)) == len(identities)


def test_a_feed_is_as_the_rfc_has_it():
    assert is_of_the_rfc(parsed())
    assert is_of_the_rfc(parsed(NEWS, replace(NEWS, identity="b", origin="https://b.example/", tags=("x", "x", "y"))))


def test_a_feed_reader_reads_it():
    read = feedparser.parse(atom(replace(FEED, news=(replace(NEWS, origin="https://b.example/", tags=("pi",)),))))
    assert (read.bozo, read.version, read.feed.title) == (False, "atom10", "Captures")
    (entry,) = read.entries
    assert (entry.title, entry.link, entry.summary) == (NEWS.title, NEWS.page, NEWS.summary)
    assert entry.updated_parsed[:4] == (2026, 11, 23, 12)
    assert [tag.term for tag in entry.tags] == ["pi"]
    assert {link.rel: link.href for link in entry.links}["via"] == "https://b.example/"


def test_an_identity_is_the_same_whatever_else_changes():
    later = replace(NEWS, title="Another", updated=NOON + timedelta(days=1), page="http://other.example/")
    assert one(parsed(NEWS), "a:entry/a:id").text == one(parsed(later), "a:entry/a:id").text


def test_an_identity_does_not_change_with_the_versions_of_atlas():
    assert one(parsed(NEWS), "a:entry/a:id").text == "urn:uuid:d1abadb0-7802-5c1e-b01d-9bfc44ba26c8"


def test_a_feed_is_as_new_as_what_is_newest_in_it():
    newer = replace(NEWS, identity="b", updated=NOON + timedelta(hours=1))
    assert one(parsed(NEWS, newer), "a:updated").text == "2026-11-23T13:00:00.000Z"
    assert one(parsed(), "a:updated").text == "2026-11-23T12:00:00.000Z"


@pytest.mark.parametrize(
    "hostile",
    [
        "</title><script>alert(1)</script>",
        "<![CDATA[x]]>&lt;b&gt;",
        "]]>",
        "\x00\x08\x0b\ufffe\ud800",
        "<!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
        "\u202egnp.exe",
        "a\r\nb",
    ],
)
def test_hostile_words_stay_words(hostile):
    root = parsed(replace(NEWS, title=hostile, summary=hostile, origin=f"https://x.example/{hostile}", tags=(hostile,)))
    assert is_of_the_rfc(root)
    assert {etree.QName(found).localname for found in root.iter()} <= {
        *("feed", "id", "title", "subtitle", "updated", "author", "name", "generator", "link", "entry"),
        *("published", "category", "summary"),
    }
    entry = feedparser.parse(etree.tostring(root)).entries[0]
    assert entry.title_detail.type == "text/plain"
    assert "\u202e" not in entry.title


def test_what_has_no_title_gets_one():
    assert one(parsed(replace(NEWS, title="")), "a:entry/a:title").text == "Without a title"
