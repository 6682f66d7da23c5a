"""Feeds in XML (RSS and Atom): their entries, with days and links."""

from typing import Any
from urllib.parse import urljoin

from atlas.extract import entries
from atlas.extract.chapters import plain_of
from atlas.extract.entries import Entry
from atlas.extract.stamps import stamp
from atlas.extract.tidying import one_line, several
from atlas.extract.trees import all_named, attribute, first_named, name_of, text_of, tree_of
from atlas.model.article import Article, Metadata, Source

ATOM = "{http://www.w3.org/2005/Atom}"
"""In Atom a text is plain unless it says that it is not."""
CUT = "The feed is damaged: what could be read of it is here."


def article_of(source: Source) -> Article:
    """Returns the entries of a feed."""
    root = tree_of(source.body, forgiving=True)
    log = [] if root.getroottree().parser is None else root.getroottree().parser.error_log
    channel = next(all_named(root, "channel"), root)
    site = _link(channel, source.url)
    found = Metadata(
        title=one_line(plain_of(_told(channel, "title"))),
        authors=_authors(channel),
        modified=stamp(_told(channel, "lastBuildDate", "updated", "pubDate", "date")),
        language=one_line(_told(channel, "language") or attribute(root, "lang"), 35),
        description=plain_of(_told(channel, "description", "subtitle", "tagline")),
        genre="feed",
    )
    told = list(all_named(root, "item", "entry"))
    first = [_entry(one, source.url) for one in told[: entries.MOST_ENTRIES]]
    return entries.article(source, found, first, len(told), site, CUT if log else "")


def _entry(element: Any, base: str) -> Entry:
    return Entry(
        title=plain_of(_told(element, "title")),
        url=_link(element, base),
        published=stamp(_told(element, "pubDate", "published", "issued", "date", "updated")),
        authors=_authors(element),
        html=_told(element, "encoded", "content", "summary", "description"),
    )


def _told(element: Any, *names: str) -> str:
    """Returns what is told under the first of several names that tells something."""
    children = (one for name in names for one in element if name_of(one) == name)
    return next((text for one in children if (text := _markup(one))), "")


def _markup(element: Any) -> str:
    """Returns the markup within an element, which Atom may write as elements of its own."""
    is_atom = isinstance(element.tag, str) and element.tag.startswith(ATOM)
    kind = attribute(element, "type") or ("text" if is_atom else "html")
    if kind == "xhtml":
        inner = first_named(element, "div")
        return "" if inner is None else "".join(f"<p>{part}</p>" for part in _paragraphs(inner))
    text = text_of(element).strip()
    return text.replace("&", "&amp;").replace("<", "&lt;") if kind == "text" else text


def _paragraphs(element: Any) -> list[str]:
    parts = [text_of(one) for one in element] or [text_of(element)]
    return [part.replace("&", "&amp;").replace("<", "&lt;") for part in parts if part.strip()]


def _authors(element: Any) -> tuple[str, ...]:
    people = [one for one in element if name_of(one) in ("author", "creator")]
    named = (first_named(one, "name") for one in people)
    return several(text_of(one if name is None else name) for one, name in zip(people, named, strict=True))


def _link(element: Any, base: str) -> str:
    """Returns where an entry or a site is to be read; absolute."""
    for one in element:
        if name_of(one) == "link" and attribute(one, "rel") in ("", "alternate"):
            href = attribute(one, "href") or text_of(one).strip()
            if href:
                return _absolute(base, href)
    guid = first_named(element, "guid")
    is_link = guid is not None and attribute(guid, "isPermaLink") != "false"
    return text_of(guid).strip() if is_link and text_of(guid).strip().startswith("http") else ""


def _absolute(base: str, href: str) -> str:
    try:
        return urljoin(base, href)
    except ValueError:
        return ""
