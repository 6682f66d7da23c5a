"""An article on a terminal: its Markdown laid out to a width, links as numbers, nothing that steers the terminal."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from atlas.cli.wrapping import PLAIN, Run, Style, cells, wrapped
from atlas.model.names import printable
from atlas.model.plain import legible

NARROWEST = 20
DEEPEST = 60
# A footnote's text is no definition of a link.
NOTE = re.compile(r"^([ \t>]*)\[(\^[^\]\n]+\]:)", re.MULTILINE)


@dataclass
class Page:
    """What is laid out so far of one article."""

    links: dict[str, int] = field(default_factory=dict)

    def number(self, url: str) -> int:
        """Returns the number of a link; the same for the same address."""
        return self.links.setdefault(url, len(self.links) + 1)


def rendered(markdown: str, width: int) -> Iterator[str]:
    """Yields the lines of an article in Markdown, styled, at most so many cells wide where words allow it."""
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    page = Page()
    yield from _blocks(SyntaxTreeNode(parser.parse(NOTE.sub(r"\1\\[\2", markdown))).children, page, width)
    if page.links:
        yield ""
    for url, number in page.links.items():
        yield str(Run(f"[{number}] {printable(url)}", Style(dim=True)))


def _blocks(nodes: Sequence[SyntaxTreeNode], page: Page, width: int, *, tight: bool = False) -> Iterator[str]:
    for number, node in enumerate(nodes):
        if number and not tight:
            yield ""
        yield from _block(node, page, width)


def _block(node: SyntaxTreeNode, page: Page, width: int) -> Iterator[str]:
    width = max(width, NARROWEST)
    match node.type:
        case "heading":
            yield from wrapped(_inline(node, page, Style(bold=True)), width)
        case "bullet_list" | "ordered_list":
            yield from _list(node, page, width)
        case "blockquote":
            yield from (f"│ {line}" for line in _blocks(node.children, page, width - 2))
        case "fence" | "code_block":
            yield from (f"    {legible(line)}" for line in node.content.rstrip("\n").expandtabs(4).split("\n"))
        case "hr":
            yield "─" * min(width, 40)
        case "table":
            yield from _table(node, page, width)
        case _:
            yield from wrapped(_inline(node, page, PLAIN), width)


def _list(node: SyntaxTreeNode, page: Page, width: int) -> Iterator[str]:
    first = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    tight = all(child.hidden for entry in node.children for child in entry.children if child.type == "paragraph")
    for number, entry in enumerate(node.children):
        if number and not tight:
            yield ""
        sign = "• " if first is None else f"{first + number}. "
        lines = _blocks(entry.children, page, width - len(sign), tight=tight)
        yield from (f"{' ' * len(sign) if place else sign}{line}".rstrip() for place, line in enumerate(lines))
        if not entry.children:
            yield sign.rstrip()


def _table(node: SyntaxTreeNode, page: Page, width: int) -> Iterator[str]:
    """Yields a table in columns where it fits; else each row as a paragraph."""
    rows = [
        [_inline(cell, page, Style(bold=cell.type == "th")) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    widths = [max(_room(row[column]) for row in rows if column < len(row)) for column in range(max(map(len, rows)))]
    if sum(widths) + 3 * (len(widths) - 1) <= width:
        for row in rows:
            yield " │ ".join(_cell(cell, room) for cell, room in zip(row, widths, strict=False)).rstrip()
        return
    for row in rows:
        joined = [one for number, cell in enumerate(row) for one in ([Run(" │ ")] if number else []) + cell]
        yield from wrapped(joined, width)


def _room(runs: Sequence[Run]) -> int:
    return sum(cells(one.text) for one in runs)


def _cell(runs: Sequence[Run], room: int) -> str:
    return "".join(map(str, runs)) + " " * (room - _room(runs))


def _inline(node: SyntaxTreeNode, page: Page, style: Style) -> list[Run]:
    """Returns the text of a node piece by piece."""
    match node.type:
        # A character may be written by its number, so it is looked at only here.
        case "text":
            return [Run(legible(node.content), style)]
        case "code_inline":
            return [Run(legible(node.content), replace(style, fg="cyan"))]
        case "softbreak":
            return [Run(" ", style)]
        case "hardbreak":
            return [Run("\n", style)]
        case "image":
            told = f"[image: {legible(node.content)}]" if node.content else "[image]"
            return [Run(told, replace(style, dim=True)), _reference(node, "src", page)]
        case "link":
            inner = _within(node, page, replace(style, underline=True))
            return [*inner, _reference(node, "href", page)] if inner else []
        case "strong":
            style = replace(style, bold=True)
        case "em":
            style = replace(style, italic=True)
        case "s":
            style = replace(style, strikethrough=True)
    return _within(node, page, style)


def _within(node: SyntaxTreeNode, page: Page, style: Style) -> list[Run]:
    return [run for child in node.children for run in _inline(child, page, style)]


def _reference(node: SyntaxTreeNode, name: str, page: Page) -> Run:
    url = str(node.attrs.get(name, ""))
    return Run(f"[{page.number(url)}]" if url and not url.startswith("#") else "", Style(dim=True))
