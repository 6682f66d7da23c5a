"""The readable text and the metadata of a page, and what came of reading a snapshot."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from atlas.model.late import Late

if TYPE_CHECKING:
    from atlas.model import words
else:
    # Its table of scripts takes as long to make as all else here; the daemon counts no words.
    words = Late("atlas.model.words")

READER = 1
"""The version of the readers: it grows whenever they would read a page otherwise."""
DOUBTFUL = 0.6
"""Extractors that agree less than this are wrong about two pages in three."""
WORDS_A_MINUTE = 230


@dataclass(frozen=True)
class Source:
    """What is to be read: an answer's body, with the content codings taken off."""

    body: bytes = field(repr=False)
    url: str
    """Where it was found in the end."""
    media_type: str = ""
    """As declared, in lower case, without parameters."""
    charset: str = ""
    """As declared in the header, or ""."""


@dataclass(frozen=True)
class Metadata:
    """What a page says of itself; "" where it does not."""

    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    published: str = ""
    """RFC 3339: a day, or a moment where the page tells it."""
    modified: str = ""
    language: str = ""
    """BCP 47, as detected from the text where there is enough of it."""
    description: str = ""
    canonical: str = ""
    """Where the page says it is at home; absolute."""
    image: str = ""
    """The lead image's address; absolute."""
    tags: tuple[str, ...] = ()
    licence: str = ""
    genre: str = ""
    """article, page, forum, product, index, document, book, feed, text, data, image, audio, video."""
    sources: Mapping[str, str] = field(default_factory=dict)
    """For each of these that is told: json-ld, opengraph, microdata, meta, title, text, file …"""


@dataclass(frozen=True)
class Article:
    """What a person reads of a snapshot."""

    text: str
    """Markdown (CommonMark, with tables and footnotes); "" where there is nothing to read."""
    metadata: Metadata = Metadata()
    extractor: str = ""
    """What the text was taken from: trafilatura, readability, json-ld, pdf …"""
    agreement: float | None = None
    """How far several extractors agree on the text, 0 to 1; None where there was but one."""
    notes: tuple[str, ...] = ()
    """What a reader should know, a sentence each."""
    facts: Mapping[str, str] = field(default_factory=dict)
    """What else is told of the file: pages, dimensions, duration, camera …"""
    fingerprint: int = 0
    """Simhash of the text, 64 bits: near-duplicates differ in few of them. 0 where there is too little text."""

    @cached_property
    def words(self) -> int:
        """How many words the text has; in scripts without blanks two characters count as one."""
        return words.words_in(self.text)

    @property
    def minutes(self) -> int:
        """How long it takes to read, in whole minutes; at least one where there is any text."""
        return max(1, round(self.words / WORDS_A_MINUTE)) if self.text else 0

    @property
    def doubtful(self) -> bool:
        """Whether the text is likely not what the page is about."""
        return self.agreement is not None and self.agreement < DOUBTFUL


@dataclass(frozen=True)
class Reading:
    """What came of reading one snapshot: an article and its file, or the reason why there is none."""

    snapshot: str
    """Relative to the vault."""
    reader: int
    """READER, when it was read."""
    read_at: str
    """RFC 3339, UTC."""
    article: Article | None = None
    path: str = ""
    """The article's file, relative to the folder of articles; "" where there is none."""
    digest: str = ""
    """sha256:… of the text as Atlas wrote it."""
    reason: str = ""
    """Why there is no article; a sentence for a person."""
