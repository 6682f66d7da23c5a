"""XML from strangers: no entities, nothing fetched, bounded by size."""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from atlas.extract.broken import Broken

MOST = 20_000_000
"""Bytes of one XML file that are parsed at all."""
REFERENCE = re.compile("&(?!#)")


def tree_of(data: bytes, *, forgiving: bool = False) -> Any:
    """Returns the root element of a file; raises Broken where there is none.

    A forgiving parser takes what is before a mistake for the whole.
    """
    if len(data) > MOST:
        raise Broken(f"Its XML is over {MOST // 10**6} MB, which is more than Atlas reads.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        recover=forgiving,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Broken(f"Its XML is damaged: {error}.") from None
    if root is None:
        raise Broken("Its XML is damaged: there is no element in it.")
    if _laughs(root):
        raise Broken("It declares entities within entities, and Atlas unfolds none.")
    return root


def _laughs(root: Any) -> bool:
    declared = root.getroottree().docinfo.internalDTD
    return declared is not None and any(REFERENCE.search(one.content or "") for one in declared.iterentities())


def name_of(element: Any) -> str:
    """Returns an element's name without its namespace, "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def all_named(root: Any, *names: str) -> Iterator[Any]:
    """Yields the elements of these names, whatever their namespace, in order."""
    yield from root.iter(*(f"{{*}}{name}" for name in names))


def first_named(root: Any, *names: str) -> Any:
    """Returns the first child of one of these names, or None."""
    return next((child for child in root if name_of(child) in names), None)


def text_of(element: Any) -> str:
    """Returns the text within an element, "" for None."""
    if element is None:
        return ""
    return "".join(part for part in element.itertext(etree.Element) if isinstance(part, str))


def attribute(element: Any, name: str) -> str:
    """Returns an attribute, whatever its namespace, or ""."""
    for key, value in element.attrib.items():
        if isinstance(key, str) and key.rpartition("}")[2] == name:
            return str(value)
    return ""
