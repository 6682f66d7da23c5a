"""One line of Markdown from pieces of text: emphasis that does not glue, links, code, pictures, formulas."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from atlas.extract.blocks import (
    CODE,
    FORMULA,
    LISTING,
    LOWERED,
    NOTE,
    PICTURE,
    RAISED,
    TEXT,
    Piece,
)
from atlas.extract.defusing import asks, still
from atlas.extract.emphasis import MARKS, Atom, char_after, char_before, guarded, is_touching, merged, parted
from atlas.extract.escaping import SUM, escaped
from atlas.extract.hrefs import written
from atlas.extract.junk import clean, flat

UP = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
DOWN = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")
RISEN = re.compile(r"[0-9+\-−=()]+|[ni]")
SUNK = re.compile(r"[0-9+\-−=()]+")


def inline(pieces: Iterable[Piece], without: frozenset[str] = frozenset()) -> str:
    """Returns a line of Markdown; some ways of setting text off can be left out."""
    atoms = _atoms(pieces, without)
    for kind in MARKS:
        if any(kind in one.kinds for one in atoms):
            atoms = guarded(atoms, kind)
    return _joined(merged(parted(atoms)))


def _atoms(pieces: Iterable[Piece], without: frozenset[str]) -> list[Atom]:
    """Returns the pieces without the blanks at their edges."""
    atoms: list[Atom] = []
    spaced = False
    for piece in pieces:
        if piece.form == "check":
            continue
        text = flat(piece.text)
        if piece.form == TEXT and not text.strip():
            spaced = spaced or bool(text)
            continue
        atom = _atom(piece, text.strip(), without, bool(atoms) and (spaced or text[:1].isspace()))
        spaced = text[-1:].isspace() and piece.form == TEXT
        atoms.append(atom)
    return merged(atoms)


def _atom(piece: Piece, text: str, without: frozenset[str], spaced: bool) -> Atom:
    kinds = piece.marks.kinds
    form = CODE if piece.form == LISTING or (piece.form == TEXT and CODE in kinds) else piece.form
    if form == TEXT:
        text = _shifted(text, kinds)
    if form == CODE and asks(text):
        form = TEXT
    link = "" if form in {PICTURE, NOTE} else piece.marks.link
    if link and form == CODE and "]:" in text:
        form = TEXT  # at a line's start it would read as the definition of a reference
    return Atom(text, form, kinds.intersection(MARKS) - without, link, piece.target, spaced)


def _shifted(text: str, kinds: frozenset[str]) -> str:
    if RAISED in kinds and RISEN.fullmatch(text):
        return text.translate(UP)
    return text.translate(DOWN) if LOWERED in kinds and SUNK.fullmatch(text) else text


def _joined(atoms: Sequence[Atom]) -> str:
    summed = any("$" in one.text for one in atoms) and _is_summed(atoms)
    told: list[str] = []
    at = 0
    for link, run in groupby(atoms, lambda one: one.link):
        group = list(run)
        inner = _emphasised(atoms, at, at + len(group), summed)
        told.append(" " if group[0].spaced else "")
        told.append(_linked(inner, group, link) if link else inner)
        at += len(group)
    return "".join(told)


def _is_summed(atoms: Sequence[Atom]) -> bool:
    """Whether dollars in the text would be read as a formula's."""
    plain = "".join(" " * one.spaced + one.text for one in atoms if one.form == TEXT)
    return (
        any(one.form == FORMULA for one in atoms)
        or (plain.count("$") > 1 and len(atoms) > 1)
        or bool(SUM.search(plain))
    )


def _linked(inner: str, group: Sequence[Atom], link: str) -> str:
    there = written(link)
    plain = len(group) == 1 and group[0].form == TEXT and not group[0].kinds
    if plain and group[0].text == link == there and link.startswith("http"):
        return f"<{link}>"
    return f"[{inner}]({there})"


def _emphasised(atoms: Sequence[Atom], start: int, end: int, summed: bool) -> str:
    """Returns the atoms of one link, or of none, with their emphasis opened and closed as it nests."""
    told: list[str] = []
    stack: list[str] = []
    for at in range(start, end):
        atom = atoms[at]
        while not atom.kinds.issuperset(stack):
            told.append(MARKS[stack.pop()])
        if atom.spaced and at > start:
            told.append(" ")
        for kind in sorted(atom.kinds.difference(stack), key=lambda kind: (-_extent(atoms, at, end, kind), kind)):
            stack.append(kind)
            told.append(MARKS[kind])
        told.append(_told(atom, *_edges(atoms, at), summed))
    return "".join((*told, *(MARKS[kind] for kind in reversed(stack))))


def _edges(atoms: Sequence[Atom], at: int) -> tuple[str, str]:
    """Returns the characters around an atom's text in Markdown; an asterisk for any sign of emphasis."""
    before, after = char_before(atoms, at), char_after(atoms, at)
    if atoms[at].kinds or (at and is_touching(atoms, at) and atoms[at - 1].kinds):
        before = "*"
    if atoms[at].kinds or (at + 1 < len(atoms) and is_touching(atoms, at + 1) and atoms[at + 1].kinds):
        after = "*"
    return before, after


def _extent(atoms: Sequence[Atom], start: int, end: int, kind: str) -> int:
    return next((at for at in range(start, end) if kind not in atoms[at].kinds), end)


def _told(atom: Atom, before: str, after: str, summed: bool) -> str:
    match atom.form:
        case "code":
            return code_span(clean(atom.text))
        case "picture":
            return f"![{escaped(atom.text, linked=True)}]({written(atom.target)})"
        case "formula":
            return f"{atom.target}{still(atom.text)}{atom.target}"
        case "note":
            return f"[^{atom.target}]"
    return escaped(atom.text, before, after, bool(atom.link), summed)


def code_span(text: str) -> str:
    """Returns a text as code within a line."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"
