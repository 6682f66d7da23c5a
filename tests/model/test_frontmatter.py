"""The head of an article's file: any YAML parser reads what Atlas writes, Atlas reads what Obsidian makes of it."""

import math

import yaml
from hypothesis import given
from hypothesis import strategies as st

from atlas.model.frontmatter import dumps, loads, parted

TEXTS = st.text(st.characters())
VALUES = st.one_of(TEXTS, st.lists(TEXTS), st.integers(-(10**15), 10**15), st.integers(0, 1000).map(lambda n: n / 1000))
KEYS = st.from_regex(r"[a-z]+(_[a-z]+)?", fullmatch=True).filter(
    lambda key: key not in {"y", "n", "yes", "no", "on", "off", "null", "true", "false"}
)
FIELDS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=6)
NASTY = ("a: b", "- dash", "yes", "null", "2024-01-01", "#", "'", '"', "[", "{a}", "\x85", "\u2028", "\ufeff", "\ud800")


def told(head: str) -> object:
    """What PyYAML says of it."""
    lines, below = parted(head)
    assert below == ""
    return yaml.safe_load(lines)


@given(FIELDS)
def test_any_yaml_parser_reads_the_same(fields):
    assert told(dumps(fields)) == fields


@given(FIELDS)
def test_what_was_written_reads_back(fields):
    assert loads(parted(dumps(fields))[0]) == fields


def test_titles_that_yaml_takes_for_something_else_stay_titles():
    for title in NASTY:
        assert told(dumps({"title": title})) == {"title": title}


def test_numbers_stay_numbers():
    fields = loads(parted(dumps({"words": 412, "agreement": 0.973}))[0])
    assert fields["words"] == 412
    assert math.isclose(fields["agreement"], 0.973)


def test_what_an_editor_made_of_it_reads():
    head = """---
title: How to cool a Pi
site: 'It''s'
author: "A \\"B\\""
tags:
  - pi
  - "heat"
empty:
---
Text
"""
    lines, below = parted(head)
    assert below == "Text\n"
    assert loads(lines) == {
        "title": "How to cool a Pi",
        "site": "It's",
        "author": 'A "B"',
        "tags": ["pi", "heat"],
        "empty": [],
    }
    assert loads("tags: [a, 'b c']\r\nx: \"open") == {"tags": ["a", "b c"], "x": '"open'}


def test_a_text_without_a_head_is_all_text():
    for text in ("", "Text", "---\nno end", "--- \n", " ---\na: 1\n---\n"):
        assert parted(text) == ("", text)


def test_a_rule_in_the_text_does_not_end_the_head_again():
    assert parted("---\na: 1\n---\nText\n---\nb: 2\n---\n") == ("a: 1\n", "Text\n---\nb: 2\n---\n")


@given(st.text(st.characters()))
def test_whatever_a_person_writes_there_reading_it_never_fails(text):
    lines, below = parted(f"---\n{text}\n---\n")
    assert isinstance(loads(lines), dict)
    assert isinstance(below, str)
