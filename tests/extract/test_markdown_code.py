"""Blocks of code: every blank, the language, no numbers."""

import pytest

from tests.extract.marked_up import rendered, told


def test_blanks_in_code_are_exact():
    code = "def f():\n\n    return  1\t# so"
    assert rendered(told(f"<pre>{code}</pre>")).findtext(".//code") == f"{code}\n"


@pytest.mark.parametrize(
    "markup",
    [
        "<pre><code class='language-python'>x</code></pre>",
        "<pre class='lang-python'>x</pre>",
        "<div class='highlight-source-python'><pre>x</pre></div>",
        "<div class='highlight highlight-source-python'><pre>x</pre></div>",
        "<pre class='brush: python; toolbar: false'>x</pre>",
        "<pre data-lang='python'>x</pre>",
        "<pre><code class='hljs python'>x</code></pre>",
        "<div class='sourceCode'><pre class='sourceCode python'><code>x</code></pre></div>",
        "<div class='language-python highlighter-rouge'><div><pre class='highlight'>x</pre></div></div>",
    ],
)
def test_code_keeps_its_language(markup):
    assert told(markup) == "```python\nx\n```"


@pytest.mark.parametrize("language", ["dataviewjs", "dataview", "query", "tasks", "js-engine", "mermaid"])
def test_a_language_that_an_editor_would_act_on_is_not_told(language):
    assert told(f"<pre><code class='language-{language}'>x</code></pre>") == "```\nx\n```"


@pytest.mark.parametrize("code", ["= this.file.name", "$= dv.pages()"])
def test_code_that_an_editor_would_run_is_text(code):
    assert told(f"<p>Here <code>{code}</code> stands.</p>") == f"Here {code} stands."


def test_a_language_that_is_none_is_not_told():
    assert told("<pre><code class='language-none'>x</code></pre>") == "```\nx\n```"


def test_a_fence_is_longer_than_any_in_the_code():
    assert told("<pre>````\nx</pre>") == "`````\n````\nx\n`````"


def test_numbers_beside_code_are_not_code():
    body = (
        "<div class='highlight'><table class='highlighttable'><tr><td class='linenos'><div class='linenodiv'>"
        "<pre>1\n2</pre></div></td><td class='code'><pre>a\nb</pre></td></tr></table></div>"
    )
    assert told(body) == "```\na\nb\n```"


def test_code_in_a_table_of_lines_is_one_block():
    rows = "".join(f"<tr><td class='blob-num'>{n}</td><td class='blob-code'>line {n}</td></tr>" for n in (1, 2))
    assert told(f"<div class='blob-wrapper'><table>{rows}</table></div>") == "```\nline 1\nline 2\n```"


def test_lines_of_code_that_are_blocks_or_end_in_breaks_stay_lines():
    assert told("<pre><div>a</div><div>b</div>c<br>d</pre>") == "```\na\nb\nc\nd\n```"


def test_code_is_kept_as_it_is_though_it_was_chosen_in_pieces():
    body = "<p>First we say it.</p><pre>if x {\n  y();\n}</pre><p>Then we do it.</p>"
    markdown = told(body, "First we say it.", "if x {", "y();", "}", "Then we do it.")
    assert markdown == "First we say it.\n\n```\nif x {\n  y();\n}\n```\n\nThen we do it."


def test_code_between_chosen_paragraphs_is_kept_though_it_was_not_chosen():
    body = "<p>First we say it.</p><pre>run it</pre><p>Then we do it.</p>"
    assert "```\nrun it\n```" in told(body, "First we say it.", "Then we do it.")
