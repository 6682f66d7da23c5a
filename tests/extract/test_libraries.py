"""Which libraries are loaded for which files, and what is said where one is not there."""

import base64
import subprocess
import sys

import pytest

from atlas.extract.broken import Broken
from atlas.extract.libraries import LIBRARIES, library
from tests.extract import samples

READ = """
import sys, base64
sys.modules.update(dict.fromkeys({gone!r}))
from atlas.extract import missing, read
from atlas.model.article import Source
read_it = read(Source(base64.b64decode(sys.argv[1]), "https://site.example/it"))
print(read_it.notes, set(missing()), sorted(one for one in {heavy!r} if one in sys.modules))
"""
HEAVY = ("PIL", "lxml", "pypdfium2", "striprtf", "tinytag", "trafilatura")


def run(body: bytes, gone: tuple[str, ...] = ()) -> str:
    code = READ.format(gone=gone, heavy=HEAVY)
    argv = [sys.executable, "-W", "ignore", "-c", code, base64.b64encode(body).decode()]
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize(
    ("name", "loaded"),
    [
        ("txt", []),
        ("json", ["lxml"]),
        ("epub", ["lxml"]),
        ("rtf", ["striprtf"]),
        ("mp3", ["tinytag"]),
        ("pdf", ["lxml", "pypdfium2"]),
        ("png", ["PIL", "lxml"]),
        ("zip", []),
    ],
)
def test_a_file_costs_only_the_libraries_of_its_kind(name, loaded):
    assert run(samples.EVERY[name]).rstrip().endswith(f"{loaded}")


def test_a_file_whose_library_is_not_there_is_an_article_that_says_so():
    told = run(samples.EVERY["pdf"], ("pypdfium2",))
    assert "It takes the package pypdfium2 (pip install 'atlas-keeper[documents]')." in told
    assert "{'PDF'}" in told


def test_a_library_that_is_not_there_is_named_with_its_package():
    with pytest.raises(Broken, match="takes the package no_such_library"):
        library("no_such_library")


def test_all_that_may_be_missing_is_told():
    gone = tuple(LIBRARIES)
    told = run(b"Words", gone)
    assert all(kind in told for kind, _ in LIBRARIES.values())
