"""Messages between processes: whole or not there, and never longer than agreed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from atlas.jobs.reading.frames import Answer, Ask, Frames, Limits, answer_of, ask_of, framed, whole


def test_what_is_asked_and_answered_arrives():
    ask = Ask(7, "/raw/\udcff", "2026/11/23/x.warc.gz", Limits(20.5, 512_000_000))
    assert ask_of(whole(ask.dumps())) == ask
    answer = Answer(7, -24, 20.1, late=True, long=False, said=b"{}")
    assert answer_of(whole(answer.dumps())) == answer


@given(st.lists(st.binary(max_size=50)), st.integers(1, 9))
def test_messages_come_out_whole_however_they_are_cut(messages, piece):
    data = b"".join(map(framed, messages))
    frames = Frames()
    found = [one for start in range(0, len(data), piece) for one in frames.feed(data[start : start + piece])]
    assert found == messages


def test_a_message_that_is_too_long_is_refused_before_it_comes():
    with pytest.raises(ValueError, match="message of"):
        Frames(largest=10).feed(framed(bytes(11))[:4])


@pytest.mark.parametrize("data", [b"", b"\0\0\0", framed(b"ab")[:-1], framed(b"ab") + b"c"])
def test_half_a_message_is_none(data):
    assert whole(data) == b""


def test_an_answer_without_a_head_is_none():
    with pytest.raises(ValueError, match="no answer"):
        answer_of(b"ready")
