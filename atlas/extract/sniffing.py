"""What a file is: by its bytes first, then by what was declared, then by its name.

It follows the WHATWG's MIME Sniffing as far as that serves; but a page of HTML is one,
whatever it was declared as, and a type that has a mark is not believed without it.
"""

import json
import re

from atlas.extract.broken import Broken
from atlas.extract.facts import name_in
from atlas.extract.magic import BRANDS, FORM, HEAD, MAGIC, OFFICE, RIFF, marked
from atlas.model.article import Source

UNKNOWN = "application/octet-stream"
VAGUE = frozenset(("", "*/*", UNKNOWN, "binary/octet-stream", "application/unknown", "unknown/unknown", "text/plain"))
"""What servers say of files they know nothing of."""
MARKED = frozenset(
    (*(kind for _, _, kind in MAGIC), *RIFF.values(), *FORM.values(), *BRANDS.values(), *OFFICE.values())
    + ("application/pdf", "application/epub+zip")
) - {"audio/mpeg"}
"""Kinds that never come without their mark."""

# fmt: off
NAMES = {
    "csv": "text/csv", "tsv": "text/tab-separated-values", "tab": "text/tab-separated-values",
    "md": "text/markdown", "markdown": "text/markdown", "mdown": "text/markdown",
    "json": "application/json", "geojson": "application/json", "jsonl": "application/jsonl",
    "ndjson": "application/jsonl", "html": "text/html", "htm": "text/html", "xhtml": "text/html",
    "xml": "application/xml", "mp3": "audio/mpeg", "aac": "audio/aac", "ape": "audio/x-ape",
}
SAME = {
    "application/xhtml+xml": "text/html",           "text/xml": "application/xml",
    "text/x-markdown": "text/markdown",             "application/csv": "text/csv",
    "application/x-ndjson": "application/jsonl",    "application/json-lines": "application/jsonl",
    "application/jsonlines": "application/jsonl",   "application/ndjson": "application/jsonl",
    "application/x-pdf": "application/pdf",         "text/rtf": "application/rtf",
    "image/jpg": "image/jpeg",                      "image/pjpeg": "image/jpeg",
    "text/json": "application/json",                "audio/mp3": "audio/mpeg",
    "image/vnd.microsoft.icon": "image/x-icon",     "audio/x-wav": "audio/wav",
    "application/x-gzip": "application/gzip",       "application/x-zip-compressed": "application/zip",
}
ROOTS = {
    "html": "text/html", "svg": "image/svg+xml", "rss": "application/rss+xml", "RDF": "application/rss+xml",
    "feed": "application/atom+xml",
}
# fmt: on
MAILED = frozenset(("multipart/related", "message/rfc822"))
BEGINNING = 65_536
LARGEST_JSON = 20_000_000
PAGE = re.compile(r"\s*(?:<!--(?>.*?-->)\s*)*+<(?:!doctype\s+html|html)(?=[\s>])", re.IGNORECASE | re.DOTALL)
TAG = re.compile(
    r"\s*<(?:!--|(?:head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)(?=[\s>]))", re.IGNORECASE
)
PROLOGUE = re.compile(r"\s*(?:<\?[^>]*>|<!--(?>.*?-->)|<!DOCTYPE(?:[^\[>]|\[(?>.*?\]\s*(?=>)))*+>)", re.DOTALL)
ROOT = re.compile(r"\s*<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])")
BINARY = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")
TAGGED = re.compile(rb"<\0?(?:!\0?-|!\0?[dD]|[a-zA-Z][\0a-zA-Z0-9]*[\s/>])")
"""How a tag begins, in UTF-16 too."""
JSON = re.compile(r"\s*(?:\{\s*[\"}]|\[)")
JSON_FEED = re.compile(r'"version"\s*:\s*"https?://jsonfeed\.org/version/')
IN_PARTS = re.compile(r"(?:From|MIME-Version|Snapshot-Content-Location):.{0,4000}multipart/related", re.DOTALL)
"""How a page begins that a browser saved in parts (MHTML)."""
WIDE = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
NARROW = b"\xef\xbb\xbf"


def media_type_of(source: Source) -> str:
    """Returns what a source is, as its bytes show it."""
    body = source.body
    declared = SAME.get(source.media_type, source.media_type)
    if kind := _marked(body):
        return kind
    text = beginning(body)
    if _is_binary(body[:HEAD], declared):
        return _believed(declared, source.url)
    if IN_PARTS.match(text):
        return "multipart/related"
    return _marked_up(text, declared) or _written(body, text, declared, source.url)


def beginning(body: bytes) -> str:
    """Returns the first characters of what may be a text."""
    head = body[:BEGINNING]
    if codec := WIDE.get(head[:2]):
        return head[2:].decode(codec, "replace")
    return head.removeprefix(NARROW).decode("utf-8", "replace")


def _is_binary(head: bytes, declared: str) -> bool:
    """Whether there are bytes in it that no text has; a page with tags in it may have them, as in browsers."""
    if not BINARY.search(head) or head[:2] in WIDE:
        return False
    return declared != "text/html" or not TAGGED.search(head)


def _marked(body: bytes) -> str:
    try:
        return marked(body)
    except Broken:
        return "application/zip"


def _believed(declared: str, url: str) -> str:
    """Returns what bytes without a mark are said to be."""
    named = NAMES.get(_ending(url), "")
    said = named if declared in VAGUE else declared
    return said if said not in MARKED and not said.startswith(("text/", "application/json")) and said else UNKNOWN


def _marked_up(text: str, declared: str) -> str:
    """Returns which kind of markup a text is, "" where it is none."""
    if PAGE.match(text):
        return "text/html"
    at = 0
    while prologue := PROLOGUE.match(text, at):
        at = prologue.end()
    root = ROOT.match(text, at)
    if root and (kind := ROOTS.get(root[1])):
        return kind
    if declared == "text/html" or (declared in VAGUE - {"text/plain"} and TAG.match(text)):
        return "" if JSON.match(text) else "text/html"
    return "application/xml" if root and text.lstrip().startswith("<?xml") else ""


def _written(body: bytes, text: str, declared: str, url: str) -> str:
    """Returns which kind of text it is."""
    named = NAMES.get(_ending(url), "")
    said = named if named and declared in VAGUE else declared
    if said == "application/jsonl":
        return said
    if said.endswith(("/json", "+json")) or (declared in {*VAGUE, "text/html"} and _is_json(body, text)):
        return "application/feed+json" if JSON_FEED.search(text) else "application/json"
    if said.endswith(("/xml", "+xml")):
        return "application/xml"
    if said.startswith("text/") or said in MAILED:
        return said
    return "text/html" if declared == "text/html" else "text/plain"


def _is_json(body: bytes, text: str) -> bool:
    if not JSON.match(text) or len(body) > LARGEST_JSON:
        return False
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        return False
    return True


def _ending(url: str) -> str:
    _, dot, ending = name_in(url).rpartition(".")
    return ending.lower() if dot else ""
