"""Whatever is in an export, reading it ends: soon, without an error, and with what was in it."""

import html
import io
import json
import struct
import sys
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.errors import Unfit
from atlas.model.drop import MOST, contents_of, links_in
from atlas.model.exports import pack, table, tree
from atlas.model.exports.bounds import MOST_PARTS
from atlas.model.exports.mail import LONGEST_FIELD, heading
from atlas.model.exports.tags import LONGEST, tags_in
from tests.model.exports import samples
from tests.model.exports.samples import zipped

TEXTS = [value for name, value in vars(samples).items() if name.isupper() and isinstance(value, str)]
WHOLE = [*(one.encode() for one in TEXTS), samples.MAIL, samples.HTML_MAIL, zipped(a_csv=samples.POCKET_CSV)]
PIECES = [
    *("<a href=", '"', "'", "<", ">", "https://x.example/", "<dl>", "</dl>", "<h3>", "<dt>", "<dd>", "&amp;", "<!--"),
    *("&", "{", "}", "[", "]", '"url":', ",", ":", "\n", "\\", "\r\n ", "URL:", "BEGIN:VEVENT\n", "--b1\r\n", "=", ";"),
    *("|", "tags", "<script>", "<a\n", 'x="', "<!", "<?", "-->", "é", "\ud7ff", "\x00"),
]  # fmt: skip


@settings(deadline=None)
@given(st.sampled_from(WHOLE), st.data())
def test_no_damage_to_an_export_raises(whole, data):
    at = data.draw(st.integers(0, len(whole)))
    piece = data.draw(st.binary(max_size=20))
    for name in ("x", "x.eml", "x.html"):
        for link in contents_of(whole[:at] + piece + whole[at + data.draw(st.integers(0, 40)) :], name).links:
            link.url.encode()
            "".join((link.title, link.note, *link.tags)).encode()
            assert link.url.lower().startswith(("http:", "https:")) or not contents_of(whole, name).exported


@settings(deadline=None)
@given(st.sampled_from(TEXTS), st.lists(st.sampled_from(PIECES), max_size=30), st.integers(0, 3000))
def test_what_is_taken_was_in_the_file(text, pieces, at):
    broken = text[:at] + "".join(pieces) + text[at:]
    read = {
        broken,
        html.unescape(broken),
        broken.replace("\r\n ", ""),
        broken.replace("\\", ""),
        broken.replace('\\"', '"'),
    }
    # A line break within an address is no part of it.
    plain = "".join("".join(one.split()) for one in read)
    for link in links_in(broken.encode(), "x"):
        assert "".join(link.url.removeprefix("https://").split()) in plain


def bookmarks(count):
    return "<!DOCTYPE NETSCAPE-Bookmark-file-1>\n<DL><p>\n" + "".join(
        f'<DT><H3>F{one}</H3><DL><p><DT><A HREF="https://x.example/{one}" ADD_DATE="1601900000" TAGS="a">T</A>\n'
        for one in range(count)
    )


def test_thousands_of_folders_within_one_another_are_read_and_only_so_many_kept():
    links = contents_of(bookmarks(500).encode(), "x").links
    assert len(links) == 500
    assert links[-1].tags[:2] == ("F0", "F1")
    assert len(links[-1].tags) == 50


def test_the_pictures_in_bookmarks_cost_nothing():
    picture = "x" * 2_000_000
    data = samples.FIREFOX.replace("iVBORw0KGgo=", picture)
    assert contents_of(data.encode(), "x").links == contents_of(samples.FIREFOX.encode(), "x").links


def test_json_nested_beyond_reason_is_no_export():
    assert links_in(b"[" * 200_000, "x.json") == ()
    assert links_in(b'{"url":' * 100_000, "x.json") == ()


def test_what_is_no_entry_is_passed_over():
    data = [{"url": "https://x.example/"}, 7, None, ["https://y.example/"], {"children": [7]}, {"url": 7}]
    assert [link.url for link in links_in(json.dumps(data).encode(), "x")] == ["https://x.example/"]


def test_folders_nested_beyond_reason_end():
    one = {"url": "https://deep.example/"}
    for _ in range(200):
        one = {"title": "x", "children": [one]}
    top = {"children": [{"url": "https://x.example/"}, one], "guid": "x"}
    assert [link.url for link in links_in(json.dumps(top).encode(), "x")] == ["https://x.example/"]


def test_numbers_without_end_are_no_moments():
    data = '[{"url": "https://x.example/", "added": ' + "9" * 4000 + "}]"
    assert links_in(data.encode(), "x")[0].added is None


def test_words_that_are_no_text_leave_no_trace():
    data = (
        '[{"url": "https://x.example/\\ud800a", "title": "\\udfffT\\u0000", "tags": [7, null, "\\ud800"], "note": {}}]'
    )
    (link,) = links_in(data.encode(), "x")
    assert (link.url, link.title, link.tags, link.note) == ("https://x.example/a", "T", (), "")


def test_more_links_than_a_drop_may_hold_are_refused_and_not_cut():
    with pytest.raises(Unfit, match="100,000"):
        contents_of("".join(f"https://x.example/{one}\n" for one in range(MOST + 1)).encode(), "x.txt")


def test_a_list_may_be_ten_megabytes_and_an_export_fifty():
    with pytest.raises(Unfit, match="10 MB"):
        contents_of(b"words " * 1_700_000, "x.txt")
    assert contents_of(bookmarks(1).encode() + b" " * 10_000_000, "x.html").links
    with pytest.raises(Unfit, match="50 MB"):
        contents_of(b"%PDF-" + b"x" * 50_000_000, "x.pdf")


LONG = "x" * 100_000
CHAIN = [{"id": str(one), "name": "n", "parentId": str(one + 1)} for one in range(60)]


@pytest.mark.parametrize(
    ("text", "links", "unusable"),
    [
        ("BEGIN:VCALENDAR\nURL" + ";aaaaaaaaa" * 12, 0, 0),
        ('<!DOCTYPE NETSCAPE-Bookmark-file-1><a ">"' + '<a ">"' * 100_000, 0, 0),
        (f"<!DOCTYPE NETSCAPE-Bookmark-file-1><h3>{LONG}</h3><dl>" + "<a href=a:>" * 9000, 0, 9000),
        (json.dumps([{"title": LONG, "children": [{"url": "https://x"}] * 9000}]), 1, 0),
        (f"<title>Pocket Export</title><h1>{LONG}</h1>" + "<a href=a:>" * 9000, 0, 9000),
        (json.dumps({"lists": CHAIN, "bookmarks": [{"url": "x", "lists": ["0"] * 50}] * 3000}), 0, 3000),
    ],
    ids=["calendar", "quotes", "folder of bookmarks", "folder of JSON", "heading", "lists within lists"],
)
def test_exports_that_were_made_to_hurt_are_read_to_their_end(text, links, unusable):
    contents = contents_of(text.encode(), "x")
    assert (len(contents.links), len(contents.unusable)) == (links, unusable)


def test_tags_after_quotes_that_lead_to_no_end_are_read():
    found = list(tags_in('<a ">"' * 5 + " " * LONGEST + "<b x='>' y=\"1\">"))
    assert [one.name for one in found] == ["a"] * 5 + ["b"]
    assert found[-1].attributes == {"x": ">", "y": "1"}


def test_a_link_of_a_mail_that_begins_as_its_lists_do_is_found():
    lists = "".join(f"List-{one}: <https://x.example/{'a' * 3900}>\n" for one in range(50))
    links = "https://x.example/aaaab\n" * 8000
    found = links_in(f"MIME-Version: 1.0\n{lists}\n{links}".encode(), "x.eml")
    assert [one.url for one in found] == ["https://x.example/aaaab"]


def test_the_way_to_a_folder_is_kept_once_for_all_that_lies_in_it():
    found = [0] * 100_000
    for _ in range(49):
        found = [{"title": "x", "children": found}]
    whole = tree.tree_of(json.dumps([{"url": "https://x.example/"}, *found]))
    assert whole
    tracemalloc.start()
    try:
        assert len(list(tree.links(whole))) == 1
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


# zip files


def read(data, room):
    return [name for name, _ in pack.parts(data, lambda beginning, name: True, room)]


def test_a_zip_file_that_inflates_without_end_is_refused():
    bomb = zipped(a_csv="url,title\n" + "\n" * 3_000_000)
    assert len(bomb) < 10_000
    with pytest.raises(Unfit, match="inflates to more than 2 MB"):
        read(bomb, 2_000_000)


def test_the_parts_of_a_zip_file_have_one_room_together():
    part = "url,title\n" + "\n" * 900_000
    data = zipped(a_csv=part, b_csv=part, c_csv=part)
    assert read(data, 3_000_000) == ["a.csv", "b.csv", "c.csv"]
    with pytest.raises(Unfit, match="inflates"):
        read(data, 2_000_000)


def test_an_index_without_end_is_not_read():
    data = bytearray(zipped(a_csv=samples.POCKET_CSV))
    at = data.rfind(pack.END_MAGIC)
    struct.pack_into("<L", data, at + 12, pack.LARGEST_INDEX + 1)
    assert not pack.is_pack(bytes(data))


def test_a_locked_part_is_left_out():
    data = bytearray(zipped(a_csv=samples.POCKET_CSV))
    data[data.rfind(b"PK\x01\x02") + 8] |= 1
    assert not pack.is_pack(bytes(data))


def test_a_part_of_another_packing_is_left_out():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as packed:
        packed.writestr("a.csv", samples.POCKET_CSV)
    assert not pack.is_pack(file.getvalue())


@settings(deadline=None)
@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_no_damage_to_a_zip_file_raises(at, piece):
    data = zipped(a_csv=samples.POCKET_CSV, b_json=samples.OMNIVORE)
    contents_of(data[:at] + piece + data[at + len(piece) :], "x.zip")


def calls_of(name, deed):
    """Returns how often a function of this name is called."""
    counted = []

    def note(frame, what, told):
        if what == "call" and frame.f_code.co_name == name:
            counted.append(told)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        deed()
    finally:
        sys.setprofile(before)
    return len(counted)


def test_the_index_of_a_zip_file_is_read_no_more_often_for_many_parts_than_for_one():
    def times(count):
        data = zipped(**{f"page{one}_html": "<html>" for one in range(count)}, list_json=samples.OMNIVORE)
        assert [one.url for one in links_in(data, "x.zip")] == ["https://a.example/"]
        return calls_of("_RealGetContents", lambda: contents_of(data, "x.zip"))

    assert 0 < times(100) == times(1)


def test_a_zip_file_in_a_zip_file_is_not_unpacked():
    inner = zipped(a_csv=samples.POCKET_CSV)
    assert links_in(zipped(b_csv=inner, c_html=inner), "x.zip") == ()


# parts


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        ('[{"url": "https://x.example/"}', ", {}"),
        ('{"url": "https://x.example/"}\n', "{}\n"),
        ("url,title\nhttps://x.example/", ","),
        ("<!DOCTYPE NETSCAPE-Bookmark-file-1>", "<a>"),
        ("<opml>", "<a>"),
    ],
)
def test_what_would_fill_the_memory_is_refused_before_it_is_read(head, piece):
    with pytest.raises(Unfit, match="3,000,000 parts"):
        contents_of((head + piece * MOST_PARTS).encode(), "x")


def test_a_mail_of_a_day_that_cannot_be_has_none():
    data = samples.HTML_MAIL.replace(b"05 Oct 2020", b"05 Oct " + b"2" * 30)
    assert next((one.url, one.added) for one in links_in(data, "x.eml")) == ("https://a.example/?a=1&b=2", None)


def test_a_field_of_a_mail_is_read_so_far_and_no_further():
    head = b"MIME-Version: 1.0\nContent-Type: multipart/mixed" + b";" * LONGEST_FIELD + b'boundary="b1"\n\n'
    assert links_in(head + b"--b1\n\nhttps://x.example/\n--b1--\n", "x.eml") == ()
    assert links_in(head.replace(b";" * 9, b";") + b"--b1\n\nhttps://x.example/\n--b1--\n", "x.eml") != ()


def test_a_mail_of_parts_without_end_asks_for_nothing():
    head = b"Subject: x\nMIME-Version: 1.0\n"
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(3000))
    assert links_in(head + parts + b"\n\nhttps://x.example/", "x.eml") == ()


def test_what_pythons_reader_of_mails_raises_is_no_link():
    name = b"Content-Disposition: attachment; filename*=punycode''%ff%ff\n"
    assert links_in(b"MIME-Version: 1.0\n" + name + b"\nhttps://x.example/", "x.eml") == ()


def test_a_heading_of_parts_without_end_tells_nothing():
    parts = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (one, one) for one in range(1100))
    assert set(heading(b"MIME-Version: 1.0\nSubject: x\n" + parts).values()) <= {"", "x"}


@given(st.binary(max_size=300))
def test_no_head_of_a_message_raises(data):
    assert all(isinstance(one, str) for one in heading(b"MIME-Version: 1.0\n" + data).values())


def test_a_field_may_be_longer_than_pythons_own_limit():
    assert table.LONGEST_FIELD > 131_072
    row = f'url,title,note\nhttps://x.example/,T,"{"x" * 200_000}"\n'
    (link,) = links_in(row.encode(), "x.csv")
    assert len(link.note) == 2000


@given(st.text(alphabet="<>a \"'=/!-&;", max_size=60))
def test_tags_hold_no_more_than_was_there(text):
    found = list(tags_in(text))
    assert sum(len(one.name) + len(one.inside) for one in found) <= len(text)
