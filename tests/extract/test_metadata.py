"""What else a page says of itself, and that it can hurt nobody with it."""

import re

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.extract.metadata import metadata_of
from atlas.model.article import Metadata
from tests.extract.pages import PROSE, URL, article, linked, meta, read

UNSHOWN = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
HIDDEN = "\u202e\u2066\u200b\ufeff\x07\x1b"


def test_a_page_that_says_nothing_is_a_page():
    assert read() == Metadata(genre="page", sources={"genre": "text"})


def test_every_field_that_is_told_has_a_source():
    head = (
        article(headline="H", author="Jane Doe", datePublished="2026-11-20", dateModified="2026-11-21", keywords="a, b")
        + meta(og_site_name="News", og_description="D", og_image="/i.png", og_type="article")
        + '<link rel="canonical" href="/story"><link rel="license" href="https://creativecommons.org/licenses/by/4.0/">'
    )
    found = read(head, text=PROSE)
    told = {name for name in Metadata.__dataclass_fields__ if name != "sources" and getattr(found, name)}
    assert told == set(found.sources) == set(Metadata.__dataclass_fields__) - {"sources"}


@pytest.mark.parametrize(
    ("href", "canonical"),
    [
        ("/story?id=1#top", "https://news.example/story?id=1"),
        ("https://www.news.example/story", "https://www.news.example/story"),
        ("//m.news.example/story", "https://m.news.example/story"),
        ("", ""),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://news.example/story", ""),
        ("http://[::1", ""),
        ("https://" + "a" * 3000, ""),
        ("https://user:secret@news.example/", ""),
    ],
)
def test_the_canonical_address_is_absolute_and_on_the_web_or_not_told(href, canonical):
    assert read(f'<link rel="canonical" href="{href}">').canonical == canonical


def test_addresses_are_relative_to_the_base_the_page_names():
    head = '<base href="https://cdn.example/a/"><link rel="canonical" href="b">'
    assert read(head).canonical == "https://cdn.example/a/b"


def test_a_malformed_canonical_leaves_the_word_to_opengraph():
    head = '<link rel="canonical" href="http://[">' + meta(og_url="https://news.example/story")
    assert read(head).sources["canonical"] == "opengraph"


@pytest.mark.parametrize(
    "head",
    [
        meta(og_image="/lead.png"),
        '<meta name="twitter:image" content="/lead.png">',
        article(image="/lead.png"),
        article(image={"@type": "ImageObject", "url": "/lead.png"}),
        article(image=["/lead.png", "/other.png"]),
        '<link rel="image_src" href="/lead.png">',
        meta(og_image="data:image/png;base64,x") + article(image="/lead.png"),
    ],
)
def test_the_lead_image_is_told_in_several_ways(head):
    assert read(head).image == "https://news.example/lead.png"


def test_microdata_is_read_where_nothing_else_speaks():
    body = '<div itemscope><p itemprop="description">What it is about</p><img itemprop="image" src="/lead.png"></div>'
    found = read("", body)
    assert (found.description, found.image) == ("What it is about", "https://news.example/lead.png")


def test_markup_in_a_description_is_taken_off():
    assert read(meta(og_description="&lt;p&gt;It is &lt;b&gt;so&lt;/b&gt;.&lt;/p&gt;")).description == "It is so ."


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:tag" content="Pi"><meta property="article:tag" content="Cooling">',
        article(keywords="Pi, Cooling"),
        article(keywords=["Pi", "Cooling"]),
        '<meta name="keywords" content="Pi,Cooling, pi ,,@internal">',
    ],
)
def test_tags_are_told_in_several_ways_and_each_once(head):
    assert [one.casefold() for one in read(head).tags] == ["pi", "cooling"]


def test_tags_are_bounded_in_number_and_length():
    found = read(f'<meta name="keywords" content="{"x" * 100},{",".join(map(str, range(1000)))}">')
    assert (len(found.tags), found.tags[0]) == (30, "0")


@pytest.mark.parametrize(
    ("head", "body", "licence"),
    [
        ('<link rel="license" href="https://creativecommons.org/licenses/by-sa/4.0/deed.de">', "", "CC BY-SA 4.0"),
        ("", '<a rel="license" href="http://creativecommons.org/publicdomain/zero/1.0/">x</a>', "CC0 1.0"),
        (article(license="https://news.example/terms"), "", "https://news.example/terms"),
        ("", '<footer><a href="https://creativecommons.org/licenses/by/3.0/">CC</a></footer>', "CC BY 3.0"),
        ("", '<figcaption><a href="https://creativecommons.org/licenses/by/3.0/">CC</a></figcaption>', ""),
        ('<link rel="license" href="#">', "", ""),
    ],
)
def test_a_licence_is_told_by_the_page_not_by_a_picture_in_it(head, body, licence):
    assert read(head, body).licence == licence


@pytest.mark.parametrize(
    ("head", "body", "text", "url", "genre"),
    [
        (article(headline="x"), "", "", URL, "article"),
        (meta(og_type="article"), "", "", URL, "article"),
        (linked({"@type": "DiscussionForumPosting"}), "", "", URL, "forum"),
        (linked({"@type": "QAPage"}), "", "", URL, "forum"),
        (linked({"@type": "Product"}), "", "", URL, "product"),
        (linked({"@type": "CollectionPage"}), "", "", URL, "index"),
        (meta(og_type="video.other"), "", "", URL, "video"),
        ("", '<div itemscope itemtype="https://schema.org/BlogPosting"></div>', "", URL, "article"),
        ("", "", PROSE, "https://news.example/", "index"),
        ("", "", PROSE, "https://news.example/?p=1", "article"),
        ("", "", PROSE, URL, "article"),
        ("", "", "short", URL, "page"),
    ],
)
def test_the_genre_is_told_or_else_seen(head, body, text, url, genre):
    assert read(head, body, text, url).genre == genre


def test_no_field_has_controls_marks_of_direction_or_line_breaks():
    said = f"A{HIDDEN}\r\nB"
    told = dict.fromkeys(("headline", "description", "keywords", "license"), said)
    found = read(
        article(**told, author=f"Jane{HIDDEN} Doe", publisher=said) + f"<title>{said}</title>", f"<h1>{said}</h1>"
    )
    lines = (found.title, found.description, found.site, found.licence, *found.tags, *found.authors)
    assert (len(lines), {one for line in lines for one in line}) == (6, set("A BJaneDo"))


def test_every_field_is_bounded_in_length():
    long = "word " * 100_000
    told = dict.fromkeys(("headline", "description", "keywords", "license", "author", "publisher"), long)
    found = read(article(**told))
    lines = (found.title, found.description, found.site, found.licence, *found.tags, *found.authors)
    assert max(len(one) for one in lines) <= 1000


def test_what_is_cut_is_cut_at_a_word_and_says_so():
    assert read(meta(og_title="word " * 1000)).title.endswith("word…")


@pytest.mark.parametrize(
    "page",
    [
        '<meta name="author" content="Jane Doe">' * 50_000,
        f'<script type="application/ld+json">[{",".join(["{}"] * 600_000)}]</script>',
        "<div class='byline author'>" * 10_000 + "By Jane Doe",
        "<p>By Jane and 20 more</p>" * 20_000,
        "<h1>Head - line</h1>" * 20_000 + "<title>" + "a - " * 50_000,
        "<div itemscope itemprop=author>" * 10_000,
        "<p class=author>" + "by " * 500_000,
    ],
    ids=["metas", "linked", "deep", "bylines", "headings", "scopes", "by"],
)
def test_a_page_that_was_made_to_hurt_has_metadata(page):
    parser = lxml.html.HTMLParser(encoding="utf-8", huge_tree=True)
    document = lxml.html.document_fromstring(page.encode(), parser=parser)
    assert metadata_of(document, "", URL).canonical == ""


NAMES = st.sampled_from(
    ["author", "og:title", "og:url", "article:published_time", "keywords", "og:locale", "dc.creator"]
)
SAID = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60) | st.sampled_from(
    ["By ", "2026-11-20T10:00+99:00", "https://[", " | ", "\u202e", "&#xD800;", "9" * 50, "en-US"]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | SAID, lambda one: st.lists(one, max_size=3), max_leaves=5
)
KEYS = st.sampled_from(
    [
        "@type",
        "@id",
        "@graph",
        "headline",
        "author",
        "datePublished",
        "image",
        "license",
        "inLanguage",
        "keywords",
        "name",
    ]
)
TAGS = st.sampled_from(["h1", "h2", "title", "time", "p", "a", "div", "span", "footer"])


@st.composite
def pages(draw: st.DrawFn) -> str:
    """Draws a page of the parts that metadata is read from, with anything in them."""
    metas = draw(st.lists(st.tuples(NAMES, SAID), max_size=5))
    things = draw(st.lists(st.dictionaries(KEYS, VALUES | st.just("Article"), max_size=6), max_size=3))
    parts = draw(st.lists(st.tuples(TAGS, st.sampled_from(["author", "date", "comment", ""]), SAID), max_size=8))
    head = "".join(f"<meta name='{name}' content='{said.replace(chr(39), '')}'>" for name, said in metas)
    body = "".join(
        f"<{tag} class='{named}' itemprop='{named}' rel>{said}<!-- -->{said} 2 May 2019</{tag}>"
        for tag, named, said in parts
    )
    return f"<html lang='{draw(SAID)}'>{head}{linked(*things)}{body}"


@settings(max_examples=100, deadline=None)
@given(pages(), SAID, SAID)
def test_whatever_a_page_says_metadata_is_read(page, text, url):
    document = lxml.html.document_fromstring(page.encode(), parser=lxml.html.HTMLParser(encoding="utf-8"))
    found = metadata_of(document, text, url)
    lines = [value for name in Metadata.__dataclass_fields__ if isinstance(value := getattr(found, name), str)]
    assert not UNSHOWN.search("".join((*lines, *found.authors, *found.tags)))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=400).filter(bytes.strip))
def test_bytes_that_are_no_page_are_read_too(body):
    document = lxml.html.document_fromstring(b"<html>" + body, parser=lxml.html.HTMLParser(encoding="utf-8"))
    assert metadata_of(document, "", URL).genre
