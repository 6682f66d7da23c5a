"""What the files of each kind begin with."""

from atlas.extract.pack import Pack

HEAD = 1445
"""So many bytes tell whether a file is text (WHATWG MIME Sniffing)."""
OLD_OFFICE = "application/x-ole-storage"

# fmt: off
MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n",        "image/png"),
    (0, b"GIF87a",                   "image/gif"),
    (0, b"GIF89a",                   "image/gif"),
    (0, b"\xff\xd8\xff",             "image/jpeg"),
    (0, b"BM",                       "image/bmp"),
    (0, b"II*\0",                    "image/tiff"),
    (0, b"MM\0*",                    "image/tiff"),
    (0, b"\0\0\1\0",                 "image/x-icon"),
    (0, b"\0\0\2\0",                 "image/x-icon"),
    (40, b" EMF",                    "image/emf"),
    (0, b"\xd7\xcd\xc6\x9a",         "image/wmf"),
    (0, b"8BPS",                     "image/vnd.adobe.photoshop"),
    (0, b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    (0, b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    (0, b"ID3",                      "audio/mpeg"),
    (0, b"fLaC",                     "audio/flac"),
    (0, b"MThd\0\0\0\6",             "audio/midi"),
    (0, b".snd",                     "audio/basic"),
    (0, b"FLV\1",                    "video/x-flv"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"%!PS-Adobe-",              "application/postscript"),
    (0, b"{\\rtf",                   "application/rtf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLD_OFFICE),
    (0, b"\x1f\x8b",                 "application/gzip"),
    (0, b"BZh",                      "application/x-bzip2"),
    (0, b"\xfd7zXZ\0",               "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd",         "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c",       "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07",             "application/vnd.rar"),
    (0, b"PK\5\6",                   "application/zip"),
    (257, b"ustar",                  "application/x-tar"),
    (0, b"SQLite format 3\0",        "application/vnd.sqlite3"),
    (0, b"wOFF",                     "font/woff"),
    (0, b"wOF2",                     "font/woff2"),
    (0, b"OTTO",                     "font/otf"),
    (0, b"\0\1\0\0\0",               "font/ttf"),
    (0, b"\0asm",                    "application/wasm"),
    (0, b"\x7fELF",                  "application/x-elf"),
    (0, b"MZ\x90\0",                 "application/vnd.microsoft.portable-executable"),
)
RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
FORM = {b"AIFF": "audio/aiff", b"AIFC": "audio/aiff"}
BRANDS = {
    b"avif": "image/avif", b"avis": "image/avif", b"heic": "image/heic", b"heix": "image/heic", b"mif1": "image/heif",
    b"M4A ": "audio/mp4",  b"M4B ": "audio/mp4",  b"qt  ": "video/quicktime",
    b"3gp4": "video/3gpp", b"3gp5": "video/3gpp",
}
OFFICE = {
    "word/document.xml":    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ppt/presentation.xml": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "xl/workbook.xml":      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# fmt: on
PDF_WITHIN = 1024
OGG_HEAD = 200
MPEG_LAYERS = (0xFA, 0xFB, 0xF2, 0xF3, 0xE2, 0xE3)


def marked(body: bytes) -> str:
    """Returns the media type that a file's marks tell, "" where it has none."""
    if body.startswith(b"PK\3\4"):
        return _packed(body)
    if held := _held(body):
        return held
    kinds = (kind for at, mark, kind in MAGIC if body.startswith(mark, at))
    return next(kinds, "application/pdf" if b"%PDF-" in body[:PDF_WITHIN] else "")


def _held(body: bytes) -> str:
    """Returns the kind of a container that says within what it holds."""
    match body[:4]:
        case b"RIFF":
            return RIFF.get(body[8:12], "")
        case b"FORM":
            return FORM.get(body[8:12], "")
        case b"OggS":
            return "video/ogg" if b"\x80theora" in body[:OGG_HEAD] else "audio/ogg"
        case b"\x1a\x45\xdf\xa3":
            return "video/webm" if b"webm" in body[:64] else "video/x-matroska"
    if body[4:8] == b"ftyp":
        return BRANDS.get(body[8:12], "video/mp4")
    # Two bytes are little to go by, but a text in UTF-16 has neither of these after its mark.
    return "audio/mpeg" if body[:1] == b"\xff" and body[1:2] and body[1] in MPEG_LAYERS else ""


def _packed(body: bytes) -> str:
    """Returns what a zip file is: a book, a document, or just a pack."""
    named = Pack(body)
    if named.has("mimetype") and named.sizes["mimetype"] < 100:
        kind = named.read("mimetype").decode("ascii", "replace").strip()
        if kind.startswith(("application/epub+zip", "application/vnd.oasis.opendocument.")):
            return kind
    if named.has("META-INF/container.xml"):
        return "application/epub+zip"
    return next((kind for name, kind in OFFICE.items() if named.has(name)), "application/zip")
