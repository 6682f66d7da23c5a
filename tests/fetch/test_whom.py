"""Whom Atlas dials for an address: the host a browser would, or nobody.

Beside the cases written down here it takes those of the web-platform-tests, where
URLTESTDATA names a folder with their urltestdata.json and toascii.json.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.clock import Clock
from atlas.errors import BadUrl
from atlas.fetch.deadline import Deadline
from atlas.fetch.guard import Guard
from atlas.fetch.web import Web
from atlas.fetch.wire import trust
from atlas.model.fault import Kind
from atlas.model.url import join, parse
from tests.fakes import FreeHosts
from tests.fetch.shelf import Shelf

TRUST = trust()
CASES = Path(os.environ.get("URLTESTDATA", Path(__file__).parents[1] / "data"))
PORTS = {"http:": 80, "https:": 443}

BROWSERS = {
    "http://good.example\\@inside.example/": ("good.example", 80),
    "http:\\\\good.example\\x": ("good.example", 80),
    "http:good.example": ("good.example", 80),
    "http:/good.example": ("good.example", 80),
    "http:///////good.example": ("good.example", 80),
    "http://good.example?@inside.example/": ("good.example", 80),
    "http://good.example#@inside.example/": ("good.example", 80),
    "http://good.example;@inside.example/": None,
    "http://inside.example%2f@good.example/": None,
    "http://good.example%2finside.example/": None,
    "http://good.example%00.inside.example/": None,
    "http://good.example /": None,
    "http://good.exa%6dple/": ("good.example", 80),
    "http://GOOD.example.:8080/": ("good.example.", 8080),
    "http://good.example:08080/": ("good.example", 8080),
    "http://good.example:/": ("good.example", 80),
    "http://good.example:65536/": None,
    "http://good.example:80:90/": None,
    "http://good.example:8o/": None,
    "http://[::1]x/": None,
    "http://[::1/": None,
    "http://::1/": None,
    "http://[::1%25eth0]/": None,
    "http://[::ffff:8.8.8.8]/": ("::ffff:808:808", 80),
    "http://0x8.010.2056/": ("8.8.8.8", 80),
    "http://134744072/": ("8.8.8.8", 80),
    "http://8.8.2056/": ("8.8.8.8", 80),
    "http://8.8.8.8./": ("8.8.8.8", 80),
    "http://8.8.8.256/": None,
    "http://1.2.3.4.5/": None,
    "http://4294967296/": None,
    "http://0x/": ("0.0.0.0", 80),
    "http://good.0x8/": None,
    "http://８.８.８.８/": ("8.8.8.8", 80),
    "http://⑧。⑧。⑧。⑧/": ("8.8.8.8", 80),
    "http://ｇood．example/": ("good.example", 80),
    "http://go\u00adod.example/": ("good.example", 80),
    "http://straße.example/": ("xn--strae-oqa.example", 80),
    "http://xn--a/": None,
    "http://ẞ.example/": None,
    "http://%E1%ba%9e.example/": None,
    "http://good.example/ẞ?ẞ": ("good.example", 80),
    "http://a.b..c/": ("a.b..c", 80),
    "http://_dmarc.good.example/": ("_dmarc.good.example", 80),
    "http://good.example%2e/": ("good.example.", 80),
    "http://": None,
    "http:///": None,
    "https://good.example:80/": ("good.example", 80),
    "//good.example/": None,
    "file://good.example/": None,
    "http+unix://good.example/": None,
}
"""What the URL Standard makes of spellings that programs read differently; None: Atlas dials nobody."""


class Listening(Guard):
    """A guard that writes down whom it is to dial, and dials nobody."""

    def __init__(self):
        super().__init__()
        self.dialled = []

    def trail(self, outside=False):
        return self

    def dial(self, host, port, deadline):
        self.dialled.append((host, port))
        raise ConnectionRefusedError


def whom(read, folder):
    """Returns whom the whole stack dials for an address, or None."""
    guard = Listening()
    try:
        url = read()
    except BadUrl:
        return None
    with Deadline(5, Clock()) as deadline:
        answer = Web(guard, FreeHosts(), TRUST, "Atlas", 1000, Clock()).get(url, Shelf(folder), deadline)
    assert answer.fault.kind in {Kind.UNREACHABLE, Kind.REFUSED}
    assert len(guard.dialled) <= 1
    return guard.dialled[0] if guard.dialled else None


@pytest.mark.parametrize("text", BROWSERS)
def test_the_host_dialled_is_the_one_a_browser_would(text, tmp_path):
    assert whom(lambda: parse(text), tmp_path) == BROWSERS[text]


@settings(deadline=None)
@given(
    st.text(st.sampled_from("ab.:/\\@?#[]%0x1２。-_ \t\n;&=é\u00ad\u200d2efF"), max_size=30),
    st.sampled_from(["http://", "https:", "http://good.example", "http://8.8.8.8", "http://[::1]", ""]),
)
def test_however_an_address_is_spelt_the_stack_dials_what_was_read(tail, start):
    text = start + tail
    there = whom(lambda: parse(text), Path())
    if there is not None:
        assert there == (parse(text).host, parse(text).port)


@settings(deadline=None)
@given(st.text(st.sampled_from("ab.:/\\@?#[]%0x1２。-_ é2efF"), max_size=30))
def test_however_a_redirect_is_spelt_the_stack_dials_what_was_read(location):
    base = parse("http://good.example/a/b?c")
    there = whom(lambda: join(base, location), Path())
    if there is not None:
        assert there == (join(base, location).host, join(base, location).port)


def cases(name):
    """Returns the cases of a file of the web-platform-tests, if it is there."""
    file = CASES / name
    return [one for one in json.loads(file.read_text()) if isinstance(one, dict)] if file.exists() else []


def read(case):
    """Returns the reading of a case: of an address, or of a redirect from its base."""
    if case["base"] is None:
        return lambda: parse(case["input"])
    return lambda: join(parse(case["base"]), case["input"])


def named(case):
    """Returns the host and port the URL Standard names, or None where Atlas is to dial nobody."""
    if case.get("failure") or case["protocol"] not in PORTS:
        return None
    return case["hostname"].strip("[]"), int(case["port"] or PORTS[case["protocol"]])


ADDRESSES, HOSTS = cases("urltestdata.json"), cases("toascii.json")


@pytest.mark.parametrize("case", ADDRESSES)
def test_for_a_case_of_the_web_platform_tests_atlas_dials_the_host_named_or_nobody(case, tmp_path):
    assert whom(read(case), tmp_path) in {None, named(case)}


@pytest.mark.parametrize("case", HOSTS)
def test_for_a_host_of_the_web_platform_tests_atlas_dials_its_ascii_form_or_nobody(case, tmp_path):
    there = whom(lambda: parse(f"https://{case['input']}/x"), tmp_path)
    assert there in {None, case["output"] and (case["output"], 443)}


@pytest.mark.skipif(not ADDRESSES, reason="URLTESTDATA names no folder with the cases")
def test_of_what_the_web_platform_tests_name_only_a_little_is_refused(tmp_path):
    wanted = [case for case in ADDRESSES if named(case)]
    assert sum(whom(read(case), tmp_path) is not None for case in wanted) > len(wanted) * 0.7
