"""Whether systemd reads a stream."""

import io
import os

import pytest

from atlas.journal import read_by_systemd


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    with os.fdopen(reading), os.fdopen(writing, "w") as stream:
        yield stream


def named(stream):
    status = os.fstat(stream.fileno())
    return f"{status.st_dev}:{status.st_ino}"


def test_systemd_names_the_stream_it_reads(pipe):
    assert read_by_systemd(pipe, {"JOURNAL_STREAM": named(pipe)})


@pytest.mark.parametrize("told", [{}, {"JOURNAL_STREAM": ""}, {"JOURNAL_STREAM": "8:15"}])
def test_a_stream_that_was_led_elsewhere_is_not_systemds(pipe, told):
    assert not read_by_systemd(pipe, told)


def test_a_stream_without_a_descriptor_is_nobodys():
    assert not read_by_systemd(io.StringIO(), {"JOURNAL_STREAM": "8:15"})
