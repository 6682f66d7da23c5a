"""Tables: rows of facts are tables, layout is not."""

from tests.extract.marked_up import rendered, told


def test_a_table_has_its_first_row_as_head():
    body = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert told(body) == "| a | b |\n| --- | --- |\n| 1 | 2 |"


def test_bars_and_line_breaks_in_cells_do_no_harm():
    body = (
        "<table><tr><th>a|b</th><th>c<br>d</th></tr><tr><td><code>x|y</code></td><td><p>1</p><p>2</p></td></tr></table>"
    )
    page = rendered(told(body))
    assert [cell.text_content() for cell in page.iter("th", "td")] == ["a|b", "c d", "x|y", "1 2"]


def test_a_table_whose_rows_have_heads_has_an_empty_first_row():
    body = "<table><tr><th>Born</th><td>1815</td></tr><tr><th>Died</th><td>1852</td></tr></table>"
    assert told(body) == "|  |  |\n| --- | --- |\n| Born | 1815 |\n| Died | 1852 |"


def test_cells_that_span_leave_the_others_where_they_are():
    body = (
        "<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td rowspan=2>1</td><td colspan=2>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    assert told(body) == "| a | b | c |\n| --- | --- | --- |\n| 1 | 2 |  |\n|  | 3 | 4 |"


def test_a_caption_stands_above_its_table():
    body = "<table><caption>Years</caption><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    assert told(body).startswith("**Years**\n\n| a | b |")


def test_a_table_that_is_only_layout_is_none():
    long = "word " * 90
    assert told(f"<table><tr><td>menu</td><td><p>{long}</p></td></tr></table>") == f"menu\n\n{long.strip()}"


def test_a_table_that_says_it_is_layout_is_none():
    body = "<table role=presentation><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    assert told(body) == "a\n\nb\n\nc\n\nd"


def test_the_whole_of_a_table_is_kept_where_most_of_it_was_chosen():
    body = "<p>Some text before.</p><table><tr><th>a1</th><th>b1</th></tr><tr><td>c1</td><td>d1</td></tr></table>"
    assert told(body, "Some text before.", "a1 | b1 | c1").endswith("| c1 | d1 |")


def test_a_table_in_a_table_makes_the_outer_one_layout():
    inner = "<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>"
    body = f"<table><tr><td>x</td><td>{inner}</td></tr><tr><td>y</td><td>z</td></tr></table>"
    assert told(body) == "x\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\ny\n\nz"


def test_a_cell_that_claims_a_thousand_columns_gets_few():
    markdown = told("<table><tr><td colspan=1000>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>")
    assert markdown.split("\n")[0].count("|") <= 42
