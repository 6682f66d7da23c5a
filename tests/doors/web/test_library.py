"""What is kept, asked for by the door."""

import gzip
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from atlas.model.article import Article, Metadata
from tests.doors.web.conftest import is_problem
from tests.vault.samples import AT, PAGE

READS = [
    "/api/records",
    "/api/records/0c597243",
    "/api/search?q=x",
    "/api/articles/0c597243",
    "/api/snapshots/0c597243",
]


def urls(answer):
    return [one["url"] for one in answer.json()["records"]]


def kept(door, count):
    """Keeps a page a minute, the newest last."""
    return [
        door.keep(
            url=f"http://h{one}.example/", at=AT + timedelta(minutes=one), body=b"%d" % one * 1000, title=f"Page {one}"
        )
        for one in range(count)
    ]


def test_records_are_told_as_the_verb_tells_them(door):
    one = door.keep()
    (record,) = door.get("/api/records").json()["records"]
    assert (record["id"], record["url"], record["verdict"]) == (one, "http://good.example/pi", "page")
    assert record["snapshot"].startswith("raw/2026/11/23/")


def test_records_come_page_by_page(door):
    kept(door, 5)
    first = door.get("/api/records?limit=2")
    second = door.get(first.json()["next"])
    third = door.get(second.json()["next"])
    assert [urls(one) for one in (first, second, third)] == [
        ["http://h4.example/", "http://h3.example/"],
        ["http://h2.example/", "http://h1.example/"],
        ["http://h0.example/"],
    ]
    assert third.json()["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("host=h1.example", [1]),
        ("host=EXAMPLE", [2, 1, 0]),
        ("host=_1.example", []),
        ("url=http://h2.example/", [2]),
        ("verdict=page", [2, 1, 0]),
        ("verdict=challenge", []),
        ("after=2026-11-23T12:52", [2, 1]),
        ("before=2026-11-23T12:52", [0]),
        ("after=2026-11-24", []),
    ],
)
def test_records_may_be_asked_for_by_what_they_are(door, query, found):
    kept(door, 3)
    answer = door.get(f"/api/records?{query}")
    assert urls(answer) == [f"http://h{one}.example/" for one in found]


def test_of_an_address_the_best_capture_is_told_unless_all_are_asked_for(door):
    door.keep()
    door.keep(at=AT + timedelta(days=1), body=PAGE + b"more")
    assert len(urls(door.get("/api/records"))) == 1
    assert len(urls(door.get("/api/records?all=true"))) == 2


def test_all_that_is_known_of_one_is_told(door):
    one = door.keep()
    door.read()
    record = door.get(f"/api/records/{one}").json()
    assert record["tries"][0]["layer"] == "direct"
    assert record["reading"]["title"] == "How to cool a Pi"
    assert record["article"].startswith("processed/articles/")


def test_words_are_found_again(door):
    one = door.keep()
    door.read()
    (hit,) = door.get("/api/search?q=heat+sink").json()["hits"]
    begin, end = hit["marks"][0]
    assert (hit["id"], hit["snippet"][begin:end]) == (one, "heat")
    assert door.get("/api/search?q=rice").json()["hits"] == []


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(q=st.text(min_size=1) | st.text('"()*:^-{}ANDORNEAR \\%_', min_size=1))
def test_no_question_breaks_the_search(door, q):
    assert door.get("/api/search", params={"q": q}).status_code in (200, 429)


def test_an_article_is_its_file(door):
    one = door.keep()
    door.read()
    answer = door.get(f"/api/articles/{one}")
    (file,) = door.house.folders.articles.rglob("*.md")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    assert answer.content == file.read_bytes()


def test_an_article_is_json_for_who_would_rather_have_that(door):
    one = door.keep()
    door.read()
    told = door.get(f"/api/articles/{one}", headers={"Accept": "application/json"}).json()
    assert (told["id"], told["text"].strip()) == (one, "A **fan** is loud.\n\nA heat sink is not.")


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("", "text/markdown"),
        ("*/*", "text/markdown"),
        ("application/json;q=0.5, text/markdown;q=0.4", "application/json"),
        ("text/*, application/json;q=0.9", "text/markdown"),
        ("application/*", "application/json"),
        ("text/markdown, application/json", "text/markdown"),
        ("application/json;q=x", "text/markdown"),
        ("application/json;q=..;q=1e9,;;,", "text/markdown"),
    ],
)
def test_who_says_nothing_gets_markdown(door, accept, kind):
    one = door.keep()
    door.read()
    answer = door.get(f"/api/articles/{one}", headers={"Accept": accept})
    assert answer.headers["content-type"].startswith(kind)
    assert answer.headers["vary"] == "Accept"


def test_what_has_no_article_says_so(door):
    assert is_problem(door.get(f"/api/articles/{door.keep()}"), 404)


def test_an_article_that_a_person_removed_is_not_there(door):
    one = door.keep()
    door.read()
    (file,) = door.house.folders.articles.rglob("*.md")
    file.unlink()
    assert is_problem(door.get(f"/api/articles/{one}"), 404)


def test_an_article_that_became_a_link_to_elsewhere_is_not_followed(door):
    one = door.keep()
    door.read()
    (file,) = door.house.folders.articles.rglob("*.md")
    file.unlink()
    file.symlink_to(door.house.folders.state / "keys.json")
    answer = door.get(f"/api/articles/{one}")
    assert is_problem(answer, 404)
    assert "digest" not in answer.text


def test_a_snapshot_is_given_as_a_file_and_never_as_a_page(door):
    one = door.keep()
    answer = door.get(f"/api/snapshots/{one}")
    assert answer.headers["content-type"] == "application/warc"
    assert answer.headers["content-disposition"].startswith('attachment; filename="20261123T125110Z-good.example-')
    assert PAGE in gzip.decompress(answer.content)


def test_the_words_of_a_snapshot_are_plain_text_to_keep(door):
    one = door.keep()
    door.read(Article("A <script>alert(1)</script> fan.", Metadata(title="x"), "x"))
    answer = door.get(f"/api/snapshots/{one}?as=text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="{one}.txt"'
    assert "fan" in answer.text


def test_a_snapshot_that_is_gone_says_so(door):
    one = door.keep()
    (file,) = door.house.folders.raw.rglob("*.warc.gz")
    file.unlink()
    assert is_problem(door.get(f"/api/snapshots/{one}"), 404)


@pytest.mark.parametrize("path", ["records", "articles", "snapshots"])
@pytest.mark.parametrize("one", ["0", "0C597243", "0c59724z", "0c5972430", "%2e%2e", "0c597243%20", "é"])
def test_an_id_is_eight_digits(door, path, one):
    assert is_problem(door.get(f"/api/{path}/{one}"), 422)


@pytest.mark.parametrize("path", READS[1:2] + READS[3:])
def test_what_is_not_known_is_not_found(door, path):
    assert is_problem(door.get(path), 404)


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=501",
        "limit=x",
        "offset=-1",
        "offset=9999999999999999999",
        "after=now",
        "verdict=good",
        "all=5",
    ],
)
def test_a_question_that_does_not_fit_is_a_problem(door, query):
    answer = door.get(f"/api/records?{query}")
    assert is_problem(answer, 422)
    assert answer.json()["errors"][0]["where"].startswith("query.")


@pytest.mark.parametrize("path", READS)
def test_without_a_catalog_reads_say_that_it_does_not_answer(door, path):
    (door.house.folders.state / "catalog.db").unlink()
    answer = door.get(path)
    assert is_problem(answer, 503)
    assert answer.headers["retry-after"] == "30"
