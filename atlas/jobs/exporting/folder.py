"""Articles as a folder of Markdown: each file as it is kept, and an index."""

from collections.abc import Iterable
from pathlib import Path
from urllib.parse import quote

from atlas import files
from atlas.jobs.exporting.chapter import Chapter
from atlas.model.url import host_of

INDEX = "index.md"
BACKSLASHED = str.maketrans({one: f"\\{one}" for one in "\\`*_{}[]<>#|!&~$"})


def write(path: Path, title: str, chapters: Iterable[Chapter], *, replace: bool) -> int:
    """Writes the articles into a folder; returns how many."""
    lines: list[str] = []
    names: list[str] = []
    taken = {INDEX}
    with files.made_folder(path, replace=replace) as folder:
        for one in chapters:
            name = _free(one.name, taken)
            _put(folder / name, one.data)
            names.append(name)
            lines.append(_line(name, one))
        _put(folder / INDEX, "".join((f"# {title.translate(BACKSLASHED)}\n\n", *lines)).encode())
        files.sync(folder / one for one in (*names, INDEX))
    return len(lines)


def _free(name: str, taken: set[str]) -> str:
    """Returns the name, or its first numbered variant that differs from all others in more than capitals."""
    stem, free, number = name.removesuffix(".md"), name, 1
    while free.casefold() in taken:
        number += 1
        free = f"{stem}~{number}.md"
    taken.add(free.casefold())
    return free


def _put(path: Path, data: bytes) -> None:
    files.publish(files.draft(path.parent, data), path, replace=True)


def _line(name: str, one: Chapter) -> str:
    told = " · ".join(filter(None, (one.published[:10] or one.row.captured_at[:10], host_of(one.url))))
    return f"- [{one.title.translate(BACKSLASHED)}]({quote(name)}) — {told}\n"
