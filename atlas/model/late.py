"""Modules that are loaded when they are first asked for something: few drops need them, and every start would pay."""

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any


class Late:
    """A module that may not be loaded yet."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)


def names_of(package: str, places: Mapping[str, str]) -> Callable[[str], Any]:
    """Returns a package's `__getattr__`: a name is loaded, with the module it is in, when it is asked for."""

    def found(name: str) -> Any:
        if name not in places:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{places[name]}"), name)

    return found
