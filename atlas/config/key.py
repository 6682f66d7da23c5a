"""A key of config.toml, as a field."""

from collections.abc import Callable
from dataclasses import field
from typing import Any


def key(default: str | int | bool | list[str], read: Callable[[Any], Any], told: str, *, secret: bool = False) -> Any:
    """Returns a field with the default as it stands in the file, its reader, and one line of explanation.

    What a secret one holds is never shown.
    """
    meta = {"default": default, "read": read, "told": told, "secret": secret}
    return field(default_factory=lambda: read(default), metadata=meta)
