"""The tags of HTML or XML in one pass, linear in its length, whatever is in it.

Exports never close half of what they open, and trees made of them are as deep as they are long;
Python's own parser is quadratic on tags that do not end. Here a tag is a name and what is in it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

LONGEST = 20_000
"""Characters within which a tag must end; what begins like one and does not is passed over."""
START = re.compile(r"<(?:(/?)([a-zA-Z][a-zA-Z0-9:_-]{0,30})|(!--)|[!?])")
END = re.compile(r"""[^"'>]*+(?:"[^"]*+"[^"'>]*+|'[^']*+'[^"'>]*+)*+>""")
ATTRIBUTE = re.compile(
    r"""([^\s"'<>/=]+)(?:\s*=\s*(?:"([^"]*)(?:"|\Z)|'([^']*)(?:'|\Z)|([^\s"'>]+)))?""",
)
# In an address `&copy=1` is no sign: as browsers do, only what ends as it should is taken for one.
REFERENCE = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
RAW = {name: re.compile(f"</{name}", re.IGNORECASE) for name in ("script", "style")}


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag, and the text up to the next."""

    name: str
    """In lower case."""
    closing: bool
    inside: str
    """What stands between its name and its end."""
    after: str

    @property
    def attributes(self) -> dict[str, str]:
        """Its attributes, their names in lower case; the first of two wins."""
        found: dict[str, str] = {}
        for name, double, single, bare in ATTRIBUTE.findall(self.inside):
            found.setdefault(name.lower(), unescaped(double or single or bare))
        return found


def tags_in(text: str) -> Iterator[Tag]:
    """Yields the tags in order; comments, scripts and styles are left out."""
    at = doubted = 0
    begun: tuple[str, bool, str] | None = None
    words: list[str] = []
    while start := START.search(text, at):
        words.append(text[at : start.start()])
        end, doubted = _end(text, start, doubted)
        if start[2] and end > 0:
            if begun:
                yield Tag(*begun, unescaped("".join(words)))
            begun, words = (start[2].lower(), bool(start[1]), text[start.end() : end - 1]), []
            end = _past_raw(text, begun[0], end)
        at = end if end > 0 else start.end() + LONGEST
    words.append(text[at:])
    if begun:
        yield Tag(*begun, unescaped("".join(words)))


def unescaped(text: str) -> str:
    """Returns a text with its character references read."""
    return REFERENCE.sub(lambda found: unescape(found[0]), text) if "&" in text else text


def _end(text: str, start: re.Match[str], doubted: int) -> tuple[int, int]:
    """Returns where a tag or a comment ends, or 0 where that is too far away, and up to where quotes are doubted.

    Where quotes lead to no end, the tags of that stretch end without regard to them: it is looked through once.
    """
    if start[3]:
        found = text.find("-->", start.end())
        return (found + 3 if found >= 0 else len(text)), doubted
    last = min(start.end() + LONGEST, len(text))
    if start.end() >= doubted:
        if whole := END.match(text, start.end(), last):
            return whole.end(), doubted
        doubted = last
    return text.find(">", start.end(), last) + 1, doubted


def _past_raw(text: str, name: str, at: int) -> int:
    if name not in RAW:
        return at
    found = RAW[name].search(text, at)
    return found.start() if found else len(text)
