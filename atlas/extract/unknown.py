"""Files that nobody here can read: what they are, and how large."""

from atlas.extract.facts import only
from atlas.model.article import Article, Source

WHAT = {
    "application/octet-stream": "binary data of a kind Atlas does not know",
    "application/x-ole-storage": "a document of Office 97 to 2003",
    "application/postscript": "a document in PostScript",
    "application/x-7z-compressed": "an archive (7z)",
    "application/vnd.rar": "an archive (RAR)",
    "application/zstd": "something packed with Zstandard",
    "application/vnd.sqlite3": "a database (SQLite)",
    "application/wasm": "a program (WebAssembly)",
    "application/x-elf": "a program (ELF)",
    "application/vnd.microsoft.portable-executable": "a program (Windows)",
}
GENRES = {"image": "image", "audio": "audio", "video": "video", "text": "text"}


def article_of(source: Source) -> Article:
    """Returns what can be told of any file."""
    family = source.media_type.partition("/")[0]
    what = WHAT.get(source.media_type, "a font" if family == "font" else f"a file of the type {source.media_type[:80]}")
    return only(
        source, GENRES.get(family) or _genre(source.media_type, what), f"There is no text to read in it: it is {what}."
    )


def _genre(media_type: str, what: str) -> str:
    if "epub" in media_type:
        return "book"
    return "document" if any(one in media_type + what for one in ("document", "pdf", "rtf")) else "data"
