"""The web that everybody is raced on: the same for all, and each page of it another one."""

import gzip
import http.client

import pytest

from bench.versus.site import HOSTS, links, made_up, page_of, pages_of, served


@pytest.fixture(scope="module")
def port(tmp_path_factory):
    corpus = tmp_path_factory.mktemp("corpus")
    for name in "ab":
        (corpus / f"{name}.html").write_bytes(made_up(ord(name)))
    with served(corpus) as found:
        yield found


def asked(port, path, encoding=""):
    """What the site answers: its head's encoding, and the page with that taken off."""
    connection = http.client.HTTPConnection("127.8.3.1", port, timeout=10)
    connection.request("GET", path, headers={"Accept-Encoding": encoding} if encoding else {})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    told = answer.getheader("Content-Encoding", "")
    return told, gzip.decompress(body) if told else body


def test_a_page_that_is_made_up_is_the_same_each_time():
    assert made_up(7) == made_up(7)
    assert made_up(7) != made_up(8)


def test_what_is_made_up_looks_like_an_article():
    page = made_up(1).decode()
    assert page.count("<p>") == 80
    assert 30_000 < len(page) < 120_000


@pytest.mark.parametrize("number", [0, 9, 123_456])
def test_a_packed_page_is_one_whole_gzip_member_with_its_number_in_it(number):
    page = page_of(made_up(3))
    assert gzip.decompress(page.body(number, packed=True)) == page.body(number, packed=False)
    assert page.body(number, packed=False).endswith(f"<!-- {number} -->".encode())


def test_pages_come_from_a_folder_packed_or_not_in_the_order_of_names(tmp_path):
    (tmp_path / "b.html.gz").write_bytes(gzip.compress(b"<p>second"))
    (tmp_path / "a.html").write_bytes(b"<p>first")
    (tmp_path / "notes.txt").write_bytes(b"none")
    assert [one.plain for one in pages_of(tmp_path)] == [b"<p>first", b"<p>second"]


def test_it_answers_packed_to_who_takes_that_and_plain_to_others(port):
    assert asked(port, "/page-4.html") == ("", made_up(ord("a")) + b"<!-- 4 -->")
    assert asked(port, "/page-5.html", "gzip, deflate") == ("gzip", made_up(ord("b")) + b"<!-- 5 -->")


def test_links_go_over_all_hosts_in_turn_and_are_all_different():
    found = links(8080, 2 * HOSTS, first=3)
    assert len(set(found)) == 2 * HOSTS
    assert len({one.split("/")[2] for one in found}) == HOSTS
    assert found[0] == "http://127.8.3.1:8080/page-3.html"
