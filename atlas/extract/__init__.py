"""The embassy of the extractors: what is readable in a file's bytes. It is called in child processes only."""

from atlas.extract.libraries import missing
from atlas.extract.reading import read

__all__ = ["missing", "read"]
