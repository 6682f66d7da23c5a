"""Modules that are loaded when they are first asked for something: few drops need them, and every start would pay."""

from importlib import import_module
from typing import Any


class Late:
    """A module that may not be loaded yet."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
