"""Finding again: words as people type them, against a real index."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from atlas.catalog import Catalog
from tests.catalog.samples import reading
from tests.catalog.test_catalog import snapshot

CHINESE = "树莓派需要散热，否则会降频。中文没有空格。"
JAPANESE = "ラズベリーパイを冷やす方法。東京タワーのＷｉＦｉ。"
THAI = "วิธีทำให้เครื่องเย็นลงที่บ้าน"
KOREAN = "한국어를 공부하는 방법"
ARTICLES = [
    (
        "How to cool a Pi",
        "A [fan](https://shop.example/fan) *cools* the chip. Don't cover it.",
        {"tags": ("Hardware",)},
    ),
    ("Cooking rice", "Boil water, add rice. A café in Zürich cools it.", {"authors": ("Ann Bō",), "language": "de-CH"}),
    ("散热", CHINESE, {"language": "zh", "published": "2020-02-03"}),
    ("Tower", JAPANESE, {"language": "ja"}),
    ("Thai", THAI, {"language": "th"}),
    ("Korean", KOREAN, {"language": "ko", "published": "2025-12-31T23:30:00+02:00"}),
    ("Arabic", "كَتَبَ الوَلَدُ رِسَالَة", {"site": "Arabic Times"}),
    ("Hindi", "हिन्दी भाषा में लिखा", {"description": "About a language"}),
    ("A book", "The ﬁgure shows ﬂow, and co\xadoperation.", {}),
]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory):
    made = Catalog(tmp_path_factory.mktemp("state") / "catalog.db")
    more = {
        0: {"tags": ("pi", "To Read")},
        1: {"final_url": "https://www.food.example/rice-recipe"},
        2: {"title": "熱"},
        4: {"verdict": "paywall"},
    }
    made.note([snapshot(number, **{"verdict": "page", **more.get(number, {})}) for number in range(len(ARTICLES))], [])
    doubts = {8: 0.3}
    made.file(
        [
            reading(number, text, title, agreement=doubts.get(number), **told)
            for number, (title, text, told) in enumerate(ARTICLES)
        ]
    )
    yield made
    made.close()


def found(catalog, query):
    return sorted(int(hit.row.id, 16) for hit in catalog.search(query, 99))


@pytest.mark.parametrize("query", ["cools", "cools OR 树莓派", "site:example"])
def test_what_is_found_can_be_sorted_by_its_days(catalog, query):
    hits = catalog.search(query, 99, 0, "newest")
    days = [hit.article.published or hit.row.captured_at for hit in hits]
    assert len(days) > 1
    assert days == sorted(days, reverse=True)
    backwards = [hit.row.id for hit in catalog.search(query, 99, 0, "oldest")]
    assert backwards == [hit.row.id for hit in reversed(hits)]


def test_how_articles_begin_is_told_for_many_at_once(catalog):
    rows = list(catalog.records())
    told = catalog.openings(rows)
    assert {one.snapshot for one in rows} == set(told)
    article, opening = next(told[one.snapshot] for one in rows if one.id == "00000001")
    assert article.title == "Cooking rice"
    assert opening.startswith("Boil water, add rice.")
    assert catalog.openings([]) == {}


def test_the_records_of_many_addresses_are_found_at_once(catalog):
    rows = list(catalog.records())[:3]
    assert {one.id for one in catalog.by_urls([one.url for one in rows])} == {one.id for one in rows}
    assert catalog.by_urls([]) == []


def test_an_address_that_is_pasted_is_found(catalog):
    assert found(catalog, "https://www.food.example/rice-recipe") == [1]
    assert found(catalog, "HTTP://www.food.example/rice-recipe OR Tower") == [1, 3]


ALL = list(range(len(ARTICLES)))


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("cool", [0, 1]),
        ("COOLING", [0, 1]),
        ("cools chip", [0]),
        ('"boil water"', [1]),
        ('"water boil"', []),
        ("cools -rice", [0]),
        ("-cools", [2, 3, 4, 5, 6, 7, 8]),
        ("chip OR rice", [0, 1]),
        ("cools chip OR boil", [0, 1]),
        ("coo*", [0, 1, 8]),
        ('"boil wat"*', [1]),
        ("cafe zurich", [1]),
        ("café Zürich", [1]),
        ("cafe\u0301", [1]),
        ("don't", [0]),
        ("don’t", [0]),
        ("title:cool", [0]),
        ("title:散热", [2]),
        ("author:bo", [1]),
        ('author:"ann bō"', [1]),
        ("title:tow*", [3]),
        ("-title:cool cools", [1]),
        ("tag:pi", [0]),
        ("TAG:PI", [0]),
        ('tag:"to read"', [0]),
        ("tag:hardware", [0]),
        ("tag:hard", []),
        ("-tag:pi cools", [1]),
        ("tag:pi OR rice", [0, 1]),
        ("site:h1.example", [1, 4, 7]),
        ("site:food.example", [1]),
        ("site:WWW.food.example", [1]),
        ("site:https://www.food.example/other", [1]),
        ("site:ood.example", []),
        ("site:example rice", [1]),
        ("site:h_.example", []),
        ("lang:de", [1]),
        ("lang:de-ch", [1]),
        ("lang:d", []),
        ("lang:zh OR lang:ja", [2, 3]),
        ("-lang:zh 散热", []),
        ("before:2021", [2]),
        ("after:2020-02-03 before:2020-02-04", [2]),
        ("after:2025-12 before:2026", [5]),
        ("after:2026 rice", [1]),
        ("is:doubtful", [8]),
        ("-is:doubtful figure", []),
        ("is:paywall", [4]),
        ("is:page rice", [1]),
        ("-is:page thai", [4]),
        ("figure flow", [8]),
        ("cooperation", [8]),
        ("arabic times", [6]),
        ("language", [7]),
        ("recipe", [1]),
        ("shop.example", []),
        ("热", [2]),
        ("散热", [2]),
        ("热散", []),
        ("树莓派", [2]),
        ("熱", [2]),
        ("-散热 lang:zh", []),
        ("冷やす", [3]),
        ("ベリー", [3]),
        ("タ", [3]),
        ("wifi", [3]),
        ("東京*", [3]),
        ("เย็น", [4]),
        ("บ้าน", [4]),
        ("เยน", []),
        ("한국", [5]),
        ("국", [5]),
        ("한국 방법", [5]),
        ("كتب", [6]),
        ("الولد", [6]),
        ("हिन्दी", [7]),
        ("हन", []),
        ("", []),
        ("🙂", []),
        ("- * \" ' ( )", []),
        ("🙂 rice", [1]),
        ("AND", [8]),
        ("rice AND water", [1]),
        ("OR", []),
        ("NEAR(boil water)", []),
        ("NOT rice", []),
        ("{title} : rice", []),
        ("nosuch:rice", []),
        ("title:", []),
        ("before:lunch", []),
        ("rice\x00", [1]),
        ("rice \udcff", [1]),
        ('"boil water', [1]),
        ('rice"', [1]),
        ("“boil water”", [1]),
    ],
)
def test_a_question_finds(catalog, query, numbers):
    assert found(catalog, query) == numbers


def test_a_word_in_the_title_counts_for_more(catalog):
    assert [int(hit.row.id, 16) for hit in catalog.search("cool", 9)] == [0, 1]


def test_where_no_word_was_looked_for_the_snippet_is_the_beginning_as_it_is_written(catalog):
    (hit,) = catalog.search("lang:zh", 1)
    assert hit.snippet == ((CHINESE, False),)


def test_what_was_looked_for_is_marked_in_title_and_snippet(catalog):
    (hit,) = catalog.search("cool chip", 9)
    assert hit.title == (("How to ", False), ("cool", True), (" a Pi", False))
    assert "".join(text for text, _ in hit.snippet) == "A fan cools the chip. Don't cover it."
    assert [text for text, marked in hit.snippet if marked] == ["cools", "chip"]
    assert (hit.article.title, hit.row.title) == ("How to cool a Pi", "How to cool a Pi")


def test_a_word_of_a_script_without_blanks_is_marked_as_one(catalog):
    (hit,) = catalog.search("散热", 9)
    assert hit.title == (("散热", True),)
    assert [text for text, marked in hit.snippet if marked] == ["散热"]
    assert "".join(text for text, _ in hit.snippet) == CHINESE


def test_without_words_the_newest_come_first_with_their_beginning(catalog):
    first, *_, last = catalog.search("after:2020", 99)
    assert (first.article.title, last.article.title) == ("A book", "散热")
    assert first.snippet == (("The figure shows flow, and cooperation.", False),)


def test_hits_come_in_pages(catalog):
    every = [hit.row.id for hit in catalog.search("after:2000", 99)]
    assert len(every) == len(ARTICLES)
    assert [hit.row.id for n in range(0, 9, 4) for hit in catalog.search("after:2000", 4, n)] == every
    assert catalog.search("cool", 9, 9) == []


def test_all_that_a_question_finds_is_had_in_the_order_of_the_hits(catalog):
    for query in ("cool", "after:2000", "title:book"):
        assert [one.id for one in catalog.chosen(query)] == [hit.row.id for hit in catalog.search(query, 99)]
    assert list(catalog.chosen("")) == []


def test_of_more_than_is_asked_for_at_once_all_are_had(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    catalog.note([snapshot(number, verdict="page") for number in range(1100)], [])
    catalog.file([reading(number, "cool") for number in range(1100)])
    assert len({one.id for one in catalog.chosen("cool")}) == 1100
    catalog.close()


def test_an_address_captured_several_times_is_found_once_by_its_best(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    url = "https://a.example/"
    verdicts = ["page", "page", "hollow"]
    catalog.note([snapshot(number, url=url, verdict=one) for number, one in enumerate(verdicts)], [])
    catalog.file([reading(0, "apples and pears"), reading(1, "apples " * 9), reading(2, "apples")])
    assert found(catalog, "apples") == [1]
    assert found(catalog, "pears") == [0]
    catalog.close()


def test_a_page_captured_again_has_the_tags_of_both_drops(tmp_path):
    catalog = Catalog(tmp_path / "catalog.db")
    first = snapshot(0, verdict="page", tags=("one",))
    catalog.note([first, snapshot(1, verdict="page", tags=("two",), refers_to=first.path)], [])
    catalog.file([reading(0, "apples")])
    assert found(catalog, "tag:two") == [0]
    catalog.close()


def test_ten_thousand_characters_are_a_question_too(catalog):
    assert catalog.search("rice " * 2000, 9)[0].row.id == "00000001"
    assert catalog.search("散热" * 5000, 9) == []
    assert catalog.search('"' * 10_000, 9) == []
    assert catalog.search("(" * 10_000, 9) == []
    assert catalog.search("rice OR " * 1250, 9)[0].row.id == "00000001"


ODD = st.one_of(
    st.text(max_size=30),
    st.sampled_from(
        [
            '"',
            "-",
            "*",
            "OR",
            "AND",
            "NOT",
            "NEAR(",
            ")",
            "^",
            ":",
            "+",
            "{title}",
            "title:",
            "tag:",
            "site:",
            "\x00",
            "🙂",
        ]
        + [
            "rice",
            "散",
            "before:",
            "2020",
            "after:9999",
            "is:",
            "lang:%",
            "site:_",
            "'",
            "\\",
            "\ud800",
            "\x1f\x02\x03",
        ]
    ),
)


@given(st.lists(ODD, max_size=12), st.sampled_from(["", " "]))
@example(['-"', "OR"], " ")
def test_no_question_fails(catalog, words, blank):
    for hit in catalog.search(blank.join(words), 5):
        assert "".join(text for text, _ in hit.title) == ARTICLES[int(hit.row.id, 16)][0]


@given(st.text(max_size=60), st.text(max_size=60))
def test_whatever_a_text_says_it_is_found_and_taken_out_again(changing, title, text):
    changing.file([reading(1, f"{text} marker", f"{title} marker")])
    assert len(changing.search("title:marker", 9)) == 1
    (hit,) = changing.search("marker", 9)
    assert [piece for piece, marked in hit.snippet if marked][-1] == "marker"
    changing._writer().execute_sql("INSERT INTO word (word, rank) VALUES ('integrity-check', 1)")


@pytest.fixture(scope="module")
def changing(tmp_path_factory):
    made = Catalog(tmp_path_factory.mktemp("changing") / "catalog.db")
    made.note([snapshot(1, verdict="page")], [])
    yield made
    made.close()
