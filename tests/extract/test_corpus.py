"""How well real pages are read, where there is a folder of them: `ATLAS_CORPUS=FOLDER`."""

import os
from pathlib import Path

import pytest

from atlas.extract import read
from atlas.model.article import Source
from bench.extraction.pages import truths
from bench.extraction.scoring import mean_score, page_score, plain

FOLDER = os.environ.get("ATLAS_CORPUS", "")


@pytest.mark.skipif(not FOLDER, reason="ATLAS_CORPUS names no folder of pages")
def test_real_pages_are_read_as_people_read_them():
    pages = list(truths(Path(FOLDER)))
    found = [page_score(one.text, plain(read(Source(one.body, one.url, "text/html")).text)) for one in pages]
    assert mean_score(found).f1 > 0.96
