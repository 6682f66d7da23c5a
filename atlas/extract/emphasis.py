"""Emphasis in a line of Markdown: only where it is read as such (CommonMark's flanking rules), and never glued."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from atlas.extract.blocks import CODE, EMPHASIS, FORMULA, LIT, NOTE, PICTURE, STRONG, STRUCK, TEXT

MARKS = {STRONG: "**", EMPHASIS: "*", STRUCK: "~~", LIT: "=="}
LAST = {CODE: "`", PICTURE: ")", FORMULA: "$", NOTE: "]"}
FIRST = {CODE: "`", PICTURE: "!", FORMULA: "$", NOTE: "["}
LETTER = "x"
ASTERISKS = frozenset({STRONG, EMPHASIS})


@dataclass(frozen=True, slots=True)
class Atom:
    """Some text without blanks around it, set off in one way."""

    text: str
    form: str
    kinds: frozenset[str]
    link: str = ""
    target: str = ""
    spaced: bool = False
    """There is a blank before it."""

    @property
    def first(self) -> str:
        """The character it begins with in Markdown."""
        return FIRST.get(self.form) or self.text[0]

    @property
    def last(self) -> str:
        """The character it ends with in Markdown."""
        return LAST.get(self.form) or self.text[-1]


def merged(atoms: Iterable[Atom]) -> list[Atom]:
    """Returns the atoms with neighbours that are alike taken together."""
    merged: list[Atom] = []
    for _, run in groupby(atoms, lambda one: (one.form, one.kinds, one.link, one.target)):
        first, *rest = run
        if rest and first.form in {TEXT, CODE}:
            text = first.text + "".join(" " * one.spaced + one.text for one in rest)
            merged.append(replace(first, text=text))
        else:
            merged += [first, *rest]
    return merged


def char_before(atoms: Sequence[Atom], at: int) -> str:
    """Returns the character before an atom, within its link."""
    if at == 0 or atoms[at - 1].link != atoms[at].link:
        if atoms[at].link:
            return "["
        return " " if at == 0 or atoms[at].spaced else ")"
    return " " if atoms[at].spaced else atoms[at - 1].last


def char_after(atoms: Sequence[Atom], at: int) -> str:
    """Returns the character after an atom, within its link."""
    following = atoms[at + 1] if at + 1 < len(atoms) else None
    if atoms[at].link and (following is None or following.link != atoms[at].link):
        return "]"
    if following is None or following.spaced:
        return " "
    return "[" if following.link and following.link != atoms[at].link else following.first


def _is_mark(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"


def guarded(atoms: Sequence[Atom], kind: str) -> list[Atom]:
    """Returns the atoms with one kind of emphasis only where Markdown reads it so (CommonMark's flanking rules)."""
    runs = [list(run) for _, run in groupby(range(len(atoms)), lambda at: (kind in atoms[at].kinds, atoms[at].link))]
    guarded: list[Atom] = []
    for run in runs:
        part = [atoms[at] for at in run]
        if kind in part[0].kinds and _is_nested_tight(atoms, run, kind):
            part = [_without(one, kind) for one in part]
        elif kind in part[0].kinds:
            closed = _closed(part, kind, char_after(atoms, run[-1]))
            # What is shut out at the end is shut out at the beginning, too: brackets come in pairs.
            before = char_before(atoms, run[0]) if len(closed) == len(part) else LETTER
            part = _opened(closed, kind, before) if kind in closed[0].kinds else closed
        guarded += part
    return guarded


def _is_nested_tight(atoms: Sequence[Atom], run: Sequence[int], kind: str) -> bool:
    """Whether a run touches, within other asterisks, what is around it: Markdown would mistake one for the other."""
    if kind not in ASTERISKS:
        return False
    edges = [at for at in (run[0], run[-1] + 1) if 0 < at < len(atoms)]
    return any(is_touching(atoms, at) and atoms[at - 1].kinds & atoms[at].kinds & ASTERISKS for at in edges)


def _free(char: str) -> bool:
    return char.isspace() or _is_mark(char)


def _opened(part: list[Atom], kind: str, before: str) -> list[Atom]:
    """Returns a run that emphasis can begin: a mark after a letter is left outside."""
    head = part[0]
    mixed = _is_mixed(head)
    if _free(before) or not (mixed or _is_mark(head.first)):
        return part
    inner = "" if mixed else head.text.lstrip("".join({one for one in head.text if _is_mark(one)}))
    if head.form != TEXT or not inner or inner[0].isspace():
        return [_without(one, kind) for one in part]
    outer = replace(_without(head, kind), text=head.text[: len(head.text) - len(inner)])
    return [outer, replace(head, text=inner, spaced=False), *part[1:]]


def _is_mixed(atom: Atom) -> bool:
    """Whether different signs would stand beside each other at an atom's edge."""
    return bool(atom.kinds & ASTERISKS) and bool(atom.kinds - ASTERISKS)


def _closed(part: list[Atom], kind: str, after: str) -> list[Atom]:
    tail = part[-1]
    mixed = _is_mixed(tail)
    if kind not in tail.kinds or _free(after) or not (mixed or _is_mark(tail.last)):
        return part
    inner = "" if mixed else tail.text.rstrip("".join({one for one in tail.text if _is_mark(one)}))
    if tail.form != TEXT or not inner or inner[-1].isspace():
        return [_without(one, kind) for one in part]
    outer = replace(_without(tail, kind), text=tail.text[len(inner) :], spaced=False)
    return [*part[:-1], replace(tail, text=inner), outer]


def _without(atom: Atom, *kinds: str) -> Atom:
    return replace(atom, kinds=atom.kinds.difference(kinds))


def parted(atoms: list[Atom]) -> list[Atom]:
    """Returns the atoms so that no emphasis begins right where another ends: their asterisks would run together."""
    apart = atoms[:1]
    dropped: frozenset[str] = frozenset()
    for atom in atoms[1:]:
        before = apart[-1]
        dropped &= atom.kinds
        if before.link != atom.link or atom.spaced:
            dropped = frozenset() if before.link != atom.link else dropped
        elif before.kinds - atom.kinds and atom.kinds - dropped - before.kinds:
            dropped |= atom.kinds - before.kinds
        apart.append(_without(atom, *dropped))
    return apart


def is_touching(atoms: Sequence[Atom], at: int) -> bool:
    """Whether an atom follows the one before it without a blank, within one link."""
    return not atoms[at].spaced and atoms[at - 1].link == atoms[at].link
