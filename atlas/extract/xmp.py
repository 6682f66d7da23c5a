"""What a file says of itself in XMP, Adobe's way of writing metadata into PDF and images."""

from typing import Any

from atlas.extract.broken import Broken
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.extract.trees import all_named, attribute, text_of, tree_of
from atlas.model.article import Metadata

OPENING, CLOSING = b"<x:xmpmeta", b"</x:xmpmeta>"
LONGEST = 1_000_000


def xmp_in(body: bytes, of: bytes = b"") -> Metadata:
    """Returns what the last packet of XMP in a file tells; one that does not speak of this is passed over."""
    start = body.rfind(OPENING)
    end = body.find(CLOSING, start)
    packet = body[start : end + len(CLOSING)] if 0 <= start < end else b""
    if of not in packet or not packet or len(packet) > LONGEST:
        return Metadata()
    try:
        root = tree_of(packet)
    except Broken:
        return Metadata()
    return Metadata(
        title=one_line(_first(root, "title")),
        authors=several(_listed(root, "creator")),
        published=stamp(_first(root, "CreateDate")),
        modified=stamp(_first(root, "ModifyDate")),
        language=one_line(_first(root, "language"), 35),
        description=one_line(_first(root, "description"), 1000),
        tags=several(_listed(root, "subject")),
        licence=one_line(_first(root, "rights") or _first(root, "WebStatement")),
    )


def _listed(root: Any, name: str) -> list[str]:
    """Returns what is told under a name: the entries of its list, or an attribute."""
    for element in all_named(root, name):
        entries = [text_of(one) for one in all_named(element, "li")] or [text_of(element)]
        if any(map(str.strip, entries)):
            return entries
    for element in all_named(root, "Description"):
        if value := attribute(element, name):
            return [value]
    return []


def _first(root: Any, name: str) -> str:
    return next(iter(_listed(root, name)), "")
