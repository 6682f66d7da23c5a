"""Text within a line: it is set off as the page has it, and reads back as itself."""

import pytest

from tests.extract.marked_up import rendered, shown, told


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<b>bold</b> and <i>slanted</i>", "**bold** and *slanted*"),
        ("<strong>bold </strong>x", "**bold** x"),
        ("a<b> bold</b>", "a **bold**"),
        ("in<b>side</b>words", "in**side**words"),
        ("<i>a <b>b</b> c</i>", "*a **b** c*"),
        ("<b>a <i>b</i></b>", "**a *b***"),
        ("<b>a</b><b>b</b>", "**ab**"),
        ("<b><strong>twice</strong></b>", "**twice**"),
        ("<b> </b>x", "x"),
        ("<del>gone</del> <s>old</s>", "~~gone old~~"),
        ("<ins>new</ins> <u>line</u> <small>print</small>", "new line print"),
        ("<mark>lit</mark>", "==lit=="),
        ("press <kbd>Ctrl</kbd>", "press `Ctrl`"),
        ("the <abbr title='World Wide Web'>WWW</abbr>", "the WWW"),
        ("he said <q>no</q>.", "he said “no”."),
        ("m<sup>2</sup> and H<sub>2</sub>O", "m² and H₂O"),
        ("10<sup>-6</sup>", "10⁻⁶"),
        ("the 19<sup>th</sup>", "the 19th"),
        ("<ruby>漢<rp>(</rp><rt>かん</rt><rp>)</rp></ruby>字", "漢(かん)字"),
        ("<ruby>漢<rt>かん</rt></ruby>", "漢(かん)"),
        ("long<wbr>word", "longword"),
        ("<span style='font-weight:bold'>a</span> <span style='font-style: italic'>b</span>", "**a** *b*"),
        ("<b style='font-weight:normal'>a</b>", "a"),
        ("<code>a `b` c</code>", "``a `b` c``"),
        ("<code>`</code>", "`` ` ``"),
        ("<a href='/x'><b>a</b></a>", "[**a**](https://good.example/x)"),
        ("<b>a <a href='/x'>b</a></b>", "**a** [**b**](https://good.example/x)"),
    ],
)
def test_text_is_set_off_as_the_page_has_it(markup, markdown):
    assert told(f"<p>{markup}</p>") == markdown


def test_a_mark_at_the_edge_of_emphasis_stays_outside_where_markdown_would_not_read_it():
    assert told("<p><b>「強調」</b>です</p>") == "「**強調**」です"


def test_emphasis_right_after_emphasis_is_left_out_rather_than_glued():
    assert shown(told("<p><b>a</b><i>b</i></p>")) == "ab"


def test_a_line_break_is_one():
    markdown = told("<p>Roses are red,<br>violets are blue.</p>")
    assert markdown == "Roses are red,  \nviolets are blue."
    assert len(rendered(markdown).findall(".//br")) == 1


def test_two_line_breaks_are_a_paragraph():
    assert told("<div>One.<br><br>Two.</div>") == "One.\n\nTwo."


@pytest.mark.parametrize(
    "text",
    [
        "# no heading",
        "- no entry",
        "+ no entry",
        "1. no entry",
        "2) no entry",
        "> no quote",
        "--- ",
        "=== ",
        "~~~",
        "``` x",
        "* no entry",
        "*no emphasis*",
        "_no emphasis_",
        "~~not struck~~",
        "`no code`",
        "<b>no tag</b>",
        "<script>alert(1)</script>",
        "<!-- no comment -->",
        "&amp; &lt; &#35;",
        "[no](link)",
        "![no](picture)",
        "[no]: definition",
        "[^1]: no note",
        "[ ] no box",
        "| no | table |",
        "a backslash \\ and \\* another\\",
        ": no definition",
    ],
)
def test_what_looks_like_markdown_reads_back_as_the_same_text(text):
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    assert shown(told(f"<p>{escaped}</p>")) == text.strip()


@pytest.mark.parametrize(
    "text",
    ["snake_case_name", "2 * 3 * 4", "a < b", "AT&T", "[sic]", "see [1], [2]", "wow!", "C# and F#", "$5 and $10"],
)
def test_what_does_not_need_a_backslash_has_none(text):
    assert told(f"<p>{text.replace('&', '&amp;').replace('<', '&lt;')}</p>") == text


def test_dollars_that_would_make_a_formula_are_escaped():
    assert told("<p>from $x to $y$ it is</p>") == "from \\$x to \\$y\\$ it is"


def test_a_hashtag_of_the_page_is_no_tag_of_the_reader():
    assert told("<p>so #true</p>") == "so \\#true"


def test_what_nobody_sees_is_left_out():
    assert told("<p>so\u00adft\u200b hy\u2060phen \u202eright\u202c\ufeff</p>") == "soft hyphen right"


@pytest.mark.parametrize(
    "text", ["می\u200cخواهم", "👩\u200d👩\u200d👧", "क्\u200dष", "שלום, עולם", "ภาษาไทย", "日本語。"]
)
def test_scripts_keep_what_they_need(text):
    assert told(f"<p>{text}</p>") == text


def test_a_formula_is_told_once_however_an_extractor_tells_it():
    formula = "<math><mi>x</mi><mn>2</mn><annotation encoding='application/x-tex'>x^2</annotation></math>"
    body = f"<p>The square is {formula} as everybody knows.</p>"
    assert told(body, "The square is \\(x^2\\) as everybody knows.") == "The square is $x^2$ as everybody knows."


def test_emoji_that_are_pictures_are_text():
    assert told("<p>good <img class='emoji' src='/1f44d.png' alt='👍'></p>") == "good 👍"


@pytest.mark.parametrize(
    ("markup", "markdown"),
    [
        ("<math><mi>x</mi><annotation encoding='application/x-tex'>{\\displaystyle x}</annotation></math>", "so $x$."),
        (
            "<span class='katex'><span class='katex-mathml'><math><mi>x</mi><annotation encoding='application/x-tex'>"
            "x^2</annotation></math></span><span class='katex-html'>x2</span></span>",
            "so $x^2$.",
        ),
        ("<math alttext='\\href{javascript:x}{y}'><mi>y</mi></math>", "so $\\text{javascript:x}{y}$."),
        ("<math><mi>y</mi></math>", "so y ."),
    ],
)
def test_a_formula_is_its_tex_where_there_is_one(markup, markdown):
    assert told(f"<p>so {markup}.</p>") == markdown


def test_a_quote_makes_no_box_of_its_own():
    assert told("<blockquote>[!danger] Call us</blockquote>") == "> \\[!danger] Call us"
