"""A sink that keeps nothing: for what is asked in passing."""

import tempfile
from typing import BinaryIO, cast

from atlas.errors import unkept
from atlas.model.exchange import Exchange


class Nowhere:
    """Lets exchanges go by; their bodies are gone when they are closed."""

    def body(self) -> BinaryIO:
        """Returns a fresh, unbuffered file without a name."""
        try:
            return cast("BinaryIO", tempfile.TemporaryFile(buffering=0))
        except OSError as error:
            raise unkept(error) from error

    def keep(self, exchange: Exchange, body: BinaryIO) -> None:
        """Closes the body."""
        del exchange
        body.close()
