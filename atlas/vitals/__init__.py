"""What the machine has left: the embassy of psutil."""

from pathlib import Path

import psutil


def free_bytes(path: Path) -> int:
    """Returns how many bytes an ordinary user may still write where the path lies."""
    return psutil.disk_usage(str(path)).free
