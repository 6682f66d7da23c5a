"""Text that is to be read as text, though it looks like Markdown; and no backslash more than that takes."""

import re

SUSPECT = re.compile(r"[\\`*_<&\[\]!~=%#^$]")
# fmt: off
SPECIAL = re.compile(
    r"\\(?=[!-/:-@\[-`{-~\n]|$)"  # a backslash before what it would hide
    r"|`"
    r"|(?<!\s)\*|\*(?!\s)"
    r"|(?<![^\W_])_|_(?![^\W_])"  # snake_case needs none
    r"|<(?=[A-Za-z/!?])"
    r"|&(?=\#?\w{1,40};)"
    r"|\[(?=[\[^!])|(?<=\[)\^|\](?=[(\[:])|!(?=\[)"
    r"|~(?=[~*])|(?<=[~*])~|=(?=[=*])|(?<=\*)=|%(?=%)"
    r"|(?<![^\s*~=])\#(?=[\w/-]{0,60}[^\W\d])",  # Obsidian's tags
)
# fmt: on
FENCE = re.compile(r"`{3,}")
BRACKET = re.compile(r"[\[\]]")
SUM = re.compile(r"\$(?=[^\s$](?:[^$]{0,400}[^\s$])?\$(?!\d))")
START = re.compile(r"(#{1,6}(?=\s|$)|[-+](?=\s|$)|\*(?=\s|$)|>|~{3}|[:~](?=\s)|[-=|][-=|: ]*$|\|)")
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=\s|$)")
NOTED = re.compile(r"(\[\^[^\]\s]+\]):")
REFERENCE = re.compile(r"\[(?!\^)(?:\\.|[^\[\]\\]){1,1000}\]:")
ANCHOR = re.compile(r"(?<=\s)\^(?=[A-Za-z0-9-]+$)")
CLOSING = re.compile(r"(?<=\s)#(?=#*$)|^#(?=#*$)")


def escaped(text: str, before: str = " ", after: str = " ", linked: bool = False, summed: bool = False) -> str:
    """Returns a text so that it reads as itself between two characters.

    In a link every bracket is escaped; where dollars would make a formula, they are.
    """
    if not SUSPECT.search(text):
        return text
    whole = before + text + after
    end = len(whole) - len(after)
    found = {one.start() for one in SPECIAL.finditer(whole)}
    if linked:
        found |= {one.start() for one in BRACKET.finditer(whole)}
    if summed:
        found |= {at for at, char in enumerate(whole) if char == "$"}
    if not found:
        return text
    return "".join("\\" + whole[at] if at in found else whole[at] for at in range(len(before), end))


def at_start(line: str) -> str:
    """Returns a line so that it does not begin a heading, a list, a quote or the like."""
    if found := NUMBERED.match(line):
        return f"{found[1]}\\{line[found.end(1) :]}"
    if found := NOTED.match(line):
        return f"{found[1]}\\{line[found.end(1) :]}"
    return f"\\{line}" if START.match(line) or REFERENCE.match(line) else ANCHOR.sub(r"\\^", line)


def in_heading(line: str) -> str:
    """Returns a heading's text so that no number sign at its end is lost."""
    return CLOSING.sub(r"\\#", line)


def fenced(code: str, language: str) -> str:
    """Returns a block of code between fences that are longer than any in it."""
    longest = max((len(one) for one in FENCE.findall(code)), default=2)
    fence = "`" * (longest + 1)
    return f"{fence}{language}\n{code}\n{fence}"
