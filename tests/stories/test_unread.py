"""Documents made to break whoever reads them: each costs its own article at most, and the next page is read."""

import pytest

from atlas.jobs.reading.frames import Limits
from atlas.jobs.reading.nursery import Nursery
from atlas.jobs.reading.telling import Failed
from atlas.model.article import Article
from atlas.vault import Vault
from tests.jobs.reading.pages import PAGE, Pages, read
from tests.unread.documents import DOCUMENTS

TIGHT = Limits(time=1, memory=128_000_000)
SOME = (
    *("attributes", "nested", "marked_sections", "links", "long_word", "backtracking", "codepoints", "structured_data"),
    *("laughs", "laughing_drawing", "outside_entity", "quadratic", "deep_json", "torn_document", "noise", "nothing"),
)
"""Those that a few lines write at once; `python -m tests.unread` has all."""


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    root = tmp_path_factory.mktemp("unread")
    return Pages(Vault(root), root)


@pytest.fixture(scope="module")
def nursery(pages):
    made = Nursery(pages.root, TIGHT)
    yield made
    made.rest()


@pytest.mark.parametrize("name", SOME)
def test_it_costs_its_own_article_at_most(pages, nursery, name):
    good = pages.keep(PAGE)
    read(nursery, good)
    mother = nursery.mother
    one = DOCUMENTS[name]()
    (found,) = read(nursery, pages.keep(one.body, one.media_type, one.coding))
    assert isinstance(found, Article) or found.reason
    assert "/root:" not in (found.text if isinstance(found, Article) else "")
    assert not isinstance(read(nursery, good)[0], Failed)
    assert nursery.mother == mother
