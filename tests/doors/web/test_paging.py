"""A page that is sent to the door as somebody sees it: it becomes a saved page in the inbox."""

import pytest

from atlas.doors.keys import Permission
from atlas.doors.web.paging import LARGEST
from atlas.model.drop import contents_of
from tests.doors.web.conftest import is_problem

PAGE = "<!doctype html><html><head><title>How to cool a Pi</title></head><body><p>Käse</p></body></html>"
URL = "https://good.example/pi?a=1&b=-->"
EXTENSION = {"Origin": "chrome-extension://abcdefghijklmnop", "Sec-Fetch-Site": "cross-site"}


def save(door, body=PAGE, url=URL, key="", **headers):
    told = {"Content-Type": "text/html", **headers}
    content = body.encode() if isinstance(body, str) else body
    return door.ask("POST", "/api/pages", key, params={"url": url}, content=content, headers=told)


def test_a_page_becomes_a_saved_page_of_its_address(door):
    assert save(door).status_code == 201
    ((name, text),) = door.dropped().items()
    assert name.startswith("good.example ")
    assert name.endswith(".html")
    assert text.endswith(PAGE)
    found = contents_of((door.house.folders.inbox / name).read_bytes(), name).page
    assert found.url == "https://good.example/pi?a=1&b=--%3E"
    assert found.title == "How to cool a Pi"


def test_what_the_page_says_of_where_it_is_from_is_not_believed(door):
    forged = PAGE.replace("<head>", "<head><!-- Page saved with SingleFile\n url: https://bank.example/ -->")
    save(door, forged)
    ((name, _),) = door.dropped().items()
    assert contents_of((door.house.folders.inbox / name).read_bytes(), name).page.url.startswith(
        "https://good.example/pi"
    )


def test_its_letters_are_those_that_were_sent_whatever_it_says(door):
    save(door, PAGE.replace("<head>", "<head><meta charset=windows-1252>"))
    ((name, text),) = door.dropped().items()
    assert (door.house.folders.inbox / name).read_bytes().startswith(b"\xef\xbb\xbf")
    assert "Käse" in text


def test_two_pages_of_one_second_are_two_drops(door):
    assert [save(door).status_code for _ in range(2)] == [201, 201]
    assert len(door.dropped()) == 2


@pytest.mark.parametrize("body", ["", "Only words.", "{}", b"%PDF-1.7", b"\x00" * 9000])
def test_what_is_no_page_is_not_taken(door, body):
    assert is_problem(save(door, body), 422)
    assert door.house.all_files("inbox") == []


@pytest.mark.parametrize("url", ["", "ftp://good.example/", "javascript:1", "nonsense"])
def test_a_page_is_from_the_web(door, url):
    assert is_problem(save(door, url=url), 422)
    assert door.house.all_files("inbox") == []


def test_a_page_is_sent_as_one(door):
    assert is_problem(save(door, **{"Content-Type": "text/plain"}), 415)


def test_a_page_may_be_larger_than_a_list_of_links(door):
    assert save(door, PAGE + "x" * 2_000_000).status_code == 201


def test_it_may_be_no_larger_than_a_saved_page(door):
    assert is_problem(save(door, PAGE + "x" * LARGEST), 413)
    assert door.house.all_files("inbox") == []


def test_in_pieces_it_may_not_be_larger_either(door):
    async def pieces():
        yield PAGE.encode()
        for _ in range(51):
            yield b"x" * 1_000_000

    answer = door.ask(
        "POST", "/api/pages", params={"url": URL}, content=pieces(), headers={"Content-Type": "text/html"}
    )
    assert is_problem(answer, 413)
    assert door.house.all_files("inbox") == []


def test_it_asks_for_a_key_that_may_write(door):
    assert is_problem(save(door, key=None), 401)
    reading = door.keys.add("reading", (Permission.READ,), 10, door.house.clock.now())
    assert is_problem(save(door, key=reading), 403)


def test_an_extension_of_a_browser_may_send_one_with_its_key(door):
    assert save(door, **EXTENSION).status_code == 201
    assert save(door, **{**EXTENSION, "Origin": "moz-extension://0f9e-1"}).status_code == 201


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "chrome-extension", "https://chrome-extension.example"]
)
def test_a_site_may_not(door, origin):
    assert is_problem(save(door, **{**EXTENSION, "Origin": origin}), 403)


def test_an_extension_without_a_key_is_another_site(door):
    assert is_problem(save(door, key=None, **EXTENSION), 403)


def test_an_extension_does_not_reach_the_pages_of_the_library(door):
    assert is_problem(door.ask("POST", "/add", headers=EXTENSION, data={}), 403)
    assert is_problem(door.ask("GET", "/", headers=EXTENSION), 403)


def test_no_answer_lets_an_extension_or_a_site_read_it_by_cors(door):
    assert not [one for one in save(door, **EXTENSION).headers if one.startswith("access-control")]
