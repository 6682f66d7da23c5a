"""CSV and tab-separated values: a table, as far as a person reads one."""

import csv
import io
from itertools import islice

from atlas.extract.facts import titled, told
from atlas.extract.lettering import text_of
from atlas.extract.marking import code, table
from atlas.extract.tidying import bounded
from atlas.model.article import Article, Metadata, Source

MOST_ROWS = 1000
MOST_COLUMNS = 50
MOST_SHOWN = 1_000_000
LONGEST_FIELD = 131_072
"""Characters of a cell; what is longer is an open quote that swallows the rest."""
SAMPLE = 20_000
DELIMITERS = ",;\t|"


def article_of(source: Source) -> Article:
    """Returns the first rows as a table."""
    text = text_of(source).strip("\n")
    try:
        rows = _rows(text, source.media_type)
    except csv.Error as error:
        note = f"It does not read as a table: {error}."
        return Article(
            code(bounded(text, MOST_SHOWN)), titled(Metadata(genre="data"), source.url), "csv", notes=(note,)
        )
    shown = [row[:MOST_COLUMNS] for row in rows[: MOST_ROWS + 1]]
    facts = told({"rows": max(len(rows) - 1, 0), "columns": max(map(len, rows), default=0)})
    cut = len(shown) < len(rows) or any(len(row) > MOST_COLUMNS for row in rows)
    notes = (f"The table shows at most {MOST_ROWS} rows and {MOST_COLUMNS} columns.",) if cut else ()
    return Article(table(shown), titled(Metadata(genre="data"), source.url), "csv", notes=notes, facts=facts)


def _rows(text: str, media_type: str) -> list[list[str]]:
    delimiter = "\t" if media_type == "text/tab-separated-values" else _delimiter(text)
    csv.field_size_limit(LONGEST_FIELD)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [row for row in islice(lines, 1_000_000) if any(map(str.strip, row))]


def _delimiter(text: str) -> str:
    """Returns what parts the first lines most, and each alike."""
    lines = text[:SAMPLE].split("\n")[:20]
    whole = lines[:-1] if len(text) > SAMPLE and len(lines) > 1 else lines
    counts = {one: [line.count(one) for line in whole] for one in DELIMITERS}
    return max(DELIMITERS, key=lambda one: (min(counts[one]) > 0 and len(set(counts[one])) == 1, min(counts[one])))
