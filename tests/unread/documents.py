"""The documents: HTML that parsers choke on, XML that grows, files that lie about themselves, texts without end."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

MB = 1 << 20
WORDS = b"A fan is loud and a block of metal is not. "
LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


@dataclass(frozen=True)
class Document:
    """What a server sends."""

    body: bytes
    media_type: str = "text/html; charset=utf-8"
    coding: str = ""


def page(inside: bytes, head: bytes = b"") -> Document:
    return Document(b"<!doctype html><html><head><title>A page</title>" + head + b"</head><body>" + inside + b"</body>")


def xml(body: str, media_type: str = "application/xml") -> Document:
    return Document(body.encode(), media_type)


def attributes() -> Document:
    return page(b"<p " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">x</p>")


def same_attribute() -> Document:
    return page(b"<p " + b"class=a " * 300_000 + b">x</p>")


def nested() -> Document:
    return page(b"<b>" * 800_000 + b"x")


def nested_tables() -> Document:
    return page(b"<table><tr><td>" * 50_000 + WORDS)


def nested_lists() -> Document:
    return page(b"<ul><li>" * 100_000 + WORDS)


def nested_quotes() -> Document:
    return page(b"<blockquote>" * 3_000 + WORDS * 50)


def deep_divs_with_text() -> Document:
    return page((b"<div>" + WORDS) * 20_000)


def misnested() -> Document:
    return page(b"<a><b><p>" * 20_000 + WORDS + b"</a></b></p>" * 20_000)


def marked_sections() -> Document:
    return page(b"<![CDATA[<?php " * 200_000)


def open_comments() -> Document:
    return page(b"<!--" * 500_000)


def half_tags() -> Document:
    return page(b"<p" * 1_000_000)


def lone_brackets() -> Document:
    return page(b"<" * (4 * MB))


def paragraphs() -> Document:
    return page(b"<p>" * 300_000)


def cells() -> Document:
    return page(b"<table>" + b"<tr>" + b"<td>x" * 2_000 * 100)


def spans() -> Document:
    return page(b'<table><tr><td colspan="999999999" rowspan="999999999">x</table>' * 1000)


def links() -> Document:
    return page(b'<p><a href="https://good.example/">A link</a> ' * 150_000)


def long_text() -> Document:
    return page(b"<article><p>" + WORDS * (20 * MB // len(WORDS)) + b"</p></article>")


def long_word() -> Document:
    return page(b"<article><p>" + b"a" * (10 * MB) + b"</p></article>")


def long_title() -> Document:
    return Document(b"<title>" + b"Title " * MB + b"</title><p>" + WORDS * 50)


def entities() -> Document:
    return page(b"<p>" + b"&amp;&#x41;&nosuch;&#1114112;" * 200_000)


def numbers() -> Document:
    return page(b"<p>&#" + b"9" * MB + b";</p><p>" + WORDS * 50)


def blanks() -> Document:
    return page(b"<article><p>" + b" \n\t" * (3 * MB) + b"x</p>" + b"\xc2\xa0" * MB + b"</article>")


def dates() -> Document:
    return page(b"<p>" + b"2026-11-23 " * 50_000 + b"12/34/5678 " * 50_000)


def slashes() -> Document:
    return page(b'<a href="' + b"../" * 500_000 + b'x">x</a><p>' + WORDS * 50)


def backtracking() -> Document:
    return page(b"<p>" + b"a" * 50_000 + b"!" + b" " * 50_000 + b"." + b"(" * 50_000 + b"*_" * 50_000 + b"</p>")


def structured_data() -> Document:
    told = b'{"@graph":' * 50_000 + b"[" * 50_000
    return page(b"<p>" + WORDS * 50, b'<script type="application/ld+json">' + told + b"</script>")


def long_number() -> Document:
    told = b'{"@type":"Article","wordCount":' + b"9" * MB + b"}"
    return page(b"<p>" + WORDS * 50, b'<script type="application/ld+json">' + told + b"</script>")


def codepoints() -> Document:
    return page(b"<p>\xed\xa0\x80\xef\xbf\xbf\x00\xff\xfe\xf4\x90\x80\x80 " * 50_000)


def wrong_charset() -> Document:
    return Document(b"<title>x</title><p>" + bytes(range(256)) * 20_000, "text/html; charset=utf-16")


def odd_charset() -> Document:
    return Document(b"<title>x</title><p>" + WORDS * 50, "text/html; charset=" + "rot13" * 20)


def styles() -> Document:
    return page(b"<style>" + b"a{" * MB + b"</style><p style='" + b"a:url(" * 200_000 + b"'>" + WORDS * 50)


def laughs() -> Document:
    return xml(f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{LAUGHS}]><a>&a9;</a>')


def laughing_drawing() -> Document:
    svg = f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a0 "ha">{LAUGHS}]><svg xmlns="http://www.w3.org/2000/svg">'
    return xml(f"{svg}<text>&a9;</text></svg>", "image/svg+xml")


def outside_entity() -> Document:
    return xml('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><title>&x;</title></channel></rss>')


def quadratic() -> Document:
    return xml(f'<!DOCTYPE a [<!ENTITY a "{"a" * 50_000}">]><a>{"&a;" * 50_000}</a>', "application/rss+xml")


def deep_xml() -> Document:
    return xml("<a>" * 300_000, "application/atom+xml")


def deep_json() -> Document:
    return Document(b"[" * 5_000_000, "application/json")


def torn_document() -> Document:
    kids = b"2 0 obj<</Kids[2 0 R]>>" * 50_000
    return Document(b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + kids, "application/pdf")


def stream_bomb() -> Document:
    packed = zlib.compress(bytes(100 * MB))
    head = b"%%PDF-1.7\n1 0 obj<</Filter/FlateDecode/Length %d>>stream\n" % len(packed)
    return Document(head + packed + b"\nendstream endobj\ntrailer<</Root 1 0 R>>", "application/pdf")


def book_bomb() -> Document:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", "application/epub+zip")
        book.writestr("META-INF/container.xml", b" " * (100 * MB))
        book.writestr("../../../etc/passwd", b"x")
    return Document(file.getvalue(), "application/epub+zip")


def picture_bomb() -> Document:
    """A picture that says it is 60,000 by 60,000."""
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(10 * MB))), (b"IEND", b""))
    sealed = ((one, name + one, zlib.crc32(name + one)) for name, one in chunks)
    told = b"".join(struct.pack(">I", len(one)) + named + struct.pack(">I", check) for one, named, check in sealed)
    return Document(b"\x89PNG\r\n\x1a\n" + told, "image/png")


def packed_bomb() -> Document:
    return Document(gzip.compress(b"<title>x</title>" + bytes(150 * MB)), coding="gzip")


def packed_twice() -> Document:
    return Document(gzip.compress(gzip.compress(bytes(150 * MB))), coding="gzip, gzip")


def noise() -> Document:
    return Document(zlib.compress(WORDS * 200_000, 9)[:200_000] * 10)


def nothing() -> Document:
    return Document(b"")


DOCUMENTS: dict[str, Callable[[], Document]] = {
    one.__name__: one
    for one in (
        *(attributes, same_attribute, nested, nested_tables, nested_lists, nested_quotes, deep_divs_with_text),
        *(misnested, marked_sections, open_comments, half_tags, lone_brackets, paragraphs, cells, spans, links),
        *(long_text, long_word, long_title, entities, numbers, blanks, dates, slashes, backtracking),
        *(structured_data, long_number, codepoints, wrong_charset, odd_charset, styles),
        *(laughs, laughing_drawing, outside_entity, quadratic, deep_xml, deep_json),
        *(torn_document, stream_bomb, book_bomb, picture_bomb, packed_bomb, packed_twice, noise, nothing),
    )
}
