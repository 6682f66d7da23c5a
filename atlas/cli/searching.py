"""`search`: found again by the words in it."""

import shutil
from pathlib import Path

import click

from atlas.catalog import Catalog, Hit
from atlas.cli.home import folders_of
from atlas.cli.printing import as_json, note, say_json
from atlas.cli.wrapping import PLAIN, Run, Style, wrapped
from atlas.jobs.records import hit_fields
from atlas.model.names import printable
from atlas.model.plain import legible
from atlas.model.url import host_of

FOUND = Style(bold=True, fg="yellow")
INDENT = "    "
WIDEST = 100


# Words may begin with a hyphen, and no letter after one is an option.
@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("words", nargs=-1, required=True, type=click.UNPROCESSED)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
@click.option("--offset", type=click.IntRange(min=0), default=0, help="Leave out so many of the best.")
@as_json
@click.pass_obj
def search_verb(home: Path, words: tuple[str, ...], limit: int, offset: int, as_json: bool) -> None:
    """Find what you kept by the words in it, the best first.

    All words must be there: in the text, the title, the author, the address or the tags. "a phrase" in quotes, begin*
    of a word, -without, this OR that. title:word author:name site:example.com tag:name lang:en before:2026-01-01
    after:2025 is:doubtful say more. The shell takes quotes for itself unless they are in others: '"a phrase"'.
    """
    folders = folders_of(home)
    hits = Catalog(folders.state / "catalog.db").search(" ".join(words), limit, offset)
    width = min(shutil.get_terminal_size().columns, WIDEST)
    for hit in hits:
        if as_json:
            say_json(hit_fields(folders, hit))
        else:
            for line in _lines(hit, width):
                click.echo(line)
    if not hits:
        note("Nothing found.")


def _lines(hit: Hit, width: int) -> list[str]:
    row, article = hit.row, hit.article
    title = hit.title or ((row.final_url or row.url, False),)
    host = host_of(row.final_url or row.url)
    told = [(article.published or row.captured_at)[:10], host, row.id]
    told += [f"{article.minutes} min"] if article.minutes else []
    told += ["doubtful"] if article.doubtful else []
    snippet = hit.snippet or ((article.description or article.reason, False),)
    return [
        *wrapped([Run(legible(text), FOUND if found else Style(bold=True)) for text, found in title], width),
        INDENT + str(Run(printable("  ".join(told)), Style(dim=True))),
        *(
            INDENT + line
            for line in wrapped([Run(legible(text), FOUND if found else PLAIN) for text, found in snippet], width - 4)
        ),
        "",
    ]
