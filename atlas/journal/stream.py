"""Whether what is written to a stream is read by systemd."""

import os
from collections.abc import Mapping
from typing import TextIO


def read_by_systemd(stream: TextIO, environ: Mapping[str, str]) -> bool:
    """Whether systemd's journal reads a stream: it names the one it reads, and a pipe or a file is another."""
    try:
        status = os.fstat(stream.fileno())
    except OSError:
        return False
    return environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
