"""From a page's elements to its blocks and lines, in one walk that no depth of nesting stops."""

from collections.abc import Callable
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from atlas.extract import formulas, hrefs, listing, roles
from atlas.extract.blocks import (
    BOX,
    BREAK,
    CODE,
    FORMULA,
    LISTING,
    NOTE,
    PICTURE,
    PLAIN,
    Block,
    Line,
    Marks,
    Outlay,
    Piece,
    parts_of,
)
from atlas.extract.notes import Notes, notes_in

BROKEN = Piece("", form=BREAK)
DEEPEST = 20
"""What is nested deeper in lists, quotes and tables is shown flat."""
SHORT = 12
"""So many texts of what is not written are looked at."""
EMOJI = ("emoji", "smiley", "emoticon")


_Place = tuple[Marks, Block | None, str]
"""What to go back to when an element ends: how text was set off, the block around, and what is to be written."""


class _Walk:
    """Takes a page's elements as they come and lays out what they hold."""

    def __init__(self, base: str, notes: Notes) -> None:
        self.notes = notes
        self.block = Block(BOX)
        self.outlay = Outlay(base, self.block, [], [], [], [])
        self.senses: dict[str, str] = {}
        self.marks = PLAIN
        self.pieces: list[Piece] = []
        self.places: list[_Place] = []
        self.enters: dict[str, Callable[[HtmlElement], None]] = {
            "br": self._break,
            "hr": self._rule,
            "img": self._picture,
            "input": self._check,
            "a": self._link,
            "amp-img": self._picture,
        }

    def start(self, element: HtmlElement) -> bool:
        """Enters an element; returns whether what is in it is to be walked."""
        tag, classes = element.tag, element.get("class")
        sense = self._sense(classes) if classes else ""
        self.places.append((self.marks, None, ""))
        if (sense or tag in roles.WHOLE) and self._took_whole(element, tag, sense):
            return False
        if element in self.notes.marks:
            return self._note(element)
        if tag in roles.BLOCKS or element in self.notes.texts:
            self._open(element, tag)
        elif enter := self.enters.get(tag):
            enter(element)
        else:
            self._mark(element, tag)
        if element.text:
            self.text(element.text)
        return True

    def _took_whole(self, element: HtmlElement, tag: str, sense: str) -> bool:
        """Takes an element that nothing in is walked, if it is one; returns whether it is."""
        if sense == roles.UNREAD or (tag == "a" and self.notes.is_way_back(element)):
            self._pass(element)
        elif not roles.is_unseen(element, tag, sense):
            if roles.is_listing(tag, sense):
                self._code(element)
            elif roles.is_formula(tag, sense):
                self._formula(element)
            else:
                return False
        return True

    def _sense(self, classes: str) -> str:
        sense = self.senses.get(classes)
        if sense is None:
            sense = self.senses[classes] = roles.sense_of(classes)
        return sense

    def end(self, element: HtmlElement) -> None:
        """Leaves an element."""
        marks, block, closing = self.places.pop()
        if closing:
            self.text(closing)
        self.marks = marks
        if block is not None:
            self._close(block)

    def text(self, text: str) -> None:
        """Takes text that stands where the walk is."""
        if self.pieces or not text.isspace():
            self.pieces.append(Piece(text, self.marks))

    def flush(self) -> None:
        """Ends the lines that have come together."""
        if not self.pieces:
            return
        pieces, self.pieces = self.pieces, []
        line: list[Piece] = []
        breaks = 2
        for piece in (*pieces, BROKEN):
            if piece.form != BREAK:
                line.append(piece)
                continue
            for part in parts_of(line):
                self._add(Line(part, self.block, breaks == 1))
                breaks = 0 if part is line else 2
            breaks += 1
            line = []

    def _add(self, line: Line) -> None:
        self.block.children.append(line)
        self.outlay.lines.append(line)

    def _open(self, element: HtmlElement, tag: str) -> None:
        kind = "note" if element in self.notes.texts else roles.BLOCKS[tag]
        self._nest(kind, self._detail(element, tag, kind))

    def _nest(self, kind: str, detail: str) -> None:
        self.flush()
        above = self.block
        shown = kind not in roles.FLAT
        if shown and above.level >= DEEPEST:
            kind, shown = BOX, False
        self.block = Block(kind, above, len(self.outlay.lines), detail=detail, level=above.level + shown)
        above.children.append(self.block)
        if kind == "table":
            self.outlay.tables.append(self.block)
        if kind == "note":
            self.outlay.notes.append(self.block)
        marks, _, closing = self.places[-1]
        self.places[-1] = (marks, above, closing)

    def _close(self, above: Block) -> None:
        self.flush()
        self.block.last = len(self.outlay.lines)
        self.block = above

    def _detail(self, element: HtmlElement, tag: str, kind: str) -> str:
        match kind:
            case "box":
                return ""
            case "note":
                return self.notes.texts[element]
            case "heading":
                return tag[1]
            case "list":
                return (element.get("start") or "1") if tag == "ol" else ""
            case "entry":
                return element.get("value") or ""
            case "table":
                return "layout" if element.get("role") in {"presentation", "none"} else ""
            case "cell":
                return f"{tag} {element.get('colspan') or 1} {element.get('rowspan') or 1}"
        return ""

    def _mark(self, element: HtmlElement, tag: str) -> None:
        kinds = () if CODE in self.marks.kinds else roles.kinds_of(element, tag)
        if kinds:
            self.marks = Marks(self.marks.kinds.union(kinds), self.marks.link)
        if tag in {"q", "rt"}:
            before, after = ("“", "”") if tag == "q" else ("(", ")")
            self.text(before)
            self.places[-1] = (*self.places[-1][:2], after)

    def _link(self, element: HtmlElement) -> None:
        there = element.get("href") or ""
        own = there.startswith("#") and self.block.kind == "heading"
        self.marks = Marks(self.marks.kinds, "" if own else there)

    def _break(self, element: HtmlElement) -> None:
        self.pieces.append(BROKEN)

    def _rule(self, element: HtmlElement) -> None:
        self._nest("rule", "")
        self.outlay.rules.append(self.block)

    def _check(self, element: HtmlElement) -> None:
        if (element.get("type") or "").lower() == "checkbox":
            self.pieces.append(Piece("x" if element.get("checked") is not None else " ", form="check", seen=""))

    def _picture(self, element: HtmlElement) -> None:
        told = element.get("alt") or ""
        if told and any(one in (element.get("class") or "") for one in EMOJI):
            self.pieces.append(Piece(told, self.marks))
        elif there := hrefs.picture(element, self.outlay.base, bool(self.marks.link)):
            self.pieces.append(Piece(told, self.marks, PICTURE, there, ""))

    def _pass(self, element: HtmlElement) -> None:
        """Takes what extractors see and a reader does not want: it is found, and not written."""
        self.pieces.append(Piece("", self.marks, seen="".join(islice(element.itertext(), SHORT))))

    def _note(self, element: HtmlElement) -> bool:
        seen = "".join(element.itertext())
        self.pieces.append(Piece(seen, self.marks, NOTE, self.notes.marks[element], seen))
        return False

    def _formula(self, element: HtmlElement) -> None:
        shown = formulas.shown_in(element)
        tex, displayed = formulas.tex_of(element)
        if tex:
            self.pieces.append(Piece(tex, self.marks, FORMULA, "$$" if displayed else "$", shown))
        elif shown:
            self.text(f" {shown} ")

    def _code(self, element: HtmlElement) -> None:
        self._nest("code", listing.language_of(element))
        if code := listing.code_of(element):
            self._add(Line([Piece(code, form=LISTING)], self.block))


def outlay_of(document: HtmlElement, url: str) -> Outlay:
    """Returns a page's blocks and lines."""
    walked = _Walk(hrefs.base_of(document, url), notes_in(document))
    walk = etree.iterwalk(document, events=("start", "end", "comment", "pi"))
    for event, node in walk:
        if event == "start":
            if not walked.start(node):
                walk.skip_subtree()
            continue
        if event == "end":
            walked.end(node)
        if node.tail and node is not document:
            walked.text(node.tail)
    walked.flush()
    walked.outlay.root.last = len(walked.outlay.lines)
    return walked.outlay
