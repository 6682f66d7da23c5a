"""One line per event: JSON in a file, words on a screen; nothing secret, nothing forged."""

from atlas.journal.journal import Journal
from atlas.journal.redact import redacted
from atlas.journal.stream import read_by_systemd

__all__ = ["Journal", "read_by_systemd", "redacted"]
