from atlas.extract.paragraphs import Line, paragraphs_of

STEP, SIZE, LEFT = 12.0, 10.0, 50.0


def texts(*rows: tuple[str, float], step: float = STEP, left: float = LEFT, page: int = 0) -> list[str]:
    lines = [Line(text, page, left, right, 700 - step * at, SIZE) for at, (text, right) in enumerate(rows)]
    return [one.text for one in paragraphs_of(lines)]


def test_a_line_that_ends_early_with_a_sentence_ends_a_paragraph():
    assert texts(("A full line of words", 300), ("and its end.", 120), ("Another one begins", 300)) == [
        "A full line of words and its end.",
        "Another one begins",
    ]


def test_a_line_whose_next_word_would_not_have_fitted_goes_on():
    assert len(texts(("A full line of words", 300), ("is here.", 280), ("Incomprehensible words", 300))) == 1


def test_points_of_a_list_stand_each_for_itself():
    assert len(texts(("• one", 80), ("• two", 80), ("• three", 80))) == 3


def test_lines_of_a_poem_stand_each_for_itself():
    assert len(texts(("Roses are red", 100), ("violets are blue", 110), ("a long line that sets the width", 300))) == 3


def test_a_compound_keeps_its_hyphen_where_the_text_writes_it_so_elsewhere():
    rows = (("A well-known fact is a well-", 300), ("known fact.", 100))
    assert texts(*rows) == ["A well-known fact is a well-known fact."]


def test_a_parted_word_is_made_whole():
    assert texts(("This is extraor-", 300), ("dinary.", 100)) == ["This is extraordinary."]


def test_scripts_without_blanks_are_joined_without():
    assert texts(("長い文章を書いて改行を確認しま", 300), ("す。", 70)) == ["長い文章を書いて改行を確認します。"]


def test_what_stands_on_one_height_is_one_line():
    row = [Line(text, 0, left, left + 40, 500.0, SIZE) for text, left in (("a", 50.0), ("b", 150.0))]
    assert [one.text for one in paragraphs_of(row)] == ["a b"]


def test_entries_of_a_table_of_contents_stand_each_for_itself():
    assert texts(("1 One . . . . . . . 3", 300), ("2 Two . . . . . . . 9", 300)) == ["1 One … 3", "2 Two … 9"]


def test_the_title_stays_where_it_is_the_running_title_too():
    title = Line("On Pages", 0, 50, 200, 800.0, 24.0)
    lines = [title]
    for page in range(4):
        lines += [Line("On Pages", page, 50, 90, 790.0, 8.0)] * (page > 0)
        lines += [Line(f"{name} {page}", page, 50, 300, bottom, SIZE) for name, bottom in (("x", 500.0), ("y", 100.0))]
    assert [one.text for one in paragraphs_of(lines)].count("On Pages") == 1


def test_a_number_at_the_edge_is_the_pages():
    lines = [Line(f"{'abcdefghi'[at]} word.", at, 50, 300, 400.0, SIZE) for at in range(9)]
    numbered = [
        line for one in lines for line in (one, Line("- 7 -", one.page, 170, 180, 20.0, SIZE))[: 1 + one.page % 2]
    ]
    assert len(paragraphs_of(numbered)) == 9


def test_nothing_comes_of_nothing():
    assert paragraphs_of([]) == []
