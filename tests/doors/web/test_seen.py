"""The library's page that shows a capture as it was."""

import re

import pytest

from atlas.doors.web import Passes, Viewing
from tests.doors.web.conftest import LISTEN, changed
from tests.doors.web.reader import is_page, is_sent_to_login, reader_of
from tests.fakes import NOON

FRAME = re.compile(r'<iframe class="seen" sandbox src="([^"]+)"')


@pytest.fixture
def viewing(door):
    made = Viewing(Passes(lambda: NOON), 7445)
    changed(door, viewing=made)
    return made


def test_it_frames_the_capture_from_the_second_door_and_nothing_else(door, viewing):
    name = door.keep()
    answer = reader_of(door).get(f"/records/{name}/seen")
    assert is_page(answer)
    place, _, query = FRAME.search(answer.text)[1].replace("&amp;", "&").partition(f"/snapshots/{name}?")
    assert place == "//127.0.0.1:7445"
    assert answer.headers["content-security-policy"].endswith("; frame-src 127.0.0.1:7445")
    told = dict(one.split("=") for one in query.split("&"))
    assert viewing.passes.holds(name, told["until"], told["pass"])


def test_other_pages_of_the_library_frame_nothing(door, viewing):
    assert "frame-src" not in reader_of(door).get(f"/records/{door.keep()}").headers["content-security-policy"]


def test_its_record_leads_there(door, viewing):
    name = door.keep()
    assert f'href="/records/{name}/seen"' in reader_of(door).get(f"/records/{name}").text


def test_only_who_may_read_is_given_leave(door, viewing):
    assert is_sent_to_login(door.get(f"/records/{door.keep()}/seen", headers={"Accept": "text/html"}))


def test_where_the_second_door_is_shut_nothing_leads_there(door):
    name, reader = door.keep(), reader_of(door)
    assert "/seen" not in reader.get(f"/records/{name}").text
    assert is_page(reader.get(f"/records/{name}/seen"), 404)


def test_under_an_address_of_the_sixth_version_it_opens_by_itself(door, viewing):
    name, reader = door.keep(), reader_of(door)
    answer = reader.get(f"/records/{name}/seen", Host="[::1]:7444")
    assert not FRAME.search(answer.text)
    assert f"//[::1]:7445/snapshots/{name}?" in answer.text
    assert LISTEN not in answer.text
