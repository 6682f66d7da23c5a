"""Very many that match one word: which are ranked, and that none is lost."""

import sqlite3
from contextlib import closing

import pytest

from atlas.catalog import Catalog
from atlas.catalog.connecting import connection, teach
from atlas.catalog.finding import answers, once
from atlas.catalog.matching import asked
from atlas.model.query import query_of
from tests.catalog.samples import reading
from tests.catalog.test_catalog import snapshot

COUNT = 12
BEST = (1, 10)
"""Those that have the word in their titles: an old one and a new one."""


def title(number):
    return "Rust" if number in BEST else f"Number {number}"


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("state") / "catalog.db"
    made = Catalog(path)
    made.note([snapshot(number, verdict="page") for number in range(COUNT)], [])
    # The newest are read first, as the reader does after an import.
    for number in reversed(range(COUNT)):
        made.file([reading(number, f"It eats rust and iron, {'iron ' * number}.", title(number))])
    made.close()
    return path


def found(path, query, many, order="best", most=COUNT):
    database = connection(str(path), {})
    with database.connection_context():
        return [
            int(one.url.rpartition("/")[2])
            for one in once(answers(database, asked(query_of(query)), order, many), most)
        ]


def test_of_few_all_are_ranked(path):
    assert set(found(path, "rust", COUNT)[:2]) == set(BEST)


def test_of_very_many_the_newest_are_ranked_and_the_others_follow_the_newest_first(path):
    told = found(path, "rust", 4)
    assert told[0] == 10
    assert set(told[:4]) == {8, 9, 10, 11}
    assert told[4:] == [7, 6, 5, 4, 3, 2, 1, 0]


@pytest.mark.parametrize("many", [1, 4, COUNT - 1, COUNT, COUNT + 1])
def test_every_one_that_matches_is_found_once_however_many_are_ranked(path, many):
    assert sorted(found(path, "rust", many)) == list(range(COUNT))
    assert sorted(found(path, "rust iron OR number", many)) == list(range(COUNT))


def test_what_is_narrowed_by_more_than_words_is_ranked_as_a_whole(path):
    assert set(found(path, "rust site:example", 4)[:2]) == set(BEST)


def test_what_is_sorted_by_days_is_not_ranked_at_all(path):
    assert found(path, "rust", 4, "newest") == found(path, "rust", COUNT, "newest")


def test_of_a_rare_word_nothing_follows_what_is_ranked(path):
    assert found(path, '"number 3"', 1) == [3]
    assert found(path, "nothing", 1) == []


def numbers(path):
    with closing(sqlite3.connect(path)) as database:
        return database.execute("SELECT id, record_id FROM article ORDER BY record_id").fetchall()


def test_an_article_has_the_number_of_its_record_in_whatever_order_they_are_read(path):
    assert [one == other for one, other in numbers(path)] == [True] * COUNT


def test_one_that_is_read_again_keeps_its_number(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([snapshot(number, verdict="page") for number in range(3)], [])
    catalog.file([reading(number, "old") for number in range(3)])
    catalog.file([reading(0, "new")])
    assert [int(hit.row.id, 16) for hit in catalog.search("new", 9)] == [0]
    assert [one == other for one, other in numbers(catalog.path)] == [True] * 3
    assert catalog.check_words(tmp_path) == []
    catalog.close()


def test_where_an_older_catalog_has_given_a_number_away_another_one_is_taken(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([snapshot(number, verdict="page") for number in range(3)], [])
    catalog.file([reading(2, "iron")])
    catalog.close()
    with closing(sqlite3.connect(catalog.path)) as database:
        teach(database)
        database.execute("CREATE TEMP TABLE older AS SELECT * FROM article")
        database.execute("UPDATE older SET id = (SELECT min(id) FROM record)")
        database.execute("DELETE FROM article")
        database.execute("INSERT INTO article SELECT * FROM older")
        database.commit()
    catalog.file([reading(number, "iron") for number in (0, 1)])
    assert sorted(int(hit.row.id, 16) for hit in catalog.search("iron", 9)) == [0, 1, 2]
    assert catalog.check_words(tmp_path) == []
    catalog.close()
