"""Markdown back to text, by another way than the serialiser's: what is counted and compared."""

import re
from collections.abc import Iterator

FENCE = re.compile(r"(`{3,}|~{3,})[^`]*$")
QUOTED = re.compile(r"^(?:> ?)+")
NOTE = re.compile(r"^(\[\^[^\]\s]+\]): ?")
HEADING = re.compile(r"^#{1,6}(?:\s+|$)")
ENTRY = re.compile(r"^(?:[-+*]|\d{1,9}[.)])\s+(?:\[[ xX]\]\s+)?")
RULE = re.compile(r"(?:-{3,}|_{3,}|\*{3,})\s*$")
DIVIDER = re.compile(r"\|(?: ?:?-{3,}:? ?\|)+$")
# fmt: off
TOKEN = re.compile(
    r"\\(?P<escaped>[!-/:-@\[-`{-~])"
    r"|(?P<fence>`+(?!`))(?P<code>.+?)(?<!`)(?P=fence)(?!`)"
    r"|!\[(?P<alt>(?:\\.|[^\]\\])*)\]\([^()\s]*\)"
    r"|\[\^(?P<note>[^\]\s]+)\]"
    r"|<(?P<address>[a-z]+:[^<>\s]+)>"
    r"|(?P<formula>\$\$?)(?P<tex>[^\s$](?:[^$]*[^\s$])?)(?P=formula)(?!\d)"
    r"|(?P<ending>\]\([^()\s]*\))"
    r"|(?P<bracket>[\[\]])"
    r"|(?P<mark>(?<=\S)\*+|\*+(?=\S)|~~|==)",
)
# fmt: on


def text_of_markdown(markdown: str) -> str:
    """Returns the text of what Atlas wrote in Markdown: a line for each of its lines that has text."""
    return "\n".join(_lines(markdown))


def _lines(markdown: str) -> Iterator[str]:
    fence, indent = "", 0
    for line in markdown.split("\n"):
        bare = _unmarked(line)
        opened = FENCE.match(bare)
        if fence:
            if line[indent:] == fence:
                fence = ""
            elif line[indent:]:
                yield line[indent:]
        elif opened:
            fence, indent = opened[1], len(line) - len(bare)
        elif not RULE.match(bare) and not DIVIDER.match(bare):
            yield from filter(None, [_line(bare)])


def _unmarked(line: str) -> str:
    """Returns a line without the signs of the lists, quotes and notes it stands in."""
    bare = line.lstrip()
    while lead := ENTRY.match(bare) or QUOTED.match(bare):
        if RULE.match(bare):
            break
        bare = bare[lead.end() :].lstrip()
    return bare


def _line(line: str) -> str:
    """Returns the text of a line, without the sign of its block."""
    line = HEADING.sub("", NOTE.sub(r"\1 ", line, count=1), count=1)
    if line.startswith("| ") and line.endswith(" |"):
        cells = (_inline(one.strip()) for one in re.split(r"(?<!\\)\|", line.strip("|")))
        return " ".join(filter(None, cells))
    return _inline(line)


def _inline(text: str) -> str:
    """Returns the text of what stands in a line."""
    told: list[str] = []
    brackets: list[int] = []
    last = 0
    for found in TOKEN.finditer(text):
        told.append(text[last : found.start()])
        last = found.end()
        told.append(_read(found))
        if found["bracket"] == "[":
            brackets.append(len(told) - 1)
        elif brackets and (found["bracket"] or found["ending"]):
            opening = brackets.pop()
            told[opening] = "" if found["ending"] else told[opening]
    told.append(text[last:])
    return "".join(told).strip()


def _read(found: re.Match[str]) -> str:
    """Returns what a reader sees of a sign, or of what is between two."""
    if found["code"] is not None:
        code = found["code"]
        return code[1:-1] if code.startswith(" `") or code.endswith("` ") else code
    if found["alt"] is not None:
        return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", found["alt"])
    if found["note"] is not None:
        return f"[{found['note']}]"
    return found["escaped"] or found["address"] or found["tex"] or found["bracket"] or ""
