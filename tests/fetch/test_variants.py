"""The variants layer: the page's other addresses."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.clock import Clock
from atlas.fetch.climb import Climb, Found
from atlas.fetch.deadline import Deadline
from atlas.fetch.links import PARSED
from atlas.fetch.variants import MOST, variants_of
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind
from tests.fakes import NOON, ask
from tests.fetch.shelf import Shelf

URL = "https://www.good.example/deep/page?id=3"
USUAL = ["http://www.good.example/deep/page?id=3", "https://good.example/deep/page?id=3"]
NO = Fault(Kind.ABSENT, "No.")


def found(html, url=URL, media_type="text/html"):
    there = urls.parse(url)
    exchange = Exchange(there.href, NOON, "", b"", b"", 404, (("Content-Type", media_type),), len(html))
    answer = Answer(there, exchange, sample=html.encode() if isinstance(html, str) else html, asked=there.href)
    return Found("direct", answer, None, NO)


def variants(tmp_path, *before, url=URL):
    there = urls.parse(url)
    climb = Climb(ask(url), there, Shelf(tmp_path), Deadline(30, Clock()), before)
    return [one.href for one in variants_of(climb)]


def test_an_address_has_a_twin_in_the_other_scheme_and_without_its_www(tmp_path):
    assert variants(tmp_path) == USUAL
    assert variants(tmp_path, url="http://good.example/a") == ["https://good.example/a", "http://www.good.example/a"]


@pytest.mark.parametrize("url", ["https://127.0.0.1/a", "https://[::1]/a", "https://pi/a"])
def test_what_is_no_domain_has_no_www(url, tmp_path):
    assert variants(tmp_path, url=url) == [url.replace("https", "http")]


def test_a_port_that_was_named_has_no_other_scheme(tmp_path):
    assert variants(tmp_path, url="https://a.example:8443/a") == ["https://www.a.example:8443/a"]


@pytest.mark.parametrize(
    "tag",
    [
        '<meta http-equiv="refresh" content="0; url=/new/page">',
        "<META HTTP-EQUIV=Refresh CONTENT=\"5;URL='/new/page'\">",
        '<link rel="canonical" href="/new/page">',
        '<LINK href="https://www.good.example/new/page" REL="Canonical">',
        '<link rel="amphtml" href="/new/page">',
        '<link rel="alternate" media="print" href="/new/page">',
        '<a class="print" href="/new/page">P</a>',
        '<a href="/new/page">Printer-friendly version</a>',
        '<base href="/new/"><a href="page">Print</a>',
    ],
)
def test_what_a_page_names_comes_first(tag, tmp_path):
    assert variants(tmp_path, found(f"<html><head>{tag}</head>")) == ["https://www.good.example/new/page", *USUAL]


def test_the_canonical_address_comes_before_the_others(tmp_path):
    page = '<a href="/p">print</a><link rel="amphtml" href="/a"><link rel="canonical" href="/c">'
    assert [one[-2:] for one in variants(tmp_path, found(page))][:3] == ["/c", "/a", "/p"]


@pytest.mark.parametrize(
    "href", [URL, f"{URL}#part", "/", "https://www.good.example", "file:///etc/passwd", "http://me:x@a.example/", ""]
)
def test_what_was_asked_or_leads_elsewhere_or_to_the_front_page_is_no_variant(href, tmp_path):
    assert variants(tmp_path, found(f'<link rel="canonical" href="{href}">')) == USUAL


def test_there_are_not_more_than_a_few(tmp_path):
    page = "".join(f'<a class="print" href="/p{number}">x</a>' for number in range(50))
    assert len(variants(tmp_path, found(page))) == MOST


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", "text/plain"])
def test_what_is_no_page_names_nothing(media_type, tmp_path):
    page = found('<link rel="canonical" href="/new">', media_type=media_type)
    assert variants(tmp_path, page) == USUAL


@given(st.binary(max_size=300))
def test_no_bytes_do_harm(html):
    there = urls.parse(URL)
    climb = Climb(ask(URL), there, Shelf(None), Deadline(30, Clock()), (found(b"<![" + html),))
    assert len(variants_of(climb)) <= MOST


@pytest.mark.parametrize(
    "piece",
    [
        *("<a href=x>", "<!--", "<?", "<![CDATA[<?php ", "<", "<a ", "<a>x ", "<link rel=canonical ", "&#99999999"),
        *("<a href='<a href=\"", "<meta http-equiv=refresh content='0;url=/x'>", "<noscript>", "<a class=print>"),
    ],
)
def test_a_page_that_was_made_to_hurt_is_looked_through_and_names_few(piece, tmp_path):
    assert len(variants(tmp_path, found(piece * (PARSED // len(piece))))) <= MOST


def test_a_climb_remembers_no_more_of_a_page_than_is_looked_through(tmp_path):
    climb = Climb(ask(URL), urls.parse(URL), Shelf(tmp_path), Deadline(30, Clock()))
    (one,) = climb.after(found("x" * PARSED + "y")).found
    assert one.answer.sample == b"x" * PARSED


@pytest.mark.parametrize(("peer", "outside"), [("93.184.216.34", True), ("192.168.1.1", False), ("", False)])
def test_a_climb_is_outside_once_something_came_from_there(peer, outside, tmp_path):
    one = found("x")
    answer = replace(one.answer, exchange=replace(one.answer.exchange, peer=peer))
    climb = Climb(ask(URL), urls.parse(URL), Shelf(tmp_path), Deadline(30, Clock()))
    assert climb.after(replace(one, answer=answer)).outside == outside


def test_what_a_page_says_to_those_without_scripts_counts(tmp_path):
    page = found('<noscript><meta http-equiv=refresh content="0; url=/plain"></noscript>')
    assert variants(tmp_path, page)[0] == "https://www.good.example/plain"


def test_what_is_commented_out_or_in_a_script_names_nothing(tmp_path):
    link = '<link rel="canonical" href="/new">'
    assert variants(tmp_path, found(f"<!-- {link} --><script>{link}</script>")) == USUAL


def test_a_page_that_moved_is_found_where_it_says_it_is(server, shelf, rungs):
    attempt = rungs(layers=("direct", "variants")).climb(server.url("/moved-canonical"), shelf)
    assert (attempt.page.layer, attempt.page.final_url) == ("variants", server.url("/page"))
    assert [(one.layer, one.kind, one.url) for one in attempt.tries] == [
        ("direct", Kind.ABSENT, ""),
        ("variants", None, server.url("/page")),
    ]


def test_a_variant_that_ends_at_the_front_page_is_not_the_page(server, shelf, rungs):
    attempt = rungs(layers=("direct", "variants")).climb(server.url("/moved-to-front"), shelf)
    assert [one.detail for one in attempt.tries][1:] == ["127.0.0.1 leads to its front page instead."]
    assert not attempt.captured


@pytest.mark.parametrize("content", ["", "5", "0;", "url", "url=", "nonsense; nowhere", " " * 100_000, "0;" * 50_000])
def test_a_refresh_that_leads_nowhere_is_none(content, tmp_path):
    page = found(f'<meta http-equiv="refresh" content="{content}"><meta content="0;url=/elsewhere">')
    assert variants(tmp_path, page) == USUAL
