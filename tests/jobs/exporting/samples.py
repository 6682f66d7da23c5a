"""Articles to give out."""

import zipfile
from pathlib import Path

from atlas.catalog import Row
from atlas.jobs.exporting.chapter import Chapter, chapters
from atlas.model import frontmatter
from tests.spool.samples import home_at

AT = "2026-11-23T12:51:10.250Z"


def row(number: int = 0, **told: object) -> Row:
    """Returns a capture as the catalog has it."""
    fields: dict[str, object] = {
        **dict.fromkeys(Row.__annotations__, ""),
        **dict.fromkeys(("attempts", "size", "bytes", "rules"), 0),
        **dict.fromkeys(("tags", "notes", "signals"), ()),
        "id": f"{number:08x}",
        "snapshot": f"2026/11/23/20261123T125110Z-a.example-{number:08x}.warc.gz",
        "url": f"https://a.example/{number}",
        "final_url": f"https://a.example/{number}",
        "captured_at": AT,
        "status": 200,
        "article": f"2026/11/2026-11-23 Page {number} (a.example) {number:08x}.md",
        "title": f"Page {number}",
        **told,
    }
    return Row(**fields)  # type: ignore[arg-type]


def filed(home: Path, one: Row, text: str = "Words.\n", **head: frontmatter.Value) -> Row:
    """Puts an article's file where the catalog says that it lies."""
    path = home / "processed/articles" / one.article
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(frontmatter.dumps({"id": one.id, "snapshot": one.snapshot, "title": one.title, **head}) + text)
    return one


def read(home: Path, *rows: Row) -> list[Chapter]:
    """Returns the articles of these captures."""
    return list(chapters(home_at(home), rows))


def parts(path: Path) -> dict[str, bytes]:
    """Returns the files in a zip file."""
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        return {one: file.read(one) for one in file.namelist()}
