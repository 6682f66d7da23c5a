"""What dropped files ask for."""

import codecs
import plistlib
import struct
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.model.drop import FORMATS, Drop, Link, links_in
from tests.model.exports.samples import zipped

A = "https://a.example/one"
B = "https://b.example/two?x=1&y=2#three"
URLS = st.from_regex(r"https?://[a-z]{1,9}\.example/[A-Za-z0-9_~%()/.-]{0,20}", fullmatch=True)


def urls_in(data, name="reading.txt"):
    return [link.url for link in links_in(data.encode() if isinstance(data, str) else data, name)]


def format_of(data, name="x"):
    drop = Drop(data, name)
    return next(one.told(drop) for one in FORMATS if one.is_it(drop))


# Windows shortcuts


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_windows_shortcut_gives_its_address_in_any_encoding(encoding, newline):
    lines = ["[InternetShortcut]", "URL=https://a.example/caf%20%C3%A9", "IconFile=C:\\x.ico", "IconIndex=0", ""]
    assert urls_in(newline.join(lines).encode(encoding), "a.url") == ["https://a.example/caf%20%C3%A9"]


def test_the_base_address_of_a_shortcut_is_not_its_address():
    text = (
        "[DEFAULT]\nBASEURL=https://other.example/\n\n[DOC_X]\nURL=https://frame.example/\n"
        f"[InternetShortcut]\nurl = {A}\n[{{000214A0-0000}}]\nProp3=19,11\n"
    )
    assert urls_in(text, "a.url") == [A]


def test_of_two_addresses_in_a_shortcut_the_first_counts():
    text = f"; made by hand\n[INTERNETSHORTCUT]\nURL=\nURL={A}\nURL={B}\n[InternetShortcut]\nURL={B}"
    assert urls_in(text, "a.url") == [A]


def test_a_shortcut_without_an_address_asks_for_nothing():
    assert urls_in("[InternetShortcut]\nIconFile=https://a.example/favicon.ico\n", "a.url") == []


def test_a_shortcut_to_something_else_is_given_as_written():
    assert urls_in("[InternetShortcut]\nURL=file:///etc/passwd", "a.url") == ["file:///etc/passwd"]
    assert urls_in("[InternetShortcut]\nURL=https://a.example/Inc.,", "a.url") == ["https://a.example/Inc.,"]
    assert urls_in("[InternetShortcut]\nURL=www.a.example/x", "a.url") == ["https://www.a.example/x"]


def test_breaks_in_the_address_of_a_shortcut_are_none_of_it():
    webloc = plistlib.dumps({"URL": "https://a.example/\nhttps:\t//b.example/"})
    assert urls_in(webloc) == ["https://a.example/https://b.example/"]


def test_a_shortcut_that_holds_a_bare_address_is_read_as_text():
    assert urls_in(A, "a.url") == [A]
    assert urls_in(f"URL={A}\r\n", "a.url") == [A]


def test_a_list_that_begins_with_another_section_is_read_as_text():
    assert urls_in(f"[reading]\n{A}\n", "a.url") == [A]
    assert urls_in(f"# [InternetShortcut]\n[x] {A}\n") == [A]


# webloc


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
def test_a_webloc_gives_its_address(form):
    assert urls_in(plistlib.dumps({"URL": "https://a.example/é?a=1&b=2"}, fmt=form), "a.webloc") == [
        "https://a.example/é?a=1&b=2"
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_a_webloc_is_read_whatever_encoding_it_claims(encoding):
    text = plistlib.dumps({"URL": "https://a.example/é"}).decode()
    assert urls_in(text.encode(encoding), "a.webloc") == ["https://a.example/é"]


def test_a_webloc_without_a_declaration_is_read():
    assert urls_in(f"\n<plist version='1.0'><dict><key>URL</key><string>{A}</string></dict></plist>") == [A]


@pytest.mark.parametrize("form", [plistlib.FMT_XML, plistlib.FMT_BINARY])
@pytest.mark.parametrize(
    "content", [{}, {"URL": 7}, ["https://a.example/"], {"URL": ""}, {"Name": "https://a.example"}]
)
def test_a_webloc_without_an_address_asks_for_nothing(form, content):
    assert urls_in(plistlib.dumps(content, fmt=form), "a.webloc") == []


def test_an_empty_webloc_asks_for_nothing():
    assert urls_in(b"", "a.webloc") == []


def test_a_leftover_under_the_name_of_a_webloc_is_read_as_the_list_it_is():
    assert urls_in(f"{A}\n{B}\n", "a.webloc") == [A, B]


@pytest.mark.parametrize(
    "data",
    [
        b"bplist00",
        b"bplist00" + b"\xff" * 40,
        b"bplist00" + struct.pack(">6xBBQQQ", 8, 8, 1 << 60, 0, 8),
        b"bplist00" + b"\xa1\x00" * 8 + struct.pack(">6xBBQQQ", 1, 1, 8, 0, 16),
        plistlib.dumps({"URL": A}, fmt=plistlib.FMT_BINARY)[:-3],
        plistlib.dumps({"URL": A})[:-20],
        b"<?xml version='1.0'?><plist><dict><key>URL</key><date>never</date></dict></plist>",
        b"<?xml version='1.0'?><!DOCTYPE plist [<!ENTITY a 'b'>]><plist><string>&a;</string></plist>",
        b"<?xml version='1.0'?><plist><integer>" + b"9" * 9999 + b"</integer></plist>",
    ],
)
def test_a_broken_webloc_asks_for_nothing_and_hurts_nothing(data):
    assert urls_in(data, "a.webloc") == []


def test_a_webloc_nested_beyond_reason_asks_for_nothing():
    depth = 3000
    objects = b"".join(b"\xa1" + struct.pack(">H", number + 1) for number in range(depth)) + b"\x09"
    offsets = b"".join(struct.pack(">H", 8 + 3 * number) for number in range(depth + 1))
    trailer = struct.pack(">6xBBQQQ", 2, 2, depth + 1, 0, 8 + len(objects))
    assert urls_in(b"bplist00" + objects + offsets + trailer, "a.webloc") == []


def test_a_binary_webloc_whose_parts_lie_over_one_another_fills_no_memory():
    count, long = 3000, 30_000
    array = b"\xaf\x11" + struct.pack(f">H{count}H", count, *range(1, count + 1))
    objects = array + b"\x5f\x11" + struct.pack(">H", long) + b"a" * long
    offsets = struct.pack(f">{count + 1}H", 8, *[8 + len(array)] * count)
    trailer = struct.pack(">6xBBQQQ", 2, 2, count + 1, 0, 8 + len(objects))
    tracemalloc.start()
    try:
        assert urls_in(b"bplist00" + objects + offsets + trailer, "a.webloc") == []
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@given(st.binary(max_size=300))
def test_no_binary_webloc_raises(data):
    assert all(isinstance(link, Link) for link in links_in(b"bplist00" + data, "a.webloc"))


# desktop entries


@pytest.mark.parametrize("key", ["URL", "URL[$e]"])
def test_a_desktop_entry_of_the_type_link_gives_its_address_and_name(key):
    text = f"[Desktop Entry]\nEncoding=UTF-8\nName=A  page\nType=Link\n{key}=https://a.example/100%25\nIcon=text-html\n"
    assert links_in(text.encode(), "a.desktop") == (Link("https://a.example/100%25", "A page"),)


def test_a_desktop_entry_that_starts_a_program_asks_for_nothing():
    assert urls_in(f"[Desktop Entry]\nType=Application\nExec=firefox {A}\nURL={A}\n", "a.desktop") == []


# text: encodings


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
def test_text_is_read_in_any_encoding(encoding):
    text = "Café déjà vu\r\nhttps://a.example/café\r\n"
    assert links_in(text.encode(encoding), "x.txt") == (Link("https://a.example/café", "Café déjà vu"),)


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
    ],
)
def test_a_byte_order_mark_is_believed(mark, encoding):
    assert urls_in(mark + A.encode(encoding)) == [A]


def test_the_undefined_bytes_of_windows_1252_are_read_too():
    assert urls_in(b"\x81\x8d\x8f\x90\x9d \xe9\n" + A.encode()) == [A]


def test_each_line_of_a_mixed_file_is_read_in_its_own_encoding():
    data = "https://a.example/é\n".encode() + "https://b.example/é\n".encode("cp1252")
    assert urls_in(data) == ["https://a.example/é", "https://b.example/é"]


def test_a_text_padded_with_nul_is_read():
    assert urls_in(A.encode() + b"\0" * 500) == [A]


@given(st.binary(max_size=400), st.sampled_from(["a.txt", "a.url", "a.html", "a"]))
def test_no_bytes_raise_and_no_lone_surrogates_come_out(data, name):
    for link in links_in(data, name):
        link.url.encode()
        link.title.encode()
        assert link.url


@given(st.text(max_size=400), st.sampled_from(["utf-8", "utf-16", "utf-16-le", "cp1252"]))
def test_no_text_raises_and_each_address_comes_once(text, encoding):
    urls = urls_in(text.encode(encoding, "surrogatepass" if encoding != "cp1252" else "replace"))
    assert len(urls) == len(set(urls))


# text: lines


def test_bare_lines_are_addresses_in_their_order():
    assert urls_in(f"\n  {B}  \n\n{A}\n\t{B}/3\r{A}/4") == [B, A, f"{B}/3", f"{A}/4"]


def test_comments_and_blank_lines_are_passed_over():
    assert urls_in(f"# my list\n\n#{A}\n# {A}\n#\n#!x {A}\n## {A}\n{B}\n") == [B]


def test_a_hashtag_is_no_comment():
    assert urls_in(f"#python is fun {A}") == [A]


def test_a_line_directly_before_an_address_is_its_title():
    text = f"How to cool a Pi\n{A}\n\nSomething else\n\n{B}\n{B}/2\n"
    assert links_in(text.encode(), "x.txt") == (Link(A, "How to cool a Pi"), Link(B), Link(f"{B}/2"))


@pytest.mark.parametrize("line", [f"The title\t{A}", f"{A}\tThe title", f"* The title\t{A}"])
def test_a_tab_parts_an_address_from_its_title(line):
    assert links_in(line.encode(), "a.txt") == (Link(A, "The title"),)


def test_two_addresses_with_a_tab_between_are_two():
    assert [one.url for one in links_in(f"{A}\t{B}".encode(), "a.txt")] == [A, B]


def test_neither_a_comment_nor_a_line_with_an_address_is_a_title():
    text = f"Title\n# comment\n{A}\nsee {A}/2 there\n{B}\n"
    assert [link.title for link in links_in(text.encode(), "x.txt")] == ["", "", ""]


def test_a_title_is_one_tidy_line():
    (link,) = links_in(f"- \ufeff How \t to\xa0cool {'x' * 900}\n{A}".encode(), "x.txt")
    assert link.title.startswith("How to cool xxx")
    assert len(link.title) == 300


@pytest.mark.parametrize("bullet", ["- ", "* ", "• ", "12. ", "3) ", "- [ ] ", "* [x] ", "–\t"])
def test_a_bullet_is_no_part_of_a_line(bullet):
    assert urls_in(f"{bullet}https://a.example/Inc.\n") == ["https://a.example/Inc."]


@pytest.mark.parametrize(
    "url",
    [
        "https://en.wikipedia.org/wiki/Inc.",
        "https://en.wikipedia.org/wiki/Pi_(disambiguation)",
        "HTTPS://A.example/X",
        "http://[::1]:8080/",
        "http://a.example",
        "https://a.example/odd)",
        "https://web.archive.org/web/2020/https://b.example/",
        "https://a.example/?q=a|b",
        "https://ja.wikipedia.org/wiki/モーニング娘。",
        "http:a.example",
        "https:/a.example",
    ],
)
def test_a_line_that_is_an_address_is_taken_as_written(url):
    assert urls_in(f"{url}\n") == [url]


@pytest.mark.parametrize(
    "url",
    [
        "ftp://a.example/x",
        "file:///etc/passwd",
        "file:/etc/passwd",
        "gopher://a.example/",
        "javascript:alert('a b')",
        "data:text/html,<b>hello world</b>",
        "mailto:me@a.example",
        "about:blank",
        "chrome://settings",
        "x-web+app://a.example",
    ],
)
def test_a_line_that_is_an_address_of_another_kind_is_given_so_that_it_is_refused_by_name(url):
    assert urls_in(f"{A}\n{url}\n") == [A, url]


@pytest.mark.parametrize(
    "text", ["see ftp://a.example/x", "Note:this", "data: 5 points", "mail me@a.example", "https://"]
)
def test_other_texts_ask_for_nothing(text):
    assert urls_in(text) == []


@pytest.mark.parametrize(
    ("line", "url"),
    [
        ("www.a.example", "https://www.a.example"),
        ("WWW.a.example/x y", None),
        ("www.a.example:8080/@me?q#f", "https://www.a.example:8080/@me?q#f"),
        ("a.example/path", "https://a.example/path"),
        ("medium.com/@me/x", "https://medium.com/@me/x"),
        ("a.example:8080/", "https://a.example:8080/"),
        ("a.example", None),
        ("notes.txt", None),
        ("and/or", None),
        ("1.2/3", None),
        ("me@a.example/x", None),
        ("www.", None),
        ("a.b." * 2000, None),
    ],
)
def test_a_line_without_a_scheme_is_an_address_only_where_it_can_be_nothing_else(line, url):
    assert urls_in(line) == ([url] if url else [])


def test_an_address_counts_once_and_keeps_its_title():
    text = f"{A}\n{B}\nThe title\n{A}\nAnother\n{A}\n"
    assert links_in(text.encode(), "x.txt") == (Link(A, "The title"), Link(B))


# text: within words


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        (f"Look at {A}, it is good.", [A]),
        (f"Look ({A}).", [A]),
        (f"Look [{A}]!", [A]),
        (f'He said "{A}".', [A]),
        (f"Shared via App: {A}…", [A]),
        (f"**{A}**", [A]),
        (f"<{A}>", [A]),
        ("<https://a.example/Inc.>", ["https://a.example/Inc."]),
        (
            "see https://en.wikipedia.org/wiki/Pi_(disambiguation).",
            ["https://en.wikipedia.org/wiki/Pi_(disambiguation)"],
        ),
        (
            "(see https://en.wikipedia.org/wiki/Pi_(disambiguation))",
            ["https://en.wikipedia.org/wiki/Pi_(disambiguation)"],
        ),
        (f"标题{A}。后面", [A]),
        (f"看\uff08{A}\uff09吧", [A]),
        (f"{A},{B}", [A, B]),
        (f"{A};{B}|{A}/3", [A, B, f"{A}/3"]),
        (f"['{A}','{B}']", [A, B]),
        (f'{{"url": "{A}", "n": 1}}', [A]),
        (f"{A}\tA title\tb", [A]),
        (f"view-source:{A}", [A]),
        ("nothing at https://... here http://)", []),
        (f"zero\u200b{A}\u200bwidth", [A]),
        ("HtTp://A.example/x is loud", ["HtTp://A.example/x"]),
        (f'{A}">here</a>', [A]),
        ("https://a.example/x{y} and https://a.example/z}", ["https://a.example/x{y}", "https://a.example/z"]),
    ],
)
def test_addresses_are_found_within_words(text, urls):
    assert urls_in(text) == urls


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (f"[A page]({A})", [Link(A, "A page")]),
        (f'See [A page]({A} "hint") and [B]({B}).', [Link(A, "A page"), Link(B, "B")]),
        (f"[A]({A})[B]({B})", [Link(A, "A"), Link(B, "B")]),
        (f"[A [big] page](<{A}>)", [Link(A, "A [big] page")]),
        ("[Pi](https://en.wikipedia.org/wiki/Pi_(letter))", [Link("https://en.wikipedia.org/wiki/Pi_(letter)", "Pi")]),
        ("[Inc](https://a.example/Inc.)", [Link("https://a.example/Inc.", "Inc")]),
        (f"[open]({A}", [Link(A, "open")]),
        (f"no title]({A})", [Link(A)]),
        (f"[![badge]({A})]({B})", [Link(A, "badge"), Link(B)]),
        (f'[1]: {A} "A page"', [Link(A, "A page")]),
        (f"[1]: <{A}> (A page)", [Link(A, "A page")]),
        (f"[1]: {A} 'A page'", [Link(A, "A page")]),
        (f"[1]: {A}", [Link(A)]),
        (f"[Cooling]: {A}", [Link(A, "Cooling")]),
        (f"[1]: {A} and {B}", [Link(A), Link(B)]),
        (f"[1]: {A},{B}", [Link(A), Link(B)]),
        (f"[^1]: see {A}.", [Link(A)]),
    ],
)
def test_markdown_links_give_their_titles(text, links):
    assert list(links_in(text.encode(), "notes.md")) == links


@given(st.lists(URLS, min_size=1, max_size=8, unique=True))
def test_a_list_made_again_from_its_addresses_asks_for_the_same(urls):
    assert urls_in("".join(f"{url}\n" for url in urls)) == urls


@given(st.lists(URLS | st.text(max_size=12) | st.sampled_from(["](", ")", "<", "'", ",", "\n", "[1]: "]), max_size=12))
def test_what_is_found_in_any_text_is_found_again_in_a_list_of_it(pieces):
    urls = [url for url in urls_in("".join(pieces)) if url.isascii() and url.isprintable() and " " not in url]
    assert urls_in("".join(f"{url}\n" for url in urls)) == urls


# what is no text


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n/URI (https://a.example/)\n",
        b"PK\x03\x04\x14\x00mimetypehttps://a.example/",
        b"\x89PNG\r\n\x1a\nhttps://a.example/",
        b"\x00\x01\x02 https://a.example/ \x00\x05",
        b"{\\rtf1 {\\field https://a.example/}}",
        b"<!DOCTYPE html>\n<a href='https://a.example/'>x</a>",
        b"\xef\xbb\xbf  <html><body>https://a.example/",
        b"<?xml version='1.0'?><opml><outline htmlUrl='https://a.example/'/></opml>",
        b"<?xml version='1.0'?><rss><link>https://a.example/</link></rss>",
        b"<rdf:RDF xmlns='https://a.example/'>",
        b"<p>https://a.example/</p>",
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://a.example/\r\nMIME-Version: 1.0\r\n\r\n",
    ],
)
def test_what_is_no_list_of_a_person_asks_for_nothing(data):
    assert urls_in(data) == []


def test_a_saved_page_is_known_by_its_name_where_its_content_does_not_tell():
    assert urls_in(f"hello\n<a href='{A}'>x</a>", "page.HTML") == []
    assert urls_in(f"{A}\n{B}\n", "page.html") == [A, B]


def test_an_address_in_angle_brackets_is_no_markup():
    assert urls_in(f"<{A}>\n<www.example.com>\n") == [A]


def test_each_format_is_reached():
    data = {
        "binary webloc": b"bplist00",
        "PDF": b"%PDF-1.7",
        "EPUB": b"PK\x03\x04" + bytes(26) + b"mimetypeapplication/epub+zip",
        "Firefox backup": b"mozLz40\0",
        "zip": zipped(a_csv="url,title\n"),
        "bookmarks": b"<!DOCTYPE NETSCAPE-Bookmark-file-1>",
        "webloc": plistlib.dumps({}),
        "reading list": b"<html><title>Pocket Export</title>",
        "OPML": b"<opml version='2.0'>",
        "page": b"<html>",
        "page in parts": b"From: <Saved by Blink>\nMIME-Version: 1.0\n\n",
        "no text": b"",
        "markup": b"<rss>",
        "mail": b"Subject: x\nMIME-Version: 1.0\n\n",
        "calendar": b"BEGIN:VCALENDAR\n",
        "shortcut": b"[InternetShortcut]",
        "desktop entry": b"[Desktop Entry]",
        "JSON lines": b'{"url": "https://a.example/"}\n{}',
        "JSON": b'[{"url": "https://a.example/"}]',
        "table": b"url,title\n",
        "addresses": b"hello",
        "text": b"hello",
    }
    found = {name: format_of(each, "x.html" if name == "addresses" else "x") for name, each in data.items()}
    assert found == {name: name for name in data}
    assert len(found) == len(FORMATS)


# shapes made to hurt


HOSTILE = [
    "https://", "http://x,", "](https://x,", "](https://x(", "[a](https://x)", "'https://x'", "<https://x>", "a.", "[",
    "]", "](", "((", "https://x))", "[x]: https://x ", "#", "- ", "a://", "a:", "\r", "\n", "https://x\n", "www.", ",a",
    "x\nhttps://y\n", "=", "[a]\n", "\x00a", "é", '"', "https://a|", "data:", "(https://a,https://b", "a-", "1",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
@pytest.mark.parametrize("before", ["", "[InternetShortcut]\n", "x "])
def test_what_is_repeated_without_end_gives_no_address_twice(piece, before):
    urls = urls_in((before + piece * (100_000 // len(piece))).encode())
    assert len(urls) == len(set(urls)) < 9


@settings(max_examples=20)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=4))
def test_several_pieces_that_are_repeated_without_end_give_no_address_twice(pieces):
    piece = "".join(pieces)
    urls = urls_in((piece * (50_000 // len(piece))).encode())
    assert len(urls) == len(set(urls)) <= 12
