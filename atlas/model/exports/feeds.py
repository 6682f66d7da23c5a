"""Lists of feeds (OPML). A feed is told as such; only links among them are links."""

import re
from collections.abc import Iterator

from atlas.model.exports.bounds import bounded
from atlas.model.exports.entry import entry
from atlas.model.exports.tags import tags_in
from atlas.model.link import Feed, Link

OPML = re.compile(r"<opml[\s>]", re.IGNORECASE)


def outlines(text: str) -> Iterator[Link | Feed]:
    """Yields the feeds and links of an outline; entities that it declares are not read."""
    for tag in tags_in(bounded(text, "<")):
        if tag.name != "outline" or tag.closing:
            continue
        told = tag.attributes
        title, site = told.get("title") or told.get("text", ""), told.get("htmlurl", "").strip()
        for feed in entry(told.get("xmlurl") or site, title):
            yield Feed(feed.url, feed.title, site)
        if "xmlurl" not in told:
            yield from entry(told.get("url"), title, told.get("created"))
