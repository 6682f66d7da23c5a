"""One line per event: JSON in a file, words on a screen; nothing secret, nothing forged."""

from atlas.journal.journal import Journal
from atlas.journal.redact import redacted

__all__ = ["Journal", "redacted"]
