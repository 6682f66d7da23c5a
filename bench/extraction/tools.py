"""What is compared: each tool as a function from a page's bytes and address to its text; absent ones are left out."""

import importlib
import logging
from collections.abc import Callable
from typing import Any

Read = Callable[[bytes, str], str]
STUMBLES = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RuntimeError,
    TypeError,
    ValueError,
    SyntaxError,
)
"""What a tool may raise over a page: it found nothing then."""
MARKDOWN = "atlas markdown"
LIKEWISE = "trafilatura with metadata, Markdown"
"""What it costs the yardstick to do as much."""
MARKED = frozenset({MARKDOWN, LIKEWISE})
"""What writes Markdown: its marks are taken off before it is scored."""


def tools() -> dict[str, Callable[[], Read]]:
    """Returns for each tool how to get hold of it; ImportError where it is not installed."""
    return {
        "atlas": _atlas,
        MARKDOWN: _atlas_markdown,
        "trafilatura": _trafilatura,
        LIKEWISE: _trafilatura_markdown,
        "trafilatura fast": lambda: _trafilatura(fast=True),
        "trafilatura precision": lambda: _trafilatura(favor_precision=True),
        "trafilatura recall": lambda: _trafilatura(favor_recall=True),
        "readability-lxml": _readability,
        "resiliparse": _resiliparse,
        "justext": _justext,
        "boilerpy3": _boilerpy,
        "newspaper4k": _newspaper,
        "goose3": _goose,
    }


def _atlas() -> Read:
    decoding, parsing, html = (_module(f"atlas.extract.{one}") for one in ("decoding", "parsing", "html"))
    source = _module("atlas.model.article").Source
    return lambda data, url: "\n".join(html.chosen_in(parsing.tree_of(decoding.text_of(source(data, url)))).lines)


def _atlas_markdown() -> Read:
    read, source = _module("atlas.extract").read, _module("atlas.model.article").Source
    return lambda data, url: read(source(data, url, "text/html")).text


def _trafilatura(**options: bool) -> Read:
    trafilatura = _module("trafilatura")
    # Readers' comments are no part of an article: with them it scores worse.
    return lambda data, url: trafilatura.extract(data, url=url, include_comments=False, **options) or ""


def _trafilatura_markdown() -> Read:
    trafilatura = _module("trafilatura")
    told = {"include_formatting": True, "include_links": True, "include_images": True, "include_comments": False}
    plain = _module("trafilatura.metadata").extract_metadata

    def read(data: bytes, url: str) -> str:
        # Not `with_metadata`, which writes them before the text.
        tree = trafilatura.load_html(data)
        plain(tree, default_url=url)
        return trafilatura.extract(tree, url=url, output_format="markdown", **told) or ""

    return read


def _readability() -> Read:
    document, fromstring = _module("readability").Document, _module("lxml.html").fromstring

    def read(data: bytes, url: str) -> str:
        found = document(data, url=url).summary(html_partial=True)
        return " ".join(fromstring(found).itertext()) if found.strip() else ""

    return read


def _resiliparse() -> Read:
    extract = _module("resiliparse.extract.html2text").extract_plain_text
    encoding = _module("resiliparse.parse.encoding")
    return lambda data, url: extract(
        encoding.bytes_to_str(data, encoding.detect_encoding(data)), main_content=True, alt_texts=False
    )


def _justext() -> Read:
    justext = _module("justext")
    words = justext.get_stoplist("English")
    return lambda data, url: "\n".join(one.text for one in justext.justext(data, words) if not one.is_boilerplate)


def _boilerpy() -> Read:
    extractor = _module("boilerpy3.extractors").ArticleExtractor(raise_on_failure=False)
    return lambda data, url: extractor.get_content(data.decode("utf-8", "replace"))


def _newspaper() -> Read:
    article = _module("newspaper").Article

    def read(data: bytes, url: str) -> str:
        page = article(url, fetch_images=False)
        page.download(input_html=data.decode("utf-8", "replace"))
        page.parse()
        return str(page.text)

    return read


def _goose() -> Read:
    goose = _module("goose3").Goose({"enable_image_fetching": False})
    return lambda data, url: goose.extract(raw_html=data.decode("utf-8", "replace")).cleaned_text


def _module(name: str) -> Any:
    logging.disable(logging.CRITICAL)
    return importlib.import_module(name)
