"""The embassy of the extractors: what is readable in a page's bytes. It is called in child processes only."""

from atlas.extract.reading import read

__all__ = ["read"]
