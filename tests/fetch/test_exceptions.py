"""Every exception the libraries of the embassy define: each is caught, and told as a sentence."""

import http.client
import importlib
import inspect
import io
import pkgutil
import socket
import ssl
import zlib
from collections.abc import Iterator

import pytest
import requests
import urllib3
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.fetch import faults
from atlas.model.fault import Kind

HOST = "sick.example"
ELSEWHERE = ("contrib", "http2", "packages", "__main__", "help")
"""Parts that Atlas does not use; some need what is not installed."""


def modules():
    yield from (http.client, socket, ssl, zlib)
    for library in (requests, urllib3):
        yield library
        for found in pkgutil.walk_packages(library.__path__, f"{library.__name__}."):
            if not any(part in ELSEWHERE for part in found.name.split(".")):
                yield importlib.import_module(found.name)


def exceptions() -> Iterator[type[BaseException]]:
    """Yields what those modules know by a name of their own, once each; warnings are raised by nobody."""
    known = {one for module in modules() for _, one in inspect.getmembers(module, inspect.isclass)}
    for one in sorted(known, key=lambda it: f"{it.__module__}.{it.__qualname__}"):
        home = one.__module__.partition(".")[0]
        theirs = home in {"requests", "urllib3", "socket", "ssl", "zlib"} or one.__module__ == "http.client"
        if theirs and one.__name__[0] != "_" and issubclass(one, BaseException) and not issubclass(one, Warning):
            yield one


RAISED = tuple(exceptions())


def made(kind: type[BaseException]) -> BaseException:
    """Returns an exception of a kind, whatever its constructor wants to be given."""
    for given_ in ((), ("a",), ("a", "b"), ("a", "b", "c"), (b"", 5), (io.BytesIO(), "a", 5), ("a", b"")):
        try:
            return kind(*given_)
        except (TypeError, AttributeError, ValueError):
            continue
    return kind.__new__(kind)


def test_the_walk_finds_them():
    names = {f"{one.__module__}.{one.__qualname__}" for one in RAISED}
    assert names >= {
        *("http.client.IncompleteRead", "http.client.BadStatusLine", "ssl.SSLCertVerificationError", "zlib.error"),
        *("socket.gaierror", "socket.herror", "urllib3.exceptions.InvalidChunkLength"),
        *("urllib3.exceptions.LocationParseError", "requests.exceptions.ChunkedEncodingError"),
        *("requests.exceptions.InvalidURL", "requests.cookies.CookieConflictError"),
    }
    assert len(RAISED) > 75


@pytest.mark.parametrize("kind", RAISED, ids=lambda kind: f"{kind.__module__}.{kind.__qualname__}")
def test_each_is_caught_and_has_a_kind_and_a_sentence(kind):
    assert issubclass(kind, faults.FOREIGN)
    for sent in (False, True):
        fault = faults.fault_of(made(kind), HOST, sent)
        assert fault.kind is not Kind.DEFECT
        assert HOST in fault.detail
        assert fault.detail.endswith(".")
        assert fault.detail.isprintable()
        assert kind.__name__ not in fault.detail


@pytest.mark.parametrize("kind", [RuntimeError, KeyError, AssertionError, AttributeError, MemoryError, RecursionError])
def test_what_none_of_them_defines_is_a_defect(kind):
    assert not issubclass(kind, faults.FOREIGN)
    fault = faults.fault_of(kind("planted"), HOST, sent=True)
    assert (fault.kind, fault.detail) == (Kind.DEFECT, f"{HOST}: {kind.__name__}.")


@pytest.mark.parametrize(
    ("error", "before", "after", "sentence"),
    [
        (http.client.UnknownTransferEncoding(), Kind.UNREACHABLE, Kind.BROKEN_OFF, "did not keep to HTTP"),
        (requests.TooManyRedirects(), Kind.LOOP, Kind.LOOP, "redirects too often"),
        (zlib.error("-3"), Kind.BROKEN_OFF, Kind.BROKEN_OFF, "sent what does not unpack"),
        (urllib3.exceptions.DecodeError("x"), Kind.BROKEN_OFF, Kind.BROKEN_OFF, "sent what does not unpack"),
        (urllib3.exceptions.SSLError("x"), Kind.INSECURE, Kind.BROKEN_OFF, "did not agree on a secure connection"),
        (requests.exceptions.SSLError("x"), Kind.INSECURE, Kind.BROKEN_OFF, "did not agree on a secure connection"),
    ],
)
def test_what_the_libraries_make_up_themselves_is_told_for_what_it_is(error, before, after, sentence):
    assert faults.fault_of(error, HOST, sent=False).kind is before
    assert faults.fault_of(error, HOST, sent=True).kind is after
    assert faults.fault_of(error, HOST, sent=True).detail == f"{HOST} {sentence}."


@settings(deadline=None)
@given(st.lists(st.sampled_from(RAISED), min_size=1, max_size=4), st.booleans())
def test_however_they_are_wrapped_they_are_told(kinds, sent):
    error = made(kinds[0])
    for kind in kinds[1:]:
        outer = made(kind)
        outer.__cause__ = error
        error = outer
    fault = faults.fault_of(error, HOST, sent)
    assert fault.kind is not Kind.DEFECT
    assert HOST in fault.detail
