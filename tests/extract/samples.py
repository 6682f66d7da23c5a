"""Files of every kind, made by hand: small, whole, and known to the last word."""

import gzip
import io
import struct
import tarfile
import wave
import zipfile
from collections.abc import Mapping, Sequence

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from reportlab.pdfgen import canvas

from atlas.extract import read
from atlas.model.article import Article, Source

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
RELATED = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
DRAWN = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
SHOWN = 'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
TARGETS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
CORE = """<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"><dc:title>A Report</dc:title>
 <dc:creator>Ada Doe</dc:creator><dcterms:created>2026-01-02T03:04:05Z</dcterms:created>
 <cp:keywords>pages, paper</cp:keywords></cp:coreProperties>"""
ODF = """xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"
 xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0\""""
RSS = b"""<?xml version="1.0"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>News of pages</title><link>https://site.example/</link><description>All that is kept</description>
<language>en-gb</language><item><title>First &amp; best</title><link>https://site.example/1</link>
<pubDate>Tue, 24 Nov 2026 10:00:00 +0000</pubDate><dc:creator>Ada Doe</dc:creator>
<description>&lt;p&gt;It is &lt;b&gt;kept&lt;/b&gt;.&lt;/p&gt;</description></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="de"><title>Neues</title><updated>2026-11-24T10:00:00Z</updated>
<entry><title type="html">Eins &lt;i&gt;zwei&lt;/i&gt;</title><link href="/1"/><published>2026-11-23T10:00:00+01:00</published>
<author><name>Bo Roe</name></author><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Ganz &lt; kurz.</p></div>
</content></entry></feed>"""
JSON_FEED = b"""{"version": "https://jsonfeed.org/version/1.1", "title": "Jots", "home_page_url": "https://site.example/",
"items": [{"id": "1", "url": "https://site.example/1", "title": "One", "content_text": "Just *text*.",
"date_published": "2026-11-24T10:00:00Z", "authors": [{"name": "Ada Doe"}]}]}"""
SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" width="10" height="20"><title>A circle</title><desc>It is round.</desc>
<script>alert(1)</script><text>drawn</text></svg>"""
LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><svg xmlns="http://www.w3.org/2000/svg"><title>&c;</title></svg>"""
OUTSIDE = b"""<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY secret SYSTEM "file:///etc/passwd">]>
<svg xmlns="http://www.w3.org/2000/svg"><title>Secret: &secret;</title></svg>"""
RTF = rb"""{\rtf1\ansi{\info{\title On \'fcber pages}{\author Ada Doe}{\creatim\yr2026\mo1\dy2}}
\pard First paragraph.\par Second \b bold\b0  one.\par}"""
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
PACKAGE = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>A Small Book</dc:title><dc:creator>Ada Doe</dc:creator><dc:creator>Bo Roe</dc:creator><dc:language>en</dc:language>
<dc:date>2020-05-06</dc:date><dc:identifier>urn:isbn:9780306406157</dc:identifier></metadata>
<manifest><item id="toc" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>
<item id="b" href="two.xhtml" media-type="application/xhtml+xml"/><item id="a" href="one%20a.xhtml"
media-type="application/xhtml+xml"/></manifest><spine><itemref idref="a"/><itemref idref="b"/></spine></package>"""
BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": CONTAINER,
    "OPS/book.opf": PACKAGE,
    "OPS/nav.xhtml": "<html xmlns='http://www.w3.org/1999/xhtml'><body><nav><a href='two.xhtml'>The End</a></nav></body></html>",
    "OPS/one a.xhtml": "<?xml version='1.0' encoding='utf-8'?><html><body><h1>Beginning</h1><p>It <em>begins</em>.</p></body></html>",
    "OPS/two.xhtml": "<html><body><p>It ends.</p><ul><li>a<li>b</ul></body></html>",
}
DOCUMENT = f"""<w:document {WORD} {RELATED}><w:body>
<w:p><w:pPr><w:pStyle w:val="berschrift1"/></w:pPr><w:r><w:t>Part one</w:t></w:r></w:p>
<w:p><w:r><w:t xml:space="preserve">See </w:t></w:r><w:hyperlink r:id="r1"><w:r><w:t>the site</w:t></w:r></w:hyperlink>
<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:r><w:t>.</w:t></w:r></w:p>
<w:p><w:pPr><w:numPr/></w:pPr><w:r><w:t>a point</w:t></w:r></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>b|c</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
</w:body></w:document>"""
STYLES = f"""<w:styles {WORD}><w:style w:styleId="berschrift1"><w:name w:val="heading 1"/></w:style></w:styles>"""
DOCX = {
    "[Content_Types].xml": "<Types/>",
    "docProps/core.xml": CORE,
    "word/document.xml": DOCUMENT,
    "word/styles.xml": STYLES,
    "word/_rels/document.xml.rels": f"""<Relationships {TARGETS}><Relationship Id="r1" TargetMode="External"
        Target="https://site.example/"/></Relationships>""",
}
PPTX = {
    "ppt/presentation.xml": f'<p:presentation {SHOWN} {RELATED}><p:sldIdLst><p:sldId id="1" r:id="r1"/></p:sldIdLst></p:presentation>',
    "ppt/_rels/presentation.xml.rels": f'<Relationships {TARGETS}><Relationship Id="r1" Target="slides/slide1.xml"/></Relationships>',
    "ppt/slides/slide1.xml": f"""<p:sld {SHOWN} {DRAWN}><p:cSld><p:spTree>
        <p:sp><p:nvSpPr><p:nvPr><p:ph type="title"/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Why keep</a:t></a:r></a:p></p:txBody></p:sp>
        <p:sp><p:txBody><a:p><a:r><a:t>pages go</a:t></a:r></a:p><a:p><a:r><a:t>memory stays</a:t></a:r></a:p></p:txBody></p:sp>
        </p:spTree></p:cSld></p:sld>""",
}
XLSX = {
    "xl/workbook.xml": f'<workbook {SHEET} {RELATED}><sheets><sheet name="Costs" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships {TARGETS}><Relationship Id="r1" Target="/xl/worksheets/sheet1.xml"/></Relationships>',
    "xl/sharedStrings.xml": f"<sst {SHEET}><si><t>day</t></si><si><r><t>co</t></r><r><t>st</t></r></si></sst>",
    "xl/styles.xml": f'<styleSheet {SHEET}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>',
    "xl/worksheets/sheet1.xml": f"""<worksheet {SHEET}><sheetData>
        <row><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>
        <row><c r="A2" s="1"><v>46350</v></c><c r="C2"><v>12.5</v></c></row></sheetData></worksheet>""",
}
META = f"""<office:document-meta {ODF}><office:meta><dc:title>A Letter</dc:title><meta:initial-creator>Ada Doe</meta:initial-creator>
<meta:creation-date>2026-01-02T03:04:05</meta:creation-date><meta:document-statistic meta:page-count="3"/></office:meta>
</office:document-meta>"""


def odf(kind: str, content: str) -> bytes:
    """Returns a document of an open format."""
    body = f"<office:document-content {ODF}><office:body>{content}</office:body></office:document-content>"
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": body, "meta.xml": META})


def zipped(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Returns a zip file of these members."""
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return pack.getvalue()


def tarred(names: Sequence[str]) -> bytes:
    """Returns a gzip'd tar of files with three bytes each."""
    pack = io.BytesIO()
    with tarfile.open(fileobj=pack, mode="w") as file:
        for name in names:
            entry = tarfile.TarInfo(name)
            entry.size = 3
            file.addfile(entry, io.BytesIO(b"abc"))
    return gzip.compress(pack.getvalue())


def pdf(
    *pages: Sequence[tuple[float, float, float, str]], title: str = "", author: str = "", password: str = ""
) -> bytes:
    """Returns a PDF with these lines on its pages: where from the left, where from below, how large, what."""
    file = io.BytesIO()
    paper = canvas.Canvas(file, encrypt=password or None)
    paper.setTitle(title)
    paper.setAuthor(author)
    for lines in pages:
        for left, bottom, size, text in lines:
            paper.setFont("Helvetica", size)
            paper.drawString(left, bottom, text)
        paper.showPage()
    paper.save()
    return file.getvalue()


def png(**texts: str) -> bytes:
    """Returns a picture of 4 by 3 dots with texts in it."""
    file, told = io.BytesIO(), PngInfo()
    for name, text in texts.items():
        told.add_text(name, text)
    Image.new("RGB", (4, 3)).save(file, "PNG", pnginfo=told)
    return file.getvalue()


def photo(*, place: bool = False) -> bytes:
    """Returns a photograph with what a camera tells of it."""
    file, exif = io.BytesIO(), Image.Exif()
    exif[271], exif[272], exif[315] = "Canon", "Canon EOS R5", "Ada Doe"
    exif.get_ifd(0x8769).update({36867: "2026:11:24 10:20:30", 36881: "+01:00"})
    if place:
        exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 12.5)})
    Image.new("RGB", (8, 6)).save(file, "JPEG", exif=exif)
    return file.getvalue()


def wav() -> bytes:
    """Returns two seconds of silence."""
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8000)
        sound.writeframes(b"\x80" * 16_000)
    return file.getvalue()


def mp3() -> bytes:
    """Returns tags of a song, and a little of it."""
    frames = b"".join(_tag(name, text) for name, text in (("TIT2", "A Song"), ("TPE1", "Ada Doe"), ("TALB", "Songs")))
    size = bytes((len(frames) >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + size + frames + (b"\xff\xfb\x90\x00" + bytes(413)) * 80


def webm() -> bytes:
    """Returns the head of a film of an hour, two minutes and three seconds."""
    about = _element(0x4489, struct.pack(">d", 3_723_000.0)) + _element(0x7BA9, b"A Film")
    picture = _element(0xB0, b"\x02\x80") + _element(0xBA, b"\x01\x68")
    track = _element(0xAE, _element(0x86, b"V_VP9") + _element(0xE0, picture))
    film = _element(0x18538067, _element(0x1549A966, about) + _element(0x1654AE6B, track))
    return _element(0x1A45DFA3, _element(0x4282, b"webm")) + film


def _element(key: int, content: bytes) -> bytes:
    return key.to_bytes((key.bit_length() + 7) // 8) + bytes([0x80 | len(content)]) + content


def _tag(name: str, text: str) -> bytes:
    content = b"\0" + text.encode("latin-1")
    return name.encode() + struct.pack(">I", len(content)) + b"\0\0" + content


def article(body: bytes, media_type: str = "", url: str = "https://site.example/", charset: str = "") -> Article:
    """Returns what the readers make of a file."""
    return read(Source(body, url, media_type, charset))


EVERY = {
    "pdf": pdf([(72, 700, 12, "Some words of a page.")]),
    "epub": zipped(BOOK),
    "docx": zipped(DOCX),
    "pptx": zipped(PPTX),
    "xlsx": zipped(XLSX),
    "odt": odf(
        "text", '<office:text><text:h text:outline-level="1">Dear</text:h><text:p>Words.</text:p></office:text>'
    ),
    "rtf": RTF,
    "rss": RSS,
    "atom": ATOM,
    "jsonfeed": JSON_FEED,
    "svg": SVG,
    "png": png(Title="A dot"),
    "jpeg": photo(place=True),
    "wav": wav(),
    "mp3": mp3(),
    "webm": webm(),
    "zip": zipped({"a.txt": "a"}),
    "tar.gz": tarred(["a.txt"]),
    "json": b'{"title": "One", "list": [1, 2]}',
    "xml": b'<?xml version="1.0"?><notes><title>Mine</title><note>x</note></notes>',
    "txt": b"A Title\n\nA paragraph\nof two lines.\n",
}
