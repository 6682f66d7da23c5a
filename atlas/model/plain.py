"""What is left of Markdown when it is only to be read over: its words, on one line."""

import re

from atlas.model.names import UNSAFE

JOINERS = "\u200c\u200d"
"""Part of how Persian, Hindi and emoji are written; they neither hide nor turn anything."""
MARKS = re.compile(
    r"""
      \\(?P<kept>[!-/:-@\[-`{-~])                                     # an escape
    | \]\( (?: <[^<>\n]*> | [^()\s]*(?:\([^()\s]*\)[^()\s]*)* ) (?:[ ]"[^"\n]*")? \)    # where a link leads
    | \[\^[^\]\[\n]{1,40}\]:?                                       # the number of a footnote
    | !?\[ | \]
    | ^[ \t]*(?:```|~~~).*$
    | ^[ \t|:-]+$                                                     # a rule, of a table too
    | ^[ \t>]*(?:[>]|\#{1,6}(?=[ \t])|[-*+](?=[ \t]))
    | (?:\*+|`+|(?<!\w)_+|_+(?!\w)) | (?<!\S)\||\|(?!\S)
    """,
    re.VERBOSE | re.MULTILINE,
)
WITHIN = re.compile(r"[][\\*`_|>#~]")
FIRST = frozenset("-+:")
"""What begins a mark, within a line and at its beginning: of most lines nothing does."""


def plain(markdown: str) -> str:
    """Returns the words of a text in Markdown, without marks and without where its links lead."""
    # No mark goes beyond its line.
    bare = (_bare(line) if _is_marked(line) else line for line in markdown.split("\n"))
    return legible(" ".join(" ".join(bare).split()))


def _is_marked(line: str) -> bool:
    return line.lstrip(" \t")[:1] in FIRST or WITHIN.search(line) is not None


def _bare(line: str) -> str:
    return MARKS.sub(lambda found: found["kept"] or "", line)


def legible(text: str) -> str:
    """Returns a text for reading: what would steer a terminal, hide or turn the text around is left out."""
    return UNSAFE.sub(lambda found: found[0] if found[0] in JOINERS else "", text)
