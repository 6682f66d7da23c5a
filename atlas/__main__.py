"""`python -m atlas`, and the `atlas` on the PATH."""

import os
import sys

from atlas.cli import run


def main() -> None:
    """Runs a verb and exits with its code; everything it makes is private."""
    os.umask(0o077)
    sys.exit(run())


if __name__ == "__main__":
    main()
