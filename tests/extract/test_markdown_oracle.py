"""Whatever a page says, another reader of Markdown reads the same, and finds no HTML."""

import html
from collections.abc import Iterable

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it.token import Token

from atlas.extract.markdown import markdown_of
from atlas.extract.walk import outlay_of
from tests.extract.marked_up import URL, document_of, reader, rendered, shown, told
from tests.extract.unmarking import text_of_markdown

SIGNS = st.text(st.sampled_from("ab c 1.)#*_`~-+>|<[]()!&;\\:=^ \n'\"é中😀%$"), max_size=12).map(html.escape)
SET_OFF = st.sampled_from(
    ["<b>%s</b>", "<i>%s</i>", "<a href=/x>%s</a>", "<code>%s</code>", "<s>%s</s>", "<span>%s</span>"]
)
INLINE = st.recursive(
    SIGNS,
    lambda parts: st.tuples(SET_OFF, st.lists(parts, max_size=3)).map(lambda pair: pair[0] % "".join(pair[1])),
    max_leaves=8,
)
TRAPS = (
    "# x|- y|1. z|> q|---|===|```|~~~|&lt;script>|&amp;amp;|&lt;!--|*|_|[a]: b|[x](y)|![i](j)|[^1]: f|\\|word|<b>s</b>"
)
LINES = st.lists(st.sampled_from([*TRAPS.split("|"), "a|b", "中"]), min_size=1, max_size=3).map(" ".join)
TAGS = st.sampled_from(
    ["p", "div", "ul", "ol", "li", "blockquote", "h2", "pre", "table", "tr", "td", "th", "dl", "dt", "dd", "figure"]
)
BLOCKS = st.recursive(
    LINES,
    lambda parts: st.tuples(TAGS, st.lists(parts, min_size=1, max_size=3)).map(
        lambda pair: f"<{pair[0]}>{''.join(pair[1])}</{pair[0]}>"
    ),
    max_leaves=10,
)
STEADY = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def flat(text: str) -> str:
    return " ".join(text.split())


def squeezed(text: str) -> str:
    return "".join(text.split())


def forms(tokens: Iterable[Token]) -> set[str]:
    """Returns of what form the tokens are, those within lines too."""
    return {form for one in tokens for form in (one.type, *forms(one.children or ()))}


@STEADY
@given(st.lists(INLINE, max_size=4))
def test_any_text_in_a_line_comes_back_as_the_same_text(parts):
    body = f"<p>{''.join(parts)}</p>"
    text = flat(document_of(body).text_content())
    markdown = told(body)
    assert (flat(shown(markdown)), flat(text_of_markdown(markdown))) == (text, text)


@STEADY
@given(st.lists(BLOCKS, max_size=4))
def test_any_text_in_any_blocks_comes_back_as_the_same_text_and_no_html(parts):
    document = document_of(f"<html><body>{''.join(parts)}</body></html>")
    lines = [flat(one.seen) for one in outlay_of(document, URL).lines]
    markdown = markdown_of(document, lines, URL)
    text = squeezed("".join(lines))
    assert squeezed(rendered(markdown).find("body").text_content()) == text
    assert squeezed(text_of_markdown(markdown)) == text
    assert not forms(reader().parse(markdown)) & {"html_block", "html_inline"}


@STEADY
@given(st.lists(BLOCKS, max_size=3), st.lists(SIGNS.map(html.unescape), max_size=4))
def test_every_chosen_word_is_kept_wherever_it_comes_from(parts, lines):
    document = document_of(f"<html><body>{''.join(parts)}</body></html>")
    markdown = markdown_of(document, lines, URL)
    assert not forms(reader().parse(markdown)) & {"html_block", "html_inline"}
    kept = squeezed(text_of_markdown(markdown))
    assert all(word in kept for line in lines for word in line.split() if word.isalnum())
