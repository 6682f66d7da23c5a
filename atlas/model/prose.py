"""Addresses in text: bare lines, titles, shared texts, Markdown. One pass, linear in its length."""

import re
from collections.abc import Iterator

from atlas.model.link import INVISIBLE, SEVERAL, Link, address, tidy

START = re.compile(r"https?://", re.IGNORECASE)
# What ends an address within a text. What follows may also be the next address of a list: a,https://b
ENDS = (
    '\\s<>"`\x00-\x1f\x7f\xab\xbb\u200b-\u200f\u201c-\u201e\u2028-\u202e\u2060-\u2069\ufeff'
    "\u3001\u3002\u3008-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f"
)
RUN, IN_QUOTES, IN_ROUND = (re.compile(f"[^{ENDS}{more},;|]*") for more in ("", "'", "()"))
SEPARATORS = re.compile("[,;|]+")
# A file of ten million line breaks is no work: lines are found by what stands in them.
BREAK = "\n\r\v\f\x85\u2028\u2029"
LINE = re.compile(f"\\S[^{BREAK}]*")
BLANK = re.compile(f"[^{BREAK}]*(?:\r\n|(?!\r\n)[{BREAK}])[^{BREAK}]*[{BREAK}]")
BULLET = re.compile(r"(?:[-*+•–—]|[0-9]{1,4}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
# `#python https://…` is no comment but a text with an address.
COMMENT = re.compile(r"#(?:[\s#!]|https?://|$)", re.IGNORECASE)
DEFINITION = re.compile(
    r"""
    \[(?P<label>[^\]^][^\]]*)\]: [ \t]* <?(?P<url>https?://[^\s<>"`]+)>?
    (?: [ \t]+ (?: "([^"]*)" | '([^']*)' | \(([^)]*)\) ) )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
TRAILING = frozenset(".,:;!?'*|\u2019\u2026\xb7")
OPENERS = {")": "(", "]": "[", "}": "{"}


def links(text: str) -> Iterator[Link]:
    """Yields the addresses of a text in order; the line before a bare address is its title."""
    title = ""
    for line in _lines(text):
        if link := _alone(line, title):
            yield link
            title = ""
            continue
        title = line
        for link in _within(line):
            yield link
            title = ""


def bare(text: str) -> Iterator[Link]:
    """Yields the addresses of a text that has nothing else in it."""
    lines = [address(line) for line in _lines(text) if line]
    return map(Link, lines if all(lines) else ())


def _lines(text: str) -> Iterator[str]:
    """Yields each line without its bullet; blank lines and comments as ""."""
    end = 0
    for match in LINE.finditer(text):
        if BLANK.match(text, end, match.start()):
            yield ""
        end = match.end()
        line = match[0].strip(INVISIBLE)
        yield "" if COMMENT.match(line) else BULLET.sub("", line, count=1) if BULLET.match(line) else line


def _alone(line: str, before: str) -> Link | None:
    """Returns the link of a line that is an address and nothing else, but for a title behind or before a tab."""
    if whole := address(line):
        return Link(whole, tidy(before))
    left, tab, right = line.partition("\t")
    for written, title in ((right, left), (left, right)) if tab else ():
        if (whole := address(written)) and not START.search(title):
            return Link(whole, tidy(title))
    return None


def _within(line: str) -> Iterator[Link]:
    match = DEFINITION.fullmatch(line)
    if match and not SEVERAL.search(match["url"]):
        yield _defined(match)
        return
    at = 0
    while start := START.search(line, at):
        opening = line[max(at, start.start() - 3) : start.start()]
        end = _end(line, start, opening)
        if end > start.end():
            title = _title(line, at, start.start()) if "](" in opening else ""
            yield Link(line[start.start() : end].rstrip(",;"), title)
        at = max(end, start.end())


def _end(line: str, start: re.Match[str], opening: str) -> int:
    """Returns where an address ends, by what stands before it."""
    if opening.endswith("]("):
        return _closing(line, start.end())
    run = _run(IN_QUOTES if opening.endswith("'") else RUN, line, start.end())
    return start.end() + len(run if opening.endswith("<") else _trimmed(run))


def _run(plain: re.Pattern[str], line: str, at: int) -> str:
    """Returns what may belong to an address; a comma belongs to it unless the next address follows."""
    begin = at
    while True:
        at = _past(plain, line, at)
        after = _past(SEPARATORS, line, at)
        if after == at or START.match(line, after):
            return line[begin : max(at, after - 1)]
        at = after


def _past(pattern: re.Pattern[str], line: str, at: int) -> int:
    match = pattern.match(line, at)
    return match.end() if match else at


def _closing(line: str, at: int) -> int:
    """Returns the place of the bracket that closes one opened before: Markdown's own rule."""
    depth = 0
    while True:
        at += len(_run(IN_ROUND, line, at))
        match line[at : at + 1]:
            case "(":
                depth += 1
            case ")" if depth:
                depth -= 1
            case _:
                return at
        at += 1


def _trimmed(written: str) -> str:
    """Cuts the sentence's punctuation, and closing brackets that nothing in the address opens."""
    surplus = {closer: written.count(closer) - written.count(opener) for closer, opener in OPENERS.items()}
    end = len(written)
    while end and (written[end - 1] in TRAILING or surplus.get(written[end - 1], 0) > 0):
        end -= 1
        if written[end] in surplus:
            surplus[written[end]] -= 1
    return written[:end]


def _title(line: str, at: int, start: int) -> str:
    """Returns what stands in the square brackets before an address."""
    depth = 0
    close = line.rindex("](", at, start)
    for place in range(close, at - 1, -1):
        depth += {"]": 1, "[": -1}.get(line[place], 0)
        if not depth:
            return tidy(line[place + 1 : close])
    return ""


def _defined(match: re.Match[str]) -> Link:
    """Returns the link of a reference, `[label]: url "title"`."""
    label = "" if match["label"].isdecimal() else match["label"]
    return Link(match["url"].rstrip(",;"), tidy(match[3] or match[4] or match[5] or label))
