"""Linked data (JSON-LD): what a page tells machines of itself, as far as it can be read."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

Thing: TypeAlias = Mapping[str, object]
"""One thing a page speaks of: an article, a person, a site."""
LONGEST = 2_000_000
"""How much of it is read, in characters; more has been seen to take seconds."""
MOST_THINGS = 400
DEEPEST = 6
WRAPPING = re.compile(r"[\s\ufeff]*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/|<!\[CDATA\[)*\s*")
DANGLING = re.compile(r",(\s*[}\]])")
# Where the things a page is about lie; lists of other pages, comments and reviews lie elsewhere.
WITHIN = ("@graph", "mainEntity", "mainEntityOfPage")
NAMED = ("name", "headline", "@value", "url", "@id")


def things_in(scripts: Iterable[str]) -> tuple[Thing, ...]:
    """Returns the things that scripts of the type application/ld+json tell of, in their order."""
    left, found = LONGEST, list[Thing]()
    for script in scripts:
        left -= len(script)
        if left < 0 or len(found) >= MOST_THINGS:
            break
        found.extend(_things(_read(script), 0))
    return tuple(found[:MOST_THINGS])


def kinds(thing: Thing) -> frozenset[str]:
    """Returns what a thing is: the names of its types in lower case, without the vocabulary."""
    return frozenset(one.rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for one in texts(thing.get("@type")))


def texts(value: object) -> tuple[str, ...]:
    """Returns the texts in a value: itself, its members, or the names of the things it holds."""
    return tuple(_texts(value, 0))


def parts(value: object) -> tuple[Thing, ...]:
    """Returns the things in a value; a bare text counts as a thing of that name."""
    members = value[:MOST_THINGS] if isinstance(value, list) else [value]
    named = ({"name": one} if isinstance(one, str) else one for one in members)
    return tuple(one for one in named if isinstance(one, dict))


def resolved(part: Thing, things: Iterable[Thing]) -> Thing:
    """Returns the thing that a reference such as {"@id": "#author"} means, where it is told elsewhere."""
    if "@id" not in part or "name" in part:
        return part
    return next((one for one in things if one.get("@id") == part["@id"] and "name" in one), part)


def _read(script: str) -> object:
    text = script[_end_of_wrapping(script) :]
    if text.startswith(("{&quot;", "[{&quot;")):
        text = html.unescape(text)
    for attempt in (text, DANGLING.sub(r"\1", text)):
        try:
            # What stands behind the value (a semicolon, the end of a comment) is passed over.
            return json.JSONDecoder(strict=False).raw_decode(attempt)[0]
        except (ValueError, RecursionError):
            continue
    return None


def _end_of_wrapping(script: str) -> int:
    match = WRAPPING.match(script)
    return match.end() if match else 0


def _things(value: object, depth: int) -> Iterator[Thing]:
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for one in value[:MOST_THINGS]:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        if "@type" in value or "@id" in value:
            yield value
        for key in WITHIN:
            yield from _things(value.get(key), depth + 1)


def _texts(value: object, depth: int) -> Iterator[str]:
    if depth > DEEPEST:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:MOST_THINGS]:
            yield from _texts(one, depth + 1)
    elif isinstance(value, dict):
        yield from _texts(next((value[key] for key in NAMED if value.get(key)), None), depth + 1)
