"""Words as people type them, read as a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.query import MOST, WORDED, Field, Query, Term, query_of


def only(text):
    ((term,),) = query_of(text).clauses
    return term


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("word", Term("word")),
        ("word*", Term("word*", prefix=True)),
        ("-word", Term("word", negated=True)),
        ('"a phrase"', Term("a phrase")),
        ('"a phr"*', Term("a phr", prefix=True)),
        ('-"a phrase"', Term("a phrase", negated=True)),
        ('"a phrase', Term("a phrase")),
        ("“a phrase”", Term("a phrase")),
        ("covid-19", Term("covid-19")),
        ("title:word", Term("word", Field.TITLE)),
        ('Author:"Ann B"', Term("Ann B", Field.AUTHOR)),
        ("-title:word", Term("word", Field.TITLE, negated=True)),
        ("site:Example.com", Term("example.com", Field.SITE)),
        ("site:https://example.com/x?y", Term("example.com", Field.SITE)),
        ("site:.example.com", Term("example.com", Field.SITE)),
        ("site:bücher.example", Term("xn--bcher-kva.example", Field.SITE)),
        ("site:de", Term("de", Field.SITE)),
        ("tag:Straße", Term("strasse", Field.TAG)),
        ("lang:en_GB", Term("en-gb", Field.LANGUAGE)),
        ("before:2026-01-02", Term("2026-01-02", Field.BEFORE)),
        ("before:2026/1", Term("2026-01-01", Field.BEFORE)),
        ("after:2025", Term("2025-01-01", Field.AFTER)),
        ("is:DOUBTFUL", Term("doubtful", Field.IS)),
        ("is:soft-404", Term("soft-404", Field.IS)),
        ("OR", Term("OR")),
        ("NEAR(", Term("NEAR(")),
    ],
)
def test_a_term_reads_as(text, term):
    assert only(text) == term


@pytest.mark.parametrize("text", ["before:lunch", "after:2025-13", "is:nice", "nosuch:word", "lang:", "site:"])
def test_what_makes_no_sense_as_a_filter_is_looked_for_as_it_stands(text):
    assert only(text).field is Field.TEXT


@pytest.mark.parametrize("text", ["", "   ", "🙂", "-", '""', 'title:""', "* * *", "\x00\ud800", "--- ( )"])
def test_where_nothing_can_be_found_nothing_is_asked(text):
    assert query_of(text) == Query()


def test_or_joins_the_two_beside_it_and_all_else_must_hold():
    assert query_of("a b OR c d").clauses == ((Term("a"),), (Term("b"), Term("c")), (Term("d"),))
    assert query_of("a OR b OR c").clauses == ((Term("a"), Term("b"), Term("c")),)
    assert query_of("a AND b").clauses == query_of("a b").clauses
    assert query_of("tag:x OR tag:y").clauses == ((Term("x", Field.TAG), Term("y", Field.TAG)),)


def test_an_or_at_the_edge_is_a_word():
    assert query_of("a OR").clauses == ((Term("a"),), (Term("OR"),))
    assert query_of("OR a").clauses == ((Term("OR"),), (Term("a"),))
    assert query_of("a OR OR b").clauses == ((Term("a"), Term("b")),)


def test_words_that_are_pasted_by_the_page_are_a_question_of_bounded_size():
    assert sum(map(len, query_of("word " * 5000).clauses)) == MOST
    assert all(len(one.value) <= 200 for clause in query_of("x" * 10_000).clauses for one in clause)


@given(st.text(max_size=200))
def test_every_text_is_a_question_that_reads_the_same_twice(text):
    query = query_of(text)
    assert query == query_of(text)
    for clause in query.clauses:
        assert clause
        for one in clause:
            assert one.value.isprintable() or one.field in WORDED
            assert "\x00" not in one.value
            one.value.encode()
