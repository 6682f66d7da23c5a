"""An answer as the judge looks at it: what is cheap to see at once, the rest when it is asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from urllib.parse import urlsplit

from atlas.fetch.bare import Bare, bare
from atlas.fetch.body import SAMPLE
from atlas.fetch.charset import text_of
from atlas.fetch.shown import Outline
from atlas.model.inflate import READABLE, encoding_of
from atlas.model.url import host_of

MEDIA_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,64}/[a-z0-9!#$&^_.+-]{1,64}")
HTML = frozenset({"text/html", "application/xhtml+xml"})
BEGINNING = re.compile(rb"\s*(?:<!--.{0,500}?-->\s*)*<(?:!doctype\s+html|html|head|title)\b", re.IGNORECASE | re.DOTALL)
THIN, FEW_PARAGRAPHS = 400, 4
NEXT_TO_NOTHING = 60
ARTICLE = re.compile(
    r"og:type[\"'][^<>]*content=[\"']?article|content=[\"']?article[\"'][^<>]*og:type|article:published_time",
    re.IGNORECASE,
)
NOINDEX = re.compile(
    r"name=[\"']?(?:robots|googlebot)\b[^<>]*noindex|noindex[^<>]*name=[\"']?robots",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Seen:
    """What was asked for, and what came."""

    asked: str
    """The address that was asked for."""
    url: str
    """The address that answered in the end."""
    headers: Mapping[str, str]
    """By names in lower case; the first of each."""
    sample: bytes = field(repr=False)
    """The beginning of the body, inflated."""

    @cached_property
    def media_type(self) -> str:
        """The type it says it has, or ""."""
        return media_type_of(self.headers.get("content-type", ""))

    @cached_property
    def markup(self) -> str:
        """The page as text; "" where it is none, or is not there as a whole."""
        encoding = encoding_of(self.headers.get("content-encoding", ""))
        readable = not encoding or encoding in READABLE
        typed = self.media_type in HTML or (not self.media_type and BEGINNING.match(self.sample[:2048]))
        if not readable or not typed or len(self.sample) >= SAMPLE:
            return ""
        return text_of(self.sample, self.headers.get("content-type", ""))

    @cached_property
    def bare(self) -> Bare:
        """The page without scripts, styles and comments."""
        return bare(self.markup)

    @cached_property
    def outline(self) -> Outline | None:
        """The page parsed; None where it cannot be, or is too large to be a thin one."""
        # Few pages are looked at so closely, and BeautifulSoup is a third of what a first fetch had to load.
        shown: Outline | None = import_module("atlas.fetch.outline").outline(self.bare.markup)
        return shown

    @cached_property
    def thin(self) -> bool:
        """Whether there is less on it than on all but one page in thirty."""
        shown = self.outline
        if shown is None or shown.paragraphs >= FEW_PARAGRAPHS:
            return False
        return shown.words < THIN or shown.own < NEXT_TO_NOTHING

    @cached_property
    def article(self) -> bool:
        """Whether it says that it is an article."""
        return any(map(ARTICLE.search, self.bare.metas))

    @cached_property
    def unlisted(self) -> bool:
        """Whether it asks not to be listed by search engines."""
        return any(map(NOINDEX.search, self.bare.metas))

    @property
    def led_away(self) -> bool:
        """Whether redirects led to another host."""
        return host_of(self.asked) != host_of(self.url)

    @property
    def path(self) -> str:
        """The path that answered in the end."""
        return urlsplit(self.url).path

    @property
    def asked_path(self) -> str:
        """The path that was asked for, with its query."""
        parts = urlsplit(self.asked)
        return f"{parts.path}?{parts.query}"


def media_type_of(header: str) -> str:
    """Returns the type a Content-Type header names, or "" where it names none."""
    named = header.partition(";")[0].strip().lower()
    return named if MEDIA_TYPE.fullmatch(named) else ""
