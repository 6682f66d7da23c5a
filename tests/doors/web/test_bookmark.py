"""The bookmark: it opens a form of the library's, and writes nothing."""

import html
import re

import pytest

from atlas.doors.keys import Permission
from tests.doors.web.conftest import LISTEN
from tests.doors.web.reader import is_page, is_sent_to_login, reader_of

LINK = re.compile(r'href="(javascript:[^"]*)"')


def test_it_opens_the_form_with_the_address_of_the_page_in_front(door):
    told = html.unescape(LINK.search(reader_of(door).get("/add").text)[1])
    assert told == f"javascript:void(open('http://{LISTEN}/add?url='+encodeURIComponent(location.href)))"


def test_over_https_it_leads_there(door):
    reader = reader_of(door)
    reader.cookie = f"__Host-{reader.cookie}"
    assert "open('https://pi.example/add" in html.unescape(reader.get("/add", Host="pi.example").text)


def test_the_form_has_the_address_and_nothing_is_written(door):
    answer = reader_of(door).get("/add?url=https://good.example/?a=1%26b=%22%3E%3Cscript%3E")
    assert is_page(answer)
    assert 'value="https://good.example/?a=1&amp;b=&#34;&gt;&lt;script&gt;"' in answer.text
    assert door.dropped() == {}


def test_the_form_keeps_the_page(door):
    reader = reader_of(door)
    reader.post("/add", text="https://good.example/pi", tags="", note="")
    assert list(door.dropped().values()) == ["https://good.example/pi\n"]


@pytest.mark.parametrize("permissions", [(Permission.READ,)])
def test_who_may_not_write_is_not_offered_it(door, permissions):
    answer = reader_of(door, *permissions).get("/add")
    assert is_page(answer)
    assert "not for keeping" in answer.text
    assert 'action="/add"' not in answer.text


def test_who_is_not_logged_in_is_asked_to(door):
    assert is_sent_to_login(door.get("/add?url=https://good.example/", key=None, headers={"Accept": "text/html"}))
