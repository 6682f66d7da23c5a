"""Links that come by the door."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.errors import NoRoom, Unkept
from atlas.model.drop import contents_of, links_in
from tests.doors.web.conftest import is_problem

URL = "https://good.example/pi"


def only(door):
    ((name, text),) = door.dropped().items()
    return name, links_in(text.encode(), name)


def test_an_address_becomes_a_drop_like_any_other(door):
    answer = door.drop(url=URL)
    name, (link,) = only(door)
    assert answer.status_code == 201
    assert answer.json() == {"format": 1, "drop": name, "addresses": 1}
    assert (name, link.url) == ("good.example 20261123T120000Z.txt", URL)
    assert (door.house.folders.inbox / name).stat().st_mode & 0o777 == 0o600


def test_what_was_dropped_waits_in_the_queue(door):
    door.drop(url=URL)
    (waits,) = door.get("/api/queue").json()["drops"]
    assert (waits["state"], waits["targets"]) == ("inbox", 1)


def test_several_addresses_are_one_list(door):
    assert door.drop(urls=[URL, "https://other.example/", URL]).json()["addresses"] == 2
    assert [one.url for one in only(door)[1]] == [URL, "https://other.example/"]


def test_of_a_text_every_address_is_taken(door):
    door.drop(text=f"Look at this: {URL}\nand https://other.example/")
    assert {one.url for one in only(door)[1]} == {URL, "https://other.example/"}


def test_a_title_stays_with_its_page(door):
    door.drop(url=URL, title="How to\ncool a Pi")
    assert only(door)[1][0].title == "How to cool a Pi"


def test_tags_are_folders_of_the_inbox(door):
    assert door.drop(url=URL, tags=["pi", "a/b"]).json()["drop"].startswith("pi/a-b/good.example ")


def test_a_note_stays_with_its_link(door):
    door.drop(urls=[URL, "https://other.example/"], note="Because =1+1\n—")
    name, links = only(door)
    assert [one.note for one in links] == ["Because =1+1\n—"] * 2
    assert contents_of(door.dropped()[name].encode(), name).exported


def test_the_same_again_is_another_drop(door):
    door.drop(url=URL)
    door.drop(url=URL)
    assert len(door.dropped()) == 2


@pytest.mark.parametrize(
    "form",
    [
        {"text": f"Look {URL}"},
        {"url": URL, "text": "https://other.example/"},
        {"url": URL, "title": "", "note": "", "tags": ""},
        {"url": "", "text": URL},
    ],
)
def test_a_phone_shares_by_a_form(door, form):
    assert door.ask("POST", "/api/drops", data=form).status_code == 201
    assert [one.url for one in only(door)[1]] == [URL]


def test_a_form_has_commas_between_tags(door):
    door.ask("POST", "/api/drops", data={"url": URL, "tags": "pi, heat"})
    assert only(door)[0].startswith("pi/heat/")


def test_a_plain_text_will_do(door):
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    assert door.ask("POST", "/api/drops", content=f"Käse {URL}".encode(), headers=headers).status_code == 201
    assert only(door)[1][0].url == URL


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"url": ""},
        {"url": URL, "text": URL},
        {"url": 1},
        {"url": URL, "priority": 1},
        {"urls": []},
        {"urls": [URL, None]},
        {"url": "x" * 8001},
        {"url": "javascript:alert(1)"},
        {"url": "http://user:secret@good.example/"},
        {"url": "no address"},
        {"text": "no address"},
        {"text": "<html><title>A page</title><p>No list.</html>"},
        {"url": URL, "tags": ["lost+found"]},
        {"url": URL, "tags": [".."]},
        {"url": URL, "tags": ["x" * 61]},
        {"url": URL, "tags": ["x"] * 9},
        {"url": URL, "tags": ["\0"]},
        {"url": URL, "note": "x" * 10_001},
    ],
)
def test_what_does_not_fit_is_a_problem_and_no_drop(door, fields):
    assert is_problem(door.drop(**fields), 422)
    assert door.dropped() == {}


def test_what_was_sent_is_not_told_back(door):
    assert "secret-value" not in door.drop(url=URL, token="secret-value").text


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("application/json", b"{", 422),
        ("application/json", b"\xff", 422),
        ("application/json", b"[" * 100_000, 422),
        ("application/json", b'{"url": "https://good.example/\\ud800"}', 422),
        ("text/plain", b"\xff", 400),
        ("application/x-www-form-urlencoded", b"a=1&" * 101, 400),
        ("application/x-www-form-urlencoded", b"url=%ff", 400),
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("text/html", b"https://good.example/", 415),
        ("", b'{"url": "https://good.example/"}', 415),
    ],
)
def test_a_body_that_does_not_read_is_a_problem_and_no_drop(door, kind, body, status):
    answer = door.ask("POST", "/api/drops", content=body, headers={"Content-Type": kind})
    assert is_problem(answer, status)
    assert door.dropped() == {}


def test_a_broken_catalog_does_not_keep_a_drop_out(door):
    door.catalog.close()
    (door.house.folders.state / "catalog.db").write_bytes(b"no database")
    assert door.drop(url=URL).status_code == 201
    assert is_problem(door.get("/api/records"), 503)


def test_an_inbox_that_is_gone_is_made_again(door):
    door.house.folders.inbox.rmdir()
    assert door.drop(url=URL).status_code == 201


def test_an_inbox_that_takes_nothing_is_a_problem(door):
    inbox = door.house.folders.inbox
    inbox.rmdir()
    inbox.write_text("a file where the folder was")
    assert is_problem(door.drop(url=URL), 503)


@pytest.mark.parametrize(("error", "status"), [(NoRoom, 507), (Unkept, 503)])
def test_a_full_disk_is_told_apart_from_a_sick_one(error, status):
    from atlas.doors.web.problems import status_of

    assert status_of(error("x")) == status


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
FIELDS = st.sampled_from(["url", "urls", "text", "title", "tags", "note"])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=JSON | st.dictionaries(FIELDS, JSON | st.lists(st.text())))
def test_whatever_is_sent_is_a_drop_or_a_problem(door, body):
    answer = door.ask(
        "POST", "/api/drops", content=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (201, 422, 429)
