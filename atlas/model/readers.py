"""Shortcut files: Windows' .url, the Mac's .webloc, the Linux desktop's .desktop."""

import re
import struct
from collections.abc import Iterator
from xml.parsers.expat import ExpatError

from atlas.model.late import Late
from atlas.model.link import Link, address, tidy

plists = Late("plistlib")

BINARY_PLIST = b"bplist00"
TRAILER = struct.Struct(">6xBBQQQ")
MOST_HELD = 4_000_000
"""Bytes that its parts may come to if each is as long as the file: they may lie over one another."""
# plistlib lets through what its parts raise on bytes that were made to hurt.
BROKEN = (ValueError, ExpatError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError)
DECLARATION = re.compile(r"\A\s*<\?xml[^>]*>\s*")
# No browser sees the breaks in an address; a list made again from it would have two of it.
UNWRITTEN = re.compile("[\t\r\n\ud800-\udfff]")
SECTION = re.compile(r"\[([^\[\]]+)\]")


def section_of(text: str) -> str:
    """Returns the name of the section an INI file begins with, in lower case, or ""."""
    for line in text.splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith(("#", ";")):
            match = SECTION.fullmatch(stripped)
            return match[1].lower() if match else ""
    return ""


def sections_of(text: str) -> dict[str, dict[str, str]]:
    """Returns the sections of an INI file with their keys, all in lower case; the first of two wins."""
    sections: dict[str, dict[str, str]] = {}
    current: dict[str, str] = {}
    for line in map(str.strip, text.splitlines()):
        if match := SECTION.fullmatch(line):
            current = sections.setdefault(match[1].lower(), {})
            continue
        key, equals, value = line.partition("=")
        if equals and value.strip():
            current.setdefault(key.strip().lower(), value.strip())
    return sections


def shortcut(text: str) -> Iterator[Link]:
    """Yields the address of a Windows shortcut; BASEURL and other sections are something else."""
    yield from _link(sections_of(text).get("internetshortcut", {}).get("url", ""))


def desktop(text: str) -> Iterator[Link]:
    """Yields the address of a desktop entry of the type Link."""
    entry = sections_of(text).get("desktop entry", {})
    if entry.get("type", "Link").lower() == "link":
        yield from _link(entry.get("url") or entry.get("url[$e]", ""), entry.get("name", ""))


def xml_plist(text: str) -> Iterator[Link]:
    """Yields the address of a .webloc in XML, whatever encoding it claims."""
    yield from _plist(DECLARATION.sub("", text).encode(), plists.FMT_XML)


def binary_plist(data: bytes) -> Iterator[Link]:
    """Yields the address of a binary .webloc."""
    if _bounded(data):
        yield from _plist(data, plists.FMT_BINARY)


def _plist(data: bytes, form: object) -> Iterator[Link]:
    try:
        content = plists.loads(data, fmt=form)
    except BROKEN:
        return
    url = content.get("URL") if isinstance(content, dict) else None
    if isinstance(url, str):
        yield from _link(url)


def _bounded(data: bytes) -> bool:
    """Whether the file holds what its trailer claims, and no part over and over: plistlib makes room for all of it."""
    if len(data) < len(BINARY_PLIST) + TRAILER.size:
        return False
    size, _, count, _, table = TRAILER.unpack(data[-TRAILER.size :])
    holds = int(table) + int(count) * max(int(size), 1) <= len(data) - TRAILER.size
    return holds and int(count) * len(data) <= MOST_HELD


def _link(written: str, title: str = "") -> Iterator[Link]:
    """A shortcut says what its address is: it is taken as written."""
    url = UNWRITTEN.sub("", written.strip())
    if url:
        bare = address(url)
        yield Link(bare if bare.removeprefix("https://") == url else url, tidy(title))
