"""A page's bytes become an article."""

from atlas.extract.html import article_of
from atlas.model.article import Article, Source


def read(source: Source) -> Article:
    """Returns what there is to read in a source."""
    return article_of(source)
