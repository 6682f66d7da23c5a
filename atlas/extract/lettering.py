"""A file's bytes as text, without what cannot be seen."""

from atlas.extract import decoding
from atlas.extract.tidying import seen
from atlas.model.article import Source


def text_of(source: Source) -> str:
    """Returns a file's text with its lines; decoding never fails."""
    return seen(decoding.text_of(source))
