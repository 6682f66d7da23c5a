"""Excel's workbooks (.xlsx): each sheet as a table, bounded."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from atlas.extract import office
from atlas.extract.broken import Broken
from atlas.extract.marking import heading, table
from atlas.extract.pack import Pack
from atlas.extract.trees import all_named, attribute, first_named, text_of, tree_of
from atlas.model.article import Article, Source

PLACE = "xl/workbook.xml"
COLUMN = re.compile(r"([A-Z]{1,3})\d+")
DATES = frozenset((*range(14, 23), *range(45, 48)))
"""Numbers of formats that have always shown a day or an hour."""
DATED = re.compile(r"[ymdhs]", re.IGNORECASE)
QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
DAY_ZERO = datetime(1899, 12, 30, tzinfo=UTC)
BOOLEANS = {"0": "false", "1": "true"}


def article_of(source: Source) -> Article:
    """Returns the tables of a workbook."""
    pack = office.opened(source)
    targets = office.relations(pack, PLACE)
    book = _Book(pack)
    shown, notes = [], []
    for sheet in list(all_named(tree_of(pack.read(PLACE)), "sheet"))[: office.MOST_SHEETS]:
        try:
            rows, is_cut = book.rows(targets.get(attribute(sheet, "id"), ""))
        except Broken as error:
            notes.append(str(error))
            continue
        notes += [office.CUT] if is_cut else []
        shown += [heading(2, attribute(sheet, "name")), table(rows)] if rows else []
    return office.article(source, pack, "\n\n".join(shown), "xlsx", tuple(dict.fromkeys(notes)))


class _Book:
    """What the sheets of a workbook share: strings, and which styles are dates."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        strings = office.part_of(pack, "xl/sharedStrings.xml")
        self._strings = [] if strings is None else [_string(one) for one in all_named(strings, "si")]
        styles = office.part_of(pack, "xl/styles.xml")
        self._dated = [] if styles is None else list(_dated(styles))

    def rows(self, name: str) -> tuple[list[list[str]], bool]:
        """Returns a sheet's rows, and whether there are more of them."""
        rows: list[list[str]] = []
        is_cut = False
        for row in all_named(tree_of(self._pack.read(name)), "row"):
            if len(rows) > office.MOST_ROWS:
                return rows, True
            cells, is_wide = self._cells(row)
            is_cut |= is_wide
            rows += [cells] if any(cells) else []
        return rows, is_cut

    def _cells(self, row: Any) -> tuple[list[str], bool]:
        cells: list[str] = []
        for cell in row:
            at = _column(attribute(cell, "r"), len(cells))
            if at >= office.MOST_COLUMNS:
                return cells, True
            cells += [""] * (at + 1 - len(cells))
            cells[at] = self._value(cell)
        return cells, False

    def _value(self, cell: Any) -> str:
        written = text_of(first_named(cell, "v"))
        match attribute(cell, "t"):
            case "s":
                return _at(self._strings, written) or ""
            case "inlineStr":
                return _string(cell)
            case "b":
                return BOOLEANS.get(written, written)
            case "" | "n" if _at(self._dated, attribute(cell, "s")):
                return _moment(written)
        return written


def _string(element: Any) -> str:
    return "".join(one.text or "" for one in all_named(element, "t"))


def _at(values: Sequence[Any], number: str) -> Any:
    return values[int(number)] if number.isdecimal() and len(number) < 9 and int(number) < len(values) else None


def _dated(styles: Any) -> Iterator[bool]:
    """Yields of each style of cells whether it shows dates."""
    formats = {
        attribute(one, "numFmtId"): QUOTED.sub("", attribute(one, "formatCode")) for one in all_named(styles, "numFmt")
    }
    known = {str(one) for one in DATES} | {number for number, code in formats.items() if DATED.search(code)}
    for family in all_named(styles, "cellXfs"):
        yield from (attribute(one, "numFmtId") in known for one in family)


def _moment(written: str) -> str:
    try:
        moment = DAY_ZERO + timedelta(days=float(written))
    except (ValueError, OverflowError):
        return written
    return f"{moment:%Y-%m-%d}" if moment.time() == DAY_ZERO.time() else f"{moment:%Y-%m-%d %H:%M}"


def _column(reference: str, following: int) -> int:
    """Returns the number of a cell's column; without a reference it follows the one before."""
    found = COLUMN.fullmatch(reference)
    if not found:
        return following
    number = 0
    for letter in found[1]:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
