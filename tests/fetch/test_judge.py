"""The judge: what an answer is, by cheap signs first."""

import gzip
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.fetch.judge import judged, judgement_of
from atlas.fetch.seen import Seen
from atlas.fetch.visit import Answer
from atlas.model import url as urls
from atlas.model.exchange import Exchange
from atlas.model.fault import Fault, Kind
from atlas.model.verdict import RULES, Verdict
from tests.fakes import NOON
from tests.fetch.pages import ARTICLE, CASES, NOTE, URL, Case

HTML = (("Content-Type", "text/html; charset=utf-8"),)
MARKET = "a redirect to a market"


def answer(page, status=200, headers=HTML, empty=False, fault=None, asked=URL, url=URL):
    exchange = Exchange(url, NOON, "", b"", b"", status, headers, len(page))
    return Answer(urls.parse(url), exchange, "sha256:00", empty, sample=page, asked=asked, fault=fault)


@pytest.mark.parametrize("name", CASES)
def test_a_page_is_told_from_what_is_none(name):
    found = CASES[name].judgement
    assert found.verdict.on_disk == CASES[name].verdict, found


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case.verdict not in {"page", "nothing"}])
def test_a_verdict_names_what_led_to_it(name):
    assert CASES[name].judgement.signals


def test_each_verdict_has_pages_that_show_it():
    assert {one.verdict for one in CASES.values()} == {one.on_disk for one in Verdict} - {"other-type"}


@pytest.mark.parametrize(
    ("case", "kind", "detail"),
    [
        ("a title of its own", Kind.BLOCKED, "good.example turns robots away, or asks for proof of a person"),
        ("a form under its title", Kind.LOGIN, "good.example shows a login form instead of the page."),
        ("a title that asks", Kind.WALL, "good.example asks for consent to cookies instead of showing the page."),
        ("a teaser", Kind.WALL, "good.example shows the beginning of the page to those who have not paid"),
        ("an empty root", Kind.HOLLOW, "good.example shows no page, only what would build one or lead to one."),
        ("a missing page", Kind.ABSENT, "good.example says that there is no such page, whatever its status."),
        ("wording of an offer", Kind.ABSENT, "good.example shows that its domain is parked or for sale"),
    ],
)
def test_what_is_no_page_is_a_fault_in_a_sentence(case, kind, detail):
    page, fault = judged(answer(CASES[case].page), "direct")
    assert (fault.kind, fault.status, page.verdict.fault) == (kind, 200, kind)
    assert fault.detail.startswith(detail)


def test_a_page_brings_its_verdict_its_signals_and_the_rules():
    page, fault = judged(answer(CASES["an article flagged as not for all"].page), "direct")
    assert (fault, page.verdict, page.rules) == (None, Verdict.PAGE, RULES)
    assert page.signals == ("isAccessibleForFree: false",)


def test_a_status_keeps_its_fault_whatever_the_page_is():
    told = Fault(Kind.OVERLOADED, "good.example answered 503 Service Unavailable.", 503)
    page, fault = judged(answer(CASES["a title of its own"].page, 503, fault=told), "direct")
    assert (fault, page.verdict) == (told, Verdict.CHALLENGE)


def test_half_a_page_is_judged_by_nobody():
    torn = Fault(Kind.BROKEN_OFF, "good.example broke off before the end of the page.", 200)
    page, fault = judged(answer(CASES["a form under its title"].page, fault=torn), "direct")
    assert (fault, page.verdict) == (torn, Verdict.NOTHING)


def test_an_answer_with_nothing_in_it_is_hollow():
    page, fault = judged(answer(b"", empty=True), "direct")
    assert (page.verdict, fault.kind) == (Verdict.HOLLOW, Kind.HOLLOW)
    assert fault.detail == "good.example answered 200 OK, with nothing in it."


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("text/html", Verdict.SOFT_404),
        ("application/xhtml+xml", Verdict.SOFT_404),
        ("", Verdict.SOFT_404),
        ("text/plain", Verdict.PAGE),
        ("application/json", Verdict.PAGE),
        ("image/png", Verdict.OTHER_TYPE),
    ],
)
def test_only_a_web_page_is_read(kind, verdict):
    assert (
        judged(answer(CASES["a missing page"].page, headers=(("Content-Type", kind),)), "direct")[0].verdict is verdict
    )


def test_what_is_still_packed_is_not_read():
    headers = (*HTML, ("Content-Encoding", "br"))
    assert judged(answer(CASES["a missing page"].page, headers=headers), "direct")[0].verdict is Verdict.PAGE
    packed = gzip.compress(CASES["a missing page"].page)
    assert judged(answer(packed, headers=(*HTML, ("Content-Encoding", "gzip"))), "direct")[0].verdict is Verdict.PAGE


def test_of_a_page_too_long_to_be_seen_whole_nothing_bad_is_said():
    page = CASES["a missing page"].page
    assert judged(answer(page + b"<!--" + b" " * 2**20), "direct")[0].verdict is Verdict.PAGE


def test_an_answer_that_never_came_is_no_page():
    fault = Fault(Kind.TIMEOUT, "good.example did not answer in time.")
    assert judged(Answer(urls.parse(URL), fault=fault), "direct") == (None, fault)


def test_nothing_a_page_says_steers_a_terminal():
    case = Case("", "Page not found", headers={"cf-mitigated": "challenge\x1b[31m"})
    assert case.judgement.signals == ("header cf-mitigated: challenge\\x1b[31m",)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if not case.headers and name != MARKET])
def test_an_article_makes_a_page_of_whatever_is_around_it(name):
    case = replace(CASES[name], body=CASES[name].body + ARTICLE, status=200)
    assert case.judgement.verdict is Verdict.PAGE


def test_a_common_page_is_not_parsed():
    seen = Case("page", "How to cool a Pi", ARTICLE).seen
    assert judgement_of(seen, 200, torn=False, empty=False).verdict is Verdict.PAGE
    assert "outline" not in vars(seen)


def test_a_page_that_is_called_as_no_page_is_parsed():
    seen = Case("page", "Page not found", ARTICLE).seen
    judgement_of(seen, 200, torn=False, empty=False)
    assert "outline" in vars(seen)


@pytest.mark.parametrize(
    "hurtful",
    [
        *("isAccessibleForFree" + " " * 2**19, "isAccessibleForFree:" * 20_000, "<script>" * 50_000, "<!--" * 50_000),
        *('<a b="' * 50_000, "<" * 2**19, "your request " * 600 + "x" * 2**19, "cookies accept " * 30_000),
        *("<script type=ld+json>isAccessibleForFree:false" + "[" * 2**19, "&#" + "9" * 2**19, "<meta " * 50_000),
    ],
    ids=lambda page: page[:20],
)
def test_no_page_keeps_the_judge_from_coming_to_an_end(hurtful):
    page = f"<title>Page not found</title>{hurtful}".encode()
    assert judged(answer(page), "direct")[0].verdict in {Verdict.PAGE, Verdict.SOFT_404, Verdict.PAYWALL}


PIECES = st.sampled_from(
    [
        *(
            "<title>404 not found</title>",
            "<p>",
            "</p>",
            "<div id=root>",
            "<script>",
            "</script>",
            "<!--",
            "-->",
            "<![",
            "\0",
        ),
        *(
            "<svg/>",
            "<a href='",
            '"',
            ">",
            "<",
            "&#9999999999999;",
            "&#xD800;",
            "<meta http-equiv=refresh content='0;url=//[",
        ),
        *(
            "<script type=ld+json>",
            '{"isAccessibleForFree":false',
            "[" * 50,
            "<input type=password>",
            "cookies accept to continue",
        ),
        *("please verify you are human", "<iframe src='http://[::'>", "<noscript>enable javascript", "\ud800", NOTE),
    ]
)


@settings(max_examples=150)
@given(
    st.lists(PIECES | st.text(max_size=20), max_size=30).map("".join),
    st.sampled_from(["", "; charset=utf-16", "; charset=\0"]),
)
def test_whatever_a_page_has_in_it_the_judge_says_something(page, charset):
    data = page.encode("utf-8", "surrogatepass")
    for url in (URL, "https://sso.good.example/login?x=1"):
        seen = Seen(URL, url, {"content-type": f"text/html{charset}"}, data)
        assert isinstance(judgement_of(seen, 200, torn=False, empty=False).verdict, Verdict)


@given(st.binary(max_size=200), st.sampled_from(["", "text/html", "text/html; charset=idna", "html", "a/b;\0"]))
def test_whatever_bytes_come_under_whatever_type_the_judge_says_something(data, kind):
    seen = Seen(URL, URL, {"content-type": kind}, data)
    assert isinstance(judgement_of(seen, 200, torn=False, empty=not data).verdict, Verdict)
