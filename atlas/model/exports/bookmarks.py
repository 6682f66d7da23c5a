"""Bookmarks as browsers write them (Netscape's format), and the lists that reading services wrote as HTML."""

import re
from collections.abc import Iterator

from atlas.model.exports.bounds import bounded
from atlas.model.exports.entry import entry, tags_of
from atlas.model.exports.tags import Tag, tags_in
from atlas.model.link import Feed, Link

# Firefox writes each site's picture into the file: they are most of it, and no part of a link.
PICTURE = re.compile(rb'\sICON="[^"]*"', re.IGNORECASE)
# linkding writes two texts into one, and a state of its own among the tags.
MARKS = re.compile(r"\[/?linkding-notes\]")
STATES = frozenset({"linkding:bookmarks.archived"})
DEEPEST = 50
"""Folders within folders that are kept as tags."""
# The browser's own shelves are no words of a person.
SHELF = re.compile(r"\b(?:personal_toolbar_folder|unfiled_bookmarks_folder)=|com\.apple\.ReadingList", re.IGNORECASE)
PLAIN_SECTIONS = frozenset({"unread", "archive", "read archive", "home"})
TITLED = frozenset({"a", "h1", "h2", "h3"})
ENDING = frozenset({"dt", "dl", "dd", "hr", "li", "ul", "ol", *TITLED})


def without_pictures(data: bytes) -> bytes:
    """Returns the file without the pictures of its sites."""
    return PICTURE.sub(b"", data)


def netscape(text: str) -> Iterator[Link | Feed]:
    """Yields the bookmarks of a browser, tagged with the folders they lie in; a description is the note."""
    return Shelf(by_section=False).links(text)


def sections(text: str) -> Iterator[Link | Feed]:
    """Yields the links of a list beneath headings, as Pocket and Instapaper wrote it."""
    return Shelf(by_section=True).links(text)


class Shelf:
    """Where in its folders a reader of bookmarks is."""

    def __init__(self, *, by_section: bool) -> None:
        self._by_section = by_section
        self._folders: list[str] = []
        self._depth = 0
        self._section = self._named = ""
        self._tag: Tag | None = None
        """The link whose description may still come."""
        self._words: list[str] = []
        self._title = self._note = ""
        self._reading = ""

    def links(self, text: str) -> Iterator[Link | Feed]:
        """Yields the links in order."""
        for tag in tags_in(bounded(text, "<")):
            if tag.name in ENDING:
                self._close()
                if tag.name != "dd" and not (tag.name == "a" and tag.closing):
                    yield from self._link()
                self._open(tag)
            if self._reading:
                self._words.append(tag.after)
        self._close()
        yield from self._link()

    def _open(self, tag: Tag) -> None:
        if tag.name == "dl":
            self._step(tag)
        elif not tag.closing and tag.name in (*TITLED, "dd"):
            self._reading = tag.name
            if tag.name == "a":
                self._tag = tag
            if tag.name == "h3" and SHELF.search(tag.inside):
                self._reading = ""

    def _step(self, tag: Tag) -> None:
        """Goes into a folder, or out of one."""
        if tag.closing:
            self._depth = max(0, self._depth - 1)
            del self._folders[self._depth :]
        else:
            self._depth += 1
            if len(self._folders) < DEEPEST:
                self._folders.append(self._named)
        self._named = ""

    def _close(self) -> None:
        """Ends what was being read: a title, a heading or a description."""
        words, self._words = "".join(self._words).strip(), []
        match self._reading:
            case "a":
                self._title = words
            case "dd":
                self._note = words
            case "h3":
                self._named = words
            case "h1" | "h2" if self._by_section:
                self._section = "" if words.lower() in PLAIN_SECTIONS else words
            case _:
                pass
        self._reading = ""

    def _link(self) -> Iterator[Link | Feed]:
        tag, title, note = self._tag, self._title, self._note
        self._tag, self._title, self._note = None, "", ""
        if tag is None:
            return
        told = tag.attributes
        if feed := told.get("feedurl"):
            yield Feed(feed, title, told.get("href", ""))
            return
        added = told.get("add_date") or told.get("time_added")
        own = (one for one in tags_of(told.get("tags"), ",") if one not in STATES)
        tags = (*self._folders, self._section, *own)
        yield from entry(told.get("href"), title, added, tags, MARKS.sub("\n", note))
