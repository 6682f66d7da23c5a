"""What the daemon believes of a child: plain, bounded, and only if it is all there."""

import json
import signal
from dataclasses import asdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.jobs.reading.frames import LARGEST, Answer, Limits
from atlas.jobs.reading.telling import LONGEST, MOST, Failed, article_told, out_of_memory, outcome, reason_told
from atlas.model.article import Article, Metadata

LIMITS = Limits(20, 512_000_000)
ARTICLE = Article(
    "Text",
    Metadata(title="A title", authors=("A", "B"), sources={"title": "meta"}),
    "pdf",
    0.5,
    ("A note.",),
    {"pages": "3"},
    2**64 - 1,
)


def answer(said=b"", ended=0, seconds=1.0, **more):
    return Answer(1, ended, seconds, said=said, **{"late": False, "long": False, **more})


def told(**changed):
    return answer(json.dumps({"article": {**asdict(ARTICLE), **changed}}).encode())


def test_an_article_arrives_as_it_was():
    assert outcome(answer(article_told(ARTICLE)), LIMITS) == ARTICLE


def test_a_reason_arrives_as_it_was():
    assert outcome(answer(reason_told("It is damaged.")), LIMITS) == Failed("It is damaged.")
    assert outcome(answer(out_of_memory(LIMITS)), LIMITS) == Failed("Reading it took more than 512 MB of memory.")


def test_an_article_that_is_too_long_is_a_reason():
    found = outcome(answer(article_told(Article("x" * (LARGEST + 1)))), LIMITS)
    assert found == Failed("What there is to read in it is more than 17 MB.")


@pytest.mark.parametrize(
    ("one", "failed"),
    [
        (answer(ended=-signal.SIGXCPU, seconds=20.0), Failed("Reading it took more than 20 s of processor time.")),
        (answer(ended=-signal.SIGKILL, seconds=21.0), Failed("Reading it took more than 20 s of processor time.")),
        (answer(ended=-signal.SIGSEGV), Failed("The reader crashed over it (SIGSEGV).")),
        (answer(ended=-signal.SIGABRT), Failed("The reader crashed over it (SIGABRT).")),
        (answer(ended=-40), Failed("The reader crashed over it (signal 40).")),
        (answer(ended=3), Failed("The reader ended over it without a word (exit code 3).")),
        (answer(ended=-9, seconds=15.0, late=True), Failed("Reading it took more than 60 s.")),
        (answer(ended=-9, long=True), Failed("What there is to read in it is more than 17 MB.")),
    ],
)
def test_what_the_page_is_to_blame_for_is_final(one, failed):
    assert outcome(one, LIMITS) == failed


@pytest.mark.parametrize("one", [answer(ended=-9), answer(ended=-9, late=True)])
def test_what_the_machine_may_be_to_blame_for_is_not(one):
    assert not outcome(one, LIMITS).final


@pytest.mark.parametrize(
    ("name", "told_right", "told_wrong"),
    [
        ("published", "2026-11-23T12:51:10+01:00", "soon"),
        ("modified", "2026-11-23", "2026-11-23\nx"),
        ("canonical", "https://a.example/", "obsidian://open?vault=x"),
        ("image", "http://a.example/i.png", "file:///etc/passwd"),
    ],
)
def test_a_day_is_a_day_and_an_address_leads_to_the_web(name, told_right, told_wrong):
    for word, believed in ((told_right, told_right), (told_wrong, "")):
        metadata = {**asdict(ARTICLE.metadata), name: word}
        assert getattr(outcome(told(metadata=metadata), LIMITS).metadata, name) == believed


@given(st.binary())
def test_whatever_a_child_says_it_is_an_article_or_a_failure(said):
    assert isinstance(outcome(answer(said), LIMITS), Article | Failed)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(sorted(asdict(ARTICLE))), JSON))
def test_whatever_stands_in_an_article_it_can_be_written_down(changed):
    found = outcome(told(**changed), LIMITS)
    assert isinstance(found, Article | Failed)
    if isinstance(found, Article):
        found.text.encode()
        json.dumps(asdict(found), ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize(
    "changed",
    [
        {"text": None},
        {"fingerprint": 2**64},
        {"fingerprint": -1},
        {"fingerprint": "7"},
        {"agreement": 1.5},
        {"agreement": float("nan")},
        {"notes": "one"},
        {"facts": []},
        {"metadata": {}},
        {"metadata": {**asdict(ARTICLE.metadata), "authors": [1]}},
    ],
)
def test_what_is_no_article_is_not_taken_for_one(changed):
    assert outcome(told(**changed), LIMITS) == Failed("The reader's answer does not read.")


def test_depth_is_not_followed():
    assert outcome(answer(b"[" * 100_000), LIMITS) == Failed("The reader's answer does not read.")


def test_lines_are_lines_and_lists_are_short():
    metadata = {**asdict(ARTICLE.metadata), "title": "a\n b\x00\ud800" + "x" * 9000, "tags": ["t"] * 999}
    found = outcome(told(metadata=metadata, text="a\r\nb\rc\x00"), LIMITS)
    assert found.text == "a\nb\nc"
    assert found.metadata.title.startswith("a bxxx")
    assert (len(found.metadata.title), len(found.metadata.tags)) == (LONGEST, MOST)
