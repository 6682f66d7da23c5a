"""A page in parts (MHTML, RFC 2557): the one part that is the page, as if it had come alone."""

from collections.abc import Iterator
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message

from atlas.extract import html
from atlas.extract.broken import Broken
from atlas.model.article import Article, Source

TYPES = ("text/html", "application/xhtml+xml")
DEEPEST = 5
# What Python's parser lets through from messages that were made to hurt.
BROKEN = (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError)


def article_of(source: Source) -> Article:
    """Returns what there is to read in the page."""
    page = page_in(source)
    if page is None:
        raise Broken("It was saved in parts, and none of them is a page.")
    return html.article_of(page)


def page_in(source: Source) -> Source | None:
    """Returns the page itself, with the address and the charset its part names; None where no part is one."""
    try:
        message = message_from_bytes(source.body)
        parts = [one for one in _leaves(message) if one.get_content_type() in TYPES]
        page = next((one for one in parts if one.get("Content-ID") == _start(message)), None) or next(iter(parts), None)
        return None if page is None else _source(page, source)
    except BROKEN:
        return None


def _source(part: Message, whole: Source) -> Source:
    body = part.get_payload(decode=True)
    location = str(part.get("Content-Location", "")).strip()
    return Source(
        body=body if isinstance(body, bytes) else b"",
        url=location if location.lower().startswith(("http:", "https:")) else whole.url,
        media_type=part.get_content_type(),
        charset=(part.get_content_charset() or "").lower(),
    )


def _start(message: Message) -> str:
    """Returns the name of the part that a browser begins with, where the message says so (RFC 2387, 3.2)."""
    return str(message.get_param("start", "") or "-")


def _leaves(message: Message, depth: int = 0) -> Iterator[Message]:
    below = message.get_payload() if message.is_multipart() and depth < DEEPEST else None
    if not isinstance(below, list):
        yield message
        return
    for one in below:
        if isinstance(one, Message):
            yield from _leaves(one, depth + 1)
