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

MARKED = re.compile(r"[\\\[\]`*_|~]|^[ \t]*[-:>#+]")
"""A line in which there may be a mark: most have none, and one look tells."""


def plain(markdown: str) -> str:
    """Returns the words of a text in Markdown, without marks and without where its links lead."""
    lines = (MARKS.sub(_kept, one) if MARKED.search(one) else one for one in markdown.split("\n"))
    return legible(" ".join("\n".join(lines).split()))


def _kept(mark: re.Match[str]) -> str:
    return mark["kept"] or ""


def legible(text: str) -> str:
    """Returns a text for reading: what would steer a terminal, hide or turn the text around is left out."""
    return UNSAFE.sub(lambda found: found[0] if found[0] in JOINERS else "", text)
