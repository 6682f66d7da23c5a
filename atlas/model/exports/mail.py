"""The links in one mail: those of its text, or of its HTML where the text has none."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from itertools import islice

from atlas.model import prose
from atlas.model.decoding import text_of
from atlas.model.exports.entry import entry, is_usable
from atlas.model.exports.tags import tags_in
from atlas.model.link import Link

MOST_PARTS = 50
LONGEST_FIELD = 4000
HEAD = 65536
HEADING = ("Snapshot-Content-Location", "Content-Location", "Subject", "Date")
BOUNDARY = re.compile(rb"\bboundary\s*=", re.IGNORECASE)
# What Python's parser lets through from mails that were made to hurt.
BROKEN = (
    *(MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, OverflowError),
)
# To fetch these would be to act for the person: https://datatracker.ietf.org/doc/html/rfc8058.
ACTS = re.compile(r"unsubscri|opt-?out|abmelden|abbestellen|d[eé]sabonne|desinscri", re.IGNORECASE)


class Short(Compat32):
    """Python's rules for mails, but for the length of a field of a head: it takes parameters apart quadratically."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        """Returns the name of a field and its beginning."""
        name, value = super().header_source_parse(sourcelines)
        return name, value[:LONGEST_FIELD]


def links(data: bytes) -> Iterator[Link]:
    """Yields the links of a mail; one to unsubscribe by is left out, and so is all that is no link but a picture."""
    if len(BOUNDARY.findall(data)) > MOST_PARTS:
        return
    try:
        yield from _links(message_from_bytes(data, policy=Short()))
    except BROKEN:
        return


def heading(data: bytes) -> dict[str, str]:
    """Returns what the head of a message tells; "" for what it does not, or not so that it reads."""
    try:
        mail = message_from_bytes(data[:HEAD], policy=Short())
        parts = list(islice(mail.walk(), 2))
        told = {name: next((_words(one, name) for one in parts if name in one), "") for name in HEADING}
    except BROKEN:
        return dict.fromkeys(HEADING, "")
    return told


def _links(mail: Message) -> Iterator[Link]:
    subject, added = _words(mail, "Subject"), _day(mail)
    lists = _lists(mail)
    parts = [one for one in mail.walk() if not one.is_multipart() and not one.get_filename()]
    found = _of(parts, "text/plain") or _of(parts, "text/html")
    wanted = [
        one for one in found if is_usable(one) and one.url not in lists and not ACTS.search(f"{one.url} {one.title}")
    ]
    for one in wanted:
        yield from entry(one.url, subject if len(wanted) == 1 else one.title, added)


def _lists(mail: Message) -> frozenset[str]:
    """Returns the addresses that its list goes by: none of them is what the mail is about."""
    told = "\n".join(str(value) for name, value in mail.items() if name.lower().startswith("list-"))
    return frozenset(one.url for one in prose.links(told))


def _of(parts: list[Message], kind: str) -> list[Link]:
    texts = [_text(one) for one in parts if one.get_content_type() == kind]
    return [link for text in texts for link in (prose.links(text) if kind == "text/plain" else _anchors(text))]


def _anchors(html: str) -> Iterator[Link]:
    for tag in tags_in(html):
        if tag.name == "a" and not tag.closing:
            href = tag.attributes.get("href", "").strip()
            if href.lower().startswith(("http:", "https:")):
                yield Link(href, " ".join(tag.after.split()))


def _text(part: Message) -> str:
    data = part.get_payload(decode=True)
    assert isinstance(data, bytes)
    try:
        return data.decode(part.get_content_charset() or "utf-8")
    except (LookupError, ValueError):
        return text_of(data) or ""


def _words(mail: Message, name: str) -> str:
    written = str(mail.get(name, ""))
    try:
        return str(make_header(decode_header(written)))
    except BROKEN:
        return written


def _day(mail: Message) -> str:
    try:
        return parsedate_to_datetime(str(mail.get("Date", ""))).isoformat()
    except BROKEN:
        return ""
