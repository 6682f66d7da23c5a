"""What happened, in words."""

import pytest

from atlas.model import event
from atlas.model.event import (
    Alerted,
    Backed,
    Broke,
    Captured,
    Deferred,
    Died,
    Event,
    Noticed,
    Read,
    Recognised,
    Settled,
    Unreadable,
    Warned,
)
from tests.fakes import NOON

ALL = [
    (
        Captured("https://a.example/", "a.url", "2026/11/23/x.warc.gz", 1234, 56),
        "captured",
        "INFO",
        "https://a.example/ (1234 bytes, 56 ms) from a.url",
    ),
    (
        Deferred("https://a.example/", "a.url", "timeout", "a.example was silent.", NOON),
        "deferred",
        "INFO",
        "https://a.example/: a.example was silent. Again at 2026-11-23 12:00Z",
    ),
    (
        Deferred("https://a.example/", "a.url", "timeout", "a.example was silent.", None),
        "deferred",
        "INFO",
        "https://a.example/: a.example was silent. Again at soon",
    ),
    (
        Died("https://a.example/", "a.url", "absent", "a.example answered 404."),
        "died",
        "WARNING",
        "https://a.example/: a.example answered 404.",
    ),
    (
        Recognised("https://a.example/", "a.csv", "raw/x.warc.gz"),
        "recognised",
        "INFO",
        "https://a.example/ from a.csv was kept already: raw/x.warc.gz",
    ),
    (
        Settled("a.txt", "dead", "failed/dead/a.txt", 2),
        "settled",
        "INFO",
        "a.txt: dead, 2 targets, now failed/dead/a.txt",
    ),
    (
        Read("https://a.example/", "raw/x.warc.gz", "processed/articles/x.md", 412, 30),
        "read",
        "INFO",
        "https://a.example/: 412 words, now processed/articles/x.md (30 ms)",
    ),
    (
        Read("https://a.example/", "raw/x.warc.gz", "", 0, 30),
        "read",
        "INFO",
        "https://a.example/: there is no text in it (30 ms)",
    ),
    (
        Unreadable("https://a.example/", "raw/x.warc.gz", "The reader crashed over it (SIGSEGV)."),
        "unreadable",
        "WARNING",
        "https://a.example/: The reader crashed over it (SIGSEGV).",
    ),
    (
        Backed("20261123T120000Z", "/mnt/disk", 12, 3, 4567),
        "backed",
        "INFO",
        "the set 20261123T120000Z in /mnt/disk: 12 files, 3 of them new (4567 bytes)",
    ),
    (Noticed("A thing.", "x.txt", "Look at it."), "noticed", "INFO", "A thing. [x.txt] Look at it."),
    (Warned("A thing."), "warned", "WARNING", "A thing."),
    (Broke("A thing.", trace="Traceback"), "broke", "WARNING", "A thing."),
    (Alerted("A thing.", hint="Do it."), "alerted", "ERROR", "A thing. Do it."),
]


@pytest.mark.parametrize(("one", "name", "level", "sentence"), ALL)
def test_each_event_has_a_name_a_level_and_a_sentence(one, name, level, sentence):
    assert (one.name, one.level, one.sentence()) == (name, level, sentence)


def test_every_kind_of_event_is_told_here():
    kinds = {kind for kind in vars(event).values() if isinstance(kind, type) and issubclass(kind, Event)}
    assert kinds - {Event} == {type(one) for one, *_ in ALL}


def test_an_event_of_no_kind_has_nothing_to_say():
    with pytest.raises(NotImplementedError):
        Event().sentence()
