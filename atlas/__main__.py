"""`python -m atlas`, and the `atlas` on the PATH."""

import os
import sys

from atlas.cli import run
from atlas.cli.first import attend


def main() -> None:
    """Runs a verb and exits with its code; everything it makes is private."""
    os.umask(0o077)
    if os.getpid() == 1:
        attend()
    sys.exit(run())


if __name__ == "__main__":
    main()
