"""On real pages no chosen word is lost, and hardly any is added. ATLAS_CORPUS names the folder of gzipped pages."""

import gzip
import os
import statistics
from collections import Counter
from pathlib import Path

import pytest
import trafilatura

from atlas.extract.junk import words_of
from atlas.extract.markdown import markdown_of
from tests.extract.marked_up import URL, document_of
from tests.extract.unmarking import text_of_markdown

CORPUS = os.environ.get("ATLAS_CORPUS", "")
CORPUS_GIVEN = pytest.mark.skipif(not CORPUS, reason="ATLAS_CORPUS names no folder of pages")


def lost_and_added(markup: str) -> tuple[int, float]:
    """Returns how many chosen words a page's Markdown lacks, and which part of it was not chosen."""
    text = trafilatura.extract(markup, output_format="txt", include_comments=False) or ""
    markdown = markdown_of(document_of(markup), text.split("\n"), URL)
    chosen, kept = Counter(words_of(text)), Counter(words_of(text_of_markdown(markdown)))
    # A word that an extractor glued from two is there in two.
    letters = "".join(words_of(text_of_markdown(markdown)))
    lost = [word for word in chosen - kept if word not in letters]
    return len(lost), (kept - chosen).total() / max(1, chosen.total())


@CORPUS_GIVEN
@pytest.mark.timeout(600)
def test_no_chosen_word_of_a_real_page_is_lost_and_hardly_any_is_added():
    pages = sorted(Path(CORPUS).rglob("*.html.gz"))
    found = [lost_and_added(gzip.decompress(page.read_bytes()).decode("utf-8", "replace")) for page in pages]
    assert found, "the folder holds pages"
    assert sum(lost for lost, _ in found) == 0
    assert statistics.mean(added for _, added in found) < 0.02
