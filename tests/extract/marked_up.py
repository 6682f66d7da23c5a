"""Small pages, what is chosen of them, and a reader of Markdown that is not ours."""

import lxml.html
from lxml.html import HtmlElement
from markdown_it import MarkdownIt

from atlas.extract.markdown import markdown_of
from atlas.extract.walk import outlay_of

URL = "https://good.example/articles/one"


def document_of(markup: str) -> HtmlElement:
    return lxml.html.document_fromstring(markup, parser=lxml.html.HTMLParser(huge_tree=True))


def told(body: str, *lines: str, url: str = URL) -> str:
    """Returns the Markdown of a page's body; all of it is chosen where no lines are given."""
    document = document_of(f"<html><head></head><body>{body}</body></html>")
    chosen = lines or tuple(" ".join(one.seen.split()) for one in outlay_of(document, url).lines)
    return markdown_of(document, chosen, url).removesuffix("\n")


def reader() -> MarkdownIt:
    """Returns a reader of CommonMark with GFM's tables and strikethrough, which takes HTML for HTML."""
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def rendered(markdown: str) -> HtmlElement:
    """Returns a page of the Markdown as another reader shows it."""
    return lxml.html.document_fromstring(f"<html><body>{reader().render(markdown)}</body></html>")


def shown(markdown: str) -> str:
    """Returns the text of Markdown as another reader shows it, on one line."""
    return " ".join(rendered(markdown).find("body").text_content().split())
