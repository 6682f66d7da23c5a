import pytest

from tests.extract.samples import article


def test_plain_text_keeps_its_paragraphs_and_lines():
    assert (
        article(b"One line\r\nand another.\r\n\r\n\r\nA *second* one.").text
        == "One line\nand another.\n\nA \\*second\\* one."
    )


def test_the_first_line_is_the_title_where_it_stands_alone():
    found = article(b"On Keeping\n\nPages go.").metadata
    assert (found.title, found.sources["title"], found.genre) == ("On Keeping", "text", "text")


@pytest.mark.parametrize("body", [b"Pages go.\n\nMore of it.", b"One\nTwo\n\nThree", b"Only this"])
def test_a_first_line_that_is_no_title_is_none(body):
    assert article(body, url="https://site.example/a/notes.txt").metadata.title == "notes.txt"


def test_what_is_drawn_stays_as_it_is_drawn():
    assert article(b"a    b\nc    d\n\nWords.").text == "```\na    b\nc    d\n```\n\nWords."


@pytest.mark.parametrize(
    ("body", "charset"),
    [
        ("Käse".encode(), ""),
        ("Käse".encode("cp1252"), ""),
        ("Käse".encode("cp1252"), "iso-8859-1"),
        ("Käse".encode("cp1252"), "no-such-charset"),
        ("\ufeffKäse".encode("utf-16-le"), "utf-8"),
        ("\ufeffKäse".encode(), "windows-1251"),
    ],
)
def test_a_text_is_decoded_as_it_is_written(body, charset):
    assert article(body, "text/plain", charset=charset).text == "Käse"


def test_a_charset_that_the_bytes_prove_wrong_is_not_believed():
    assert article("Käse, Öl, Brühe".encode(), "text/plain", charset="iso-8859-1").text == "Käse, Öl, Brühe"


def test_a_declared_charset_is_used_where_the_bytes_are_no_utf_8():
    assert article("Привет".encode("koi8-r"), "text/plain", charset="koi8-r").text == "Привет"


@pytest.mark.parametrize("charset", ["rot13", "zip", "idna", "unicode_escape", "x" * 10_000, "utf-7"])
def test_no_codec_is_loaded_that_is_none_of_texts(charset):
    assert article(b"K\xe4se", "text/plain", charset=charset).text == "Käse"


def test_an_empty_file_says_so():
    read = article(b"", "text/plain")
    assert (read.text, read.notes) == ("", ("There is no text in it.",))


def test_programs_are_shown_as_they_are_written():
    assert article(b"a {\n  color: red }", "text/css").text == "```\na {\n  color: red }\n```"


def test_markdown_is_kept_and_its_first_heading_is_the_title():
    read = article(b"# On *Keeping*\n\nPages **go**.\n", "text/markdown")
    assert (read.metadata.title, read.text) == ("On *Keeping*", "Pages **go**.")


def test_front_matter_is_metadata_and_no_text():
    front = b'---\ntitle: "On Keeping"\nauthor: Ada Doe\ndate: 2026-11-24\ntags: [a, b]\n---\n'
    body = front + b"# Another heading\n\nPages go.\n"
    read = article(body, "text/markdown")
    found = read.metadata
    assert (found.title, found.authors, found.published, found.tags) == (
        "On Keeping",
        ("Ada Doe",),
        "2026-11-24",
        ("a", "b"),
    )
    assert read.text == "# Another heading\n\nPages go."


def test_a_heading_that_repeats_the_front_matters_title_is_left_out():
    assert article(b"---\ntitle: Keeping\n---\nKeeping\n=======\n\nPages go.", "text/markdown").text == "Pages go."


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("```dataviewjs\napp.vault\n```", "```\napp.vault\n```"),
        ("> ~~~ dataview LIST\n> x\n> ~~~", "> ~~~\n> x\n> ~~~"),
        ("1. ```dataviewjs\n   x\n   ```", "1. ```\n   x\n   ```"),
        ("A\n\n    ```\n\n```dataviewjs\nx\n```", "A\n\n    ```\n\n```\nx\n```"),
        ("```python title=a\nx = '<style>'\n```", "```python\nx = '<style>'\n```"),
        ("A `\n= this.file` b", "A \\`\n= this.file` b"),
        ("A `= this.file` b", "A \\`= this.file\\` b"),
        ("A ``$= dv.pages()`` b", "A \\`$= dv.pages()\\` b"),
        ("A `<script>` is `a = b`.", "A `<script>` is `a = b`."),
        (r"So $\href{javascript:x}{y}$ is", r"So $\text{javascript:x}{y}$ is"),
        ("<iframe src=x></iframe> <b>", "\\<iframe src=x>\\</iframe> <b>"),
    ],
)
def test_of_markdown_nothing_is_left_that_an_editor_would_run(written, kept):
    assert article(f"# T\n\n{written}\n".encode(), "text/markdown").text == kept


def test_json_is_set_out_by_lines():
    read = article(b'{"title":"One","list":[1]}', "application/json")
    assert read.text == '```json\n{\n  "title": "One",\n  "list": [\n    1\n  ]\n}\n```'
    assert (read.metadata.title, read.metadata.genre, read.facts["fields"]) == ("One", "data", "title, list")


@pytest.mark.parametrize("body", [b'{"a": 1', b"[" * 200_000, b'{"a": ' + b"9" * 100_000 + b"}"])
def test_json_that_does_not_read_is_shown_and_said_so(body):
    read = article(body, "application/json")
    assert read.text
    assert read.notes[0].startswith("It does not read as JSON: ")


def test_json_that_would_be_mostly_blanks_is_cut():
    deep = b"[" * 400 + b"]" * 400
    read = article(b"[" + b",".join([deep] * 300) + b"]", "application/json")
    assert len(read.text) < 1_100_000
    assert read.notes == ("Only the beginning of the text is here: it goes on.",)


def test_json_lines_are_counted_and_wrong_ones_told():
    read = article(b'{"a": 1}\n\n{"a": 2}\noops\n', "application/x-ndjson")
    assert read.text == '```json\n{"a": 1}\n{"a": 2}\noops\n```'
    assert (read.facts["lines"], read.notes) == ("3", ("Lines that do not read as JSON: 1 of 3.",))


def test_a_fence_within_is_no_end_of_the_block():
    assert article(b'["```"]', "application/json").text.startswith("````json\n")


def test_xml_is_set_out_by_lines():
    read = article(b'<?xml version="1.0"?><notes><title>Mine</title><note>x</note></notes>', "application/xml")
    assert read.text == "```xml\n<notes>\n  <title>Mine</title>\n  <note>x</note>\n</notes>\n```"
    assert (read.metadata.title, read.facts["root"]) == ("Mine", "notes")


def test_damaged_xml_is_shown_and_said_so():
    read = article(b'<?xml version="1.0"?><notes><note>', "application/xml")
    assert read.text == '```xml\n<?xml version="1.0"?><notes><note>\n```'
    assert read.notes[0].startswith("Its XML is damaged: ")


def test_nothing_outside_is_read_into_xml():
    body = b'<!DOCTYPE n [<!ENTITY x SYSTEM "file:///etc/passwd">]><n>&x;</n>'
    assert "root:" not in article(b'<?xml version="1.0"?>' + body, "application/xml").text


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        (b'name,"cost, all"\na|b,2\n', "text/csv"),
        (b"name;cost, all\na|b;2", "text/csv"),
        (b"name\tcost, all\na|b\t2", "text/tab-separated-values"),
    ],
)
def test_columns_are_a_table_whatever_parts_them(body, media_type):
    assert article(body, media_type).text == "| name | cost, all |\n| --- | --- |\n| a\\|b | 2 |"


def test_a_long_table_is_cut_and_says_how_long_it_is():
    read = article(b"a,b\n" + b"1,2\n" * 5000, "text/csv")
    assert len(read.text.split("\n")) == 1002
    assert (read.facts["rows"], read.facts["columns"]) == ("5000", "2")
    assert "at most 1000 rows" in read.notes[0]


def test_a_field_without_end_is_shown_as_it_is():
    read = article(b'a,"' + b"x" * 200_000, "text/csv")
    assert read.notes[0].startswith("It does not read as a table: ")


def test_rtf_is_read_with_what_its_head_tells():
    head = rb"{\rtf1\ansi{\info{\title On \'fcber pages}{\author Ada Doe}{\creatim\yr2026\mo1\dy2}}"
    read = article(head + rb"\pard One.\par Two.\par}")
    assert read.text == "One.\n\nTwo."
    found = read.metadata
    assert (found.title, found.authors, found.published) == ("On über pages", ("Ada Doe",), "2026-01-02")
