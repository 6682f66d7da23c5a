"""How much room the machine has left."""

from pathlib import Path

import psutil


def free_bytes(path: Path) -> int:
    """Returns how many bytes an ordinary user may still write where the path lies."""
    return psutil.disk_usage(str(path)).free
