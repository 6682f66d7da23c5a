"""The page for a new owner is true: what it names is there, and no room goes without being named."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs/INTERNALS.md").read_text(encoding="utf-8")
WHERE = DOCUMENT.partition("## Where does … happen?")[2].partition("\n## ")[0]
ROWS = [line for line in WHERE.splitlines() if line.startswith("| ") and not line.startswith("| **")]
FILES = sorted(one for top in ("atlas", "bench", "deploy", "tests") for one in (ROOT / top).rglob("*.py"))


def names_in(path):
    """All that a file defines: classes, functions, constants, and what a class has as `Class.name`."""
    for one in ast.parse(path.read_text(encoding="utf-8")).body:
        yield from defined(one)
        if isinstance(one, ast.ClassDef):
            yield from (f"{one.name}.{name}" for own in one.body for name in defined(own))


def defined(one):
    if isinstance(one, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        yield one.name
    elif isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name):
        yield one.target.id
    elif isinstance(one, ast.Assign):
        yield from (target.id for target in one.targets if isinstance(target, ast.Name))


def places_in(row):
    """What a row names, as a path and a name in it; a file without a folder lies beside the one before it."""
    folder = Path()
    for named in re.findall(r"`([\w/.]+(?:\.py(?::[\w.]+)?|/))`", row):
        path, _, name = named.partition(":")
        if "/" in path:
            folder = Path(path) if path.endswith("/") else Path(path).parent
        yield (folder if path.endswith("/") else folder / Path(path).name), name


def wrong_in(row):
    places = list(places_in(row))
    if not places:
        yield f"nothing is named: {row}"
    for path, name in places:
        if not (ROOT / path).exists():
            yield f"{path} is not there: {row}"
        elif name and name not in set(names_in(ROOT / path)):
            yield f"{path} has no {name}: {row}"


def test_each_answer_names_what_is_there():
    assert [wrong for row in ROWS for wrong in wrong_in(row)] == []
    assert len(ROWS) > 100


def test_what_was_renamed_is_noticed():
    row = "| what | `atlas/clock.py:Watch`, `atlas/clock.py:Clock.tick`, `atlas/watch.py`, `bell.py`, `atlas/old/` |"
    assert [wrong.partition(":")[0] for wrong in wrong_in(row)] == [
        "atlas/clock.py has no Watch",
        "atlas/clock.py has no Clock.tick",
        "atlas/watch.py is not there",
        "atlas/bell.py is not there",
        "atlas/old is not there",
    ]
    assert list(wrong_in("| a thing | somewhere |")) == ["nothing is named: | a thing | somewhere |"]


def test_each_question_is_asked_once():
    questions = [row.split(" | ")[0] for row in ROWS]
    assert sorted(questions) == sorted(set(questions))


def test_each_room_is_named():
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in FILES if path.is_relative_to(ROOT / "atlas")}
    alone = {path.relative_to(ROOT).as_posix() for path in (ROOT / "atlas").glob("[!_]*.py")}
    named = {path for row in ROWS for path, _ in places_in(row)}
    inside = {one.as_posix() for path in named for one in (path, path.parent)}
    assert (rooms | alone) - {"atlas"} - inside == set()


def test_every_file_that_the_document_names_is_there():
    there = {one.relative_to(ROOT).as_posix() for one in FILES}
    for named in re.findall(r"`([\w/]+\.py)\b", DOCUMENT):
        assert any(f"/{one}".endswith(f"/{named}") for one in there), named


def test_every_module_that_the_document_names_is_there():
    for named in re.findall(r"`(?:python -m )?((?:atlas|bench|tests)(?:\.\w+)+)", DOCUMENT):
        *rooms, last = named.split(".")
        path = ROOT.joinpath(*rooms)
        here = path if path.is_dir() else path.with_suffix(".py")
        if here.is_dir() and ((here / last).is_dir() or (here / f"{last}.py").exists()):
            continue
        file = here / "__init__.py" if here.is_dir() else here
        assert last in file.read_text(encoding="utf-8"), named


def test_every_test_that_the_document_names_is_there():
    there = {name for path in FILES if path.name.startswith("test_") for name in names_in(path)}
    named = set(re.findall(r"`(test_\w+)`", DOCUMENT))
    assert named - there == set()
