"""The table of formats: each with how to know it, and how to read it. The first that fits is it."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePath

from atlas.model import prose, readers, saved
from atlas.model.decoding import text_of
from atlas.model.exports import bookmarks, calendar, feeds, front, lz4, table, tree
from atlas.model.late import Late
from atlas.model.link import LARGEST, Feed, Link
from atlas.model.readers import BINARY_PLIST
from atlas.model.saved import Saved

mail, pack = Late("atlas.model.exports.mail"), Late("atlas.model.exports.pack")

LARGEST_EXPORT = 50_000_000
"""Bytes of an export or a saved page."""
# In such files addresses are parts of something else, not wishes of a person.
PAGES = frozenset({".html", ".htm", ".xhtml", ".mht", ".mhtml", ".eml", ".xml", ".svg", ".opml", ".rss", ".atom"})
MARKUP = re.compile(r"<(?:[!?]|[a-z][a-z0-9-]*(?::[a-z][\w-]*)?[\s/>])", re.IGNORECASE)
PLIST = re.compile(r"(?:<\?xml|<!DOCTYPE\s+plist|<plist[\s>])", re.IGNORECASE)
NETSCAPE = re.compile(r"<!DOCTYPE\s+NETSCAPE-Bookmark-file-1", re.IGNORECASE)
SECTIONS = re.compile(r"<title>\s*(?:Pocket Export|Instapaper: Export)\s*</title>", re.IGNORECASE)
CALENDAR = re.compile(r"BEGIN:VCALENDAR\s", re.IGNORECASE)
PDF = b"%PDF-"
ZIP = b"PK\x03\x04"
EPUB = b"mimetypeapplication/epub+zip"
EPUB_AT = 30
HEAD = 2000
HEAD_BYTES = 8192
HEADERS = 1 << 16
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]*: ?\S")
MAIL = ".eml"
HTML = frozenset({".html", ".htm", ".xhtml"})


@dataclass(frozen=True)
class Drop:
    """A dropped file's bytes and name."""

    data: bytes
    name: str

    @cached_property
    def text(self) -> str:
        """Its text; "" where it has none."""
        return text_of(self.data) or ""

    @cached_property
    def head(self) -> str:
        """The beginning of its text."""
        return (text_of(self.data[:HEAD_BYTES]) or "")[:HEAD].lstrip()

    @cached_property
    def headers(self) -> str:
        """All before its first blank line."""
        beginning = (text_of(self.data[:HEADERS]) or "").replace("\r\n", "\n").lstrip()
        return beginning.partition("\n\n")[0]

    @cached_property
    def tree(self) -> tree.Tree | None:
        """What it is as JSON, where that is an export."""
        return tree.tree_of(self.text)

    @cached_property
    def section(self) -> str:
        """The section it begins with, where it is an INI file."""
        return readers.section_of(self.head)

    @property
    def extension(self) -> str:
        """The end of its name, with the dot, in lower case."""
        return PurePath(self.name).suffix.lower()


Name = str | Callable[[Drop], str]


@dataclass(frozen=True)
class Format:
    """One kind of file."""

    name: Name
    is_it: Callable[[Drop], bool]
    links: Callable[[Drop], Iterable[Link | Feed]]
    page: Callable[[Drop], Saved] | None = None
    """For a saved page: what it says of itself."""
    exported: bool = False
    """Whether it is a whole collection: what of it is kept already is not wished for anew."""
    largest: int = LARGEST

    def told(self, drop: Drop) -> str:
        """Returns its name for a person."""
        return self.name if isinstance(self.name, str) else self.name(drop)


def _nothing(_: Drop) -> tuple[Link, ...]:
    return ()


def _is_shortcut(drop: Drop) -> bool:
    return bool(drop.section) and "[internetshortcut]" in drop.text.lower()


def _plist(drop: Drop) -> bool:
    return PLIST.match(drop.head) is not None and "<plist" in drop.head


def _is_message(drop: Drop) -> bool:
    """Mails and pages in parts begin with headers, MIME-Version among them."""
    if not HEADER.match(drop.headers):
        return False
    return drop.extension == MAIL or any(line.lower().startswith("mime-version:") for line in drop.headers.splitlines())


def _noted(drop: Drop) -> Iterator[Link]:
    """Yields the addresses of a note, with the tags of its front matter."""
    tags = front.tags_in(drop.text)
    return (Link(one.url, one.title, tags=tags) if tags else one for one in prose.links(drop.text))


def _packed(drop: Drop) -> Iterator[Link | Feed]:
    for name, data in pack.parts(drop.data, _is_exported):
        part = Drop(data, name)
        form = next(one for one in FORMATS if one.is_it(part))
        yield from form.links(part) if form.exported else ()


def _is_exported(beginning: bytes, name: str) -> bool:
    """Whether a part of a zip file is worth inflating: of pages only bookmarks, and nothing that is packed again."""
    part = Drop(beginning, name)
    if beginning.startswith(ZIP):
        return False
    return part.extension not in PAGES or bool(NETSCAPE.match(part.head) or SECTIONS.search(part.head))


def _bookmarks(drop: Drop) -> Iterable[Link | Feed]:
    return bookmarks.netscape(text_of(bookmarks.without_pictures(drop.data)) or "")


def _page(drop: Drop) -> Saved:
    return saved.html(text_of(drop.data[: saved.LOOKED_AT]) or "")


def _tree(drop: Drop) -> Iterable[Link]:
    return tree.links(drop.tree) if drop.tree else ()


def _backup(drop: Drop) -> Iterable[Link]:
    kept = tree.tree_of(text_of(lz4.unpacked(drop.data)) or "")
    return tree.links(kept) if kept else ()


def _is_pack(drop: Drop) -> bool:
    return drop.data.startswith(ZIP) and bool(pack.is_pack(drop.data))


def _is_epub(drop: Drop) -> bool:
    return drop.data.startswith(ZIP) and drop.data[EPUB_AT:].startswith(EPUB)


def _is_page(drop: Drop) -> bool:
    return MARKUP.match(drop.head) is not None and (saved.is_document(drop.head) or drop.extension in HTML)


def _is_mhtml(drop: Drop) -> bool:
    return _is_message(drop) and saved.is_mhtml(drop.headers, drop.extension)


def _tree_name(drop: Drop) -> str:
    return drop.tree.name if drop.tree else ""


def _table_name(drop: Drop) -> str:
    return table.name_of(table.head_of(drop.head))


def _export(
    name: Name,
    is_it: Callable[[Drop], bool],
    links: Callable[[Drop], Iterable[Link | Feed]],
    largest: int = LARGEST_EXPORT,
) -> Format:
    return Format(name, is_it, links, exported=True, largest=largest)


def _saved(name: str, is_it: Callable[[Drop], bool], page: Callable[[Drop], Saved]) -> Format:
    return Format(name, is_it, _nothing, page, largest=LARGEST_EXPORT)


# fmt: off
FORMATS = (
    #       name             is it?                                          its links, or the page it is
    Format("binary webloc",  lambda it: it.data.startswith(BINARY_PLIST),    lambda it: readers.binary_plist(it.data)),
    _saved("PDF",            lambda it: it.data.startswith(PDF),             lambda _: Saved(saved.PDF)),
    _saved("EPUB",           _is_epub,                                       lambda _: Saved(saved.EPUB)),
    _export("Firefox backup", lambda it: it.data.startswith(lz4.MAGIC),      _backup, LARGEST),
    _export("zip",           _is_pack,                                        _packed),
    _export("bookmarks",     lambda it: bool(NETSCAPE.match(it.head)),       _bookmarks),
    Format("webloc",         _plist,                                         lambda it: readers.xml_plist(it.text)),
    _export("reading list",  lambda it: bool(SECTIONS.search(it.head)),      lambda it: bookmarks.sections(it.text)),
    _export("OPML",          lambda it: bool(feeds.OPML.search(it.head)),    lambda it: feeds.outlines(it.text)),
    _saved("page",           _is_page,                                       _page),
    _saved("page in parts",  _is_mhtml,                                      lambda it: saved.mhtml(it.data)),
    Format("no text",        lambda it: not it.text,                         _nothing),
    Format("markup",         lambda it: MARKUP.match(it.head) is not None,   _nothing),
    Format("mail",           _is_message,                                    lambda it: mail.links(it.data)),
    Format("calendar",       lambda it: bool(CALENDAR.match(it.head)),       lambda it: calendar.events(it.text)),
    Format("shortcut",       _is_shortcut,                                   lambda it: readers.shortcut(it.text)),
    Format("desktop entry",  lambda it: it.section == "desktop entry",       lambda it: readers.desktop(it.text)),
    _export("JSON lines",    lambda it: tree.are_lines(it.text),             lambda it: tree.lines(it.text)),
    _export(_tree_name,      lambda it: it.tree is not None,                 _tree),
    _export(_table_name,     lambda it: bool(table.head_of(it.head)),        lambda it: table.rows(it.text)),
    Format("addresses",      lambda it: it.extension in PAGES,               lambda it: prose.bare(it.text)),
    Format("text",           lambda _: True,                                 _noted),
)
# fmt: on
